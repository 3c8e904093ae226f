import { defineModel } from './types.js';

export default defineModel({
  package: [
    'react-dom', 'react-dom/client', 'react-native', 'preact', 'preact/hooks', 'vue', 'vue-router', 'pinia', 'vuex', 'svelte', 'svelte/store', '@angular/core', '@angular/common',
    '@angular/router', '@angular/platform-browser', 'solid-js', 'solid-js/web', 'lit', '@tanstack/react-query', '@tanstack/vue-query', '@tanstack/react-router', 'swr', 'zustand', 'jotai', 'recoil', 'mobx',
    'mobx-react', 'mobx-react-lite', 'redux', 'react-redux', '@reduxjs/toolkit', 'react-router-dom', 'react-hook-form', 'framer-motion', '@mui/material', 'expo', 'expo-router',
    '@ionic/react', '@capacitor/core', 'jquery', 'd3', 'three', 'htmx.org', 'alpinejs', 'idb', 'dexie', 'localforage', 'webextension-polyfill',
  ],
  source: 'the README of each: they draw or keep state in a browser or an app',
  side: 'client',
  exports: {},
});

import { defineModel } from './types.js';

const sent = { call: { system: 'push' } } as const;

export default defineModel({
  package: ['@slack/webhook', 'web-push', 'firebase-admin', 'firebase-admin/messaging', 'expo-server-sdk'],
  source: 'README of each; @slack/webhook 8, web-push 3.6, firebase-admin 13, expo-server-sdk 3',
  system: 'push',
  side: 'server',
  exports: {
    IncomingWebhook: { new: { returns: 'IncomingWebhook' } }, sendNotification: sent, default: 'Push', '=': 'Push',
    messaging: { call: { returns: 'Messaging' } }, getMessaging: { call: { returns: 'Messaging' } }, Expo: 'ExpoClass',
  },
  types: {
    IncomingWebhook: { is: 'handle', members: { send: sent } },
    Push: { members: { sendNotification: sent, messaging: { call: { returns: 'Messaging' } } } },
    Messaging: { is: 'handle', members: { send: sent, sendEach: sent, sendEachForMulticast: sent, sendMulticast: sent, sendToDevice: sent, sendToTopic: sent } },
    ExpoClass: { new: { returns: 'Expo' } },
    Expo: { is: 'handle', members: { sendPushNotificationsAsync: sent } },
  },
});

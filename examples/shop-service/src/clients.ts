import axios from 'axios';
import { Redis } from 'ioredis';
import nodemailer from 'nodemailer';
import pg from 'pg';
import type { Config } from './config.js';

export function connectDatabase(config: Config): pg.Pool {
  return new pg.Pool({ connectionString: config.databaseUrl, max: 20 });
}

export function connectRedis(url: string): Redis {
  return new Redis(url, { connectTimeout: 2_000, commandTimeout: 500, maxRetriesPerRequest: 2 });
}

export function connectSessionNodes(config: Config): Redis[] {
  return config.sessionNodes.map((url) => connectRedis(url));
}

export function connectMail(config: Config) {
  return nodemailer.createTransport(config.smtpUrl, { from: 'Shop <hello@shop.example>' });
}

/** The warehouse may take its time, but never more than five seconds. */
export function connectInventory(config: Config) {
  return axios.create({ baseURL: config.inventoryUrl, timeout: 5_000 });
}

export function connectPreferences(config: Config) {
  return axios.create({ baseURL: config.preferencesUrl, headers: { accept: 'application/json' } });
}

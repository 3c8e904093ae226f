/** Stand-ins for the clients, with just what the service calls; the real packages need not be installed. */
import type { AxiosInstance } from 'axios';
import type { Redis } from 'ioredis';
import type { Transporter } from 'nodemailer';
import type { Pool } from 'pg';

export function fakeRedis(entries: Record<string, string> = {}) {
  const store = new Map(Object.entries(entries));
  const reads: string[] = [];
  const redis = {
    get: async (key: string) => {
      reads.push(key);
      return store.get(key) ?? null;
    },
    set: async (key: string, value: string | number, ...options: (string | number)[]) => {
      if (options.includes('NX') && store.has(key)) return null;
      store.set(key, String(value));
      return 'OK';
    },
    incrby: async (key: string, amount: number) => {
      const sum = Number(store.get(key) ?? 0) + amount;
      store.set(key, String(sum));
      return sum;
    },
    del: async (key: string) => Number(store.delete(key)),
  };
  return { redis: redis as unknown as Redis, store, reads };
}

export type Answer = (values: readonly unknown[]) => readonly object[];

/** Answers each statement by the first pattern that occurs in it, and remembers what was asked. */
export function fakeDatabase(answers: Record<string, Answer> = {}) {
  const statements: string[] = [];
  let released = 0;
  const query = async (text: string, values: readonly unknown[] = []) => {
    statements.push(text.split(/\s+/).slice(0, 2).join(' '));
    const answer = Object.entries(answers).find(([pattern]) => text.includes(pattern))?.[1];
    const rows = answer?.(values) ?? [];
    return { rows, rowCount: rows.length };
  };
  const release = () => {
    released += 1;
  };
  const db = { query, connect: async () => ({ query, release }) };
  return { db: db as unknown as Pool, statements, released: () => released };
}

export function fakeHttp(respond: (method: string, path: string, body?: unknown) => unknown) {
  const http = {
    get: async (path: string) => ({ data: respond('GET', path) }),
    post: async (path: string, body: unknown) => ({ data: respond('POST', path, body) }),
  };
  return http as unknown as AxiosInstance;
}

export function fakeMail() {
  const sent: { to: string; subject: string }[] = [];
  const mail = { sendMail: async (message: { to: string; subject: string }) => void sent.push(message) };
  return { mail: mail as unknown as Transporter, sent };
}

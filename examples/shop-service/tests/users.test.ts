import { describe, expect, it } from 'vitest';
import { Analytics } from '../src/users/analytics.js';
import { createProfile } from '../src/users/create-profile.js';
import { DEFAULT_PREFERENCES, getPreferences } from '../src/users/preferences.js';
import { getUser } from '../src/users/user-directory.js';
import { UserRepository } from '../src/users/user-repository.js';
import { fakeDatabase, fakeHttp, fakeMail } from './fakes.js';

describe('getUser', () => {
  it('asks the database once a user', async () => {
    const { db, statements } = fakeDatabase({
      'FROM users': ([id]) => [{ id, email: 'ada@shop.example', name: 'Ada' }],
    });
    const users = new UserRepository(db);
    expect(await getUser(users, 11)).toMatchObject({ id: 11, name: 'Ada' });
    await getUser(users, 11);
    await getUser(users, 12);
    expect(statements).toHaveLength(2);
  });

  it('answers nothing for a user that does not exist', async () => {
    expect(await getUser(new UserRepository(fakeDatabase().db), 404)).toBeUndefined();
  });
});

describe('createProfile', () => {
  it('saves the user and sends the welcome mail', async () => {
    const { db } = fakeDatabase({ 'INSERT INTO users': () => [{ id: 7 }] });
    const { mail, sent } = fakeMail();
    const services = { users: new UserRepository(db), mail, analytics: new Analytics(undefined) };
    expect(await createProfile(services, { email: 'ada@shop.example', name: 'Ada' })).toBe(7);
    expect(sent).toMatchObject([{ to: 'ada@shop.example', subject: 'Welcome, Ada' }]);
  });
});

describe('getPreferences', () => {
  it('fills what the answer leaves out', async () => {
    const http = fakeHttp(() => ({ currency: 'CHF' }));
    expect(await getPreferences(http, 1)).toEqual({ language: 'en', currency: 'CHF', newsletter: false });
  });

  it('falls back to the defaults when the call fails', async () => {
    const http = fakeHttp(() => {
      throw new Error('ECONNREFUSED');
    });
    expect(await getPreferences(http, 1)).toBe(DEFAULT_PREFERENCES);
  });
});

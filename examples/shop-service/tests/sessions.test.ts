import { describe, expect, it } from 'vitest';
import { SessionStore } from '../src/sessions/session-store.js';
import { fakeRedis } from './fakes.js';

describe('SessionStore', () => {
  it('finds a session on whichever node holds it', async () => {
    const nodes = [fakeRedis(), fakeRedis(), fakeRedis()];
    const sessions = new SessionStore(nodes.map(({ redis }) => redis));
    const created = await sessions.create(1);
    expect(await sessions.find(1)).toEqual(created);
    expect(await sessions.find(2)).toBeUndefined();
  });

  it('stops asking once a node knows the user', async () => {
    const first = fakeRedis({ 'session:1': '{"token":"t","userId":1}' });
    const second = fakeRedis();
    await new SessionStore([first.redis, second.redis]).find(1);
    expect([first.reads.length, second.reads.length]).toEqual([1, 0]);
  });

  it('forgets a session on every node', async () => {
    const nodes = [fakeRedis({ 'session:1': '{}' }), fakeRedis({ 'session:1': '{}' })];
    await new SessionStore(nodes.map(({ redis }) => redis)).destroy(1);
    expect(nodes.map(({ store }) => store.size)).toEqual([0, 0]);
  });
});

import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';

export interface Session {
  readonly token: string;
  readonly userId: number;
}

const HOUR = 3_600;

const keyOf = (userId: number): string => `session:${userId}`;

export class SessionStore {
  constructor(private readonly nodes: readonly Redis[]) {}

  /** Spreads the load: any node may take a login. */
  async create(userId: number): Promise<Session> {
    const session: Session = { token: randomUUID(), userId };
    const node = this.nodes[Math.floor(Math.random() * this.nodes.length)];
    await node.set(keyOf(userId), JSON.stringify(session), 'EX', HOUR);
    return session;
  }

  async find(userId: number): Promise<Session | undefined> {
    for (const node of this.nodes) {
      const stored = await node.get(keyOf(userId));
      if (stored) return JSON.parse(stored) as Session;
    }
    return undefined;
  }

  /** Every node must forget the user, so every node is told. */
  async destroy(userId: number): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.del(keyOf(userId))));
  }
}

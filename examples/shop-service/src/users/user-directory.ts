import type { User, UserRepository } from './user-repository.js';

const userCache = new Map<number, User>();

/** The profile page, the checkout and the order list all ask for the same user: the database should not hear of it each time. */
export async function getUser(users: UserRepository, id: number): Promise<User | undefined> {
  const cached = userCache.get(id);
  if (cached) return cached;

  const user = await users.findById(id);
  if (user) userCache.set(id, user);
  return user;
}

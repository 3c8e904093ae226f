import type { NewUser } from './user-repository.js';

export function welcomeMail(user: NewUser) {
  return {
    to: user.email,
    subject: `Welcome, ${user.name}`,
    text: `Hello ${user.name},\n\nyour account is ready. Your first parcel ships for free.\n`,
  };
}

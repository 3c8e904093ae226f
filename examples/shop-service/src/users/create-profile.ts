import type { Transporter } from 'nodemailer';
import type { Analytics } from './analytics.js';
import type { NewUser, UserRepository } from './user-repository.js';
import { welcomeMail } from './welcome-mail.js';

export interface ProfileServices {
  readonly users: UserRepository;
  readonly mail: Transporter;
  readonly analytics: Analytics;
}

/** Saves the user, sends the welcome mail and tells analytics about the sign-up. */
export async function createProfile({ users, mail, analytics }: ProfileServices, data: NewUser): Promise<number> {
  const id = await users.insert(data);
  await mail.sendMail(welcomeMail(data));
  await analytics.track(id, 'profile_created');
  return id;
}

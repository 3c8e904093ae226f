import type { AxiosInstance } from 'axios';

export interface Preferences {
  readonly language: string;
  readonly currency: string;
  readonly newsletter: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = Object.freeze({ language: 'en', currency: 'EUR', newsletter: false });

/** A shop without preferences still sells: whoever cannot be asked gets the defaults. */
export async function getPreferences(http: AxiosInstance, userId: number): Promise<Preferences> {
  try {
    const { data } = await http.get<Partial<Preferences>>(`/users/${userId}/preferences`);
    return { ...DEFAULT_PREFERENCES, ...data };
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

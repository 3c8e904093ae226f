import type { AxiosInstance } from 'axios';

/** Asks the warehouse to put the items aside; throws when it has too few. */
export async function reserveStock(http: AxiosInstance, itemId: string, quantity: number): Promise<void> {
  await http.post('/reservations', { itemId, quantity });
}

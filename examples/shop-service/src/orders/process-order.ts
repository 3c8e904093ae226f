import type { AxiosInstance } from 'axios';
import type { Pool } from 'pg';
import { HttpError, notFound } from '../errors.js';
import { reserveStock } from './inventory.js';

interface LockedOrder {
  readonly item_id: string;
  readonly quantity: number;
  readonly status: string;
}

/** Reserves the stock of an order and marks it as processed. The row lock keeps two workers from reserving twice. */
export async function processOrder(db: Pool, inventory: AxiosInstance, orderId: number): Promise<void> {
  const client = await db.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query<LockedOrder>('SELECT item_id, quantity, status FROM orders WHERE id = $1 FOR UPDATE', [orderId]);
    const order = rows[0];
    if (!order) throw notFound('order');
    if (order.status !== 'new') throw new HttpError(409, `order is already ${order.status}`);

    await reserveStock(inventory, order.item_id, order.quantity);
    await client.query("UPDATE orders SET status = 'processed' WHERE id = $1", [orderId]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

import type { Pool } from 'pg';
import { nextOrderReference } from './order-reference.js';
import { shippingCost } from './shipping.js';

export interface Order {
  readonly id: number;
  readonly reference: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly status: 'new' | 'processed';
}

export interface NewOrder {
  readonly userId: number;
  readonly itemId: string;
  readonly quantity: number;
  readonly country: string;
}

const COLUMNS = 'id::int, reference, item_id AS "itemId", quantity, status';

export class OrderRepository {
  constructor(private readonly db: Pool) {}

  async listByUser(userId: number): Promise<Order[]> {
    const { rows } = await this.db.query<Order>(`SELECT ${COLUMNS} FROM orders WHERE user_id = $1 ORDER BY id`, [userId]);
    return rows;
  }

  async insert(order: NewOrder): Promise<Order> {
    const { rows } = await this.db.query<Order>(
      `INSERT INTO orders (reference, user_id, item_id, quantity, country, shipping)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
      [nextOrderReference(), order.userId, order.itemId, order.quantity, order.country, shippingCost(order.country)],
    );
    return rows[0];
  }
}

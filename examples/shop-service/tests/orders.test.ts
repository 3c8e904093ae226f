import { describe, expect, it } from 'vitest';
import { OrderRepository } from '../src/orders/order-repository.js';
import { nextOrderReference } from '../src/orders/order-reference.js';
import { processOrder } from '../src/orders/process-order.js';
import { shippingCost } from '../src/orders/shipping.js';
import { fakeDatabase, fakeHttp } from './fakes.js';

const stocked = fakeHttp(() => ({}));
const soldOut = fakeHttp(() => {
  throw new Error('sold out');
});

const withOrder = (status: string) =>
  fakeDatabase({ 'FOR UPDATE': () => [{ item_id: 'lamp', quantity: 2, status }], 'UPDATE orders': () => [{}] });

describe('processOrder', () => {
  it('locks the row, reserves the stock, and commits', async () => {
    const { db, statements, released } = withOrder('new');
    await processOrder(db, stocked, 1);
    expect(statements).toEqual(['BEGIN', 'SELECT item_id,', 'UPDATE orders', 'COMMIT']);
    expect(released()).toBe(1);
  });

  it('rolls back when the warehouse refuses', async () => {
    const { db, statements, released } = withOrder('new');
    await expect(processOrder(db, soldOut, 1)).rejects.toThrow('sold out');
    expect(statements.at(-1)).toBe('ROLLBACK');
    expect(released()).toBe(1);
  });

  it('refuses an order that is processed already, or that does not exist', async () => {
    await expect(processOrder(withOrder('processed').db, stocked, 1)).rejects.toMatchObject({ status: 409 });
    await expect(processOrder(fakeDatabase().db, stocked, 1)).rejects.toMatchObject({ status: 404 });
  });
});

describe('a new order', () => {
  it('carries a reference of the day and its own number', () => {
    const day = new Date('2026-03-14T12:00:00Z');
    const [first, second] = [nextOrderReference(day), nextOrderReference(day)];
    expect(first).toMatch(/^20260314-\d{4}$/);
    expect(second).not.toBe(first);
  });

  it('is saved with its shipping cost', async () => {
    const { db } = fakeDatabase({ 'INSERT INTO orders': (values) => [{ id: 1, shipping: values[5] }] });
    const order = { userId: 1, itemId: 'lamp', quantity: 1, country: 'DE' };
    expect(await new OrderRepository(db).insert(order)).toEqual({ id: 1, shipping: 390 });
  });

  it('costs more to ship far', () => {
    expect(shippingCost('AT')).toBe(590);
    expect(shippingCost('NZ')).toBe(1_990);
    expect(shippingCost('constructor')).toBe(1_990);
  });
});

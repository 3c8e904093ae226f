import type { Pool } from 'pg';

export interface User {
  readonly id: number;
  readonly email: string;
  readonly name: string;
}

export interface NewUser {
  readonly email: string;
  readonly name: string;
}

export class UserRepository {
  constructor(private readonly db: Pool) {}

  async findById(id: number): Promise<User | undefined> {
    const { rows } = await this.db.query<User>('SELECT id::int, email, name FROM users WHERE id = $1', [id]);
    return rows[0];
  }

  async insert(user: NewUser): Promise<number> {
    const { rows } = await this.db.query<{ id: number }>('INSERT INTO users (email, name) VALUES ($1, $2) RETURNING id::int', [
      user.email,
      user.name,
    ]);
    return rows[0].id;
  }

  async rename(id: number, name: string): Promise<boolean> {
    const { rowCount } = await this.db.query('UPDATE users SET name = $2 WHERE id = $1', [id, name]);
    return rowCount === 1;
  }
}

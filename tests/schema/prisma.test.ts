import { describe, expect, it } from 'vitest';
import { prismaModels } from '../../src/analyzer/schema/prisma.js';

const keysOf = (text: string): unknown => prismaModels(text).map(({ name, keys }) => [name, keys]);

describe('prismaModels', () => {
  it('reads keys of fields and of models', () => {
    const text = `
      model User {
        id    Int    @id @default(autoincrement())
        email String @unique(map: "mail")
        a     String
        b     String

        @@unique([a, b(sort: Desc)], name: "ab")
        @@unique(fields: [b, email])
        @@index([a])
      }
      model Member {
        x String
        y String
        @@id(
          [x,
           y]
        )
      }`;
    expect(keysOf(text)).toEqual([
      [
        'User',
        [
          ['id'],
          ['email'],
          ['a', 'b'],
          ['b', 'email'],
        ],
      ],
      ['Member', [['x', 'y']]],
    ]);
  });

  it('is not taken in by comments, strings and names', () => {
    const text = `
      // model Gone { id Int @id }
      generator client {
        provider = "prisma-client-js"
      }
      enum model_kind { A B }
      model Post {
        id    Int @id // @@unique([id, url])
        url   String @default("http://x/{a} @unique")
        /// @@unique([url])
      }`;
    expect(keysOf(text)).toEqual([['Post', [['id']]]]);
  });

  it('knows the table and the columns of relations', () => {
    const [model] = prismaModels(
      'model Tag {\n id Int @id\n projectId Int @map("project_id")\n project Project @relation(fields: [projectId], references: [id])\n tags Tag[] @relation("t")\n @@map("tags")\n}',
    );
    expect(model.table).toBe('tags');
    expect(model.relations.get('project')).toEqual({ fields: ['projectId'], references: ['id'] });
    expect(model.relations.get('tags')).toEqual({ fields: [], references: [] });
  });

  it('survives what is cut off', () => {
    expect(keysOf('model A {\n id Int @id\n @@unique([id,')).toEqual([['A', [['id'], ['id']]]]);
    expect(keysOf('model')).toEqual([]);
    expect(keysOf('')).toEqual([]);
  });
});

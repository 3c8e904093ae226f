import type { Occurrence } from '../analyzer/effects/operations.js';
import type { Frames, Node } from '../analyzer/effects/operations-frames.js';
import { storedOf, type Key } from '../analyzer/effects/same-place-chain.js';
import { atPath, entryOf, termOf } from '../analyzer/effects/same-place-terms.js';
import { begunOn, namedInChain } from '../analyzer/effects/same-place-links.js';
import { memberNames, receiverOf } from '../analyzer/effects/same-place.js';
import { Op } from '../analyzer/ir/ops.js';
import type { Program } from '../analyzer/link/program.js';
import {
  callOf,
  definedTable,
  drizzleTable,
  entityTable,
  madeAt,
  mongooseTable,
  readSchema,
  type Made,
  type Schema,
  type Table,
} from '../analyzer/schema/index.js';

/** What is known of the table that an operation is on; empty where no schema describes it. */
export function tablesOf(frames: Frames, occurrence: Occurrence): readonly Table[] {
  const { program } = frames;
  const schema = program.derive(readSchema);
  if (occurrence.statement) return schema.sql(occurrence.statement.sql.table);
  const { pkg } = occurrence.lib.callee.type;
  if (pkg === '@prisma/client') return schema.prisma(memberNames(occurrence.lib.callee).pop() ?? '');
  if (occurrence.op.resource !== undefined) {
    const resource = atPath(frames, occurrence.node, occurrence.op.resource);
    return resource ? tablesAt(frames, schema, resource) : [];
  }
  const named = namedInChain(frames, occurrence.node);
  if (named) return tablesAt(frames, schema, named);
  const { origin } = occurrence.lib.callee;
  const made = typeof origin === 'string' ? undefined : { unit: origin.unit, value: origin.value };
  const own = receiverTable(frames, occurrence);
  if (own) return withSql(schema, own);
  if (made !== undefined && pkg === 'mongoose') return listOf(mongooseTable(program, made));
  const model = pkg.startsWith('sequelize') ? modelOf(frames, occurrence) : undefined;
  const defined = model && definedTable(program, model);
  return defined ? withSql(schema, defined) : [];
}

/** Where the model of Sequelize was made that an operation is called on: a class, or what `define` gave. */
export function modelOf(frames: Frames, occurrence: Occurrence): Made | undefined {
  const receiver = receiverOf(occurrence);
  return receiver && settle(frames, receiver);
}

/** The field of a table that a pair reads and writes, by a name that is the same wherever that is done. */
export function columnOf({
  pair: { operations, read },
  field,
}: {
  readonly pair: { readonly operations: { readonly frames: Frames }; readonly read: Occurrence };
  readonly field: string;
}): string {
  const { frames } = operations;
  const table = read.op.resource === undefined ? undefined : atPath(frames, read.node, read.op.resource);
  // A transaction's client reaches the tables of the client that it was opened on.
  const path = memberNames(read.lib.callee).join('.');
  const receiver = receiverOf(read);
  const name = read.statement?.sql.table ?? (table && termOf(frames, table)) ?? (path !== '' ? path : receiver && termOf(frames, receiver));
  return `${read.lib.callee.type.pkg}:${name ?? ''}:${field}`;
}

/** What a new entry holds, by columns: what a relation is connected with stands for the columns that hold it. */
export function columnsOf(frames: Frames, write: Occurrence): Key | undefined {
  const stored = storedOf(frames, write);
  const tables = stored ? tablesOf(frames, write) : [];
  if (!stored || tables.every(({ relations }) => relations.size === 0)) return stored;
  const entries = new Map(stored.entries);
  for (const { relations } of tables) {
    for (const [name, { fields, references }] of relations) {
      const given = stored.entries.get(name);
      const connected = given && entryOf(frames, given, 'connect');
      fields.forEach((field, i) => {
        const node = connected && entryOf(frames, connected, references[i]);
        if (node) entries.set(field, node);
      });
    }
  }
  return { ...stored, entries };
}

const listOf = (table: Table | undefined): Table[] => (table ? [table] : []);

/** Migrations may say more than the class does. */
function withSql(schema: Schema, own: Table & { readonly table: string | undefined }): Table[] {
  const more = own.table === undefined ? [] : schema.sql(own.table);
  return more.length === 0 ? [own] : more.map((table) => ({ ...own, keys: [...own.keys, ...table.keys] }));
}

/** A table that is handed over as a value: its name, the table of a query builder, an entity's class. */
function tablesAt(frames: Frames, schema: Schema, node: Node): readonly Table[] {
  const made = settle(frames, node);
  const { ir } = made.unit;
  if (made.value >= 0 && ir.op(made.value) === Op.str) return schema.sql(ir.text(made.value, 0));
  const table = entityTable(frames.program, made);
  return table ? withSql(schema, table) : listOf(drizzleTable(frames.program, made));
}

/** Where a value was made, through the parameters of helpers. */
function settle(frames: Frames, node: Node): Made {
  let at = node;
  for (let depth = 0; depth < 6 && at.value >= 0 && at.frame.unit.ir.op(at.value) === Op.param; depth++) {
    const part = frames.parameter(at.frame, at.frame.unit.ir.operand(at.value, 0));
    if (!part || part.element) break;
    at = part.node;
  }
  return madeAt(frames.program, at.frame.unit, at.value);
}

/** The entity of `getRepository(User)`, of a field `users: Repository<User>`, of a class with methods of its own (`User.findOne`). */
function receiverTable(frames: Frames, occurrence: Occurrence): ReturnType<typeof entityTable> {
  const { program } = frames;
  const receiver = begunOn(frames, occurrence.node) ?? receiverOf(occurrence);
  if (!receiver) return undefined;
  const made = settle(frames, receiver);
  return entityTable(program, made) ?? ofMaker(program, made) ?? ofField(frames, receiver);
}

/** `getRepository(User)`. */
function ofMaker(program: Program, made: Made): ReturnType<typeof entityTable> {
  const [named] = callOf(made)?.args ?? [];
  return named && entityTable(program, madeAt(program, named.unit, named.value));
}

/** `this.users` whose declared type names the entity. */
function ofField(frames: Frames, { frame, value }: Node): ReturnType<typeof entityTable> {
  const { ir } = frame.unit;
  if (ir.op(value) !== Op.get || ir.op(ir.operand(value, 1)) !== Op.this) return undefined;
  const { owner } = frames.self(frame);
  const { cls } = owner.unit.ir.fn(owner.fn);
  if (cls < 0) return undefined;
  const row = owner.unit.ir.cls(cls);
  for (let i = 0; i < row.memberCount; i++) {
    const { name, type } = owner.unit.ir.member(row, i);
    if (name !== ir.text(value, 2) || type < 0 || owner.unit.ir.op(type) !== Op.tref || owner.unit.ir.operandCount(type) < 2) continue;
    const entity = owner.unit.ir.operand(type, 1);
    const named = owner.unit.ir.op(entity) === Op.tref ? owner.unit.ir.operand(entity, 0) : entity;
    return entityTable(frames.program, madeAt(frames.program, owner.unit, named));
  }
  return undefined;
}

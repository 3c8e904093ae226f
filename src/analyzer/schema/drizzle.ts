import { Op } from '../ir/ops.js';
import type { Program } from '../link/program.js';
import { callOf, chainOf, entriesOf, importOf, madeAt, textOf, type Made } from './places.js';
import { isVersionName, tableOf, type Table, type VersionColumn } from './table.js';

const CORE = /^drizzle-orm\/(pg|mysql|sqlite|singlestore|gel)-core$/;

/** A table written in code, its columns by the names that code calls them, and its name in the database. */
export interface CodeTable extends Table {
  readonly table: string | undefined;
  /** Names in the database of columns that code calls otherwise: `email_address` → `email`. */
  readonly columns: ReadonlyMap<string, string>;
}

/** The table that a Drizzle table's call describes; undefined where the value was not made by one. */
export function drizzleTable(program: Program, made: Made): CodeTable | undefined {
  const call = callOf(made);
  const maker = call && makerOf(program, call.callee, 0);
  if (!call || maker === undefined) return undefined;
  const [name, columns, extras] = call.args;
  const keys: string[][] = [];
  const names = new Map<string, string>();
  let version: VersionColumn | undefined;
  for (const [property, column] of columns === undefined ? [] : entriesOf(madeAt(program, columns.unit, columns.value))) {
    const chain = chainOf(column);
    if (chain.some(({ name: method }) => method === 'primaryKey' || method === 'unique')) keys.push([property]);
    const [first] = chain[chain.length - 1]?.args ?? [];
    const text = first && textOf(first);
    if (text !== undefined) names.set(text, property);
    if (isVersionName(property) && isCount(chain)) version = { name: property, isTime: false };
  }
  if (extras !== undefined) keys.push(...keysIn(extras));
  const returns = /^(?:pg|sqlite)/.test(maker);
  return { ...tableOf(keys), table: name && textOf(name), columns: names, returns, ...(version && { version }) };
}

/** `integer().notNull()`. */
const isCount = (chain: ReturnType<typeof chainOf>): boolean =>
  ['integer', 'int', 'bigint'].includes(importOf(chain[chain.length - 1]?.callee)?.name ?? '') && chain.some(({ name }) => name === 'notNull');

/** The name of what makes a table: `pgTable`, what `pgTableCreator` made, `pgSchema('a').table`. */
function makerOf(program: Program, callee: Made, depth: number): string | undefined {
  const from = importOf(callee);
  if (from) return CORE.test(from.pkg) && /^(pg|mysql|sqlite|singlestore|gel)Table$/.test(from.name) ? from.name : undefined;
  if (depth > 2) return undefined;
  const { ir } = callee.unit;
  if (ir.op(callee.value) === Op.get && ir.text(callee.value, 2) === 'table')
    return madeBy(program, { unit: callee.unit, value: ir.operand(callee.value, 1) }, /Schema$/);
  const made = madeAt(program, callee.unit, callee.value);
  const again = importOf(made);
  if (again) return makerOf(program, made, depth + 1);
  return madeBy(program, made, /TableCreator$/);
}

function madeBy(program: Program, at: Made, name: RegExp): string | undefined {
  const maker = callOf(madeAt(program, at.unit, at.value))?.callee;
  const from = maker && importOf(maker);
  return from !== undefined && CORE.test(from.pkg) && name.test(from.name) ? from.name : undefined;
}

/** The keys that the third argument adds: `(t) => [uniqueIndex('u').on(t.a, t.b)]`, or an object of them. */
function keysIn({ unit, value }: Made): string[][] {
  const { ir } = unit;
  if (ir.op(value) !== Op.func) return [];
  const keys: string[][] = [];
  const [start, end] = ir.fnCode(ir.operand(value, 0));
  for (let v = start; v < end; v = ir.next(v)) {
    if (ir.op(v) !== Op.call) continue;
    const [outer, ...inner] = chainOf({ unit, value: v });
    const maker = importOf((inner[inner.length - 1] ?? outer).callee);
    if (maker === undefined || !CORE.test(maker.pkg)) continue;
    if ((maker.name === 'uniqueIndex' || maker.name === 'unique') && outer.name === 'on' && !isPartial({ unit, value: v }, end))
      keys.push(columnsOf(outer.args));
    if (maker.name === 'primaryKey' && outer.name === '') keys.push(primaryOf(outer.args));
  }
  return keys.filter((key) => key.length > 0);
}

/** `uniqueIndex().on(…).where(…)`: the next instruction takes `where` from it. */
function isPartial({ unit, value }: Made, end: number): boolean {
  const { ir } = unit;
  const next = ir.next(value);
  return next < end && ir.op(next) === Op.get && ir.operand(next, 1) === value && ir.text(next, 2) === 'where';
}

/** `t.a` names the column `a`; anything else (`lower(t.a)`) makes the key one of something computed: none. */
function columnsOf(args: readonly Made[]): string[] {
  const columns = args.map(({ unit, value }) => (unit.ir.op(value) === Op.get ? unit.ir.text(value, 2) : undefined));
  return columns.every((column) => column !== undefined) ? columns : [];
}

/** `primaryKey({ columns: [t.a, t.b] })`, `primaryKey(t.a, t.b)`. */
function primaryOf(args: readonly Made[]): string[] {
  const [first] = args;
  if (first === undefined) return [];
  const list = entriesOf(first).find(([name]) => name === 'columns')?.[1];
  if (!list) return columnsOf(args);
  const { ir } = list.unit;
  if (ir.op(list.value) !== Op.array) return [];
  return columnsOf(Array.from({ length: ir.operandCount(list.value) }, (_, i) => ({ unit: list.unit, value: ir.operand(list.value, i) })));
}

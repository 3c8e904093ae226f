import type { Value } from '../ir/module.js';
import { Member, Op } from '../ir/ops.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { ensure } from '../maps.js';
import { callOf, entriesOf, entryOf, importOf, isFalse, isTrue, madeAt, textOf, textsOf, type Made } from './places.js';
import { isVersionName, tableOf, type Table, type VersionColumn } from './table.js';

/** A class that an ORM stores: its keys, and its table's name where the class says it. */
export interface EntityTable extends Table {
  readonly table: string | undefined;
}

interface Draft {
  readonly keys: (readonly string[])[];
  readonly primary: string[];
  table: string | undefined;
  readonly scalars: Set<string>;
  readonly renamed: Set<string>;
  versioned: boolean;
  known: boolean;
  hooks: boolean;
  version: VersionColumn | undefined;
}

const PACKAGES = /^(typeorm|sequelize-typescript|@mikro-orm\/\w+)$/;

/** What the decorators of an entity's class and of those it extends say; undefined where the value is no such class. */
export function entityTable(program: Program, made: Made): EntityTable | undefined {
  const draft: Draft = { keys: [], primary: [], scalars: new Set(), renamed: new Set(), table: undefined, versioned: false, known: false, hooks: false, version: undefined };
  let at: Made | undefined = made;
  for (let depth = 0; at !== undefined && depth < 5; depth++) {
    const { unit, value }: Made = at;
    if (value < 0 || unit.ir.op(value) !== Op.class) break;
    const row = unit.ir.cls(unit.ir.operand(value, 0));
    for (const decorator of row.decorators) ofClass({ unit, value: decorator }, draft);
    for (let i = 0; i < row.memberCount; i++) {
      const member = unit.ir.member(row, i);
      for (const decorator of member.decorators)
        if (member.kind === (Member.Field as number)) ofField({ unit, value: decorator }, member.name, draft);
        else if (/^(?:Before|After)/.test(decoratorOf({ unit, value: decorator })?.name ?? '')) draft.hooks = true;
    }
    at = row.heritage < 0 ? undefined : madeAt(program, unit, row.heritage);
  }
  if (!draft.known) return undefined;
  const { keys, primary, versioned, version, scalars, renamed, hooks, table } = draft;
  const own = tableOf(primary.length > 0 ? [...keys, primary] : keys, versioned);
  return { ...own, primary, scalars, renamed, hooks, table, ...(version && { version }) };
}

/** A decorator's name and arguments, where it is one of an ORM; `@Unique` without parentheses has none. */
function decoratorOf(made: Made): { readonly name: string; readonly args: readonly Made[] } | undefined {
  const call = callOf(made);
  const from = importOf(call?.callee ?? made);
  return from && PACKAGES.test(from.pkg) ? { name: from.name, args: call?.args ?? [] } : undefined;
}

function ofClass(made: Made, draft: Draft): void {
  const decorator = decoratorOf(made);
  if (!decorator) return;
  const { name, args } = decorator;
  const options = args[args.length - 1];
  if (name === 'Entity' || name === 'Table') {
    draft.known = true;
    const named = options && (entryOf(options, 'tableName') ?? entryOf(options, 'name'));
    draft.table = (args[0] && textOf(args[0])) ?? (named && textOf(named)) ?? draft.table;
    const indexes = options && entryOf(options, 'indexes');
    if (indexes) draft.keys.push(...uniqueIndexes(indexes));
    if (options && isTrue(entryOf(options, 'version'))) draft.versioned = true;
  }
  if (name !== 'Unique' && !(name === 'Index' && isUnique(options))) return;
  const list = args.map((arg) => textsOf(arg) ?? propertiesOf(arg)).find((texts) => texts !== undefined);
  if (list && list.length > 0) draft.keys.push(list);
}

/** `{ properties: ['a', 'b'] }`. */
function propertiesOf(arg: Made): string[] | undefined {
  const list = entryOf(arg, 'properties');
  return list && textsOf(list);
}

const isUnique = (options: Made | undefined): boolean =>
  options !== undefined && isTrue(entryOf(options, 'unique')) && entryOf(options, 'where') === undefined;

function ofField(made: Made, field: string, draft: Draft): void {
  const decorator = decoratorOf(made);
  if (!decorator) return;
  const { name, args } = decorator;
  const options = args[args.length - 1];
  if (/^Primary(Generated)?(Column|Key)$/.test(name) || name === 'ObjectIdColumn') draft.primary.push(field);
  else if (name === 'VersionColumn') {
    // What is not read with the row would be a condition on nothing.
    if (!options || !isFalse(entryOf(options, 'select'))) draft.version = { name: field, isTime: false, isCounted: true };
    return;
  } else if (name === 'Unique' || isUnique(options)) draft.keys.push([field]);
  if (options && name === 'Column' && (isTrue(entryOf(options, 'primary')) || isTrue(entryOf(options, 'primaryKey')))) draft.primary.push(field);
  if (name.endsWith('Column') && name !== 'JoinColumn' && !isEmbedded(args)) draft.scalars.add(field);
  if (options && entryOf(options, 'name')) draft.renamed.add(field);
  if (name === 'Column' && isVersionName(field) && draft.version === undefined && isNumber(args)) draft.version = { name: field, isTime: false };
}

/** `@Column(() => Address)`: columns of an object. */
const isEmbedded = ([first]: readonly Made[]): boolean => first !== undefined && first.value >= 0 && first.unit.ir.op(first.value) === Op.func;

/** `@Column({ type: 'int', default: 0 })`, `@Column('int')`: whole numbers that are there with each row, and read with it. */
function isNumber(args: readonly Made[]): boolean {
  const options = args[args.length - 1];
  const [first] = args;
  if (options === undefined) return false;
  const type = textOf(first) ?? text(entryOf(options, 'type'));
  const isWhole = type !== undefined && /^(?:int|integer|int4|smallint|mediumint)$/.test(type);
  return isWhole && !isTrue(entryOf(options, 'nullable')) && !isFalse(entryOf(options, 'select'));
}

const text = (made: Made | undefined): string | undefined => made && textOf(made);

/** `[{ unique: true, fields: ['a', 'b'] }]` of Sequelize. */
function uniqueIndexes({ unit, value }: Made): string[][] {
  const { ir } = unit;
  if (ir.op(value) !== Op.array) return [];
  return Array.from({ length: ir.operandCount(value) }, (_, i) => ({ unit, value: ir.operand(value, i) })).flatMap((index) => {
    const fields = entryOf(index, 'fields');
    const texts = isUnique(index) && fields ? textsOf(fields) : undefined;
    return texts && texts.length > 0 ? [texts] : [];
  });
}

/** Where the schema of a Mongoose model is made: `new Schema(…)` of `model('User', schema)`. */
export function mongooseSchema(program: Program, maker: Made): Made | undefined {
  const [, given] = callOf(maker)?.args ?? [];
  const schema = given && madeAt(program, given.unit, given.value);
  const call = schema && callOf(schema);
  return call && importOf(call.callee)?.name.endsWith('Schema') === true ? schema : undefined;
}

/** A Mongoose model's keys, from its schema. A version is kept unless the schema says otherwise. */
export function mongooseTable(program: Program, maker: Made): Table | undefined {
  const schema = mongooseSchema(program, maker);
  const call = schema && callOf(schema);
  if (!call) return undefined;
  const [paths, options] = call.args;
  const keys: string[][] = [['_id'], ['id']];
  for (const [path, definition] of paths === undefined ? [] : entriesOf(madeAt(program, paths.unit, paths.value)))
    if (hasUnique(definition)) keys.push([path]);
  keys.push(...indexCalls(program, schema));
  const isKept = options === undefined || entryOf(options, 'versionKey') === undefined;
  const table = tableOf(keys, options !== undefined && isTrue(entryOf(options, 'optimisticConcurrency')));
  return isKept ? { ...table, version: { name: '__v', isTime: false } } : table;
}

/** `unique: true`, `unique: [true, 'taken']`; not with `partialFilterExpression`. */
function hasUnique(definition: Made): boolean {
  const unique = entryOf(definition, 'unique');
  if (!unique || entryOf(definition, 'partialFilterExpression') !== undefined) return false;
  const { ir } = unique.unit;
  return isTrue(unique) || (ir.op(unique.value) === Op.array && isTrue({ unit: unique.unit, value: ir.operand(unique.value, 0) }));
}

/** `schema.index({ a: 1, b: 1 }, { unique: true })`, where a module that has the schema calls it while it is loaded. */
const indexCalls = (program: Program, { unit, value }: Made): readonly string[][] =>
  program.derive(readIndexCalls).get(unit)?.get(value) ?? [];

/** The columns of all such calls, by what made the schema. */
function readIndexCalls(program: Program): ReadonlyMap<Unit, ReadonlyMap<Value, string[][]>> {
  const found = new Map<Unit, Map<Value, string[][]>>();
  for (const { unit, fn, value } of program.callsNamed('index')) {
    const call = fn === 0 ? callOf({ unit, value }) : undefined;
    const [fields, options] = call?.args ?? [];
    if (call === undefined || fields === undefined || options === undefined || !hasUnique(options)) continue;
    const key = entriesOf(fields).map(([name]) => name);
    const schema = madeAt(program, unit, unit.ir.operand(call.callee.value, 1));
    const here = ensure(found, schema.unit, () => new Map<Value, string[][]>());
    if (key.length > 0) ensure(here, schema.value, (): string[][] => []).push(key);
  }
  return found;
}

/** The call that says what a Sequelize model has, with the place of its options: `sequelize.define('user', attributes, options)`, `User.init(attributes, options)`. */
export function sequelizeModel(program: Program, maker: Made): { readonly call: Made; readonly index: number } | undefined {
  if (callOf(maker)) return { call: maker, index: 2 };
  if (maker.value < 0 || maker.unit.ir.op(maker.value) !== Op.class) return undefined;
  const calls = program.callsNamed('init').flatMap(({ unit, value }) => {
    const callee = callOf({ unit, value })?.callee;
    const of = callee && madeAt(program, unit, unit.ir.operand(callee.value, 1));
    return of?.unit === maker.unit && of.value === maker.value ? [{ unit, value }] : [];
  });
  const [call, more] = calls;
  return call !== undefined && more === undefined ? { call, index: 1 } : undefined;
}

/** A Sequelize model, as the call says that makes it. */
export function definedTable(program: Program, maker: Made): EntityTable | undefined {
  const model = sequelizeModel(program, maker);
  const args = (model && callOf(model.call)?.args) ?? [];
  const attributes = model && args.at(model.index - 1);
  const options = model && args.at(model.index);
  if (attributes === undefined) return undefined;
  const name = model?.index === 2 ? args[0] : entryOf(options ?? attributes, 'tableName');
  const columns = entriesOf(madeAt(program, attributes.unit, attributes.value));
  const primary = columns.filter(([, column]) => isTrue(entryOf(column, 'primaryKey'))).map(([column]) => column);
  const keys = columns.filter(([, column]) => isTrue(entryOf(column, 'unique'))).map(([column]) => [column]);
  const indexes = options && entryOf(options, 'indexes');
  if (indexes) keys.push(...uniqueIndexes(indexes));
  const named = options && entryOf(options, 'tableName');
  const versioned = options !== undefined && isTrue(entryOf(options, 'version'));
  const own = tableOf(primary.length > 0 ? [...keys, primary] : [...keys, ['id']], versioned);
  const saysNothing = options === undefined || entryOf(options, 'version') === undefined;
  const counts = saysNothing ? columns.find(([column, said]) => isVersionName(column) && countsFromZero(said)) : undefined;
  const version: VersionColumn | undefined = counts && { name: counts[0], isTime: false };
  return { ...own, table: (named && textOf(named)) ?? text(name), ...(version && { version }) };
}

/** `{ type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 }` */
function countsFromZero(column: Made): boolean {
  const type = entryOf(column, 'type');
  const isWhole = type !== undefined && type.unit.ir.op(type.value) === Op.get && type.unit.ir.text(type.value, 2) === 'INTEGER';
  return isWhole && isFalse(entryOf(column, 'allowNull')) && entryOf(column, 'defaultValue') !== undefined;
}

import type { Frames } from '../analyzer/effects/operations-frames.js';
import { keyText, refuse, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';
import { definedTable, mongooseSchema, sequelizeModel, type Made } from '../analyzer/schema/index.js';
import { concurrencyError } from './concurrency-error.js';
import { checkCount } from './conditional.js';
import { isAssigned, usesOf } from './declared.js';
import { checkLoops, checkNothingBefore, checkOnce, isThere, versionOf, type Row, type Versioned } from './optimistic.js';
import { askForVersion } from './optimistic-read.js';
import { methodOf, ownStatement, placesOf, rowOf, type Places } from './places.js';
import { modelOf, tablesOf } from './tables.js';

/**
 * The library compares the version when it stores what was read: `new Schema({ … }, { optimisticConcurrency: true })` of Mongoose, `version: true` of Sequelize. It throws
 * an error of its own then. Precondition: the row is saved by its own method, its schema is made in the project, has a version, and says nothing of what is done with it.
 */
export function compareVersions(edit: Edit, { operations: { frames }, read, write }: Versioned): void {
  const { type } = read.lib.callee;
  if (write.op.entry !== true) refuse('not a row that is saved');
  if (type.pkg === 'mongoose' && write.op.value === undefined) {
    const { origin } = read.lib.callee;
    if (typeof origin === 'string') refuse('no schema is seen');
    const schema = mongooseSchema(frames.program, { unit: origin.unit, value: origin.value }) ?? refuse('no schema is seen');
    return setVersion(edit.source(schema.unit), schema, 1, { optimisticConcurrency: 'true' });
  }
  const maker = type.pkg.startsWith('sequelize') ? modelOf(frames, read) : undefined;
  const version = maker && definedTable(frames.program, maker)?.version;
  const model = maker && sequelizeModel(frames.program, maker);
  if (version === undefined || model === undefined) return refuse('no schema is seen');
  const places = placesOf(edit, { read, write });
  askForVersion(edit, frames, read, places, version.name);
  const source = edit.source(model.call.unit);
  setVersion(source, model.call, model.index, { version: version.name === 'version' ? 'true' : source.style.str(version.name) });

  function setVersion(of: Source, { unit, value }: Made, index: number, setting: Readonly<Record<string, string>>): void {
    const call = of.callAt(unit.ir.span(value));
    const options = call.arguments?.at(index);
    if (options && /\bversionKey\b|\boptimisticConcurrency\b|\bversion\b|\.\.\./.test(of.textOf(options)))
      refuse('it says what it does with versions');
    edit.setOption(of, call, index, setting);
  }
}

/**
 * `repository.save(row)` becomes `repository.update({ id: row.id, version: row.version }, { n: row.n })` with the fields that were assigned, and the number of rows is looked at.
 * Precondition: TypeORM, an entity with a version and no code of its own that runs when it is stored; the row was read here, nobody else got it, only columns of it were
 * assigned, and all that is used later are fields.
 */
export function updateIfUnchanged(edit: Edit, { operations, read, write }: Versioned): void {
  const { frames } = operations;
  if (write.lib.callee.type.pkg !== 'typeorm' || write.op.value !== 0 || write.op.key !== undefined) refuse('not saved by a repository');
  const at = placesOf(edit, { read, write });
  const version = versionOf(frames, { read, write });
  const { primary, scalars } = tableOf(frames, { operations, read, write });
  const row = savedRow(at);
  checkOnce(operations, { read, write });
  checkNothingBefore(operations, { read, write });
  checkLoops(at);
  if (isAssigned(at.source, at.fn, row.text) || !isThere(at, row)) refuse('the row may not be there');
  const fields = assignedTo(at, row.text);
  if (fields.some((name) => !scalars.has(name) || name === version.name || primary.includes(name)) || fields.length === 0)
    refuse('what was assigned is not only columns');
  askForVersion(edit, frames, read, at, version.name);
  const { source } = at;
  const { semi, str } = source.style;
  const error = concurrencyError(edit, frames.program, source);
  const pairs = (names: readonly string[]): string => names.map((name) => `${keyText(source, name)}: ${row.text}.${name}`).join(', ');
  const counted = version.isCounted === true ? '' : `, ${version.name}: ${row.text}.${version.name} + 1`;
  edit.replace(source, methodOf(source, at.write).name, 'update');
  edit.replace(source, at.write.arguments[0], `{ ${pairs([...primary, version.name])} }, { ${pairs(fields)}${counted} }`);
  const exit = `throw new ${error}(${str(`the ${row.text} was changed meanwhile`)})${semi}`;
  const returned = returnOf(source, at.write);
  if (returned === undefined) return checkCount(edit, at, { count: 'affected' }, exit);
  const affected = edit.freshIn(source, at.write, 'affected');
  const named = affected === 'affected' ? affected : `affected: ${affected}`;
  edit.replace(source, { start: source.start(returned), end: source.start(at.write) }, `const { ${named} } = await `);
  edit.after(source, returned, [
    `if (${affected} === 0) ${exit}`,
    `return ${source.textOf(methodOf(source, at.write).expression)}.findOneByOrFail({ ${pairs(primary)} })${semi}`,
  ]);
}

/** `return repository.save(row);`, `return await repository.save(row);` */
function returnOf(source: Source, call: ts.CallExpression): ts.ReturnStatement | undefined {
  const { ts: api } = source;
  const parent = source.parentOf(call);
  const outer = parent && api.isAwaitExpression(parent) ? source.parentOf(parent) : parent;
  return outer && api.isReturnStatement(outer) ? outer : undefined;
}

/** The entity, where its code is known and none of it runs when it is stored. */
function tableOf(frames: Frames, { write }: Versioned): { readonly primary: readonly string[]; readonly scalars: ReadonlySet<string> } {
  const [table, more] = tablesOf(frames, write);
  if (table?.primary === undefined || table.scalars === undefined || table.primary.length === 0 || more !== undefined)
    return refuse('no entity is seen');
  const isHeard = frames.program.units.some(({ ir }) => ir.strings.includes('EventSubscriber'));
  if (table.hooks === true || isHeard) refuse('the program does something when it is stored');
  return { primary: table.primary, scalars: table.scalars };
}

/** The name of the row, where it is what the call saves, and nothing else is said to it. */
function savedRow(at: Places): Row {
  const { source, write } = at;
  const row = rowOf(at) ?? refuse('the row is taken apart');
  const [saved, more] = write.arguments;
  if (saved === undefined || more !== undefined || source.textOf(saved) !== row.name.text || row.text !== row.name.text)
    refuse('it is saved in another way');
  // What is stored is read again: with the columns alone, as the row was.
  if (returnOf(source, write)) return /\b(?:relations|select|join)\b/.test(source.textOf(at.read)) ? refuse('more was read with it') : row;
  const statement = ownStatement(source, write);
  if (!statement || !source.ts.isAwaitExpression(statement.expression)) refuse('what the write returns is used');
  return row;
}

/** The fields of a row that are assigned before it is saved. Refuses where the row itself is handed on, before or after. */
function assignedTo({ source, fn, write }: Places, row: string): string[] {
  const { ts: api } = source;
  const fields = new Set<string>();
  for (const use of usesOf(source, fn, row)) {
    const access = source.parentOf(use);
    if (access === undefined) continue;
    if (api.isVariableDeclaration(access) || api.isBindingElement(access) || use.pos === write.arguments[0].pos || isTested(source, use))
      continue;
    if (!api.isPropertyAccessExpression(access) || access.expression !== use) refuse('the row is handed on');
    const outer = source.parentOf(access);
    const isTarget = outer && api.isBinaryExpression(outer) && outer.left === access && isAssignment(source, outer);
    const isStep =
      outer && (api.isPrefixUnaryExpression(outer) || api.isPostfixUnaryExpression(outer)) && /\+\+|--/.test(source.textOf(outer));
    if ((isTarget === true || isStep === true) && use.pos < write.pos) fields.add(access.name.text);
    else if (isTarget === true || isStep === true) refuse('it is changed later');
    else if (outer && api.isCallExpression(outer) && outer.expression === access) refuse('a method of the row may change it');
    else if (use.pos < write.pos && mayChange(source, access)) fields.add(access.name.text);
  }
  return [...fields];
}

/** `row.tags.push(…)`, `row.size.width = 1`, `change(row.tags)`: what a column holds is changed. */
function mayChange(source: Source, access: ts.Expression): boolean {
  const { ts: api } = source;
  let whole: ts.Node = access;
  for (let outer = source.parentOf(whole); outer !== undefined; outer = source.parentOf(whole)) {
    if (!api.isPropertyAccessExpression(outer) && !api.isElementAccessExpression(outer) && !api.isNonNullExpression(outer)) break;
    whole = outer;
  }
  const outer = source.parentOf(whole);
  if (outer === undefined) return false;
  if (api.isCallExpression(outer)) return true;
  return whole !== access && api.isBinaryExpression(outer) && outer.left === whole && isAssignment(source, outer);
}

/** `!row`, `if (row)`, `row === null` */
function isTested(source: Source, use: ts.Node): boolean {
  const { ts: api } = source;
  const parent = source.parentOf(use);
  if (parent === undefined) return false;
  if (api.isPrefixUnaryExpression(parent)) return true;
  if (api.isIfStatement(parent)) return parent.expression === use;
  return api.isBinaryExpression(parent) && /^(?:[!=]==?|&&|\|\|)$/.test(parent.operatorToken.getText(source.tree));
}

const isAssignment = ({ ts: api }: Source, { operatorToken: { kind } }: ts.BinaryExpression): boolean =>
  kind >= api.SyntaxKind.FirstAssignment && kind <= api.SyntaxKind.LastAssignment;

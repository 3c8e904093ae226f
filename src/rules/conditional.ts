import { changedOf } from '../analyzer/effects/operations-sql.js';
import type { Frames } from '../analyzer/effects/operations-frames.js';
import type { Occurrence } from '../analyzer/effects/operations.js';
import { rangesOverlap } from '../analyzer/link/library.js';
import type { Condition } from '../analyzer/models/types.js';
import { importedAs } from '../analyzer/rewrite/imports.js';
import { afterStatement } from '../analyzer/rewrite/layout.js';
import { appendItems } from '../analyzer/rewrite/lists.js';
import { bare, keyOf, refuse, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';
import { conditionIn } from './conditional-text.js';
import { beforeLink, expressionAt, linksNamed, methodOf, objectAt, ownStatement, type Places } from './places.js';
import { coversKey } from '../analyzer/schema/index.js';
import { tablesOf } from './tables.js';

/** What must hold of a field where a write runs. */
export interface Demand {
  readonly field: string;
  readonly operator: '===' | '<' | '<=' | '>' | '>=';
  /** Source text. */
  readonly other: string;
}

/** A write that is to be made conditional, and where it stands. */
export interface Conditional {
  readonly frames: Frames;
  readonly write: Occurrence;
  readonly at: Places;
}

/**
 * Puts a demand into a write's condition, and leaves as `exit` says where no entry was changed. Refuses where the library has no such write, its result is
 * used, or the condition is not written there.
 */
export function makeConditional(edit: Edit, conditional: Conditional, demand: Demand, exit: string): void {
  const { write, at } = conditional;
  if (write.statement) {
    conditionIn(edit, at, demand);
    if (!isGivenBack(conditional)) refuse('its answer does not say how many');
    const count = changedOf(write.lib) ?? refuse('its answer does not say how many');
    if (write.lib.model.changedAs !== undefined) typeAnswer(edit, conditional, write.lib.model.changedAs);
    return checkCount(edit, at, { count }, exit);
  }
  const when = write.op.when ?? refuse('no conditional write is known');
  if (when.by === undefined) inKey(edit, conditional, demand, when);
  else inChain(edit, conditional, demand, when);
  checkCount(edit, at, when, exit);
}

/** `query<ResultSetHeader>(…)`: without it the answer may be rows, too. */
function typeAnswer(edit: Edit, { write: { lib }, at: { source, write } }: Conditional, name: string): void {
  if (!source.style.isTypeScript) return;
  const [given] = write.typeArguments ?? [];
  if (given !== undefined) return source.textOf(given) === name ? undefined : refuse('its answer is known as something else');
  const known = edit.import(source, { from: lib.callee.type.pkg, name, type: true });
  edit.insert(source, methodOf(source, write).end, `<${known}>`);
}

/** Is a statement's answer what the call gives: does a helper that sends it return that as it is? */
function isGivenBack({ frames: { program }, write: { node, top } }: Conditional): boolean {
  const { unit, fn, depth } = node.frame;
  return depth === 0 ? node.value === top : depth === 1 && program.returnsOf(unit, fn).every((value) => value === node.value);
}

/**
 * May a write be made conditional so that it says how many entries it changed? Its result is not used, and where that takes another method, it is asked by plain
 * values and writes no related entries.
 */
export function mayCount({ frames, write, at: { source, write: call, chain } }: Conditional): boolean {
  const statement = ownStatement(source, chain);
  if (!statement || !source.ts.isAwaitExpression(statement.expression)) return false;
  const { op } = write;
  if (write.statement || op.when?.method === undefined) return op.when !== undefined || write.statement !== undefined;
  if (op.key === undefined || op.value === undefined || op.many === true) return false;
  const [key, value] = [expressionAt(source, call, op.key), expressionAt(source, call, op.value)];
  if (!key || !value || (expressionAt(source, call, '0.select') ?? expressionAt(source, call, '0.include'))) return false;
  return (
    isFlat(source, key, () => false) &&
    isFlat(source, value, (name) => name.startsWith('$') || tablesOf(frames, write).some(({ scalars }) => scalars?.has(name) === true))
  );
}

/** `{ increment: n }`: arithmetic of the column itself. */
const isAmount = (source: Source, { properties }: ts.ObjectLiteralExpression): boolean =>
  properties.length > 0 && properties.every((one) => /^(?:increment|decrement|multiply|divide|set)$/.test(keyOf(source, one) ?? ''));

/** An object literal in which nothing is an object but what may be. */
function isFlat(source: Source, node: ts.Expression, mayNest: (name: string) => boolean): boolean {
  const { ts: api } = source;
  const object = bare(source, node);
  if (!api.isObjectLiteralExpression(object)) return false;
  return object.properties.every((one) => {
    const name = keyOf(source, one);
    if (name === undefined || api.isSpreadAssignment(one)) return false;
    if (!api.isPropertyAssignment(one)) return true;
    const inner = bare(source, one.initializer);
    return !api.isObjectLiteralExpression(inner) || isAmount(source, inner) || mayNest(name);
  });
}

/**
 * The same where the result of the write is used, or nobody waits for it alone: the library throws where nothing fits. Precondition: all versions of it that
 * the package allows do.
 */
export function makeStrict(edit: Edit, { frames, write, at: { source, write: call } }: Conditional, demand: Demand): void {
  const { op, lib } = write;
  const since = op.when?.throwsSince ?? refuse('no write that throws is known');
  const range = frames.program.dependencyRange(lib.unit, lib.callee.type.pkg);
  if (op.many === true || range === undefined || rangesOverlap(range, `<${since}`)) refuse('it may take no conditions');
  addToKey(edit, source, objectAt(source, call, op.key ?? refuse('no key')), demand, op.when?.words ?? {});
}

function addToKey(edit: Edit, source: Source, key: ts.ObjectLiteralExpression, demand: Demand, words: Condition['words']): void {
  if (key.properties.some((one) => keyOf(source, one) === demand.field)) refuse('the field is in the key');
  if (key.properties.length === 0) refuse('no key');
  const text = conditionText(source, demand, words);
  for (const splice of appendItems(source, key.properties, key.properties.pos, key.end - 1, [text]))
    edit.replace(source, splice, splice.text);
}

/** The condition as a property of a key: `n: { gte: amount }`, `status: 'pending'`. */
export function conditionText(source: Source, { field, operator, other }: Demand, words: Condition['words']): string {
  const key = /^[\w$]+$/.test(field) ? field : source.style.str(field);
  if (operator === '===') return other === field ? field : `${key}: ${other}`;
  const word = words[operator] ?? refuse('no such comparison');
  return `${key}: { ${word === other ? word : `${word}: ${other}`} }`;
}

/** `update({ where: { id } })` becomes `updateMany({ where: { id, status: 'pending' } })`. */
function inKey(edit: Edit, conditional: Conditional, demand: Demand, when: Condition): void {
  const {
    write: { op },
    at: { source, write },
  } = conditional;
  const key = objectAt(source, write, op.key ?? refuse('no key'));
  if (op.many === true && !isOne(conditional, key)) refuse('a write of several entries');
  for (const property of key.properties)
    if (source.ts.isPropertyAssignment(property) && source.ts.isObjectLiteralExpression(bare(source, property.initializer)))
      refuse('a key of several parts');
  if (expressionAt(source, write, '0.select') ?? expressionAt(source, write, '0.include')) refuse('what is written is asked for');
  addToKey(edit, source, key, demand, when.words);
  const callee = methodOf(source, write);
  if (when.method !== undefined && when.method !== callee.name.text) edit.replace(source, callee.name, when.method);
}

/** Is it a unique key, so that there is one such entry at most? */
function isOne({ frames, write, at: { source } }: Conditional, key: ts.ObjectLiteralExpression): boolean {
  const tables = tablesOf(frames, write);
  const names = key.properties.flatMap((one) => keyOf(source, one) ?? []);
  return tables.length > 0 && tables.every((table) => coversKey(table, names));
}

/** `.where('n', '>=', amount)` after the other conditions of a chain, or `gte(table.n, amount)` within its predicate. */
function inChain(edit: Edit, conditional: Conditional, demand: Demand, { by, ends, words }: Condition): void {
  const { write, at } = conditional;
  const { source } = at;
  if (linksNamed(source, at.write, 'returning').length > 0) refuse('it returns what is written');
  const key = String(write.op.key).replace(/^\(\)\./, '');
  const last = linksNamed(source, at.write, key).at(-1) ?? refuse('no condition yet');
  const { str } = source.style;
  if (typeof by === 'object') inPredicate(edit, conditional, last, demand, by, words);
  else if (by === 'object') {
    const and = linksNamed(source, at.write, `and${key[0].toUpperCase()}${key.slice(1)}`).at(-1) ?? last;
    const link = `.and${key[0].toUpperCase()}${key.slice(1)}({ ${conditionText(source, demand, words)} })`;
    edit.insert(source, and.end, `${beforeLink(source, and)}${link}`);
  } else {
    const operator = demand.operator === '===' ? '=' : demand.operator;
    edit.insert(source, last.end, `${beforeLink(source, last)}.${key}(${str(demand.field)}, ${str(operator)}, ${demand.other})`);
  }
  if (ends === undefined) return;
  if ('text' in ends) {
    if (!tablesOf(conditional.frames, write).every(({ returns }) => returns === true) || tablesOf(conditional.frames, write).length === 0)
      refuse('the database may not return what it wrote');
    return edit.insert(
      source,
      at.chain.end,
      beforeLink(source, last) +
        ends.text.replace('{field}', () => demand.field).replace('{column}', () => columnText(conditional, demand.field)),
    );
  }
  const { name } = methodOf(source, at.chain);
  if (!ends.methods.includes(name.text)) refuse('the chain ends in another way');
  if (name.text !== ends.by) edit.replace(source, name, ends.by);
}

function inPredicate(
  edit: Edit,
  conditional: Conditional,
  link: ts.CallExpression,
  demand: Demand,
  { from, and }: Extract<NonNullable<Condition['by']>, object>,
  words: Condition['words'],
): void {
  const { source } = conditional.at;
  const [given, more] = link.arguments;
  if (given === undefined || more !== undefined) refuse('no predicate');
  const test = `${functionOf(edit, conditional, from, words[demand.operator] ?? refuse('no such comparison'))}(${columnText(conditional, demand.field)}, ${demand.other})`;
  const both = functionOf(edit, conditional, from, and);
  const inner = bare(source, given);
  if (source.ts.isCallExpression(inner) && source.textOf(inner.expression) === both) edit.addArguments(source, inner, [test]);
  else edit.wrap(source, given, `${both}(`, `, ${test})`);
}

/** A function of a package, imported where it is not yet. Refuses where the package does not depend on it, or the name means something else. */
export function functionOf(edit: Edit, { frames, at: { source } }: Conditional, from: string, name: string): string {
  const known = importedAs(source, { from, name });
  if (known !== undefined) return known;
  if (frames.program.dependencyRange(source.unit, from) === undefined) refuse('the package has it from elsewhere');
  if (source.has(name) && !source.identifiersNamed(name).every((node) => isMember(source, node))) refuse('the name is taken');
  return edit.import(source, { from, name });
}

function isMember(source: Source, node: ts.Identifier): boolean {
  const parent = source.parentOf(node);
  return parent !== undefined && source.ts.isPropertyAccessExpression(parent) && parent.name === node;
}

/** `table.column`. Refuses where the table has no name there. */
export function columnText({ write: { op }, at: { source, write } }: Conditional, field: string): string {
  const table = op.resource === undefined ? undefined : expressionAt(source, write, op.resource);
  if (table === undefined || !/^[\w$]+(?:\.[\w$]+)*$/.test(source.textOf(table)) || !/^[A-Za-z_$][\w$]*$/.test(field))
    refuse('the table has no name');
  return `${source.textOf(table)}.${field}`;
}

/** How an answer is taken apart to know how many entries it met, and what is done where it is none. */
export function countOf(
  edit: Edit,
  source: Source,
  write: ts.Node,
  { count, none = '0' }: Pick<Condition, 'count' | 'none'>,
  exit: string,
): { readonly pattern: string; readonly test: string } {
  const member = count.split('.').pop() ?? '';
  const isNamed = member !== '' && member !== 'length' && !/^\d/.test(member);
  const name = edit.freshIn(source, write, isNamed ? member : 'changed');
  const inner = isNamed ? `{ ${name === member ? member : `${member}: ${name}`} }` : name;
  const pattern = /^\d/.test(count) ? `[${', '.repeat(Number.parseInt(count, 10)).trimEnd()}${inner}]` : inner;
  return { pattern, test: `if (${name}${count === 'length' ? '.length' : ''} === ${none}) ${exit}` };
}

/** `const { count } = await …; if (count === 0) throw …` */
export function checkCount(edit: Edit, { source, write, chain }: Places, when: Pick<Condition, 'count' | 'none'>, exit: string): void {
  const statement = ownStatement(source, chain) ?? refuse('what the write returns is used');
  if (!source.ts.isAwaitExpression(statement.expression)) refuse('nobody waits for the write');
  const { pattern, test } = countOf(edit, source, write, when, exit);
  const branch = branchOf(source, statement);
  edit.insert(source, branch?.open ?? source.start(statement), branch?.before ?? '');
  edit.insert(source, source.start(statement), `const ${pattern} = `);
  const { offset, indent } = afterStatement(source, statement);
  edit.insert(source, offset, `\n${branch?.indent ?? indent}${test}${branch?.after ?? ''}`);
}

/** The braces that a statement needs which stands alone as a branch, `if (x) await f();`, to become two. */
function branchOf(
  source: Source,
  statement: ts.Statement,
): { readonly open: number; readonly before: string; readonly indent: string; readonly after: string } | undefined {
  const { ts: api, text, style } = source;
  const around = source.parentOf(statement);
  if (
    around === undefined ||
    api.isBlock(around) ||
    api.isSourceFile(around) ||
    api.isCaseOrDefaultClause(around) ||
    api.isModuleBlock(around)
  )
    return undefined;
  if ((api.getLeadingCommentRanges(text, statement.pos) ?? []).length > 0) refuse('a comment before the branch');
  const start = source.start(statement);
  const outer = source.indentAt(source.start(around));
  const indent = outer + style.unit;
  const isOnItsLine = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === '';
  const after = `\n${outer}}`;
  if (!isOnItsLine) return { open: start, before: `{\n${indent}`, indent, after };
  return { open: statement.pos, before: ' {', indent: source.indentAt(start), after };
}

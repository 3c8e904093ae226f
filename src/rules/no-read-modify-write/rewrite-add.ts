import type { Addition } from '../../analyzer/models/types.js';
import { keyOf, refuse, type Edit, type ts } from '../../analyzer/rewrite/tools.js';
import { checkCount, columnText, conditionText, functionOf, makeConditional, type Conditional } from '../conditional.js';
import { settingOf, writtenIn } from '../conditional-text.js';
import { isIn } from '../declared.js';
import { addInTagged, taggedWrite } from './rewrite-add-tagged.js';
import { amountOf, negative, type Amount } from './rewrite-amount.js';
import { settle, type Sum } from './rewrite-settle.js';
import {
  assignmentOf,
  beforeLink,
  chainOf,
  expressionAt,
  linksNamed,
  methodOf,
  objectAt,
  ownStatement,
  placesOf,
  type Places,
} from '../places.js';
import { tablesOf } from '../tables.js';
import type { Match } from './detect.js';
import { testsBefore } from './decided.js';
import { isBefore, withinEntry, type Pair } from './pairs.js';
import { guardOf, type Guard } from './rewrite-guard.js';
import { writtenOf } from './writes.js';
import type { Node } from '../../analyzer/effects/operations-frames.js';

/** The one value that the write puts into the field. Refuses where there are several, or the row is changed in other ways, too. */
export function sumOf(edit: Edit, match: Match): Sum {
  const { pair, field } = match;
  const at = placesOf(edit, pair);
  const written = writtenOf(pair) ?? refuse('not the same place');
  if (written.conditions.length > 0) refuse('the write is conditional');
  const nodes: readonly Node[] = written.whole ? [written.whole] : (written.fields.get(field) ?? []);
  if (nodes.length !== 1) refuse('several values');
  const amount = amountOf(pair, at.source, nodes[0], field);
  const assignment = storedRow(pair) ? assigned(pair, at, amount, written.fields.size) : undefined;
  return { at, amount, field, assignment, guard: guardBefore(match, at, [amount.sum, assignment ?? at.chain, at.chain]) };
}

/** A guard that looks at the number. Refuses where a plain addition would pass by one that is not understood. */
function guardBefore({ pair, field }: Match, at: Places, besides: readonly ts.Node[]): Guard | undefined {
  const looked = testsBefore(pair).filter(({ trail, says }) =>
    field === '' ? trail.length === 0 && says !== 'present' && says !== 'absent' : withinEntry(trail)[0] === field,
  );
  if (looked.length === 0) return undefined;
  if (field === '') refuse('the number is compared before');
  return guardOf(at, field, besides) ?? refuse('the field is looked at elsewhere');
}

/** Is the row that was read stored as a whole (`row.save()`, `repository.save(row)`)? */
const storedRow = ({ write: { op, statement } }: Pair): boolean =>
  statement === undefined && (op.entry === true ? op.value === undefined : op.key === undefined);

/** The only change of the row before it is stored. */
function assigned(pair: Pair, { source }: Places, { sum }: Amount, fields: number): ts.ExpressionStatement {
  const before = pair.changes.filter((change) => isBefore(pair, change));
  if (fields !== 1 || before.length !== 1) refuse('the row is changed in other ways, too');
  const { frame, value } = before[0].node;
  if (frame !== pair.write.node.frame) refuse('the row is changed elsewhere');
  const statement = source.statementOf(
    source.nodeAt(frame.unit.ir.span(value), (node): node is ts.Node => node.kind !== source.ts.SyntaxKind.ExpressionStatement),
  );
  if (!source.ts.isExpressionStatement(statement) || !isIn(sum, statement)) refuse('the sum is computed elsewhere');
  return assignmentOf(source, source.spanOf(statement));
}

/** Lets the store add the amount: as the model of the library says. Refuses where its precondition does not hold. */
export function addInStore(edit: Edit, match: Match): void {
  const { statement, op } = match.pair.write;
  const tagged = taggedWrite(edit, match);
  if (tagged) return addInTagged(edit, match, tagged);
  if (statement) return byStatement(edit, match.pair, sumOf(edit, match));
  const adds = op.adds ?? refuse('the library is not known to add');
  const sum = sumOf(edit, match);
  if ('method' in adds && 'args' in adds) byMethod(edit, match.pair, sum, adds);
  else if ('member' in adds) byMember(edit, match.pair, sum, adds);
  else if ('value' in adds) byValue(edit, match.pair, sum, adds);
  else byOperator(edit, match.pair, sum, adds);
}

type ByMethod = Extract<Addition, { readonly args: unknown }>;

/** `set(key, next)` becomes `incrby(key, n)`, `repository.save(row)` becomes `repository.increment(criteria, 'n', n)`. */
function byMethod(edit: Edit, pair: Pair, sum: Sum, { method, real, less, args, beside }: ByMethod): void {
  const { at, amount, field } = sum;
  const { source, write } = at;
  const statement = ownStatement(source, at.chain) ?? refuse('what the write returns is used');
  if (sum.guard && beside !== true) refuse('the number is compared before');
  const others = beside === true ? othersIn(sum, pair) : undefined;
  if (!others && pair.write.op.value !== undefined && !storedRow(pair)) checkAlone(sum, pair, args);
  const name = amount.real ? (real ?? method) : method;
  const takesAway = amount.less && less !== undefined;
  const text = amount.less && !takesAway ? negative(amount.text) : amount.text;
  const texts = args.map((arg) => {
    if (arg === 'key') return keyText(pair, at);
    if (arg === 'field') return source.style.str(field);
    if (arg === 'part') return partText(pair, at);
    return arg === 'by' ? (text === 'by' ? '{ by }' : `{ by: ${text} }`) : text;
  });
  const callee = methodOf(source, write);
  if (sum.guard) guardWrite(edit, pair, sum, sum.guard);
  if (others) {
    edit.insert(source, callee.name.pos - 1, `.${takesAway ? less : name}(${texts.join(', ')})${beforeLink(source, write)}`);
    removeItem(edit, others.list, others.item, at);
    return settle(edit, sum, statement, undefined, others.item);
  }
  const [first] = write.arguments;
  if (/\/[/*]/.test(source.text.slice(callee.name.end, write.end).replace(/(['"`])(?:\\.|(?!\1|\\).)*\1/gs, '')))
    refuse('comments among the arguments');
  edit.replace(source, callee.name, takesAway ? less : name);
  edit.replace(source, { start: first ? first.getFullStart() : write.end - 1, end: write.end - 1 }, texts.join(', '));
  settle(edit, sum, statement, amount.real && real !== undefined ? ['Number(', ')'] : ['', '']);
}

/** Where the write stores other fields, too: its object, and the field in it. */
function othersIn(
  { at: { source, write }, field }: Sum,
  { write: { op } }: Pair,
): { list: ts.ObjectLiteralExpression; item: ts.ObjectLiteralElementLike } | undefined {
  const list = objectAt(source, write, op.value ?? refuse('no value'));
  const item = list.properties.find((one) => keyOf(source, one) === field) ?? refuse('the field is not written in the call');
  return list.properties.length > 1 ? { list, item } : undefined;
}

/** The method takes the place of a write that does nothing else: one column, no options. */
function checkAlone({ at: { source, write } }: Sum, { write: { op } }: Pair, args: ByMethod['args']): void {
  const index = Number(String(op.value).split('.')[0]);
  if (write.arguments.length > index + 1) refuse('the write has options');
  const value = write.arguments.at(index);
  if ((op.field !== undefined) !== args.includes('part') || value === undefined) refuse('the write is of several parts');
  const { ts: api } = source;
  if (api.isObjectLiteralExpression(value) && value.properties.length !== 1) refuse('other fields are written, too');
}

/** What names the entry: as the write says it, else as the read did. */
function keyText(pair: Pair, { source, read, write }: Places): string {
  const { read: from, write: to } = pair;
  const path = to.op.key ?? from.op.key;
  const node = path === undefined ? undefined : expressionAt(source, to.op.key === undefined ? read : write, path);
  return node ? source.textOf(node) : refuse('the key is not written in the call');
}

/** The field of a hash, as the write says it. */
function partText({ write: { op } }: Pair, { source, write }: Places): string {
  const node = op.field === undefined ? undefined : expressionAt(source, write, op.field);
  return node && !source.ts.isObjectLiteralExpression(node) ? source.textOf(node) : refuse('the field is not written in the call');
}

/** `set({ n: row.n + 1 })` becomes `` set({ n: sql`${table.n} + 1` }) ``, or `set({ n: (eb) => eb('n', '+', 1) })`. */
function byValue(
  edit: Edit,
  pair: Pair,
  sum: Sum,
  { value, orZero, bind, import: from }: Extract<Addition, { readonly value: string }>,
): void {
  const { at, amount, field } = sum;
  const { source, write } = at;
  const conditional = conditionalOf(pair, at);
  const isNumber = /^\d+$/.test(amount.text);
  const template = amount.orZero ? (orZero ?? refuse('what is missing stays missing')) : value;
  const data = objectAt(source, write, pair.write.op.value ?? refuse('no value'));
  const property = data.properties.find((one) => keyOf(source, one) === field) ?? refuse('the field is not written in the call');
  const text = template.replace(/\{(\w+)\}/g, (all, word: string) => {
    if (word === 'import') return functionOf(edit, conditional, from?.from ?? '', from?.name ?? '');
    if (word === 'column') return columnText(conditional, field);
    if (word === 'name') return source.style.str(field);
    if (word === 'sum') return source.style.str(`${field} ${signOf(amount)} ${isNumber ? amount.text : `:${field}By`}`);
    if (word === 'sign') return value.includes('`') ? signOf(amount) : source.style.str(signOf(amount));
    if (word === 'put') return isNumber ? amount.text : `\${${amount.text}}`;
    return word === 'amount' ? amount.text : all;
  });
  edit.replace(source, property, `${source.textOf(property.name ?? property)}: ${text}`);
  if (bind !== undefined) bindAmount(edit, conditional, sum, bind);
  if (sum.guard) guardWrite(edit, pair, sum, sum.guard);
  settle(edit, sum, ownStatement(source, at.chain), undefined, property);
}

/** Gives the amount to a text that names it, and the column as the database does: the entity has to call it that, too. */
function bindAmount(edit: Edit, { frames, write, at: { source, write: call } }: Conditional, { amount, field }: Sum, bind: string): void {
  const tables = tablesOf(frames, write);
  const isCalledSo =
    tables.length > 0 && tables.every(({ scalars, renamed }) => scalars?.has(field) === true && renamed?.has(field) !== true);
  if (!isCalledSo || !/^[a-z][a-z0-9_]*$/.test(field)) refuse('the column may have another name');
  if (/^\d+$/.test(amount.text)) return;
  const [link, more] = linksNamed(source, call, 'set');
  if (link === undefined || more !== undefined || source.textOf(chainOf(source, call)).includes(`:${field}By`))
    refuse('no place for the amount');
  edit.insert(source, link.end, `${beforeLink(source, link)}.${bind}(${source.style.str(`${field}By`)}, ${amount.text})`);
}

const signOf = ({ less }: Amount): string => (less ? '-' : '+');

/** `SET n = $1` becomes `SET n = n + $1`. */
function byStatement(edit: Edit, pair: Pair, sum: Sum): void {
  const { at, amount, field } = sum;
  const { source } = at;
  const written = writtenIn(at, at.write);
  const setting = settingOf(written, field);
  const { start } = written;
  const old = amount.orZero ? `COALESCE(${setting.name}, 0)` : setting.name;
  edit.insert(source, start + setting.at, `${old} ${signOf(amount)} `);
  edit.replace(source, setting.value, amount.text);
  if (sum.guard) guardWrite(edit, pair, sum, sum.guard);
  settle(edit, sum, ownStatement(source, at.write), undefined, setting.value);
}

const conditionalOf = ({ operations: { frames }, write }: Pair, at: Places): Conditional => ({ frames, write, at });

/** `data: { n: row.n + 1 }` becomes `data: { n: { increment: 1 } }`. */
function byMember(edit: Edit, pair: Pair, sum: Sum, { member, less }: Extract<Addition, { readonly member: string }>): void {
  const { at, amount, field } = sum;
  const { source, write } = at;
  // Nothing plus one is nothing to the database.
  if (amount.orZero) refuse('what is missing stays missing');
  const data = objectAt(source, write, pair.write.op.value ?? refuse('no value'));
  const property = data.properties.find((one) => keyOf(source, one) === field) ?? refuse('the field is not written in the call');
  const word = amount.less ? less : member;
  const value = `{ ${word === amount.text ? word : `${word}: ${amount.text}`} }`;
  edit.replace(source, property, `${source.textOf(property.name ?? property)}: ${value}`);
  const statement = ownStatement(source, write);
  const selected = expressionAt(source, write, '0.select') ?? expressionAt(source, write, '0.omit');
  if (sum.guard) guardWrite(edit, pair, sum, sum.guard);
  settle(edit, sum, statement, sum.guard || selected || pair.write.op.many === true ? undefined : [`{ ${field}`, ` }`], property);
}

/** Makes the condition before the write part of it. */
function guardWrite(edit: Edit, pair: Pair, { at }: Sum, { holds, exit }: Guard): void {
  makeConditional(edit, conditionalOf(pair, at), holds, at.source.textOf(exit));
}

/** `{ $set: { n: row.n + 1 } }` becomes `{ $inc: { n: 1 } }`, `row.n += 1; row.save()` becomes `Model.updateOne({ _id: row._id }, { $inc: { n: 1 } })`. */
function byOperator(edit: Edit, pair: Pair, sum: Sum, adds: Extract<Addition, { readonly operator: string }>): void {
  const { at, amount, field, assignment } = sum;
  const { source, write, read } = at;
  const { ts: api } = source;
  const change = `${adds.operator}: { ${/^[\w$]+$/.test(field) ? field : source.style.str(field)}: ${amount.less ? negative(amount.text) : amount.text} }`;
  if (assignment) {
    const receiver = methodOf(source, write).expression;
    if (adds.of !== 'read' || !api.isIdentifier(receiver) || write.arguments.length > 0) refuse('saved with options');
    const statement = ownStatement(source, write) ?? refuse('what the write returns is used');
    const id = adds.id ?? refuse('no id');
    const model = source.textOf(methodOf(source, read).expression);
    const when = pair.write.op.when;
    const condition = sum.guard
      ? `, ${conditionText(source, sum.guard.holds, (when ?? refuse('no conditional write is known')).words)}`
      : '';
    edit.replace(source, write, `${model}.${adds.method ?? 'updateOne'}({ ${id}: ${receiver.text}.${id}${condition} }, { ${change} })`);
    if (sum.guard && when) checkCount(edit, at, when, source.textOf(sum.guard.exit));
    return settle(edit, sum, statement, undefined);
  }
  const value = objectAt(source, write, pair.write.op.value ?? refuse('no value'));
  const set = value.properties.find((one) => keyOf(source, one) === '$set');
  if (value.properties.some((one) => keyOf(source, one) === adds.operator)) refuse('it adds already');
  const holder = set && api.isPropertyAssignment(set) ? set.initializer : value;
  if (!api.isObjectLiteralExpression(holder)) refuse('not written in the call');
  const property = holder.properties.find((one) => keyOf(source, one) === field) ?? refuse('the field is not written in the call');
  if (holder.properties.length === 1 && set) edit.replace(source, set, change);
  else if (set === undefined && holder.properties.length === 1) edit.replace(source, property, change);
  else if (set === undefined) refuse('other fields are written without an operator');
  else {
    removeItem(edit, holder, property, at);
    edit.insert(source, set.end, `, ${change}`);
  }
  if (sum.guard) guardWrite(edit, pair, sum, sum.guard);
  settle(edit, sum, ownStatement(source, write), undefined, property);
}

function removeItem(edit: Edit, list: ts.ObjectLiteralExpression, item: ts.ObjectLiteralElementLike, { source }: Places): void {
  const index = list.properties.indexOf(item);
  const next = list.properties.at(index + 1);
  if (next) edit.remove(source, { start: source.start(item), end: source.start(next) });
  else edit.remove(source, { start: list.properties[index - 1].end, end: item.end });
}

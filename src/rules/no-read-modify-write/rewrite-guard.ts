import type { Condition } from '../../analyzer/models/types.js';
import { afterStatement } from '../../analyzer/rewrite/layout.js';
import { appendItems } from '../../analyzer/rewrite/lists.js';
import { bare, keyOf, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { declarationsIn, isIn, isPlain, usesOf } from '../declared.js';
import { expressionAt, methodOf, objectAt, ownStatement, type Places } from './rewrite-places.js';

/** A condition on a field of what was read, which ends the function before the write. */
export interface Guard {
  /** What must hold of the field where the write runs: source text for a key. */
  readonly holds: { readonly operator: '===' | '<' | '<=' | '>' | '>='; readonly other: string };
  /** What is done where it does not. */
  readonly exit: ts.Statement;
}

/**
 * The one guard on a field before the write: `if (row.n < amount) throw …`. Undefined where nothing looks at the field. Refuses where it is
 * looked at in another way, or more than once, before the write.
 */
export function guardOf(at: Places, field: string, besides: readonly ts.Node[]): Guard | undefined {
  const { source, fn, write } = at;
  const looks = fieldUses(at, field).filter((node) => node.end <= write.end && !besides.some((one) => isIn(node, one)));
  if (looks.length === 0) return undefined;
  const guards = new Set(looks.map((node) => guardAround(source, node, fn)));
  const [guard] = guards;
  if (guards.size !== 1 || guard === undefined) refuse('the field is looked at in another way');
  const inCondition = looks.filter((node) => isIn(node, guard.expression));
  if (inCondition.length !== 1) refuse('the field is looked at more than once');
  if (source.parentOf(guard) !== source.parentOf(source.statementOf(write)) || guard.elseStatement || !ends(source, guard.thenStatement))
    refuse('the guard does not end the function');
  return { holds: holdsAfter(source, guard.expression, inCondition[0]), exit: guard.thenStatement };
}

/** Where the text names a field of what was read: `row.field`, or the name it is taken apart into. */
export function fieldUses({ source, fn, read }: Places, field: string): ts.Expression[] {
  const { ts: api } = source;
  const declared =
    declarationsIn(source, fn).find(({ declaration }) => declaration.initializer && isIn(read, declaration.initializer)) ??
    refuse('what was read has no name');
  const { name } = declared.declaration;
  if (api.isIdentifier(name))
    return usesOf(source, fn, name.text).flatMap((use) => {
      const parent = source.parentOf(use);
      return parent && api.isPropertyAccessExpression(parent) && parent.expression === use && parent.name.text === field ? [parent] : [];
    });
  if (!api.isObjectBindingPattern(name)) return refuse('what was read is taken apart');
  const element = name.elements.find((one) => (one.propertyName ?? one.name) && source.textOf(one.propertyName ?? one.name) === field);
  if (!element || !api.isIdentifier(element.name)) return [];
  const local = element.name;
  return usesOf(source, fn, local.text).filter((use) => use !== local);
}

function guardAround(source: Source, node: ts.Node, fn: ts.Node): ts.IfStatement | undefined {
  for (const around of source.ancestorsOf(node)) {
    if (around === fn) return undefined;
    if (source.ts.isIfStatement(around)) return around;
  }
  return undefined;
}

/** Does a branch leave the function or loop in any case? */
function ends({ ts: api }: Source, node: ts.Statement): boolean {
  const last = api.isBlock(node) ? node.statements.at(-1) : node;
  return last !== undefined && (api.isThrowStatement(last) || api.isReturnStatement(last) || api.isContinueStatement(last));
}

const OPPOSITE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const FLIPPED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const isOrder = (text: string): text is keyof typeof OPPOSITE => text in OPPOSITE;

/** What is known of a field behind `if (… || part) exit`. */
function holdsAfter(source: Source, condition: ts.Expression, look: ts.Expression): Guard['holds'] {
  const { ts: api } = source;
  const plain = bare(source, condition);
  if (api.isBinaryExpression(plain) && plain.operatorToken.kind === api.SyntaxKind.BarBarToken)
    return holdsAfter(source, isIn(look, plain.left) ? plain.left : plain.right, look);
  const old = { operator: '===', other: source.textOf(look).replace('?.', '.') } as const;
  if (!api.isBinaryExpression(plain))
    return plain === look || api.isPrefixUnaryExpression(plain) ? old : refuse('a condition of several parts');
  const isLeft = bare(source, plain.left) === look;
  if (!isLeft && bare(source, plain.right) !== look) refuse('the field is computed with');
  const other = isLeft ? plain.right : plain.left;
  if (!isPlain(source, other)) refuse('compared with something that is done');
  const operator = plain.operatorToken.getText(source.tree);
  // What is excluded leaves many: what was seen is the one that it still has to be.
  if (operator === '===' || operator === '==') return old;
  if (operator === '!==' || operator === '!=') return { operator: '===', other: source.textOf(other) };
  if (!isOrder(operator)) return refuse('compared in another way');
  return { operator: OPPOSITE[isLeft ? operator : FLIPPED[operator]], other: source.textOf(other) };
}

/** The condition as a property of a key: `n: { gte: amount }`, `status: 'pending'`. */
export function conditionText(source: Source, { holds: { operator, other } }: Guard, field: string, { words }: Condition): string {
  const key = /^[\w$]+$/.test(field) ? field : source.style.str(field);
  if (operator === '===') return other === field ? field : `${key}: ${other}`;
  const word = words[operator] ?? refuse('no such comparison');
  return `${key}: { ${word === other ? word : `${word}: ${other}`} }`;
}

/** Puts a condition into the write's key, and leaves as the guard does where nothing was changed. */
export function makeConditional(
  edit: Edit,
  { source, write }: Places,
  path: number | string,
  guard: Guard,
  field: string,
  when: Condition,
): void {
  const key = objectAt(source, write, path);
  for (const property of key.properties)
    if (source.ts.isPropertyAssignment(property) && source.ts.isObjectLiteralExpression(bare(source, property.initializer)))
      refuse('a key of several parts');
  if (key.properties.some((one) => keyOf(source, one) === field)) refuse('the field is in the key');
  if (expressionAt(source, write, '0.select') ?? expressionAt(source, write, '0.include')) refuse('what is written is asked for');
  if (key.properties.length === 0) refuse('no key');
  for (const splice of appendItems(source, key.properties, key.properties.pos, key.end - 1, [conditionText(source, guard, field, when)]))
    edit.replace(source, splice, splice.text);
  const callee = methodOf(source, write);
  if (when.method !== undefined && when.method !== callee.name.text) edit.replace(source, callee.name, when.method);
  checkCount(edit, source, write, guard, when);
}

/** `const { count } = await …; if (count === 0) throw …` */
export function checkCount(edit: Edit, source: Source, write: ts.CallExpression, { exit }: Guard, { count }: Condition): void {
  const statement = ownStatement(source, write) ?? refuse('what the write returns is used');
  if (!source.ts.isAwaitExpression(statement.expression)) refuse('nobody waits for the write');
  const name = edit.freshIn(source, write, count);
  edit.insert(source, source.start(statement), `const { ${name === count ? count : `${count}: ${name}`} } = `);
  const { offset, indent } = afterStatement(source, statement);
  edit.insert(source, offset, `\n${indent}if (${name} === 0) ${source.textOf(exit)}`);
}

import { bare, refuse, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { Demand } from '../conditional.js';
import { isIn, isPlain } from '../declared.js';
import { fieldUses, type Places } from '../places.js';

/** A condition on a field of what was read, which ends the function before the write. */
export interface Guard {
  /** What must hold of the field where the write runs. */
  readonly holds: Demand;
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
  return { holds: { field, ...holdsAfter(source, guard.expression, inCondition[0]) }, exit: guard.thenStatement };
}

function guardAround(source: Source, node: ts.Node, fn: ts.Node): ts.IfStatement | undefined {
  for (const around of source.ancestorsOf(node)) {
    if (around === fn) return undefined;
    if (source.ts.isIfStatement(around)) return around;
  }
  return undefined;
}

/** Does a branch leave the function or loop in any case? */
export function ends({ ts: api }: Source, node: ts.Statement): boolean {
  const last = api.isBlock(node) ? node.statements.at(-1) : node;
  return last !== undefined && (api.isThrowStatement(last) || api.isReturnStatement(last) || api.isContinueStatement(last));
}

const OPPOSITE = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;
const FLIPPED = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
const isOrder = (text: string): text is keyof typeof OPPOSITE => text in OPPOSITE;

/** What is known of a field behind `if (… || part) exit`. */
function holdsAfter(source: Source, condition: ts.Expression, look: ts.Expression): Omit<Demand, 'field'> {
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

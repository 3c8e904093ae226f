import { Op } from '../../analyzer/ir/ops.js';
import { CONVERSIONS, globalName } from '../../analyzer/effects/operations-trail.js';
import { sourcesOf } from '../../analyzer/effects/operations-sources.js';
import type { Node } from '../../analyzer/effects/operations-frames.js';
import { refuse, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isIn, isPlain } from '../declared.js';
import { withinEntry, type Pair } from './pairs.js';

/** What is added to a number that was read, or taken from it. */
export interface Amount {
  readonly less: boolean;
  /** Source text, without side effects where it does not stand within the write. */
  readonly text: string;
  /** The sum: `balance + amount`, `row.n -= 1`, `row.n++`. */
  readonly sum: ts.Expression;
  /** Something says that it is no whole number. */
  readonly real: boolean;
  /** What is missing counts as 0. */
  readonly orZero: boolean;
}

/** What is known of a number on the way from the read. */
interface Seen {
  readonly real: boolean;
  readonly orZero: boolean;
  /** It is made a number on the way. */
  readonly converted: boolean;
}

/** The amount that a written number differs by from what was read. Refuses where the write is no plain sum of the two. */
export function amountOf(pair: Pair, source: Source, written: Node, field: string): Amount {
  return deltaOf(pair, source, written, field) ?? refuse('not a sum of what was read and an amount');
}

function deltaOf(pair: Pair, source: Source, written: Node, field: string): Amount | undefined {
  const { node, real } = peeled(written);
  const { ir } = node.frame.unit;
  if (node.frame.unit !== source.unit || ir.op(node.value) !== Op.bin) return undefined;
  const operator = ir.text(node.value, 0);
  if (operator !== '+' && operator !== '-') return undefined;
  const at = (index: number): Node => ({ frame: node.frame, value: ir.operand(node.value, index) });
  const sum = sumAt(source, ir.span(node.value));
  const left = oldOf(pair, at(1), field);
  const right = operator === '+' ? oldOf(pair, at(2), field) : undefined;
  // A text from a key-value store that nothing makes a number is put together, not added up.
  const isText = field === '' && operator === '+';
  if (left && isFree(pair, at(2))) return amount(source, sum, operator === '-', 'right', { ...left, real: left.real || real }, isText);
  if (right && isFree(pair, at(1))) return amount(source, sum, false, 'left', { ...right, real: right.real || real }, isText);
  return undefined;
}

function amount(source: Source, sum: ts.Expression, less: boolean, side: 'left' | 'right', seen: Seen, isText: boolean): Amount {
  const { ts: api } = source;
  const { real, orZero, converted } = seen;
  const node = api.isBinaryExpression(sum) ? sum[side] : undefined;
  if (node && !isPlain(source, node)) refuse('the amount does something');
  if (node && mayBeText(source, node)) refuse('the amount may be a text');
  if (isText && !converted && !orZero) refuse('what was read is a text');
  const text = node ? source.textOf(node) : '1';
  return { less, text, sum, real: real || /\.\d|\/|parseFloat|toFixed/.test(text), orZero };
}

/** The expression that an addition stands for in the text. */
function sumAt(source: Source, span: { start: number; end: number }): ts.Expression {
  const { ts: api } = source;
  return source.nodeAt(
    span,
    (node): node is ts.Expression =>
      api.isBinaryExpression(node) || api.isPrefixUnaryExpression(node) || api.isPostfixUnaryExpression(node),
  );
}

/** Is an amount written as a text, or a name that is declared as one? */
function mayBeText(source: Source, node: ts.Expression): boolean {
  const { ts: api } = source;
  if (api.isStringLiteralLike(node) || api.isTemplateExpression(node)) return true;
  if (api.isBinaryExpression(node)) return mayBeText(source, node.left) || mayBeText(source, node.right);
  if (!api.isIdentifier(node)) return false;
  const parameter = source.functionOf(node)?.parameters.find(({ name }) => api.isIdentifier(name) && name.text === node.text);
  return parameter?.type !== undefined && /\b(?:string|bigint|Decimal)\b/.test(source.textOf(parameter.type));
}

/** Is a value made of nothing that was read? */
const isFree = ({ trails }: Pair, node: Node): boolean => sourcesOf(trails, node).length === 0;

/** Is a value the number that was read, converted or with 0 in place of nothing? */
function oldOf({ trails }: Pair, start: Node, field: string): Seen | undefined {
  const { node, ...seen } = peeled(start);
  const { ir } = node.frame.unit;
  if (ir.op(node.value) === Op.phi || ir.op(node.value) === Op.select) return undefined;
  const trail = trails.of(node);
  if (!trail) return undefined;
  const own = withinEntry(trail);
  const fits = field === '' ? own.length === 0 && trail.length === 0 : own.length === 1 && own[0] === field;
  return fits ? seen : undefined;
}

/** A value without conversions, casts and the zero in place of nothing. */
function peeled(start: Node): { readonly node: Node } & Seen {
  let node = start;
  let real = false;
  let orZero = false;
  let converted = false;
  for (let steps = 0; steps < 12; steps++) {
    const { frame, value } = node;
    const { ir } = frame.unit;
    const name = ir.op(value) === Op.call ? globalName(node) : '';
    if (CONVERSIONS.has(name) && !/JSON|Boolean|BigInt|Promise|structured/.test(name) && ir.operandCount(value) > 2) {
      real ||= name.endsWith('parseFloat');
      converted ||= name !== 'String';
      node = { frame, value: ir.operand(value, 2) };
    } else if (ir.op(value) === Op.call && isToString(node)) node = { frame, value: ir.operand(ir.operand(value, 1), 1) };
    else if (ir.op(value) === Op.cast) node = { frame, value: ir.operand(value, 0) };
    else if (ir.op(value) === Op.dflt && isZero({ frame, value: ir.operand(value, 1) })) {
      orZero = true;
      node = { frame, value: ir.operand(value, 0) };
    } else if (ir.op(value) === Op.un && ir.text(value, 0) === '+') {
      converted = true;
      node = { frame, value: ir.operand(value, 1) };
    } else if (ir.op(value) === Op.logic && isZero({ frame, value: ir.operand(value, 2) })) {
      orZero = true;
      node = { frame, value: ir.operand(value, 1) };
    } else break;
  }
  return { node, real, orZero, converted };
}

const isZero = ({ frame, value }: Node): boolean => {
  const { ir } = frame.unit;
  return (ir.op(value) === Op.num || ir.op(value) === Op.str) && ir.text(value, 0) === '0';
};

function isToString({ frame, value }: Node): boolean {
  const { ir } = frame.unit;
  const callee = ir.operand(value, 1);
  return ir.op(callee) === Op.get && ir.text(callee, 2) === 'toString' && ir.operandCount(value) === 2;
}

/** What is taken away by a method that only adds. */
export const negative = (text: string): string => (/^[\w.$]+$|^\d/.test(text) ? `-${text}` : `-(${text})`);

/** Does the sum stand within the write itself? */
export const isInline = (amount: Amount, write: ts.Node): boolean => isIn(amount.sum, write);

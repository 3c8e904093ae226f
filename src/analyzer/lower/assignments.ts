import { LOGIC_AND, LOGIC_NULLISH, LOGIC_OR, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { commonJsTarget, recordCommonJs } from './commonjs.js';
import { type Lowering, nameOf } from './context.js';
import { lowerNamed } from './functions.js';
import { readTarget, targetOf, writeTarget } from './patterns.js';
import { isSimple } from './simple.js';

/** Any assignment; its value is the assigned one. */
export function lowerAssignment(cx: Lowering, node: ts.BinaryExpression): number {
  const { K } = cx;
  const operator = node.operatorToken.kind;
  if (operator === K.EqualsToken) return lowerPlain(cx, node);
  if (operator === K.AmpersandAmpersandEqualsToken) return lowerLogical(cx, node, LOGIC_AND);
  if (operator === K.BarBarEqualsToken) return lowerLogical(cx, node, LOGIC_OR);
  if (operator === K.QuestionQuestionEqualsToken) return lowerLogical(cx, node, LOGIC_NULLISH);
  const target = targetOf(cx, node.left);
  const old = readTarget(cx, target);
  const operand = cx.expr(node.right);
  const start = cx.start(node.pos, node.end);
  const value = cx.fb.emit3(Op.bin, start, node.end, cx.str(cx.tables.compound[operator]), old, operand);
  writeTarget(cx, target, value, start, node.end);
  return value;
}

function lowerPlain(cx: Lowering, node: ts.BinaryExpression): number {
  const { K } = cx;
  const { left, right } = node;
  const exported = cx.scopes.root === cx.scope || left.kind === K.PropertyAccessExpression ? commonJsTarget(cx, left) : undefined;
  const target = targetOf(cx, left);
  const value = lowerNamed(cx, right, left.kind === K.Identifier ? nameOf(left as ts.Identifier) : memberName(cx, left));
  const start = cx.start(node.pos, node.end);
  writeTarget(cx, target, value, start, node.end);
  if (exported !== undefined) recordCommonJs(cx, exported, value, node, start);
  return value;
}

function memberName(cx: Lowering, node: ts.Node): string {
  return node.kind === cx.K.PropertyAccessExpression ? nameOf((node as ts.PropertyAccessExpression).name) : '';
}

/** `a ||= b`: the write happens on one side of a branch if `b` does something, else it writes what `logic` gives. */
function lowerLogical(cx: Lowering, node: ts.BinaryExpression, logic: number): number {
  const { fb } = cx;
  const target = targetOf(cx, node.left);
  const old = readTarget(cx, target);
  const start = cx.start(node.pos, node.end),
    { end } = node;
  const name = node.left.kind === cx.K.Identifier ? nameOf(node.left as ts.Identifier) : memberName(cx, node.left);
  if (isSimple(cx, node.right)) {
    const value = fb.emit3(Op.logic, start, end, logic, old, lowerNamed(cx, node.right, name));
    writeTarget(cx, target, value, start, end);
    return value;
  }
  const write = fb.newBlock(),
    after = fb.newBlock();
  const test = logic === LOGIC_NULLISH ? isNullish(cx, old, start) : old;
  const from = fb.cur;
  if (logic === LOGIC_OR) fb.branch(test, after, write);
  else fb.branch(test, write, after);
  fb.enter(write);
  const value = lowerNamed(cx, node.right, name);
  writeTarget(cx, target, value, start, end);
  const to = fb.cur;
  fb.jump(after);
  fb.enter(after);
  return fb.join(start, end, [from, to], [old, value]);
}

/** `x == null` */
export function isNullish(cx: Lowering, value: number, at: number): number {
  const none = cx.fb.emit0(Op.null, at, at);
  return cx.fb.emit3(Op.bin, at, at, cx.str('=='), value, none);
}

/** `x++` and its like: the value is the old one where the operator comes after. */
export function lowerUpdate(cx: Lowering, node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, isPrefix: boolean): number {
  const target = targetOf(cx, node.operand);
  const old = readTarget(cx, target);
  const start = cx.start(node.pos, node.end),
    { end } = node;
  const one = cx.fb.emit1(Op.num, start, end, cx.str('1'));
  const operator = cx.str(node.operator === cx.K.PlusPlusToken ? '+' : '-');
  const value = cx.fb.emit3(Op.bin, start, end, operator, old, one);
  writeTarget(cx, target, value, start, end);
  return isPrefix ? value : old;
}

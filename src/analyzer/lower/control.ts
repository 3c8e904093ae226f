import { Op, Term } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import type { Final, Frame, Lowering } from './context.js';
import { isSimple } from './simple.js';

/** The depth of a return: it leaves all frames. */
const RETURN = -2;

/** Goes to a block outside the frames above `depth`, or returns: through every `finally` on the way, innermost first. */
export function leave(cx: Lowering, depth: number, target: number, value: number): void {
  const { fb, frames } = cx;
  for (let i = frames.length - 1; i >= 0 && i > depth; i--) {
    const { final, returns } = frames[i];
    if (returns !== undefined && depth === RETURN) {
      fb.write(returns.slot, value >= 0 ? value : cx.undef(cx.file.text.length));
      fb.jump(returns.block);
      return;
    }
    if (final === undefined) continue;
    let way = final.ways.find((w) => w.depth === depth && w.target === target);
    if (way === undefined) final.ways.push((way = { depth, target, block: fb.newBlock() }));
    if (depth === RETURN) fb.write(final.slot, value >= 0 ? value : cx.undef(cx.file.text.length));
    fb.jump(final.entry);
    return;
  }
  if (depth === RETURN) fb.end(Term.Return, value);
  else fb.jump(target);
}

export function returnValue(cx: Lowering, value: number): void {
  leave(cx, RETURN, -1, value);
}

export function breakTo(cx: Lowering, label: string | undefined): void {
  for (let i = cx.frames.length - 1; i >= 0; i--) {
    const frame = cx.frames[i];
    if (frame.returns !== undefined) break;
    if (frame.breakTo < 0 || (label === undefined ? frame.labelOnly : !frame.labels.includes(label))) continue;
    leave(cx, i, frame.breakTo, -1);
    return;
  }
  cx.fb.end(Term.End, -1);
}

export function continueTo(cx: Lowering, label: string | undefined): void {
  for (let i = cx.frames.length - 1; i >= 0; i--) {
    const frame = cx.frames[i];
    if (frame.returns !== undefined) break;
    if (frame.continueTo < 0 || (label !== undefined && !frame.labels.includes(label))) continue;
    leave(cx, i, frame.continueTo, -1);
    return;
  }
  cx.fb.end(Term.End, -1);
}

/** Runs `body` in a construct that `break` (and in loops `continue`) may leave. */
export function inFrame(cx: Lowering, breakBlock: number, continueBlock: number, labelOnly: boolean, body: () => void): void {
  const labels = cx.labels;
  cx.labels = [];
  cx.frames.push({ labels, breakTo: breakBlock, continueTo: continueBlock, labelOnly, final: undefined });
  body();
  cx.frames.pop();
}

/** Runs `body`, which ends by returning, as code in the middle of another function; what it returned, or -1 where it never does. */
export function inBody(cx: Lowering, at: number, body: () => void): number {
  const { fb } = cx;
  const returns = { slot: fb.newSlot(at, at, fb.handler), block: fb.newBlock() };
  const depth = cx.frames.length;
  cx.frames.push({ labels: [], breakTo: -1, continueTo: -1, labelOnly: true, final: undefined, returns });
  body();
  cx.frames.length = depth;
  fb.enter(returns.block);
  return fb.cur < 0 ? -1 : fb.read(returns.slot);
}

/** A block has one handler: code whose handler is another starts a block. */
export function startBlock(cx: Lowering): void {
  const inner = cx.fb.newBlock();
  cx.fb.jump(inner);
  cx.fb.enter(inner);
}

/**
 * Code with a `finally`: `body` runs with exceptions going to `last`, which exists once. It is entered from the normal end
 * and from every exit and exception that crosses it, and ends by going on to wherever that was. The exception that
 * goes on is a `caught` of its own.
 */
export function withFinal(cx: Lowering, body: () => void, last: () => void, at: number): void {
  const { fb } = cx;
  const outer = fb.handler;
  const after = fb.newBlock(),
    rethrow = fb.newBlock();
  const final: Final = { entry: fb.newBlock(), slot: fb.newSlot(at, at, -1), ways: [] };
  const frame: Frame = { labels: [], breakTo: -1, continueTo: -1, labelOnly: true, final };
  const depth = cx.frames.length;
  cx.frames.push(frame);
  fb.handler = final.entry;
  body();
  if (fb.cur >= 0) leave(cx, depth - 1, after, -1);
  cx.frames.length = depth;
  fb.handler = outer;
  fb.enter(final.entry);
  last();
  if (fb.cur >= 0) {
    fb.dispatch([...final.ways.map((w) => w.block), rethrow]);
    for (const way of final.ways) {
      fb.enter(way.block);
      if (way.target === after) fb.jump(after);
      else leave(cx, way.depth, way.target, way.depth === RETURN ? fb.read(final.slot) : -1);
    }
    fb.enter(rethrow);
    if (fb.cur >= 0) fb.end(Term.Throw, fb.emit0(Op.caught, at, at));
  }
  fb.enter(after);
}

/** Evaluates a condition as control flow, so that what `&&` and `||` guard is guarded by a branch. */
export function condition(cx: Lowering, node: ts.Expression, yes: number, no: number): void {
  const { K, fb } = cx;
  let at: ts.Expression = node,
    whenTrue = yes,
    whenFalse = no;
  for (;;) {
    if (at.kind === K.ParenthesizedExpression) {
      at = (at as ts.ParenthesizedExpression).expression;
      continue;
    }
    if (at.kind === K.PrefixUnaryExpression && (at as ts.PrefixUnaryExpression).operator === K.ExclamationToken) {
      at = (at as ts.PrefixUnaryExpression).operand;
      [whenTrue, whenFalse] = [whenFalse, whenTrue];
      continue;
    }
    const operator = at.kind === K.BinaryExpression ? (at as ts.BinaryExpression).operatorToken.kind : -1;
    if (operator !== K.AmpersandAmpersandToken && operator !== K.BarBarToken) break;
    const operands: ts.Expression[] = [];
    let rest: ts.Expression = at;
    while (rest.kind === K.BinaryExpression && (rest as ts.BinaryExpression).operatorToken.kind === operator) {
      operands.push((rest as ts.BinaryExpression).right);
      rest = (rest as ts.BinaryExpression).left;
    }
    if (operands.every((o) => isSimple(cx, o))) break;
    operands.push(rest);
    for (let i = operands.length - 1; i > 0; i--) {
      const next = fb.newBlock();
      if (operator === K.AmpersandAmpersandToken) condition(cx, operands[i], next, whenFalse);
      else condition(cx, operands[i], whenTrue, next);
      fb.enter(next);
    }
    at = operands[0];
  }
  fb.branch(cx.expr(at), whenTrue, whenFalse);
}

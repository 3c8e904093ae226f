import { Table } from '../ir/module.js';
import { Fn, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import type { Callback, Chain, Stage } from './chains.js';
import { type Lowering, nameOf } from './context.js';
import { inBody, returnValue, startBlock, withFinal } from './control.js';
import { bindPattern, withDefault } from './patterns.js';
import { hoistFunctions, lowerStatements } from './statements.js';

/** The chain whose outermost call an expression is. Few files have one. */
export function sequenceAt(cx: Lowering, node: ts.Node): Chain | undefined {
  const { chains } = cx.scopes;
  return chains.size > 0 && node.kind === cx.K.CallExpression ? chains.get(node) : undefined;
}

/**
 * A chain of promises that is waited for where it stands, as the code that it is behind `await`: the body of a `then` follows in the same function,
 * `catch` and `finally` enclose what comes before them. Its value is what the last callback hands over, which may be a promise.
 */
export function lowerSequence(cx: Lowering, chain: Chain): number {
  const value = lowerChain(cx, chain, false);
  return value < 0 ? cx.undef(chain.stages[chain.stages.length - 1].call.end) : value;
}

/** What a function returns. Where that is a chain, it also returns where the last callback does. */
export function lowerReturned(cx: Lowering, node: ts.Expression): void {
  let at = node;
  while (at.kind === cx.K.ParenthesizedExpression) at = (at as ts.ParenthesizedExpression).expression;
  const chain = sequenceAt(cx, at);
  const value = chain ? lowerChain(cx, chain, true) : cx.expr(at);
  if (chain === undefined || cx.fb.cur >= 0) returnValue(cx, value);
}

/** With `returned`, the function ends where the last callback does: its value is then -1. */
function lowerChain(cx: Lowering, chain: Chain, returned: boolean): number {
  if (cx.fn > 0 && (cx.fnFlags & Fn.Async) === 0) cx.fnFlags |= Fn.Continues;
  return lowerStages(cx, chain, chain.stages.length, returned);
}

/** The first stages of a chain: a loop, because chains of `then` may be thousands long. */
function lowerStages(cx: Lowering, chain: Chain, count: number, returned: boolean): number {
  let from = count - 1;
  while (from >= 0 && !encloses(chain.stages[from])) from -= 1;
  let value = from < 0 ? cx.expr(chain.base) : lowerEnclosing(cx, chain, from, returned && from === count - 1);
  for (let i = from + 1; i < count; i++) {
    const stage = chain.stages[i];
    const { onValue } = stage;
    if (onValue === undefined) value = callOf(cx, stage, value);
    else value = lowerBody(cx, onValue, awaited(cx, stage, value), returned && i === count - 1);
  }
  return value;
}

const encloses = ({ name, onFailure }: Stage): boolean => name !== 'then' || onFailure !== undefined;

/** A stage that also says what happens when those before it fail, with them. */
function lowerEnclosing(cx: Lowering, chain: Chain, index: number, returned: boolean): number {
  const stage = chain.stages[index];
  return stage.name === 'finally' ? lowerFinally(cx, chain, index) : lowerCatch(cx, chain, index, returned);
}

function lowerFinally(cx: Lowering, chain: Chain, index: number): number {
  const { fb } = cx;
  const stage = chain.stages[index];
  const { onValue } = stage;
  const slot = fb.newSlot(stage.call.end, stage.call.end, fb.handler);
  const body = (): void => {
    startBlock(cx);
    fb.write(slot, awaited(cx, stage, lowerStages(cx, chain, index, false)));
  };
  const last = (): void => {
    if (onValue) lowerBody(cx, onValue, -1, false);
    else callOf(cx, stage, fb.read(slot));
  };
  withFinal(cx, body, last, stage.call.end);
  return fb.cur < 0 ? -1 : fb.read(slot);
}

function lowerCatch(cx: Lowering, chain: Chain, index: number, returned: boolean): number {
  const { fb } = cx;
  const stage = chain.stages[index];
  const { onFailure, onValue } = stage;
  const start = cx.start(stage.call.pos, stage.call.end);
  const outer = fb.handler;
  const failed = fb.newBlock(),
    after = fb.newBlock(),
    kept = onValue ? fb.newBlock() : after;
  fb.handler = failed;
  startBlock(cx);
  let value = awaited(cx, stage, lowerStages(cx, chain, index, false));
  let from = fb.cur;
  fb.jump(kept);
  fb.handler = outer;
  fb.enter(failed);
  const parameter = onFailure?.parameters[0]?.name;
  const caught = parameter ? fb.emit0(Op.caught, cx.start(parameter.pos, parameter.end), parameter.end) : fb.emit0(Op.caught, start, start);
  const other = onFailure ? lowerBody(cx, onFailure, caught, returned) : cx.undef(start);
  const to = fb.cur;
  fb.jump(after);
  if (onValue) {
    fb.enter(kept);
    value = lowerBody(cx, onValue, value, returned);
    from = fb.cur;
    fb.jump(after);
  }
  fb.enter(after);
  const result = fb.join(start, stage.call.end, [from, to], [value, other]);
  return onFailure ? result : callOf(cx, stage, result);
}

/** A stage whose callback is not written in place is the call that it is. */
function callOf(cx: Lowering, { call, name }: Stage, value: number): number {
  const { operands, fb } = cx;
  const start = cx.start(call.pos, call.end);
  const from = operands.length;
  operands.push(0, fb.emit3(Op.get, start, call.expression.end, 0, value < 0 ? cx.undef(start) : value, cx.str(name)));
  for (const argument of call.arguments) operands.push(cx.expr(argument));
  return fb.emitFrom(Op.call, start, call.end, operands, from);
}

/** Values that are no promises. */
const SETTLED: ReadonlySet<number> = new Set([Op.undef, Op.null, Op.bool, Op.num, Op.str, Op.bigint, Op.tmpl, Op.bin, Op.object, Op.array]);

function awaited(cx: Lowering, { call }: Stage, value: number): number {
  if (value < 0 || SETTLED.has(cx.fb.opOf(value))) return value;
  const { expression } = call.expression as ts.PropertyAccessExpression;
  return cx.fb.emit2(Op.await, cx.start(expression.pos, expression.end), expression.end, value, 1);
}

/** The body of a callback, in place. What it returns, or -1 where nothing goes on behind it. */
function lowerBody(cx: Lowering, callback: Callback, given: number, returned: boolean): number {
  const { K, fb, labels } = cx;
  const { body, parameters } = callback;
  const [parameter] = parameters;
  if (parameter) bindParameter(cx, parameter, given < 0 ? cx.undef(parameter.pos) : given);
  if (body.kind !== K.Block) {
    if (!returned) return cx.expr(body);
    lowerReturned(cx, body as ts.Expression);
    return -1;
  }
  cx.labels = [];
  const { statements } = body as ts.Block;
  const lower = (): void => {
    hoistFunctions(cx, statements);
    lowerStatements(cx, statements, 0);
    if (fb.cur >= 0) returnValue(cx, -1);
  };
  if (returned) lower();
  const value = returned ? -1 : inBody(cx, body.end, lower);
  cx.labels = labels;
  return value;
}

function bindParameter(cx: Lowering, parameter: ts.ParameterDeclaration, given: number): void {
  const { K, fb } = cx;
  const { name, initializer } = parameter;
  const isName = name.kind === K.Identifier;
  const type = cx.maybeType(parameter.type);
  const row = isName ? (cx.binding(name)?.row ?? -1) : -1;
  if (row >= 0) fb.patch(Table.bindings, row, 5, type);
  let value = initializer ? withDefault(cx, given, initializer, isName ? nameOf(name as ts.Identifier) : '') : given;
  if (type >= 0 && fb.opOf(type) !== Op.tunk && row < 0)
    value = fb.emit3(Op.cast, cx.start(parameter.pos, parameter.end), parameter.end, value, type, 0);
  bindPattern(cx, name, value);
}

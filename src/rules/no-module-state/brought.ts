import { Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { strip } from '../../analyzer/state/syntax.js';
import type { Ask } from './ask.js';

/** Calls that a parameter is followed through, and values that are looked at in one function. */
const MAX_CALLS = 5;
const MAX_VALUES = 120;

/**
 * Does a request or a job bring a value: as it is, or as something that is worked out from it? What was asked from elsewhere on the way is not the
 * request's: a row that it names is one of so many rows, a setting that is read for it is the service's.
 */
export function isBrought(ask: Ask, unit: Unit, value: Value, depth = 0): boolean {
  const { ir } = unit;
  const seen = new Set<Value>();
  const queue = [value];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (v < 0 || seen.has(v) || seen.size > MAX_VALUES) continue;
    seen.add(v);
    if (ir.op(v) === Op.param) {
      if (isBroughtAs(ask, unit, v, depth)) return true;
      continue;
    }
    if (ir.op(v) === Op.await && isAskedElsewhere(ask, unit, strip(unit, v))) continue;
    if (ir.op(v) === Op.getx) {
      // `kinds[req.params.kind]`: there are as many as the table has, whoever asks.
      queue.push(ir.operand(v, 1));
      continue;
    }
    if (ir.op(v) === Op.capture) queue.push(ir.bindingValue(ir.operand(v, 0)));
    ir.eachOperandValue(v, (operand) => queue.push(operand));
  }
  return false;
}

/**
 * Is what is awaited somebody else's answer? `request.json()`, `c.req.text()` are the request; what a function of ours works out without
 * asking anybody is followed.
 */
function isAskedElsewhere(ask: Ask, unit: Unit, awaited: Value, depth = 0): boolean {
  const { ir } = unit;
  if (ir.op(awaited) !== Op.call) return false;
  const callee = ask.program.value(unit, ir.operand(awaited, 1));
  if (callee.k === 'fn') return ask.waits(callee) || (depth < MAX_DEPTH && asksAnybody(ask, callee, depth + 1));
  let holder = ir.operand(awaited, 1);
  let members = 0;
  for (; holder >= 0 && ir.op(holder) === Op.get; members++) holder = ir.operand(holder, 1);
  const isOfRequest = holder >= 0 && ir.op(holder) === Op.param && members <= 2 && ir.operandCount(awaited) === 2;
  return !isOfRequest;
}

/** Functions that what is awaited in them is looked for in. */
const MAX_DEPTH = 2;

function asksAnybody(ask: Ask, { unit, fn }: FnRef, depth: number): boolean {
  const { ir } = unit;
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) if (ir.op(v) === Op.await && isAskedElsewhere(ask, unit, strip(unit, v), depth)) return true;
  return false;
}

function isBroughtAs(ask: Ask, unit: Unit, param: Value, depth: number): boolean {
  const { program } = ask;
  const fn = program.functionAt(unit, param);
  if (isRoot(program, { unit, fn })) return true;
  if (depth >= MAX_CALLS) return false;
  const index = unit.ir.operand(param, 0);
  return program.graph
    .callersOf(unit, fn)
    .slice(0, 20)
    .some(({ kind, from, call }) => {
      const { ir } = from.unit;
      if (kind === 'runs') return isBrought(ask, from.unit, walked(from.unit, call), depth + 1);
      return kind === 'call' && index < ir.operandCount(call) - 2 && isBrought(ask, from.unit, ir.operand(call, 2 + index), depth + 1);
    });
}

/** What a call walks over: `ids` in `ids.map((id) => …)`; -1 where it is called on nothing. */
export function walked({ ir }: Unit, call: Value): Value {
  const method = ir.operand(call, 1);
  return ir.op(method) === Op.get ? ir.operand(method, 1) : -1;
}

/** Is a function called by a framework, with what a request or a job brings? */
const isRoot = (program: Program, { unit, fn }: FnRef): boolean => {
  const contexts = program.contexts.of(unit, fn);
  return contexts.get('handler')?.kind === 'root' || contexts.get('job')?.kind === 'root';
};

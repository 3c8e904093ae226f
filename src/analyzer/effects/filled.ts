import type { Program } from '../link/program.js';
import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Unit } from '../link/values.js';
import { controlsOf } from './guards.js';
import type { Effect } from './summaries.js';

/**
 * Is a write that a helper makes only there because what the helper looks up is not there yet: `settings()` finds the row, or makes it and hands it
 * out? Who calls that wants the row, and hardly ever writes.
 */
export function isFilledIn(program: Program, { chain, call: { unit, fn, call, model } }: Effect): boolean {
  if (chain[chain.length - 1]?.kind !== 'call' || model.op?.kind !== 'create') return false;
  const reads = program.graph.libCallsIn(unit).filter((other) => other.fn === fn && other.model.op?.kind === 'read');
  if (reads.length === 0) return false;
  const decides = controlsOf(unit, fn, call).filter(({ strict }) => strict);
  const handedOut = program.returnsOf(unit, fn);
  return reads.some((read) => {
    const isOf = (value: Value): boolean => isFound(unit, value, read.call);
    return decides.some(({ condition }) => isOf(condition)) && handedOut.some(isOf);
  });
}

/** Is a value what a read found, or the question whether it found anything? */
function isFound({ ir }: Unit, value: Value, read: Value): boolean {
  const seen = new Set<Value>();
  const queue = [value];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (v === read) return true;
    if (v < 0 || seen.has(v)) continue;
    seen.add(v);
    if (ir.op(v) === Op.call) queue.push(ir.operand(v, 1)); // `.where(…).first()`: what the chain began with
    if (HANDS_ON.has(ir.opName(v)) || (ir.op(v) === Op.un && ir.text(v, 0) === '!'))
      ir.eachOperandValue(v, (operand) => queue.push(operand));
  }
  return false;
}

const HANDS_ON: ReadonlySet<string> = new Set(['await', 'cast', 'phi', 'logic', 'select', 'get', 'getx', 'dflt', 'elem', 'iter']);

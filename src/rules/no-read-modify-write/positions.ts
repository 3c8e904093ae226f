import type { LibCall } from '../../analyzer/link/callgraph.js';
import { describe } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { OBJ_PROP, Op } from '../../analyzer/ir/ops.js';
import { memberNames } from '../../analyzer/effects/same-place.js';
import type { Pair } from './pairs.js';

/**
 * Does other code of the project set a number that new entries take from the last one? Then it is where they stand in a list, which people move,
 * and not what names them: two at the same place are next to each other.
 */
export function isMoved(program: Program, { write }: Pair, field: string): boolean {
  const { owner } = write.lib.callee.type;
  const target = targetOf(write.lib);
  return program.graph
    .libCallsWhere(isWrite)
    .some((call) => call.callee.type.owner === owner && targetOf(call) === target && setsField(call, field));
}

/** What a call writes to, as a reader would name it: the way from the client, the table that it is given, or what it is a method of. */
function targetOf({ unit, call, callee, model }: LibCall): string {
  const { ir } = unit;
  const path = memberNames(callee).join('.');
  if (path !== '') return path;
  const table = model.op?.resource;
  if (typeof table === 'number' && table < ir.operandCount(call) - 2) return describe(unit, ir.operand(call, 2 + table));
  const method = ir.operand(call, 1);
  return ir.op(method) === Op.get ? describe(unit, ir.operand(method, 1)) : '';
}

const isWrite = ({ model }: LibCall): boolean => model.op?.kind === 'write';

/** Is a member of that name written out in what the call is given: `data: { position }`? */
function setsField({ unit, call }: LibCall, field: string): boolean {
  const { ir } = unit;
  const queue = Array.from({ length: ir.operandCount(call) - 2 }, (_, i) => ({ value: ir.operand(call, 2 + i), depth: 0 }));
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const { value, depth } = next;
    if (value < 0 || ir.op(value) !== Op.object || depth > 2) continue;
    for (let i = 0; i < ir.operandCount(value); i += 3) {
      if (ir.operand(value, i) !== OBJ_PROP) continue;
      if (ir.string(ir.operand(value, i + 1)) === field) return true;
      queue.push({ value: ir.operand(value, i + 2), depth: depth + 1 });
    }
  }
  return false;
}

import type { LibCall } from '../link/callgraph.js';
import { describe } from '../link/names.js';
import type { Program } from '../link/program.js';
import { endedBy, GIVES_BACK, type PairRegion } from './held-pairs.js';
import { placeOf } from './held-places.js';

const isOfHandle = ({ callee, model }: LibCall): boolean =>
  callee.recv?.k === 'lib' && callee.recv.type.model.is === 'handle' && model.returns !== undefined && model.returns !== 'this';

/** Connections that are taken out of a pool: what the call gives has a `release`, and the pool has none. */
export function poolCheckouts(program: Program): PairRegion[] {
  return program.graph.libCallsWhere(isOfHandle).flatMap((call): PairRegion[] => {
    const { unit, callee, model } = call;
    if (callee.recv?.k !== 'lib' || model.returns === undefined) return [];
    if (program.library.member(callee.recv.type, 'release') !== undefined || unit.ir.operandCount(call.call) > 2) return [];
    const type = program.library.resolve(callee.type, model.returns, callee.name);
    const place = placeOf(program, unit, call.call);
    if (type?.model.members?.release === undefined || place === undefined) return [];
    const open = {
      unit,
      fn: call.fn,
      call: call.call,
      name: describe(unit, unit.ir.operand(call.call, 1)),
      region: { kind: 'lock' },
      callee,
    } as const;
    const { ir } = unit;
    const also = endedBy(program, unit, ir.operand(ir.operand(call.call, 1), 1), ['destroy', 'end', 'close']);
    return [{ open, place, how: 'pool', methods: GIVES_BACK, also }];
  });
}

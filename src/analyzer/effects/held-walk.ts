import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Program } from '../link/program.js';
import { closesOf, type PairRegion } from './held-pairs.js';
import type { Walk } from './held-paths.js';
import { placeOf } from './held-places.js';

/** The instruction from which on something is held: where the call that takes it has been waited for. */
export function startOf(program: Program, { open: { unit, fn, call } }: PairRegion): Value {
  return (program.usersOf(unit, fn).get(call) ?? []).find((user) => unit.ir.op(user) === Op.await) ?? call;
}

/** What a walk from there on has to know. */
export function walkOf(program: Program, pair: PairRegion, exceptions = true): Walk {
  const { unit, fn } = pair.open;
  const { ir } = unit;
  const closes = closesOf(program, unit, pair);
  return {
    exceptions,
    unit,
    fn,
    isClose: (value) =>
      ir.op(value) === Op.dispose
        ? placeOf(program, unit, ir.operand(value, 0)) === pair.place
        : closes.some(({ calls }) => calls.get(value) === fn),
    isHarmless: (call) => {
      const callee = ir.operand(call, 1);
      return (
        ir.op(callee) === Op.get &&
        /^(?:connect$|rollback|abort)/i.test(ir.text(callee, 2)) &&
        placeOf(program, unit, ir.operand(callee, 1)) === pair.place
      );
    },
    taken: (condition) => {
      if (condition < 0) return -1;
      if (placeOf(program, unit, condition) === pair.place) return 0;
      if (ir.op(condition) !== Op.bin) return -1;
      const [left, right] = [ir.operand(condition, 1), ir.operand(condition, 2)];
      const nothing = [left, right].some((side) => ir.op(side) === Op.null || ir.op(side) === Op.undef);
      if (!nothing || ![left, right].some((side) => placeOf(program, unit, side) === pair.place)) return -1;
      const operator = ir.text(condition, 0);
      return operator.startsWith('!') ? 0 : operator.startsWith('==') ? 1 : -1;
    },
  };
}

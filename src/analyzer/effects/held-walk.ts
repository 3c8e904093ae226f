import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { calleeOf, modelOfCall } from '../link/calls.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { BEGINS, closesOf, ENDS, textOf, type PairRegion } from './held-pairs.js';
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
        placeOf(program, unit, ir.operand(callee, 1)) === pair.place &&
        (/^(?:connect$|rollback|abort)/i.test(ir.text(callee, 2)) || (pair.how === 'pool' && isBeginOrEnd(program, unit, call)))
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

/** Does a call begin or end a transaction? Where that fails, the connection is broken: it is no use to anyone else. */
function isBeginOrEnd(program: Program, unit: Unit, call: Value): boolean {
  const callee = calleeOf(program, { unit, value: call, env: null });
  const model = callee.k === 'lib' ? modelOfCall(program, callee, false) : undefined;
  if (callee.k !== 'lib' || model === undefined) return false;
  const text = textOf(program, { unit, fn: 0, call, callee, model }) ?? '';
  return model.region?.kind === 'transaction' || BEGINS.test(text) || ENDS.test(text);
}

/**
 * What a walk has to know where a transaction is looked for that stays open on a connection which is given back: the giving back alone
 * ends nothing; with an argument it closes the connection. A statement that is not seen may be what ends it.
 */
export function openWalkOf(program: Program, pair: PairRegion, exceptions = true): Walk {
  const walk = walkOf(program, pair, exceptions);
  const { unit } = pair.open;
  const { ir } = unit;
  return {
    ...walk,
    isClose: (call) => {
      const callee = ir.op(call) === Op.call ? ir.operand(call, 1) : -1;
      if (callee < 0 || ir.op(callee) !== Op.get || placeOf(program, unit, ir.operand(callee, 1)) !== pair.place) return walk.isClose(call);
      if (pair.leaves?.includes(ir.text(callee, 2)) === true) return ir.operandCount(call) > 2;
      return walk.isClose(call) || isUnseenStatement(program, unit, call);
    },
  };
}

/** Is it a statement without parameters, whose text comes from elsewhere? */
function isUnseenStatement(program: Program, unit: Unit, call: Value): boolean {
  const callee = calleeOf(program, { unit, value: call, env: null });
  const model = callee.k === 'lib' ? modelOfCall(program, callee, false) : undefined;
  if (callee.k !== 'lib' || model?.sql === undefined || unit.ir.operandCount(call) !== 3) return false;
  return textOf(program, { unit, fn: 0, call, callee, model }) === undefined;
}

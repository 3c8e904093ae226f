import { Op, Term } from '../ir/ops.js';
import type { BlockRow, Value } from '../ir/module.js';
import { blocksOf } from '../flow/paths.js';
import { modelOfCall } from '../link/calls.js';
import type { FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { isLog, useOfAnswer, type AnswerUse } from './answers.js';
import type { Effect } from './summaries.js';

/** One call on the way to an effect. */
interface Step extends FnRef {
  readonly call: Value;
}

/** Does the function at the beginning of an effect's chain fail where the effect fails? Not where somebody on the way takes the failure in. */
export function failsWith(program: Program, { chain, call }: Effect): boolean {
  const steps: Step[] = [...chain.map((edge) => ({ ...edge.from, call: edge.call })), { unit: call.unit, fn: call.fn, call: call.call }];
  if (steps.some((step) => isTakenIn(program, step))) return false;
  return call.model.answersErrors !== true || isAnswerChecked(program, [...steps].reverse());
}

/** Does anybody look at an answer that may be an error: whoever made the call, or a caller that it is handed to? */
function isAnswerChecked(program: Program, inwards: readonly Step[]): boolean {
  for (const { unit, fn, call } of inwards) {
    const use: AnswerUse = useOfAnswer(program, unit, fn, call);
    if (use !== 'used') return use === 'checked';
  }
  return false;
}

/** Does a call's failure end in the function that makes it: in a `catch` that goes on, or in a combinator that never rejects? */
function isTakenIn(program: Program, { unit, fn, call }: Step): boolean {
  const { ir } = unit;
  const users = program.usersOf(unit, fn);
  const seen = new Set<Value>();
  const queue = [call];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    for (const user of users.get(v) ?? []) {
      const op = ir.op(user);
      if (op === Op.await && isSwallowed(program, unit, fn, user)) return true;
      if (op === Op.get && ir.text(user, 2) === 'catch' && catches(program, unit, users, user)) return true;
      if (op === Op.call && ir.operand(user, 1) !== v) {
        const model = modelOfCall(program, program.value(unit, ir.operand(user, 1)), false);
        if (model?.settles === true) return true;
        if (model?.combines !== undefined) queue.push(user);
      }
      if (op === Op.array || op === Op.spread || op === Op.cast || op === Op.select || op === Op.phi || op === Op.logic) queue.push(user);
    }
  }
  return false;
}

/** Is it `.catch(f)` with an `f` that throws nothing by itself? */
function catches(program: Program, unit: Unit, users: ReadonlyMap<Value, readonly Value[]>, method: Value): boolean {
  const { ir } = unit;
  return (users.get(method) ?? []).some((call) => {
    if (ir.op(call) !== Op.call || ir.operand(call, 1) !== method || ir.operandCount(call) < 3) return false;
    const handler = program.value(unit, ir.operand(call, 2));
    if (handler.k !== 'fn') return false;
    return !blocksOf(handler.unit.ir, handler.fn).some(({ term }) => term === (Term.Throw as number));
  });
}

/** Does a `catch` around an instruction only write a log, or go on with what the function does anyway? */
function isSwallowed(program: Program, unit: Unit, fn: number, at: Value): boolean {
  const blocks = blocksOf(unit.ir, fn);
  const block = blocks.find(({ codeStart, codeEnd }) => at >= codeStart && at < codeEnd);
  if (block === undefined || block.handler < 0) return false;
  const goesOn = reach(blocks, block.successors);
  const caught = [...reach(blocks, [block.handler])].map((index) => blocks[index]);
  const own = caught.filter(({ index }) => !goesOn.has(index));
  const isCatch = own.some((b) => instructions(unit, b).some((v) => unit.ir.op(v) === Op.caught));
  if (!isCatch || own.some(({ term }) => term === (Term.Throw as number))) return false;
  const calls = (list: readonly BlockRow[]): Value[] =>
    list.flatMap((b) => instructions(unit, b).filter((v) => unit.ir.op(v) === Op.call && !isLog(program, unit, v)));
  const joined = caught.filter(({ index }) => goesOn.has(index));
  // What is returned is the same whether it failed or not.
  const isSame = ({ term, operand }: BlockRow): boolean =>
    term === (Term.Return as number) && operand >= 0 && unit.ir.op(operand) !== Op.phi && unit.ir.op(operand) !== Op.undef;
  return (
    calls(joined).length > 0 ||
    (joined.some(isSame) && own.every(({ term }) => term !== (Term.Return as number))) ||
    (calls(own).length === 0 && own.every(({ term, operand }) => term !== (Term.Return as number) || operand < 0))
  );
}

function instructions({ ir }: Unit, { codeStart, codeEnd }: BlockRow): Value[] {
  const found: Value[] = [];
  for (let v = codeStart; v < codeEnd; v = ir.next(v)) found.push(v);
  return found;
}

/** Blocks that control comes to without an exception. */
function reach(blocks: readonly BlockRow[], from: readonly number[]): ReadonlySet<number> {
  const seen = new Set<number>(from);
  const queue = [...from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const next of blocks[at].successors) {
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push(next);
    }
  }
  return seen;
}

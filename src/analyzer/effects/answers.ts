import { CALL_NEW, Op, Term } from '../ir/ops.js';
import type { BlockRow, Value } from '../ir/module.js';
import { blocksOf } from '../flow/paths.js';
import { calleeOf, modelOfCall } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';

const LATER = ['then', 'catch', 'finally'];
/** Methods that look at each of many answers. */
const EACH = ['filter', 'forEach', 'map', 'flatMap'];

/**
 * What becomes of a call's answer. `ignored`: nothing, or it is waited for, taken apart and logged. `checked`: it only decides which
 * way the code takes. `used`: it is returned, stored or given to something.
 */
export type AnswerUse = 'ignored' | 'checked' | 'used';

/** Follows what a call answers through the function that makes it. */
export function useOfAnswer(program: Program, unit: Unit, fn: number, call: Value): AnswerUse {
  const users = program.usersOf(unit, fn);
  const returned = program.returnsOf(unit, fn);
  const checks = checkingBranches(program, unit, fn);
  let use: AnswerUse = 'ignored';
  const seen = new Set<Value>();
  const queue = [call];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    if (seen.has(v)) continue;
    seen.add(v);
    if (returned.includes(v)) return 'used';
    if (checks.has(v)) use = 'checked';
    for (const user of users.get(v) ?? []) {
      const further = follow(program, unit, users, v, user);
      if (further === undefined) return 'used';
      queue.push(...further);
    }
  }
  return use;
}

/**
 * Is one of these calls made only where another one fails: what was written before is taken back? Then the failure is looked at, and whoever waits
 * for the answer has to wait for that call, too.
 */
export function isMadeUpFor({ ir }: Unit, fn: number, call: Value, others: readonly Value[]): boolean {
  const blocks = blocksOf(ir, fn);
  const blockOf = (value: Value): BlockRow | undefined => blocks.find(({ codeStart, codeEnd }) => value >= codeStart && value < codeEnd);
  const own = blockOf(call);
  if (own === undefined || own.handler < 0) return false;
  const reach = (from: readonly number[]): ReadonlySet<number> => {
    const seen = new Set<number>();
    const queue = [...from];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      queue.push(...blocks[at].successors);
    }
    return seen;
  };
  const [failed, went] = [reach([own.handler]), reach(own.successors.filter((next) => next !== own.handler))];
  return others.some((other) => {
    const block = blockOf(other);
    return block !== undefined && failed.has(block.index) && !went.has(block.index);
  });
}

/** Where an answer goes by one of its users; undefined where that is a use of it. */
function follow(
  program: Program,
  unit: Unit,
  users: ReadonlyMap<Value, readonly Value[]>,
  v: Value,
  user: Value,
): readonly Value[] | undefined {
  const { ir } = unit;
  switch (ir.op(user)) {
    case Op.await:
    case Op.array:
    case Op.phi:
    case Op.cast:
    case Op.spread:
    case Op.iter:
    case Op.elem:
    case Op.rest:
    case Op.dflt:
    case Op.tmpl:
    case Op.bin:
    case Op.logic:
    case Op.select:
      return [user];
    case Op.un:
      return ir.text(user, 0) === 'void' ? [] : [user];
    case Op.get:
      return LATER.includes(ir.text(user, 2)) || EACH.includes(ir.text(user, 2)) ? callsOn(unit, users, user) : [user];
    case Op.call: {
      if (isLog(program, unit, user)) return [];
      if (ir.operand(user, 1) === v) return [user];
      // An error that tells of the answer, or a text that is made of it, is not yet a use.
      return (ir.operand(user, 0) & CALL_NEW) !== 0 || passesOn(program, unit, user) ? [user] : undefined;
    }
    case Op.object:
      // What is only logged is no use; what is returned has no users either.
      return (users.get(user) ?? []).every((u) => ir.op(u) === Op.call && isLog(program, unit, u)) ? [user] : undefined;
    default:
      return undefined;
  }
}

/** Conditions of branches of which one arm does more than write a log. */
function checkingBranches(program: Program, unit: Unit, fn: number): ReadonlySet<Value> {
  const blocks = blocksOf(unit.ir, fn);
  const entries = new Map<number, number>();
  for (const block of blocks) for (const next of block.successors) entries.set(next, (entries.get(next) ?? 0) + 1);
  return new Set(
    blocks
      .filter(
        ({ term, operand, successors }) =>
          operand >= 0 &&
          term === (Term.Branch as number) &&
          successors.some((next) => entries.get(next) === 1 && !onlyLogs(program, unit, blocks[next])),
      )
      .map(({ operand }) => operand),
  );
}

function onlyLogs(program: Program, unit: Unit, block: BlockRow): boolean {
  if (block.term !== (Term.Jump as number)) return false;
  for (let v = block.codeStart; v < block.codeEnd; v = unit.ir.next(v)) {
    const op = unit.ir.op(v);
    if (op === Op.set || op === Op.setx || op === Op.store || (op === Op.call && !isLog(program, unit, v) && !passesOn(program, unit, v)))
      return false;
  }
  return true;
}

const callsOn = ({ ir }: Unit, users: ReadonlyMap<Value, readonly Value[]>, method: Value): Value[] =>
  (users.get(method) ?? []).filter((user) => ir.op(user) === Op.call && ir.operand(user, 1) === method);

/** Is it a combinator of promises, or does it make a text of its argument? */
function passesOn(program: Program, unit: Unit, call: Value): boolean {
  const callee = calleeOf(program, { unit, value: call, env: null });
  return (
    (callee.k === 'global' && (callee.path === 'JSON.stringify' || callee.path === 'String')) ||
    modelOfCall(program, callee, false)?.combines !== undefined
  );
}

/** Is it a call of a logger or of one of its methods? */
export function isLog(program: Program, unit: Unit, call: Value): boolean {
  const { ir } = unit;
  const callee = ir.operand(call, 1);
  const values = ir.op(callee) === Op.get ? [callee, ir.operand(callee, 1)] : [callee];
  return values.some((value) => armsOf(program.value(unit, value)).some((arm) => arm.k === 'lib' && arm.type.model.is === 'logger'));
}

import { Op, Term } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import { blocksOf, onlyBehind } from '../../analyzer/flow/paths.js';
import { isWithin } from './bounds.js';
import type { Read, State, Write } from '../../analyzer/state/types.js';
import type { Ask } from './ask.js';
import { isLogged } from './guards.js';
import { dependsOnInput } from './input.js';

/** `used.has(token)` */
export const isAskedFor = ({ unit: { ir }, value }: Read): boolean =>
  ir.op(value) === Op.call && ir.op(ir.operand(value, 1)) === Op.get && ir.text(ir.operand(value, 1), 2) === 'has';

/** `sockets.get(id)`, `sockets[id]` */
export function isLookup(ask: Ask, { unit, fn, value }: Read): boolean {
  const { ir } = unit;
  if (ir.op(value) === Op.call) return ir.op(ir.operand(value, 1)) === Op.get && ir.text(ir.operand(value, 1), 2) === 'get';
  return (ask.program.usersOf(unit, fn).get(value) ?? []).some((user) => ir.op(user) === Op.getx && ir.operand(user, 1) === value);
}

/** Does a request look for an entry by its key, in a function that neither puts entries in nor takes them out? */
export function isAskedElsewhere(ask: Ask, state: State): boolean {
  return lookupElsewhere(ask, state) !== undefined;
}

/** Does a request look for an entry by a key that it brings? */
export function isInputAsked(ask: Ask, state: State): boolean {
  return state.reads.some(
    ({ unit, fn, value }) =>
      ask.onRequest({ unit, fn }) &&
      isLookup(ask, { unit, fn, value }) &&
      unit.ir.op(value) === Op.call &&
      unit.ir.operandCount(value) > 2 &&
      dependsOnInput(ask.program, unit, unit.ir.operand(value, 2)),
  );
}

/** Does a request take all that has piled up, and leave nothing? */
export function isTakenWhole(ask: Ask, state: State): boolean {
  return state.writes.some(
    (w) =>
      (w.kind === 'clear' || w.kind === 'assign') &&
      ask.onRequest(w) &&
      state.reads.some((read) => read.unit === w.unit && read.fn === w.fn),
  );
}

/** Where a request or a job looks for an entry by its key, outside of the functions that change the state. */
export function lookupElsewhere(ask: Ask, state: State): Read | undefined {
  return state.reads.find(
    (read) =>
      ask.onRequestOrJob(read) &&
      (isLookup(ask, read) || isAskedFor(read)) &&
      !state.writes.some((w) => w.unit === read.unit && (isWithin(w.unit, w.fn, read.fn) || isWithin(w.unit, read.fn, w.fn))),
  );
}

/** Is what is put in also taken out, or set to nothing, by the function that puts it in or by what it starts? */
export function isInFlight(state: State, adds: readonly Write[]): boolean {
  return adds.every((add) =>
    state.writes.some(
      (w) =>
        w.value !== add.value &&
        w.unit === add.unit &&
        !adds.includes(w) &&
        (isWithin(w.unit, w.fn, add.fn) || isWithin(w.unit, add.fn, w.fn)),
    ),
  );
}

/** `if (!store.get(key)) store.set(key, make(key));` with a function for each: do those that call the one that adds also call one that reads? */
export function isFilledByAskers(ask: Ask, state: State, adds: readonly Write[]): boolean {
  const { graph } = ask.program;
  const readers = new Set(state.reads.map(({ unit, fn }) => `${unit.index}:${fn}`));
  const asks = (w: Write): boolean =>
    graph
      .callersOf(w.unit, w.fn)
      .filter(({ kind, from }) => kind === 'call' && from.fn > 0)
      .slice(0, 20)
      .some(({ from }) => graph.calleesOf(from.unit, from.fn).some(({ to }) => readers.has(`${to.unit.index}:${to.fn}`)));
  return adds.some(asks);
}

/** `if (!told.has(id)) { told.add(id); logger.warn(…); }`: does whether something is there decide no more than what is logged? */
export function isOnlyForLogs(ask: Ask, state: State): boolean {
  const asked = state.reads.filter((read) => isAskedFor(read) || isLookup(ask, read));
  return (
    asked.length > 0 &&
    asked.length === state.reads.filter((read) => !isMentioned(read)).length &&
    asked.every((read) => guardsOnlyLogs(ask, state, read))
  );
}

/** The variable itself, on the way to one of its methods. */
const MENTIONS: readonly number[] = [Op.load, Op.capture, Op.get, Op.import];
const isMentioned = ({ unit, value }: Read): boolean => MENTIONS.includes(unit.ir.op(value));

function guardsOnlyLogs(ask: Ask, state: State, { unit, fn, value }: Read): boolean {
  const { ir } = unit;
  const users = ask.program.usersOf(unit, fn);
  const own = new Set(state.writes.filter((w) => w.unit === unit).map((w) => w.value));
  const isSaid = (call: Value): boolean => own.has(call) || isLogged(ask.program, unit, call, users);
  const branches = blocksOf(ir, fn).filter(
    (block) => block.term === (Term.Branch as number) && derivesFrom(unit, block.operand, (v) => v === value, 30),
  );
  return (
    branches.length > 0 &&
    branches.every((branch) =>
      onlyBehind(ir, fn, branch).every((block) => {
        if (block.term === (Term.Return as number) || block.term === (Term.Throw as number)) return false;
        for (let v = block.codeStart; v < block.codeEnd; v = ir.next(v)) if (ir.op(v) === Op.call && !isSaid(v)) return false;
        return true;
      }),
    )
  );
}

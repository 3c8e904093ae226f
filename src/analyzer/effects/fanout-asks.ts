import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { argument } from '../link/calls.js';
import type { FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { asksInText, codeGivenTo } from './fanout-texts.js';

/**
 * What every process is given to run. `question`: for what one of them holds. `order`: it does something where it can, and only says
 * whether it did. `search`: it looks through everything by something that names no owner. `anyone`: for what each of them would have to ask
 * somebody else for (`client.users.fetch(id)`), and so for what the one that asks them can ask for by itself.
 */
export type Asks = 'question' | 'order' | 'search' | 'anyone';

const SEARCHES = new Set(['find', 'findKey', 'some', 'filter', 'findLast']);

/** What a call that asks every process asks for. */
export function asksFor(program: Program, unit: Unit, call: Value): Asks {
  const text = codeGivenTo(program, unit, call);
  if (text) return asksInText(text);
  const run = argument(program, { unit, value: call, env: null }, 0);
  if (run?.k !== 'fn') return 'question';
  if (isSearch(program, run)) return 'search';
  if (isForAnyone(program, run)) return 'anyone';
  return isOrder(program, run) ? 'order' : 'question';
}

/** Does it look through a collection by anything but an id, from which alone an owner follows? */
function isSearch(program: Program, { unit, fn }: FnRef): boolean {
  const { ir } = unit;
  return program.facts(unit).calls.some(({ fn: within, value }) => {
    if (within !== fn || ir.op(ir.operand(value, 1)) !== Op.get || !SEARCHES.has(ir.text(ir.operand(value, 1), 2))) return false;
    const test = ir.operandCount(value) > 2 ? ir.operand(value, 2) : -1;
    return test >= 0 && ir.op(test) === Op.func && !readsId(unit, ir.operand(test, 0));
  });
}

function readsId({ ir }: Unit, fn: number): boolean {
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) if (ir.op(v) === Op.get && ir.text(v, 2) === 'id') return true;
  return false;
}

/** Is all that it does with its client to fetch users, whom no process owns? Which process it is, it may say. */
function isForAnyone(program: Program, { unit, fn }: FnRef): boolean {
  const { ir } = unit;
  const row = ir.fn(fn);
  const client = row.paramCount > 0 ? ir.param(row.firstParam).value : -1;
  if (client < 0) return false;
  const users = program.usersOf(unit, fn);
  const members: Value[] = [];
  const queue = [client];
  for (let v = queue.pop(); v !== undefined; v = queue.pop()) {
    for (const user of users.get(v) ?? []) {
      if (ir.op(user) === Op.cast) queue.push(user);
      else if (ir.op(user) === Op.get) members.push(user);
      else return false;
    }
  }
  const fetches = members.filter((member) => ir.text(member, 2) === 'users' && isFetched(unit, users, member));
  return fetches.length > 0 && members.every((member) => fetches.includes(member) || ['cluster', 'shard'].includes(ir.text(member, 2)));
}

const isFetched = ({ ir }: Unit, users: ReadonlyMap<Value, readonly Value[]>, member: Value): boolean =>
  (users.get(member) ?? []).every((user) => ir.op(user) === Op.get && ir.text(user, 2) === 'fetch');

/** Does it wait for something that it does, and answer no more than yes or no? */
function isOrder(program: Program, { unit, fn }: FnRef): boolean {
  const { ir } = unit;
  const constant = (value: Value): boolean => [Op.bool, Op.undef, Op.null].includes(ir.op(value));
  if (!program.returnsOf(unit, fn).every(constant)) return false;
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) {
    // What is waited for and thrown away is done for its effect.
    if (ir.op(v) === Op.await && (program.usersOf(unit, fn).get(v) ?? []).length === 0) return true;
  }
  return false;
}

import { CALL_NEW, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { keyIn } from '../../analyzer/state/syntax.js';
import type { Read, Write } from '../../analyzer/state/types.js';

/** Places that a value is followed to. */
const MAX_PLACES = 200;

const COMPARING = new Set(['<', '>', '<=', '>=', '===', '!==', '==', '!=']);
const PASSING: readonly number[] = [Op.phi, Op.cast, Op.logic, Op.select, Op.dflt, Op.await];

/**
 * Do values go nowhere but into comparisons, and into records of this module whose member of that name is only compared, too? At least one
 * comparison has such a member on one side. Followed through what functions return and are given.
 */
export function staysInMemory(program: Program, start: readonly Read[], steps: readonly Write[]): boolean {
  const queue: Read[] = [...start];
  const seen = new Set<string>();
  const noted = new Set<string>();
  let compared = false;
  const note = (unit: Unit, name: string): void => {
    if (noted.has(`${unit.index}:${name}`)) return;
    noted.add(`${unit.index}:${name}`);
    queue.push(...readsOfMember(program, unit, name));
  };
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const key = `${at.unit.index}:${at.value}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (seen.size > MAX_PLACES) return false;
    const { unit, fn, value } = at;
    if (program.returnsOf(unit, fn).includes(value)) {
      const calls = program.graph.callersOf(unit, fn).filter((edge) => edge.kind === 'call');
      if (calls.length === 0) return false;
      queue.push(...calls.map(({ from, call }) => ({ ...from, value: call })));
    }
    for (const user of program.usersOf(unit, fn).get(value) ?? []) {
      const { ir } = unit;
      const op = ir.op(user);
      if (steps.some((w) => w.unit === unit && (w.value === user || w.stored === user))) continue;
      if (op === Op.bin && COMPARING.has(ir.text(user, 0))) {
        compared ||= [1, 2].some(
          (side) => ir.op(ir.operand(user, side)) === Op.get && noted.has(`${unit.index}:${ir.text(ir.operand(user, side), 2)}`),
        );
        continue;
      }
      if (PASSING.includes(op)) queue.push({ unit, fn, value: user });
      else if (op === Op.object) {
        const name = keyIn(unit, user, value);
        if (name === undefined) return false;
        note(unit, name);
      } else if (op === Op.call) {
        const params = parametersGiven(program, unit, user, value);
        if (params.length === 0) return false;
        queue.push(...params);
      } else return false;
    }
  }
  return compared;
}

/** The parameters of first-party functions that a call gives a value to. */
function parametersGiven(program: Program, unit: Unit, call: Value, value: Value): Read[] {
  const { ir } = unit;
  const callee = program.value(unit, ir.operand(call, 1));
  if (callee.k !== 'fn' || (ir.operand(call, 0) & CALL_NEW) !== 0) return [];
  const found: Read[] = [];
  for (let i = 2; i < ir.operandCount(call); i++) {
    if (ir.operand(call, i) !== value) continue;
    const [start, end] = callee.unit.ir.fnCode(callee.fn);
    for (let v = start; v < end; v = callee.unit.ir.next(v))
      if (callee.unit.ir.op(v) === Op.param && callee.unit.ir.operand(v, 0) === i - 2)
        found.push({ unit: callee.unit, fn: callee.fn, value: v });
  }
  return found;
}

/** Where a member of that name is read in a module. */
function readsOfMember(program: Program, unit: Unit, name: string): Read[] {
  const { ir } = unit;
  const found: Read[] = [];
  if (!ir.strings.includes(name)) return found;
  for (let fn = 0, n = ir.count('functions'); fn < n; fn++) {
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) if (ir.op(v) === Op.get && ir.text(v, 2) === name) found.push({ unit, fn, value: v });
  }
  return found;
}

import { Op, OBJ_PROP } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { describe } from '../link/names.js';
import type { Unit } from '../link/values.js';

const TAKES_LOCK = /(?<![bc]|un|De)lock(?!ed|out)|mutex/i;
/** Names of what is kept about locks, and of questions about them. */
const ABOUT_LOCKS = /^(?:is|has|create)[A-Z]\w*Lock|^(?:is|has|create)Lock|lock(?:s?map|counter|count|info|state|status)s?$/i;

/** Is something called as what takes a lock is called? It only ever silences. */
export const isLockName = (name: string): boolean => TAKES_LOCK.test(name) && !ABOUT_LOCKS.test(name);

/** The name of what is called, where it is a member, an import or a function of the module; else `''`. */
export function calledName(unit: Unit, call: Value): string {
  const callee = unit.ir.operand(call, 1);
  if (unit.ir.op(callee) === Op.get) return unit.ir.text(callee, 2);
  return unit.ir.op(callee) === Op.import || unit.ir.op(callee) === Op.capture ? describe(unit, callee) : '';
}

const CHANGING: ReadonlySet<string> = new Set(['set', 'push', 'add', 'then', 'eval', 'evalsha']);
const CHANGES: ReadonlySet<number> = new Set([Op.set, Op.setx, Op.store, Op.deletex]);

/** An instruction that a lock of one's own needs one of: a change in memory, a promise, a condition of a store. */
export function isLockWork(unit: Unit, v: Value): boolean {
  const { ir } = unit;
  if (CHANGES.has(ir.op(v)) || (ir.op(v) === Op.str && /^nx$/i.test(ir.text(v, 0)))) return true;
  if (ir.op(v) === Op.object)
    return Array.from({ length: ir.operandCount(v) / 3 }, (_, i) => i * 3).some(
      (i) => ir.operand(v, i) === OBJ_PROP && /^(nx|ifAbsent|onlyIfAbsent)$/i.test(ir.string(ir.operand(v, i + 1))),
    );
  if (ir.op(v) !== Op.call) return false;
  const callee = ir.operand(v, 1);
  return (
    (ir.op(callee) === Op.get && CHANGING.has(ir.text(callee, 2))) || (ir.op(callee) === Op.global && ir.text(callee, 0) === 'Promise')
  );
}

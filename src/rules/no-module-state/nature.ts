import { CALL_NEW, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, type Unit, type Val } from '../../analyzer/link/values.js';
import { strip } from '../../analyzer/state/inventory.js';

/**
 * What kind of thing is stored. `handle`: a connection, an instance, a module: something made, not something read.
 * `promise`: work in flight. `function`, `constant`, `given` (a parameter as it is), `time`, `timer`, `environment`,
 * `fetched`: the result of something awaited. `computed`: everything else.
 */
export type Nature = 'handle' | 'promise' | 'function' | 'constant' | 'given' | 'time' | 'timer' | 'environment' | 'fetched' | 'computed';

const HANDLES = new Set(['handle', 'logger', 'metrics', 'lock', 'emitter', 'context', 'signal', 'weak']);

/** The nature of a stored value. */
export function natureOf(program: Program, unit: Unit, value: Value): Nature {
  if (value < 0) return 'computed';
  const { ir } = unit;
  const awaited = derivesFrom(unit, value, (v) => ir.op(v) === Op.await);
  const natures = armsOf(program.value(unit, value)).map((arm) => ofValue(program, unit, value, arm, awaited));
  const open = natures.filter((nature) => nature !== 'constant');
  return open.length === 0 ? 'constant' : (open.find((nature) => nature === 'fetched') ?? open.find((nature) => nature === 'computed') ?? open[0]);
}

function ofValue(program: Program, unit: Unit, value: Value, v: Val, awaited: boolean): Nature {
  switch (v.k) {
    case 'const': return 'constant';
    case 'fn': case 'class': case 'fntype': return 'function';
    case 'inst': case 'ns': return 'handle';
    case 'lib': return HANDLES.has(v.type.model.is ?? '') ? 'handle' : v.type.model.is === 'timer' ? 'timer' : awaited ? 'fetched' : 'computed';
    case 'pkg': return isMade(unit, value) && !awaited ? 'handle' : awaited ? 'fetched' : 'handle';
    case 'param': return v.path === '' ? 'given' : 'computed';
    case 'iface': return ofSyntax(program, unit, value, awaited) === 'given' ? 'given' : awaited ? 'fetched' : 'computed';
    case 'unknown': return v.fromEnv === true ? 'environment' : ofSyntax(program, unit, value, awaited);
    default: return awaited ? 'fetched' : ofSyntax(program, unit, value, awaited);
  }
}

const isMade = (unit: Unit, value: Value): boolean => {
  const v = strip(unit, value);
  return unit.ir.op(v) === Op.call && (unit.ir.operand(v, 0) & CALL_NEW) !== 0;
};

function ofSyntax(program: Program, unit: Unit, value: Value, awaited: boolean): Nature {
  const { ir } = unit;
  const v = strip(unit, value);
  if (isTime(program, unit, v)) return 'time';
  if (isMade(unit, v)) return 'handle';
  if (ir.op(v) === Op.param) return 'given';
  if (awaited) return 'fetched';
  if (ir.op(v) === Op.call && returnsPromise(program, unit, v)) return 'promise';
  return 'computed';
}

/** `Date.now()`, `new Date()`, `performance.now()` */
export function isTime(program: Program, unit: Unit, value: Value): boolean {
  if (unit.ir.op(value) !== Op.call) return false;
  const callee = program.value(unit, unit.ir.operand(value, 1));
  return (callee.k === 'global' && (callee.path === 'Date.now' || callee.path === 'Date')) || (callee.k === 'lib' && callee.name === 'performance.now');
}

function returnsPromise(program: Program, unit: Unit, call: Value): boolean {
  const { ir } = unit;
  const callee = program.value(unit, ir.operand(call, 1));
  if (callee.k === 'fn') return (callee.unit.ir.fnFlags(callee.fn) & 1) !== 0;
  const method = ir.operand(call, 1);
  return ir.op(method) === Op.get && ['then', 'catch', 'finally'].includes(ir.text(method, 2));
}

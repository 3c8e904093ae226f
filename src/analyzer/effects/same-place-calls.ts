import { CALL_NEW, Fn, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';

/** Functions of the language that give the same for the same. */
export const PURE_FUNCTIONS: ReadonlySet<string> = new Set([
  'String',
  'Number',
  'parseInt',
  'parseFloat',
  'Boolean',
  'BigInt',
  'encodeURIComponent',
  'decodeURIComponent',
]);
export const PURE_METHODS: ReadonlySet<string> = new Set([
  'toLowerCase',
  'toUpperCase',
  'trim',
  'toString',
  'slice',
  'substring',
  'replace',
  'replaceAll',
  'padStart',
  'padEnd',
  'join',
  'concat',
]);

/** What the drivers of MongoDB call the type of an identifier. */
const IDENTIFIERS: ReadonlySet<string> = new Set(['ObjectId', 'ObjectID']);
const DRIVERS: ReadonlySet<string> = new Set(['mongodb', 'mongoose', 'bson', 'mongojs', 'monk']);

/** Does a call make an identifier of what stands for one: `new ObjectId(text)`? */
export function isIdentifier(program: Program, unit: Unit, call: Value): boolean {
  const { ir } = unit;
  if (ir.op(call) !== Op.call || ir.operandCount(call) !== 3) return false;
  const callee = ir.operand(call, 1);
  return armsOf(program.value(unit, callee)).some((arm) => {
    if (arm.k !== 'pkg' && arm.k !== 'lib') return false;
    const name = arm.k === 'pkg' ? arm.path : arm.name;
    return DRIVERS.has(arm.k === 'pkg' ? arm.pkg : arm.type.pkg) && IDENTIFIERS.has(name.slice(name.lastIndexOf('.') + 1));
  });
}

const MAX_DEPTH = 3;

/** Does a function of the project give the same for the same: it asks nobody, keeps nothing, and calls nothing but what does so, too? */
export function givesTheSame(program: Program, unit: Unit, fn: number, depth = 0): boolean {
  return program.known(answers, unit, fn, () => depth < MAX_DEPTH && answers(program, unit, fn, depth));
}

const OUTSIDE: ReadonlySet<number> = new Set([
  Op.await,
  Op.yield,
  Op.load,
  Op.store,
  Op.set,
  Op.setx,
  Op.this,
  Op.super,
  Op.class,
  Op.func,
  Op.dynimport,
]);

function answers(program: Program, unit: Unit, fn: number, depth: number): boolean {
  const { ir } = unit;
  if ((ir.fn(fn).flags & (Fn.Async | Fn.Generator)) !== 0) return false;
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) {
    if (OUTSIDE.has(ir.op(v))) return false;
    if (ir.op(v) === Op.call && !isSame(program, unit, v, depth)) return false;
  }
  return true;
}

function isSame(program: Program, unit: Unit, call: Value, depth: number): boolean {
  const { ir } = unit;
  const callee = ir.operand(call, 1);
  if (isIdentifier(program, unit, call)) return true;
  if ((ir.operand(call, 0) & CALL_NEW) !== 0) return false;
  if (ir.op(callee) === Op.global) return PURE_FUNCTIONS.has(ir.text(callee, 0));
  const arms = armsOf(program.value(unit, callee));
  if (arms.length > 0 && arms.every((arm) => arm.k === 'fn' && givesTheSame(program, arm.unit, arm.fn, depth + 1))) return true;
  return ir.op(callee) === Op.get && PURE_METHODS.has(ir.text(callee, 2)) && arms.every(({ k }) => k !== 'fn' && k !== 'lib');
}

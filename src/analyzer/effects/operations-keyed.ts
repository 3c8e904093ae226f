import { CALL_NEW, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { LibCall } from '../link/callgraph.js';
import { describe } from '../link/names.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit, type Val } from '../link/values.js';
import type { Model, Operation } from '../models/types.js';
import { fateOf } from './awaited.js';
import type { Scope } from './reach.js';

/** A store of which nothing is known but that it is asked for entries by key, and given them by key, and that one waits for both. */
const KEYED: Model = { package: '(keyed store)', source: 'the shape of its calls', exports: {}, system: 'store' };

const READ: Operation = { kind: 'read', key: 0 };
const WRITE: Operation = { kind: 'write', key: 0, value: 1, unless: ['2.nx', '2.NX', '2.ifAbsent', '2.onlyIf'], words: ['NX', 'nx'] };
const REMOVE: Operation = { kind: 'remove', key: 0 };

/** What methods do whose names tell nothing by themselves: only a read and a write of one receiver and one key, of which one becomes the other. */
const METHODS: ReadonlyMap<string, { readonly op: Operation; readonly least: number; readonly most: number }> = new Map([
  ['get', { op: READ, least: 1, most: 2 }],
  ['getItem', { op: READ, least: 1, most: 1 }],
  ['set', { op: WRITE, least: 2, most: 4 }],
  ['put', { op: WRITE, least: 2, most: 3 }],
  ['setItem', { op: WRITE, least: 2, most: 2 }],
  ['del', { op: REMOVE, least: 1, most: 1 }],
  ['delete', { op: REMOVE, least: 1, most: 1 }],
  ['removeItem', { op: REMOVE, least: 1, most: 1 }],
]);

/** Is it an operation on a store of which only the shape is known? */
export const isOfShape = ({ lib }: { readonly lib: LibCall }): boolean => lib.callee.type.owner === KEYED;

/** Calls that look like operations on a store of which nothing is known, in all functions or in those of a scope. */
export function keyedCalls(program: Program, within?: Scope): LibCall[] {
  return program.active.flatMap((unit) =>
    program
      .keep(unit, candidatesIn, () => candidatesIn(program, unit))
      .filter(({ fn, call }) => (within === undefined || within.has({ unit, fn })) && isAskedOfUnknown(program, unit, call))
      .map(({ fn, call, op }): LibCall => {
        const name = describe(unit, unit.ir.operand(call, 1));
        const type = { id: `${String(KEYED.package)}#${op.kind}`, pkg: String(KEYED.package), model: {}, owner: KEYED };
        return { unit, fn, call, callee: { k: 'lib', type, name, recv: null, origin: 'typed' }, model: { op } };
      }),
  );
}

/** A call that may be an operation on such a store, for all that its module tells. */
interface Candidate {
  readonly fn: number;
  readonly call: Value;
  readonly op: Operation;
}

const candidatesIn = (program: Program, unit: Unit): Candidate[] =>
  program.facts(unit).calls.flatMap(({ fn, value }) => {
    const op = looksKeyed(unit, value);
    return op ? [{ fn, call: value, op }] : [];
  });

/** What a call is by its name and what it is given alone. */
function looksKeyed(unit: Unit, call: Value): Operation | undefined {
  const { ir } = unit;
  const callee = ir.op(call) === Op.call && (ir.operand(call, 0) & CALL_NEW) === 0 ? ir.operand(call, 1) : -1;
  if (callee < 0 || ir.op(callee) !== Op.get) return undefined;
  const known = METHODS.get(ir.text(callee, 2));
  const count = ir.operandCount(call) - 2;
  if (!known || count < known.least || count > known.most || !isKey(unit, ir.operand(call, 2)) || isOfRequest(unit, callee))
    return undefined;
  return known.op;
}

/** Is it a method of something of which nothing is known, and does somebody wait for it? */
function isAskedOfUnknown(program: Program, unit: Unit, call: Value): boolean {
  const arms = armsOf(program.value(unit, unit.ir.operand(call, 1)));
  if (!arms.some(isOutOfSight) || arms.some(({ k }) => k === 'lib')) return false;
  const fate = fateOf(program, unit, call);
  return fate === 'awaited' || fate === 'returned';
}

const isOutOfSight = ({ k }: Val): boolean => k === 'unknown' || k === 'pkg' || k === 'param' || k === 'fntype';

/** A key is a text or what stands for one; what has slashes is an address. */
function isKey({ ir }: Unit, value: Value): boolean {
  switch (ir.op(value)) {
    case Op.str:
      return !ir.text(value, 0).includes('/');
    case Op.tmpl:
      return !Array.from({ length: ir.operandCount(value) }, (_, i) => ir.operand(value, i)).some(
        (part) => ir.op(part) === Op.str && ir.text(part, 0).includes('/'),
      );
    case Op.object:
    case Op.array:
    case Op.func:
    case Op.spread:
      return false;
    default:
      return true;
  }
}

/** What one request has to itself, and what sends requests, whatever package it is of. It only ever silences. */
const OF_REQUEST = /session|cookie|header|param|https?|request|axios|fetch|api$|agent/i;

const isOfRequest = (unit: Unit, callee: Value): boolean => OF_REQUEST.test(describe(unit, unit.ir.operand(callee, 1)));

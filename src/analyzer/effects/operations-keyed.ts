import { CALL_NEW, OBJ_PROP, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { LibCall } from '../link/callgraph.js';
import { describe } from '../link/names.js';
import type { Program } from '../link/program.js';
import type { LibType } from '../link/library.js';
import { armsOf, type LibVal, type Unit, type Val } from '../link/values.js';
import type { Model, System } from '../models/types.js';
import { fateOf } from './awaited.js';
import { findEffects } from './summaries.js';
import { SHAPES, type Form, type Shape } from './operations-shapes.js';
import type { Scope } from './reach.js';

/** Is it an operation on a store of which only the shape is known? */
export const isOfShape = ({ lib }: { readonly lib: LibCall }): boolean => SHAPES.some(({ owner }) => owner === lib.callee.type.owner);

/** Whose operations belong together: those of one library, and all of which only the shape is known. */
export const familyOf = ({ callee }: LibCall): Model =>
  SHAPES.some(({ owner }) => owner === callee.type.owner) ? SHAPES[0].owner : callee.type.owner;

/** Is it a method of a class of the project that asks a database in a way that is not followed? */
export const isOwnStore = ({ callee }: LibCall): boolean => callee.type.id.startsWith(OWN);

const OWN = 'own:';

/** Calls that look like operations on a store of which nothing is known, in all functions or in those of a scope. */
export function keyedCalls(program: Program, within?: Scope): LibCall[] {
  return program.active.flatMap((unit) =>
    program
      .keep(unit, candidatesIn, () => candidatesIn(program, unit))
      .flatMap((candidate): LibCall[] => {
        const { fn, call, form, shape } = candidate;
        if (within?.has({ unit, fn }) === false) return [];
        const whose = receiverKind(program, unit, candidate);
        if (whose === undefined) return [];
        const name = describe(unit, unit.ir.operand(call, 1));
        const id = `${whose === 'own' ? OWN : ''}${String(shape.owner.package)}#${form.op.kind}`;
        const type = { id, pkg: form.pkg ?? String(shape.owner.package), model: {}, owner: shape.owner };
        const recv = form.pkg === undefined ? null : holderOf(type, name);
        return [{ unit, fn, call, callee: { k: 'lib', type, name, recv, origin: 'typed' }, model: { op: form.op } }];
      }),
  );
}

/** What a method is taken from, and that from: `db.user` of `db`. */
function holderOf(type: LibType, method: string): LibVal {
  const name = method.slice(0, Math.max(0, method.lastIndexOf('.')));
  const client: LibVal = { k: 'lib', type, name: name.slice(0, Math.max(0, name.lastIndexOf('.'))), recv: null, origin: 'typed' };
  return { k: 'lib', type, name, recv: client, origin: 'typed' };
}

/** A call that may be an operation on such a store, for all that its module tells. */
interface Candidate {
  readonly fn: number;
  readonly call: Value;
  readonly form: Form;
  readonly shape: Shape;
}

const candidatesIn = (program: Program, unit: Unit): Candidate[] =>
  program.facts(unit).calls.flatMap(({ fn, value }) => {
    const known = looksLike(unit, value);
    return known ? [{ fn, call: value, ...known }] : [];
  });

/** What a call is by its name and what it is given alone. */
function looksLike(unit: Unit, call: Value): { readonly form: Form; readonly shape: Shape } | undefined {
  const { ir } = unit;
  const callee = ir.op(call) === Op.call && (ir.operand(call, 0) & CALL_NEW) === 0 ? ir.operand(call, 1) : -1;
  if (callee < 0 || ir.op(callee) !== Op.get) return undefined;
  const name = ir.text(callee, 2);
  for (const shape of SHAPES) {
    const form = shape.methods.get(name)?.find((one) => fits(unit, call, one));
    if (form) return isOfRequest(unit, callee) ? undefined : { form, shape };
  }
  return undefined;
}

function fits(unit: Unit, call: Value, { least, most, needs, literal, keyed }: Form): boolean {
  const { ir } = unit;
  const count = ir.operandCount(call) - 2;
  if (count < least || count > most) return false;
  const args = Array.from({ length: count }, (_, i) => withoutCasts(unit, ir.operand(call, 2 + i)));
  if (args.some((arg) => ir.op(arg) === Op.spread) || (keyed === true && !isKey(unit, args[0]))) return false;
  if (literal !== undefined && (ir.op(args[count - 1]) === Op.object) !== literal) return false;
  return (needs ?? []).every((path) => {
    const [position, name] = path.split('.');
    return Number(position) < count && namesOf(unit, args[Number(position)]).includes(name);
  });
}

function withoutCasts({ ir }: Unit, value: Value): Value {
  let v = value;
  while (ir.op(v) === Op.cast) v = ir.operand(v, 0);
  return v;
}

/** The members that an object literal names. */
const namesOf = ({ ir }: Unit, value: Value): string[] =>
  ir.op(value) !== Op.object
    ? []
    : Array.from({ length: ir.operandCount(value) / 3 }, (_, i) => 3 * i).flatMap((i) =>
        ir.operand(value, i) === OBJ_PROP ? [ir.string(ir.operand(value, i + 1))] : [],
      );

/** Is it a method of something of which nothing is known, or of a class of the project that asks a database, and does somebody wait for it? */
function receiverKind(program: Program, unit: Unit, { call, form }: Candidate): 'unknown' | 'own' | undefined {
  const arms = armsOf(program.value(unit, unit.ir.operand(call, 1)));
  const isUnknown = arms.some(isOutOfSight) && !arms.some(({ k }) => k === 'lib');
  if (!isUnknown && (form.pkg !== undefined || form.needs !== undefined || !arms.every((arm) => asksDatabase(program, arm))))
    return undefined;
  if (form.waited === true || !isUnknown) {
    const fate = fateOf(program, unit, call);
    if (fate !== 'awaited' && fate !== 'returned') return undefined;
  }
  return isUnknown ? 'unknown' : 'own';
}

const isStore = (system: System | undefined): boolean => system === 'database' || system === 'store';

/** Does a method of the project's own classes wait for a database or a store? */
function asksDatabase(program: Program, arm: Val): boolean {
  if (arm.k !== 'fn' || arm.unit.ir.fn(arm.fn).cls < 0) return false;
  const systems = program
    .derive(findEffects)
    .of(arm.unit, arm.fn)
    .map(({ system }) => system);
  return systems.length > 0
    ? systems.every(isStore)
    : arm.unit.targets.some((target) => target.kind === 'package' && isStore(program.library.system(target.name)));
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

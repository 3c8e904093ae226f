import { Op, OBJ_PROP } from '../ir/ops.js';
import { argument } from '../link/calls.js';
import { memberOf, objectMember } from '../link/members.js';
import type { Program } from '../link/program.js';
import { armsOf, constant, join, unknown, type CallSite, type ObjVal, type Unit, type Val } from '../link/values.js';

/** An answer where the truth may be out of sight. */
export type Answer = 'yes' | 'no' | 'unknown';

/** One `yes` is enough. */
export const anyOf = (answers: readonly Answer[]): Answer =>
  answers.includes('yes') ? 'yes' : answers.includes('unknown') ? 'unknown' : 'no';
/** All must be `yes`. */
export const allOf = (answers: readonly Answer[]): Answer =>
  answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes';

/**
 * What stands at an option path of a call (`1.timeout`; see `Bound` in the models). `undefined` as a constant where there is
 * certainly nothing; unknown where the trail ends.
 */
export function optionAt(program: Program, site: CallSite, path: string): Val {
  const [first, ...members] = path.split('.');
  if (first === '*') {
    const count = site.unit.ir.operandCount(site.value) - 2;
    if (count === 0) return constant(undefined);
    return join(Array.from({ length: count }, (_, i) => walk(program, argument(program, site, i) ?? constant(undefined), members)));
  }
  const index = first === 'last' ? -1 : Number(first);
  return walk(program, argument(program, site, index) ?? constant(undefined), members);
}

function walk(program: Program, start: Val, members: readonly string[]): Val {
  let value = start;
  for (const name of members) {
    value = option(program, value, name);
    if (value.k === 'const') return value;
  }
  return value;
}

/** A member of what may be an options object. */
function option(program: Program, of: Val, name: string): Val {
  switch (of.k) {
    case 'const':
    case 'text':
    case 'fn':
    case 'arr':
      return constant(undefined);
    case 'obj':
      return (
        objectMember(program, of, name) ??
        (isSetByCallee(program, of, name) ? unknown('what a function sets on the object') : constant(undefined))
      );
    case 'join':
      return join(
        armsOf(of).map((arm) => option(program, arm, name)),
        true,
      );
    case 'iface':
      return declaresMember(of, name) === 'no' ? constant(undefined) : memberOf(program, of, name);
    case 'lib':
      return unknown('an object that a library made');
    // An environment variable is a text, or not there; what operators make (`base + path`) is no object.
    case 'unknown':
      return of.fromEnv === true || of.primitive === true ? constant(undefined) : of;
    default:
      return memberOf(program, of, name);
  }
}

/** Is that member of an object set by a function that the object is given to? */
function isSetByCallee(program: Program, of: ObjVal, name: string): boolean {
  return program.setsOf(name).some(({ unit, fn, value }) => {
    const index = parameterAt(unit, unit.ir.operand(value, 0));
    return (
      index >= 0 &&
      program.graph.callersOf(unit, fn).some(({ from, call }) => {
        const given = argument(program, { unit: from.unit, value: call, env: null }, index);
        return (
          given !== undefined &&
          armsOf(given).some((arm) => arm.k === 'param' || (arm.k === 'obj' && arm.unit === of.unit && arm.value === of.value))
        );
      })
    );
  });
}

/** The index of the parameter that a value is, -1 where it is none. */
function parameterAt(unit: Unit, value: number): number {
  const { ir } = unit;
  let v = value;
  while (ir.op(v) === Op.cast || ir.op(v) === Op.dflt) v = ir.operand(v, 0);
  return ir.op(v) === Op.param ? ir.operand(v, 0) : -1;
}

/** Does an interface say that there may be such a member? */
function declaresMember(of: Val & { k: 'iface' }, name: string): Answer {
  const { ir } = of.unit;
  const row = ir.cls(of.cls);
  if (row.heritage >= 0) return 'unknown';
  for (let i = 0; i < row.memberCount; i++) {
    const member = ir.member(row, i);
    if (member.name === name) return 'yes';
    if (member.name === '' || member.kind === 6) return 'unknown';
  }
  return 'no';
}

/** Is a value a finite bound? `0`, `Infinity`, `false`, `null` and `undefined` are none; what is computed somewhere else may be. */
export function isTimeBound(value: Val): Answer {
  if (value.k === 'join') {
    const answers = value.arms.map(isTimeBound);
    return answers.every((a) => a === 'yes') ? 'yes' : answers.every((a) => a === 'no') ? 'no' : 'unknown';
  }
  if (value.k === 'const') {
    if (typeof value.value === 'number') return value.value > 0 && Number.isFinite(value.value) ? 'yes' : 'no';
    return typeof value.value === 'string' && value.value !== '' ? 'yes' : 'no';
  }
  if (value.k === 'unknown' && value.fromEnv === true) return 'yes';
  if (value.k === 'obj') return hasTimeBound(value) ? 'yes' : 'no';
  return value.k === 'text' ? 'yes' : 'unknown';
}

/** Limits by phase (`{ request: ms }`): is there one that is not switched off by a literal? */
function hasTimeBound({ unit, value }: ObjVal): boolean {
  const { ir } = unit;
  for (let i = 0; i < ir.operandCount(value); i += 3) {
    if (ir.operand(value, i) !== OBJ_PROP) return true;
    const entry = ir.operand(value, i + 2),
      op = ir.op(entry);
    if (
      op === Op.undef ||
      op === Op.null ||
      op === Op.bool ||
      (op === Op.global && ['undefined', 'Infinity'].includes(ir.text(entry, 0))) ||
      (op === Op.num && Number(ir.text(entry, 0)) === 0)
    )
      continue;
    return true;
  }
  return false;
}

/** Is there anything at all? */
export function isPresent(value: Val): Answer {
  if (value.k === 'join') {
    const answers = value.arms.map(isPresent);
    return answers.every((a) => a === 'no') ? 'no' : answers.includes('yes') ? 'yes' : 'unknown';
  }
  if (value.k === 'const') return value.value ? 'yes' : 'no';
  return value.k === 'unknown' || value.k === 'param' ? 'unknown' : 'yes';
}

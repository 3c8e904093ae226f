import type { Value } from '../ir/module.js';
import { Member, MemberFlag, OBJ_COMPUTED, OBJ_GETTER, OBJ_PROP, OBJ_SETTER, OBJ_SPREAD, Op } from '../ir/ops.js';
import { isVague } from './bindings.js';
import { activate, returned } from './calls.js';
import { contextMember } from './contexts.js';
import { evaluate } from './evaluate.js';
import { packageMember } from './imports.js';
import type { Program } from './program.js';
import { instanceOfType } from './types.js';
import {
  CYCLE,
  armsOf,
  constant,
  join,
  unknown,
  type CallSite,
  type ClassVal,
  type Env,
  type InstVal,
  type LibVal,
  type MergeVal,
  type ObjVal,
  type Unit,
  type Val,
} from './values.js';

/** `undefined` where it is certain that there is no such member. */
export function memberOf(program: Program, of: Val, name: string): Val {
  switch (of.k) {
    case 'obj':
      return objectMember(program, of, name) ?? constant(undefined);
    case 'merge':
      return mergedMember(program, of, name);
    case 'inst':
      return instanceMember(program, of, of.cls, name) ?? unknown(`no member \`${name}\` is seen on the instance`);
    case 'class':
      return staticMember(program, of, name) ?? unknown(`no static \`${name}\` is seen`);
    case 'ns':
      return program.memberOfModule(of.unit, name, false);
    case 'lib':
      return libMember(program, of, name);
    case 'pkg':
      return packageMember(program, of.pkg, of.path, name);
    case 'global':
      return globalMember(program, of.path, name);
    case 'arr':
    case 'text':
      return builtinMember(program, of, name);
    case 'param':
      return contextMember(program, of, name) ?? { ...of, path: `${of.path}.${name}` };
    case 'iface':
      return interfaceMember(program, of.unit, of.cls, name);
    case 'join': {
      const arms = of.arms.filter((arm) => !(arm.k === 'const' && (arm.value === null || arm.value === undefined)));
      return join(
        arms.map((arm) => memberOf(program, arm, name)),
        true,
      );
    }
    case 'fn':
      return name === 'bind' || name === 'call' || name === 'apply'
        ? of
        : (assignedMember(program, of, name) ?? unknown('a member of a function'));
    case 'unknown':
      return of.fromEnv === true || of === CYCLE ? of : unknown(of.why);
    default:
      return unknown(`a member of a ${of.k}`);
  }
}

/** A member of an object literal, or undefined where it certainly has none. Opaque spreads make it unknown. */
export function objectMember(program: Program, of: ObjVal, name: string): Val | undefined {
  // An object may be spread into itself on its way round: such a path adds no member.
  if (!program.begin(of, name)) return undefined;
  const later = assignedMember(program, of, name);
  const own = literalMember(program, of, name);
  program.end(of, name);
  if (later === undefined) return own;
  return own === undefined ? later : join([own, later], true);
}

function literalMember(program: Program, of: ObjVal, name: string): Val | undefined {
  const { ir } = of.unit;
  let opaque = false;
  // What one of several objects that may be spread has: another one of them leaves what comes before it.
  const perhaps: Val[] = [];
  const all = (found: Val): Val => {
    const others = opaque ? [...perhaps, unknown('what is spread over it')] : perhaps;
    return others.length === 0 ? found : join([found, ...others], true);
  };
  for (let i = ir.operandCount(of.value) - 3; i >= 0; i -= 3) {
    const kind = ir.operand(of.value, i),
      value = ir.operand(of.value, i + 2);
    if (kind === OBJ_SPREAD) {
      const parts = armsOf(evaluate(program, of.unit, value, of.env)).map((part) => partMember(program, part, name));
      const found = parts.filter((part) => part !== undefined && part.k !== 'unknown' && part.k !== 'param') as Val[];
      if (found.length === parts.length) return all(join(found, true));
      if (parts.some((part) => part?.k === 'unknown' || part?.k === 'param')) opaque = true;
      perhaps.push(...found);
      continue;
    }
    if (kind === OBJ_COMPUTED) {
      const key = evaluate(program, of.unit, ir.operand(of.value, i + 1), of.env);
      if (key.k !== 'const') opaque = true;
      else if (String(key.value) === name) return all(evaluate(program, of.unit, value, of.env));
      continue;
    }
    if (ir.string(ir.operand(of.value, i + 1)) !== name) continue;
    return all(entryValue(program, of, kind, value));
  }
  if (perhaps.length > 0) return all(constant(undefined));
  return opaque ? unknown('what is spread into the object') : undefined;
}

function entryValue(program: Program, of: ObjVal, kind: number, value: Value): Val {
  const v = evaluate(program, of.unit, value, of.env);
  if (kind === OBJ_PROP && v.k === 'fn') return { ...v, self: v.self ?? of };
  if (kind === OBJ_GETTER && v.k === 'fn') return returned(program, { ...v, self: of }, null);
  return kind === OBJ_SETTER ? unknown('a setter') : v;
}

/** A member of something spread or merged: undefined when it has none for sure. */
function partMember(program: Program, part: Val, name: string): Val | undefined {
  if (part.k === 'obj') return objectMember(program, part, name);
  if (part.k === 'const') return undefined;
  if (part.k === 'join') {
    const arms = part.arms.map((arm) => partMember(program, arm, name));
    return arms.every((arm) => arm === undefined)
      ? undefined
      : join(
          arms.map((arm) => arm ?? constant(undefined)),
          true,
        );
  }
  if (part.k === 'merge') {
    const found = mergedMember(program, part, name);
    return found.k === 'const' && found.value === undefined ? undefined : found;
  }
  return memberOf(program, part, name);
}

function mergedMember(program: Program, of: MergeVal, name: string): Val {
  for (let i = of.parts.length - 1; i >= 0; i--) {
    const found = partMember(program, of.parts[i], name);
    if (found !== undefined) return found;
  }
  return constant(undefined);
}

/** What is assigned to that member of that very object elsewhere, or undefined. */
function assignedMember(program: Program, of: ObjVal | ClassVal | Val, name: string): Val | undefined {
  const home = homeOf(program, of);
  if (home === undefined) return undefined;
  const arms: Val[] = [];
  const own = local(program, home.unit, name);
  for (const set of home.local ? own : [...own, ...program.importedSetsOf(name).filter(({ unit }) => unit !== home.unit)]) {
    const { ir } = set.unit;
    const target = stripCasts(set.unit, ir.operand(set.value, 0));
    if (holdsObject(program, set.unit, target, home)) arms.push(evaluate(program, set.unit, ir.operand(set.value, 2), home.env));
  }
  return arms.length === 0 ? undefined : join(arms, true);
}

/** Where an object was made: `local` objects are only looked for in their own module. */
interface Home {
  readonly unit: Unit;
  readonly value: Value;
  readonly local: boolean;
  readonly env: Env | null;
}

function homeOf(program: Program, of: Val): Home | undefined {
  if (of.k === 'obj') return { unit: of.unit, value: of.value, local: program.functionAt(of.unit, of.value) !== 0, env: of.env };
  if (of.k === 'class' || of.k === 'fn') {
    const made = of.k === 'class' ? program.facts(of.unit).classes[of.cls] : program.facts(of.unit).closures[of.fn];
    return made && { unit: of.unit, value: made.value, local: made.fn !== 0, env: of.env };
  }
  return undefined;
}

function local(program: Program, unit: Unit, name: string): readonly { unit: Unit; fn: number; value: Value }[] {
  return (program.facts(unit).sets.get(name) ?? []).map((set) => ({ unit, ...set }));
}

function stripCasts(unit: Unit, value: Value): Value {
  let v = value;
  while (unit.ir.op(v) === Op.cast) v = unit.ir.operand(v, 0);
  return v;
}

/** Is the target of an assignment the object that was made at `home`: itself, through a binding, or through an import? */
function holdsObject(program: Program, unit: Unit, target: Value, home: Home): boolean {
  const { ir } = unit;
  if (unit === home.unit && target === home.value) return true;
  switch (ir.op(target)) {
    case Op.capture:
    case Op.load:
      return unit === home.unit && stripCasts(unit, Math.max(ir.bindingValue(ir.operand(target, 0)), 0)) === home.value;
    case Op.import: {
      const to = unit.targets[ir.operand(target, 0)];
      if (home.local || to?.kind !== 'unit') return false;
      const v = program.value(unit, target);
      return (
        (v.k === 'obj' && v.unit === home.unit && v.value === home.value) ||
        (v.k === 'class' && v.unit === home.unit && homeOf(program, v)?.value === home.value)
      );
    }
    default:
      return false;
  }
}

function envOfInstance(program: Program, inst: InstVal, fn: number): Env | null {
  if (inst.site === null) return null;
  const { site } = inst;
  return program.activationOf(inst, fn, () => activate(program, { unit: inst.cls.unit, fn, env: inst.cls.env, self: inst }, site));
}

/** A member of an instance, looked for in the class and what it extends. `cls` is the class to look in. */
function instanceMember(program: Program, inst: InstVal, cls: ClassVal, name: string, depth = 0): Val | undefined {
  if (depth > 12) return undefined;
  const { unit } = cls;
  const { ir } = unit;
  const row = ir.cls(cls.cls);
  let type: Value = -1;
  for (let i = 0; i < row.memberCount; i++) {
    const member = ir.member(row, i);
    if (member.name !== name || (member.flags & MemberFlag.Static) !== 0) continue;
    if (member.kind === (Member.Method as number) && member.fn >= 0) return { k: 'fn', unit, fn: member.fn, env: cls.env, self: inst };
    if (member.kind === (Member.Getter as number) && member.fn >= 0)
      return returned(program, { k: 'fn', unit, fn: member.fn, env: cls.env, self: inst }, null);
    if (member.type >= 0) type = member.type;
  }
  const stored = storedField(program, inst, cls, name);
  if (stored !== undefined && !isVague(stored)) return stored;
  if (type >= 0) {
    const typed = instanceOfType(program, unit, type, cls.env);
    if (!isVague(typed)) return typed;
  }
  if (stored !== undefined) return stored;
  if (row.heritage < 0) return type >= 0 ? unknown('a field whose type says nothing') : undefined;
  const parent = evaluate(program, unit, row.heritage, cls.env);
  if (parent.k === 'class') return instanceMember(program, inst, parent, name, depth + 1);
  if (parent.k === 'lib') {
    const made = libInstance(program, parent);
    return made && libMember(program, made, name);
  }
  return unknown('a class that extends something unresolved');
}

function libInstance(program: Program, cls: LibVal): LibVal | undefined {
  const returns = program.library.construct(cls.type)?.returns;
  const type = returns === undefined ? undefined : program.library.resolve(cls.type, returns, cls.name);
  return type && { k: 'lib', type, name: cls.name, recv: null, origin: 'typed' };
}

/** The join of what the class's code assigns to a field. */
function storedField(program: Program, inst: InstVal, cls: ClassVal, name: string): Val | undefined {
  const { unit } = cls;
  const row = unit.ir.cls(cls.cls);
  const stores = program.facts(unit).fieldsOf.get(cls.cls)?.get(name);
  if (!stores) return undefined;
  const own = inst.cls.unit === unit && inst.cls.cls === cls.cls;
  const arms = stores.map((store) => {
    const inCtor = own && store.fn === row.ctor;
    const env = inCtor ? envOfInstance(program, inst, row.ctor) : cls.env;
    return evaluate(program, unit, unit.ir.operand(store.value, 2), env);
  });
  return join(arms, true);
}

function staticMember(program: Program, cls: ClassVal, name: string, depth = 0): Val | undefined {
  const { unit } = cls;
  const { ir } = unit;
  const row = ir.cls(cls.cls);
  for (let i = 0; i < row.memberCount; i++) {
    const member = ir.member(row, i);
    if (member.name !== name || (member.flags & MemberFlag.Static) === 0) continue;
    if (member.fn >= 0 && member.kind === (Member.Method as number)) return { k: 'fn', unit, fn: member.fn, env: cls.env, self: cls };
    if (member.fn >= 0 && member.kind === (Member.Getter as number))
      return returned(program, { k: 'fn', unit, fn: member.fn, env: cls.env, self: cls }, null);
    const initial = member.value >= 0 ? evaluate(program, unit, member.value, cls.env) : undefined;
    const later = assignedMember(program, cls, name);
    const value = initial && later ? join([initial, later]) : (later ?? initial);
    if (value && !isVague(value)) return value;
    return member.type >= 0 ? instanceOfType(program, unit, member.type, cls.env) : (value ?? unknown('a static field'));
  }
  if (row.heritage < 0 || depth > 12) return assignedMember(program, cls, name);
  const parent = evaluate(program, unit, row.heritage, cls.env);
  if (parent.k === 'class') return staticMember(program, parent, name, depth + 1);
  return parent.k === 'lib' ? libMember(program, parent, name) : undefined;
}

function libMember(program: Program, of: LibVal, name: string): Val {
  if (of.type.model.is === 'env') return { k: 'unknown', why: 'the environment', fromEnv: true };
  const type = program.library.member(of.type, name);
  // `require('axios').default`: what `require()` gives has the default export as a member.
  if (!type && name === 'default' && of.origin === 'export' && of.recv === null) return of;
  if (!type) return unknown(`no model says what \`${of.name}.${name}\` is`);
  return { k: 'lib', type, name: `${of.name}.${name}`, recv: of, origin: of.origin };
}

function globalMember(program: Program, path: string, name: string): Val {
  if (path === 'globalThis' || path === 'global' || path === 'window' || path === 'self') {
    const type = program.library.global(name);
    if (type) return { k: 'lib', type, name, recv: null, origin: 'export' };
    const stored = globalStores(program, name);
    if (stored) return stored;
  }
  return { k: 'global', path: `${path}.${name}` };
}

/** What the program assigns to `globalThis.name`. */
function globalStores(program: Program, name: string): Val | undefined {
  const arms: Val[] = [];
  for (const set of program.setsOf(name)) {
    const { ir } = set.unit;
    let target = ir.operand(set.value, 0);
    while (ir.op(target) === Op.cast) target = ir.operand(target, 0);
    if (ir.op(target) !== Op.global && ir.op(target) !== Op.capture && ir.op(target) !== Op.import) continue;
    const holder = evaluate(program, set.unit, target, null);
    if (holder.k === 'global' && (holder.path === 'globalThis' || holder.path === 'global'))
      arms.push(evaluate(program, set.unit, ir.operand(set.value, 2), null));
  }
  // Asked while one of these is worked out (`export const db = globalThis.db ?? new Client()`), it adds nothing to that.
  return arms.length === 0 ? undefined : join(arms);
}

/** Methods of arrays and strings. */
function builtinMember(program: Program, of: Val, name: string): Val {
  const array = of.k === 'arr' ? program.library.instanceType('global', '', 'Array') : undefined;
  const type = array && program.library.member(array, name);
  return type ? { k: 'lib', type, name, recv: of, origin: 'export' } : unknown('a built-in member');
}

function interfaceMember(program: Program, unit: Unit, cls: number, name: string, depth = 0): Val {
  const { ir } = unit;
  const row = ir.cls(cls);
  for (let i = 0; i < row.memberCount; i++) {
    const member = ir.member(row, i);
    if (member.name === name) return member.type >= 0 ? instanceOfType(program, unit, member.type, null) : unknown('an interface member');
  }
  if (row.heritage < 0 || depth > 8) return unknown('not a member of the interface');
  const parent = instanceOfType(program, unit, row.heritage, null);
  if (parent.k === 'iface') return interfaceMember(program, parent.unit, parent.cls, name, depth + 1);
  return parent.k === 'unknown' ? parent : memberOf(program, parent, name);
}

/** The call that made an instance, for option look-ups. */
export const siteOfInstance = (inst: InstVal): CallSite | null => inst.site;

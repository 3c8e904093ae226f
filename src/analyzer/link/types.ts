import type { Value } from '../ir/module.js';
import { Op } from '../ir/ops.js';
import { returned } from './calls.js';
import { evaluate } from './evaluate.js';
import { memberOf } from './members.js';
import type { Program } from './program.js';
import { constant, join, unknown, type Env, type LibVal, type Unit, type Val } from './values.js';

/** Wrappers of a type that leave the value what it is. */
const TRANSPARENT = new Set([
  'Promise',
  'PromiseLike',
  'Readonly',
  'Awaited',
  'NonNullable',
  'Required',
  'DeepReadonly',
  'Omit',
  'Pick',
  'Partial',
]);

/** What a value of a declared type is known to be. `type` is a type instruction. */
export function instanceOfType(program: Program, unit: Unit, type: Value, env: Env | null): Val {
  const { ir } = unit;
  switch (ir.op(type)) {
    case Op.tref:
      return referenced(program, unit, type, env);
    case Op.tunion: {
      const arms: Val[] = [];
      for (let i = 0; i < ir.operandCount(type); i++) arms.push(instanceOfType(program, unit, ir.operand(type, i), env));
      return join(arms);
    }
    case Op.tinter: {
      for (let i = 0; i < ir.operandCount(type); i++) {
        const part = instanceOfType(program, unit, ir.operand(type, i), env);
        if (part.k !== 'unknown') return part;
      }
      return unknown('an intersection type');
    }
    case Op.tquery:
      return likeIt(evaluate(program, unit, ir.operand(type, 0), env));
    case Op.tobj:
      return { k: 'iface', unit, cls: ir.operand(type, 0) };
    case Op.tfn:
      return { k: 'fntype', unit, result: ir.operand(type, 0) };
    case Op.tlit: {
      const literal = evaluate(program, unit, ir.operand(type, 0), env);
      return literal.k === 'const' && (literal.value === null || literal.value === undefined) ? literal : unknown('a literal type');
    }
    case Op.tidx:
      return indexed(program, unit, type, env);
    case Op.undef:
      return constant(undefined);
    case Op.null:
      return constant(null);
    // What an interface extends is named without a type reference.
    case Op.import:
    case Op.capture:
    case Op.get:
      return named(program, unit, type, env);
    default:
      return unknown('its type names no value');
  }
}

/** `typeof fetch` is any function that takes what `fetch` takes: one that is handed in, not the library's. */
function likeIt(v: Val): Val {
  const isFunction = v.k === 'lib' && v.origin === 'export' && v.type.model.call !== undefined && v.type.model.is === undefined;
  return isFunction ? unknown(`a function like \`${v.name}\``) : v;
}

function referenced(program: Program, unit: Unit, type: Value, env: Env | null): Val {
  const { ir } = unit;
  const entity = ir.operand(type, 0);
  if (ir.op(entity) === Op.global) {
    const name = ir.text(entity, 0);
    if (TRANSPARENT.has(name) && ir.operandCount(type) > 1) return instanceOfType(program, unit, ir.operand(type, 1), env);
    if (name === 'ReturnType' || name === 'InstanceType') return made(program, unit, type, env, name);
    const lib =
      program.library.global(name)?.model.new?.returns !== undefined ? program.library.instanceType('global', '', name) : undefined;
    return lib ? typed(lib, name) : unknown(`the type \`${name}\` says nothing about where it comes from`);
  }
  return named(program, unit, entity, env);
}

/** `ReturnType<typeof createClient>`, `InstanceType<typeof Pool>`: something like what that makes, not the very one. */
function made(program: Program, unit: Unit, type: Value, env: Env | null, how: 'ReturnType' | 'InstanceType'): Val {
  const { ir } = unit;
  const of = ir.operandCount(type) > 1 ? ir.operand(type, 1) : -1;
  if (of < 0 || ir.op(of) !== Op.tquery) return unknown('a type made from a type');
  const maker = evaluate(program, unit, ir.operand(of, 0), env);
  if (how === 'InstanceType')
    return maker.k === 'class' || maker.k === 'lib' ? instanceOf(program, maker) : unknown('an instance of something unresolved');
  if (maker.k === 'fn') {
    const result = returned(program, maker, null);
    return result.k === 'lib' ? typed(result.type, result.name) : result.k === 'inst' ? result : unknown('what a function returns');
  }
  const returns = maker.k === 'lib' ? program.library.call(maker.type)?.returns : undefined;
  const result = maker.k !== 'lib' || returns === undefined ? undefined : program.library.resolve(maker.type, returns, maker.name);
  return result && maker.k === 'lib' ? typed(result, maker.name) : unknown('what a function returns');
}

/** `Context['db']`; `Parameters<F>[0]`, which is how the handle of a transaction is often named. */
function indexed(program: Program, unit: Unit, type: Value, env: Env | null): Val {
  const index = indexOf(program, unit, type);
  const { ir } = unit;
  const of = ir.operand(type, 0);
  if (typeof index === 'string') return memberOf(program, instanceOfType(program, unit, of, env), index);
  const fn = parametersOf(unit, of);
  return typeof index === 'number' && fn >= 0 ? parameterOf(program, unit, fn, index, env) : unknown('an indexed type');
}

/** The literal that indexes a type. */
function indexOf(program: Program, unit: Unit, type: Value): string | number | undefined {
  const literal = evaluate(program, unit, unit.ir.operand(unit.ir.operand(type, 1), 0), null);
  return literal.k === 'const' && (typeof literal.value === 'string' || typeof literal.value === 'number') ? literal.value : undefined;
}

/** The function type of which a type is the list of parameters; -1 for other types. */
function parametersOf({ ir }: Unit, type: Value): Value {
  if (ir.op(type) !== Op.tref || ir.operandCount(type) !== 2) return -1;
  const entity = ir.operand(type, 0);
  return ir.op(entity) === Op.global && ir.text(entity, 0) === 'Parameters' ? ir.operand(type, 1) : -1;
}

/** What a parameter of a function type is: as it is declared, or as a library gives it to the callback that it takes. */
function parameterOf(program: Program, unit: Unit, fn: Value, index: number, env: Env | null): Val {
  const { ir } = unit;
  const callback = ir.op(fn) === Op.tidx ? parametersOf(unit, ir.operand(fn, 0)) : -1;
  if (callback >= 0) {
    const taker = functionOf(program, unit, callback, env);
    const gives = taker.k === 'lib' ? program.library.call(taker.type)?.gives : undefined;
    const given = taker.k !== 'lib' || gives === undefined || index >= gives.length ? undefined : gives[index];
    const result = taker.k !== 'lib' || given === undefined ? undefined : program.library.resolve(taker.type, given, taker.name);
    return result ? typed(result, result.id.slice(result.pkg.length + 1)) : unknown('what a callback is given');
  }
  const of = functionOf(program, unit, fn, env);
  if (of.k !== 'fn') return unknown('a parameter of something unresolved');
  const row = of.unit.ir.fn(of.fn);
  const declared = index < row.paramCount ? of.unit.ir.param(row.firstParam + index).type : -1;
  return declared < 0 ? unknown('a parameter without a type') : instanceOfType(program, of.unit, declared, null);
}

/** The function that a function type is that of: `typeof f`, `Client['transaction']`. */
function functionOf(program: Program, unit: Unit, type: Value, env: Env | null): Val {
  return unit.ir.op(type) === Op.tquery ? evaluate(program, unit, unit.ir.operand(type, 0), env) : instanceOfType(program, unit, type, env);
}

function named(program: Program, unit: Unit, entity: Value, env: Env | null): Val {
  const { ir } = unit;
  if (ir.op(entity) === Op.import) return importedType(program, unit, ir.operand(entity, 0));
  if (ir.op(entity) === Op.get) {
    const member = qualifiedPackageType(program, unit, entity);
    if (member) return member;
  }
  // `type Maker = typeof Client` is what makes clients, not one of them.
  const alias = ir.op(entity) === Op.capture ? ir.binding(ir.operand(entity, 0)).type : -1;
  if (alias >= 0 && ir.op(alias) === Op.tquery) return instanceOfType(program, unit, alias, env);
  return instanceOf(program, evaluate(program, unit, entity, env));
}

function typed(type: LibVal['type'], name: string): LibVal {
  return { k: 'lib', type, name, recv: null, origin: 'typed' };
}

/** `Redis.Cluster` where `Redis` is imported from a package. */
function qualifiedPackageType(program: Program, unit: Unit, entity: Value): Val | undefined {
  const { ir } = unit;
  const root = ir.operand(entity, 1);
  if (ir.op(root) !== Op.import) return undefined;
  const target = unit.targets[ir.operand(root, 0)];
  if (target?.kind !== 'package') return undefined;
  const type = program.library.instanceType(target.name, target.subpath, ir.text(entity, 2));
  return type && typed(type, ir.text(entity, 2));
}

/** A type that is imported: looked up as an instance in the models, or through first-party re-exports. */
function importedType(program: Program, unit: Unit, row: number): Val {
  const target = unit.targets[row];
  const name = unit.ir.import(row).name;
  if (target?.kind === 'package') {
    const type =
      program.library.instanceType(target.name, target.subpath, name) ??
      (name === '*' ? program.library.instanceType(target.name, target.subpath, '=') : undefined);
    return type ? typed(type, type.id.slice(type.pkg.length + 1).replace(/[()]/g, '')) : { k: 'pkg', pkg: target.name, path: `.${name}#` };
  }
  return instanceOf(program, program.importRow(unit, row));
}

/** An instance of what a class or type name denotes. */
function instanceOf(program: Program, v: Val): Val {
  switch (v.k) {
    case 'class':
      return { k: 'inst', cls: v, site: null };
    case 'iface':
    case 'inst':
    case 'fntype':
    case 'obj':
      return v;
    case 'lib': {
      const returns = v.origin === 'export' ? program.library.construct(v.type)?.returns : undefined;
      const type = returns === undefined ? v.type : program.library.resolve(v.type, returns, v.name);
      return type ? typed(type, v.name) : unknown('a type');
    }
    case 'pkg':
      return { k: 'pkg', pkg: v.pkg, path: `${v.path}#` };
    case 'join':
      return join(v.arms.map((arm) => instanceOf(program, arm)));
    default:
      return unknown('its type was not resolved');
  }
}

import { Bind, Export, Op, Term } from '../../analyzer/ir/ops.js';
import type { BindingRow, Value } from '../../analyzer/ir/module.js';
import { blocksOf } from '../../analyzer/flow/paths.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { strip } from '../../analyzer/state/syntax.js';
import type { State, Write } from '../../analyzer/state/types.js';
import { walked } from './brought.js';

/** Can a key only be one of a fixed number of values? `unknown` where its type is declared out of sight. */
export type Closed = 'yes' | 'no' | 'unknown';

const all = (answers: readonly Closed[]): Closed => (answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes');

/** Is the set of values that a key takes closed: constants, members of an enum or of a union of literals? */
export function isClosedKey(program: Program, unit: Unit, key: Value, depth = 0): Closed {
  const { ir } = unit;
  if (key < 0 || depth > 4) return 'no';
  if (isOfTable(program, unit, key)) return 'yes';
  switch (ir.op(key)) {
    case Op.str:
    case Op.num:
    case Op.bool:
    case Op.undef:
    case Op.null:
      return 'yes';
    case Op.cast: {
      // What the author says it is: `value as Interval`, after a check.
      const said = ir.operand(key, 1) >= 0 ? isClosedType(program, unit, ir.operand(key, 1)) : 'no';
      return said === 'no' ? isClosedKey(program, unit, ir.operand(key, 0), depth + 1) : said;
    }
    case Op.call:
      return program.value(unit, key).k === 'const' ? 'yes' : ofResult(program, unit, key, depth);
    case Op.tmpl:
    case Op.phi:
    case Op.select:
    case Op.logic:
    case Op.dflt: {
      const parts: Closed[] = [];
      ir.eachOperandValue(key, (part, i) => {
        if (ir.op(key) !== Op.select || i > 0) parts.push(isClosedKey(program, unit, part, depth + 1));
      });
      return all(parts);
    }
    case Op.param:
      return ofParameter(program, unit, key, depth);
    case Op.capture: {
      const row = ir.binding(ir.operand(key, 0));
      if (row.type >= 0 && isClosedType(program, unit, row.type) === 'yes') return 'yes';
      return row.value >= 0 ? isClosedKey(program, unit, row.value, depth + 1) : 'no';
    }
    case Op.get:
    case Op.import:
    case Op.load: {
      // One entry for each class.
      if (ir.op(key) === Op.get && ir.text(key, 2) === 'constructor') return 'yes';
      const v = program.value(unit, key);
      if (v.k === 'const' && v.value !== undefined) return 'yes';
      return ir.op(key) === Op.get ? ofMember(program, unit, key) : 'no';
    }
    case Op.iter:
    case Op.elem:
      return program.value(unit, key).k === 'const' || ofConstantList(program, unit, ir.operand(key, 0)) ? 'yes' : 'no';
    default:
      return program.value(unit, key).k === 'const' ? 'yes' : 'no';
  }
}

/** `const load = LOADERS[name]; if (!load) return;`: where the function goes on, the key is one of a table's that never changes. */
function isOfTable(program: Program, unit: Unit, key: Value): boolean {
  const { ir } = unit;
  const fn = program.functionAt(unit, key);
  const users = program.usersOf(unit, fn);
  return (users.get(key) ?? []).some((user) => {
    if (ir.op(user) !== Op.getx || ir.operand(user, 2) !== key) return false;
    const table = program.value(unit, ir.operand(user, 1));
    if (table.k !== 'obj' || table.env !== null || program.functionAt(table.unit, table.value) !== 0) return false;
    return (
      !isFilledLater(program, table) &&
      blocksOf(ir, fn).some((block) => block.term === (Term.Branch as number) && tests(unit, block.operand, user))
    );
  });
}

/** `!x`, `x === undefined` */
const tests = ({ ir }: Unit, condition: Value, value: Value): boolean =>
  condition === value ||
  (ir.op(condition) === Op.un && ir.operand(condition, 1) === value) ||
  (ir.op(condition) === Op.bin && [1, 2].some((side) => ir.operand(condition, side) === value));

/** Are members of an object set by a key anywhere in its module? */
function isFilledLater(program: Program, { unit, value }: { readonly unit: Unit; readonly value: Value }): boolean {
  return program.uses(unit).mutations.some((at) => {
    if (unit.ir.op(at.value) !== Op.setx && unit.ir.op(at.value) !== Op.deletex) return false;
    const holder = program.value(unit, unit.ir.operand(at.value, 0));
    return holder.k === 'obj' && holder.unit === unit && holder.value === value;
  });
}

/** What a first-party function returns, where all of it is closed. */
function ofResult(program: Program, unit: Unit, call: Value, depth: number): Closed {
  const callee = program.value(unit, unit.ir.operand(call, 1));
  if (callee.k !== 'fn') return 'no';
  const row = callee.unit.ir.fn(callee.fn);
  if (row.returnType >= 0 && isClosedType(program, callee.unit, row.returnType) === 'yes') return 'yes';
  const values = program.returnsOf(callee.unit, callee.fn);
  return values.length === 0 ? 'no' : all(values.map((value) => isClosedKey(program, callee.unit, value, depth + 1)));
}

const JOINING = ['concat', 'filter', 'slice'];

/** Is a list made of a fixed number of values: written out, the names of a table that never changes, or lists of that kind put together? */
function isClosedList(program: Program, unit: Unit, list: Value, depth = 0): boolean {
  const { ir } = unit;
  if (list < 0 || depth > 4) return false;
  if (ofConstantList(program, unit, list)) return true;
  const v = strip(unit, list);
  if (ir.op(v) === Op.import) {
    const row = ir.import(ir.operand(v, 0));
    const target = unit.targets[ir.operand(v, 0)];
    if (target?.kind !== 'unit') return false;
    const from = program.units[target.unit];
    const binding = bindingExported(from, row.name);
    return binding >= 0 && isClosedList(program, from, from.ir.bindingValue(binding), depth + 1);
  }
  if (ir.op(v) === Op.capture) return isClosedList(program, unit, ir.bindingValue(ir.operand(v, 0)), depth + 1);
  if (ir.op(v) !== Op.call) return false;
  const method = ir.operand(v, 1);
  if (ir.op(method) !== Op.get) return false;
  const given = Array.from({ length: ir.operandCount(v) - 2 }, (_, i) => ir.operand(v, 2 + i));
  const callee = program.value(unit, method);
  if (callee.k === 'global' && ['Object.keys', 'Object.values', 'Object.entries'].includes(callee.path)) {
    const table = given.length === 1 ? program.value(unit, given[0]) : undefined;
    return table?.k === 'obj' && table.env === null && program.functionAt(table.unit, table.value) === 0 && !isFilledLater(program, table);
  }
  if (!JOINING.includes(ir.text(method, 2)) || !isClosedList(program, unit, ir.operand(method, 1), depth + 1)) return false;
  return ir.text(method, 2) !== 'concat' || given.every((part) => isClosedList(program, unit, part, depth + 1));
}

function ofConstantList(program: Program, unit: Unit, list: Value): boolean {
  const v = program.value(unit, list);
  return (
    v.k === 'arr' &&
    !Array.from({ length: v.unit.ir.operandCount(v.value) }, (_, i) => v.unit.ir.op(v.unit.ir.operand(v.value, i))).includes(Op.spread)
  );
}

function ofParameter(program: Program, unit: Unit, key: Value, depth: number): Closed {
  const { ir } = unit;
  const fn = program.functionAt(unit, key);
  const row = ir.fn(fn),
    index = ir.operand(key, 0);
  const param = index < row.paramCount ? ir.param(row.firstParam + index) : undefined;
  const declared = param && param.type >= 0 ? isClosedType(program, unit, param.type) : 'no';
  if (declared !== 'no') return declared;
  const callers = program.graph.callersOf(unit, fn).filter((edge) => edge.kind !== 'later');
  if (callers.length === 0 || callers.length > 40) return 'no';
  return all(
    callers.map((edge) => {
      const from = edge.from.unit.ir;
      if (edge.kind === 'runs')
        return index === 0 && isClosedList(program, edge.from.unit, walked(edge.from.unit, edge.call)) ? 'yes' : 'no';
      return index < from.operandCount(edge.call) - 2
        ? isClosedKey(program, edge.from.unit, from.operand(edge.call, 2 + index), depth + 1)
        : 'yes';
    }),
  );
}

/** A member whose declared type is closed (`event.kind`). */
function ofMember(program: Program, unit: Unit, key: Value): Closed {
  const { ir } = unit;
  const holder = program.value(unit, ir.operand(key, 1));
  if (holder.k !== 'iface') return 'no';
  const row = holder.unit.ir.cls(holder.cls);
  for (let i = 0; i < row.memberCount; i++) {
    const member = holder.unit.ir.member(row, i);
    if (member.name === ir.text(key, 2)) return member.type >= 0 ? isClosedType(program, holder.unit, member.type) : 'no';
  }
  return 'no';
}

/** A thing as a key, not a text or a number: things of the program, such as its schemas; of a request's own, nobody would find one again. */
export function isKeyedByObject(program: Program, { unit, key }: Write): boolean {
  if (key < 0) return false;
  const { ir } = unit;
  if (['inst', 'iface', 'obj', 'arr', 'class', 'fn', 'fntype'].includes(program.value(unit, key).k)) return true;
  const isList = (type: Value): boolean => type >= 0 && ir.op(type) === Op.tarr;
  if (ir.op(key) === Op.get) {
    const holder = program.value(unit, ir.operand(key, 1));
    if (holder.k !== 'iface') return false;
    const row = holder.unit.ir.cls(holder.cls);
    const member = Array.from({ length: row.memberCount }, (_, i) => holder.unit.ir.member(row, i)).find((m) => m.name === ir.text(key, 2));
    return member !== undefined && member.type >= 0 && holder.unit.ir.op(member.type) === Op.tarr;
  }
  if (ir.op(key) !== Op.param) return false;
  const row = ir.fn(program.functionAt(unit, key));
  const index = ir.operand(key, 0);
  return index < row.paramCount && isList(ir.param(row.firstParam + index).type);
}

/** `Map<Plan, Price>`, `Record<Plan, Price>`: is the declared type of the keys closed? */
export function isClosedMap(program: Program, { unit, binding, type }: State): boolean {
  const { ir } = unit;
  const declared = type >= 0 ? type : binding >= 0 ? ir.binding(binding).type : -1;
  if (declared < 0 || ir.op(declared) !== Op.tref || ir.operandCount(declared) < 2) return false;
  const entity = ir.operand(declared, 0);
  if (ir.op(entity) !== Op.global || !['Map', 'Record', 'Set', 'Partial'].includes(ir.text(entity, 0))) return false;
  return isClosedType(program, unit, ir.operand(declared, 1)) === 'yes';
}

/** Is a declared type an enum or a union of literals? A named type of a package that is not there is `unknown`. */
export function isClosedType(program: Program, unit: Unit, type: Value, depth = 0): Closed {
  const { ir } = unit;
  if (depth > 6) return 'no';
  switch (ir.op(type)) {
    case Op.tlit:
    case Op.undef:
    case Op.null:
      return 'yes';
    case Op.tunion:
      return all(Array.from({ length: ir.operandCount(type) }, (_, i) => isClosedType(program, unit, ir.operand(type, i), depth + 1)));
    case Op.tref:
      return ofNamedType(program, unit, type, depth);
    default:
      return 'no';
  }
}

/** Types of the language that pick among the members of a union. */
const PICKING = new Set(['Exclude', 'Extract']);

function ofNamedType(program: Program, unit: Unit, type: Value, depth: number): Closed {
  const { ir } = unit;
  const entity = ir.operand(type, 0);
  if (ir.op(entity) === Op.global) {
    // As many as there are functions and classes in the code.
    if (ir.text(entity, 0) === 'Function') return 'yes';
    return PICKING.has(ir.text(entity, 0)) ? 'unknown' : 'no';
  }
  if (ir.op(entity) === Op.import) {
    const row = ir.operand(entity, 0);
    const target = unit.targets[row];
    if (target?.kind === 'package') return 'unknown';
    if (target?.kind !== 'unit') return 'unknown';
    return ofBindingNamed(program, program.units[target.unit], ir.import(row).name, depth);
  }
  if (ir.op(entity) === Op.capture || ir.op(entity) === Op.load) return ofBinding(program, unit, ir.operand(entity, 0), depth);
  return 'no';
}

/** The binding that a module exports under a name, or -1. */
function bindingExported({ ir }: Unit, name: string): number {
  for (let i = 0, n = ir.count('exports'); i < n; i++) {
    const row = ir.export(i);
    if (row.name === name && row.kind === (Export.Binding as number)) return row.target;
  }
  return -1;
}

function ofBindingNamed(program: Program, unit: Unit, name: string, depth: number): Closed {
  const { ir } = unit;
  for (let i = 0, n = ir.count('exports'); i < n; i++) {
    const row = ir.export(i);
    if (row.name !== name) continue;
    if (row.kind === 0 || row.kind === 5) return ofBinding(program, unit, row.target, depth);
    return 'unknown';
  }
  return 'unknown';
}

function ofBinding(program: Program, unit: Unit, index: number, depth: number): Closed {
  const row = unit.ir.binding(index);
  if (row.kind === (Bind.Enum as number)) return 'yes';
  if (row.kind === (Bind.Type as number) && row.type >= 0)
    return isComputed(unit, row) ? 'unknown' : isClosedType(program, unit, row.type, depth + 1);
  return 'no';
}

/** `type Page = keyof typeof PAGES`, `(typeof NAMES)[number]`: more than another name for `string`, and mostly a closed set. */
const isComputed = (unit: Unit, row: BindingRow): boolean =>
  unit.ir.op(row.type) === Op.tunk && row.declEnd - row.end > ' = unknown;'.length;

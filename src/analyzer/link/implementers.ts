import { Cls, Member, MemberFlag } from '../ir/ops.js';
import { append } from '../maps.js';
import { memberOf } from './members.js';
import type { Program } from './program.js';
import { armsOf, type ClassVal, type FnVal, type Unit, type Val } from './values.js';

/** A method that more classes than these have is no port with its adapters: which one is meant, nobody can say. */
const MAX_CLASSES = 8;
const MAX_PARENTS = 8;

/** A type that classes implement or extend. */
interface Contract {
  readonly unit: Unit;
  readonly cls: number;
}

/**
 * The methods of which one is called as `name` of something that is known by its interface or abstract class only: those of every class that has
 * what the interface asks for and stands where the interface is known, or that extends the class. Empty where there are none, or too many.
 */
export function implementersOf(program: Program, receiver: Val, name: string): readonly FnVal[] {
  const contracts = armsOf(receiver).flatMap((arm): Contract[] =>
    arm.k === 'iface' ? [arm] : arm.k === 'inst' && isAbstract(arm.cls, name) ? [{ unit: arm.cls.unit, cls: arm.cls.cls }] : [],
  );
  const classes = contracts.flatMap((contract) => classesOf(program, contract));
  if (classes.length > MAX_CLASSES) return [];
  const found = classes.map((cls) => memberOf(program, { k: 'inst', cls, site: null }, name));
  const methods = found.flatMap((value) => armsOf(value).filter((arm): arm is FnVal => arm.k === 'fn'));
  // One of them out of sight may do anything.
  return methods.length === found.length ? methods : [];
}

function isAbstract({ unit, cls }: ClassVal, name: string): boolean {
  const { ir } = unit;
  const row = ir.cls(cls);
  if ((row.flags & Cls.Abstract) === 0) return false;
  for (let i = 0; i < row.memberCount; i++) {
    const member = ir.member(row, i);
    if (member.name === name && (member.flags & MemberFlag.Abstract) !== 0) return true;
  }
  return false;
}

function classesOf(program: Program, contract: Contract): ClassVal[] {
  const { ir } = contract.unit;
  const row = ir.cls(contract.cls);
  const isInterface = (row.flags & (Cls.Interface | Cls.TypeLiteral)) !== 0;
  const asked = isInterface ? methodsOf(contract) : [];
  if (row.name === '' || (isInterface && asked.length === 0)) return [];
  return modulesThatKnow(program, contract, row.name).flatMap((unit) => {
    const found: ClassVal[] = [];
    for (let cls = 0, n = unit.ir.count('classes'); cls < n; cls++) {
      if ((unit.ir.cls(cls).flags & (Cls.Interface | Cls.TypeLiteral | Cls.Ambient | Cls.Abstract)) !== 0) continue;
      const value: ClassVal = { k: 'class', unit, cls, env: null };
      const line = [value, ...parentsOf(program, value)];
      const fits = isInterface
        ? asked.every((method) => line.some((one) => membersOf(one).includes(method)))
        : line.some((one) => one.unit === contract.unit && one.cls === contract.cls);
      if (fits) found.push(value);
    }
    return found;
  });
}

/** The module that declares a type, and those that import it under its name. */
function modulesThatKnow(program: Program, { unit, cls }: Contract, name: string): Unit[] {
  const rows = program.derive(importsByName).get(name) ?? [];
  const importers = rows.filter((row) => {
    const value = program.importRow(row.unit, row.row);
    return value.k === 'iface' ? value.unit === unit && value.cls === cls : value.k === 'class' && value.unit === unit && value.cls === cls;
  });
  return [...new Set([unit, ...importers.map((row) => row.unit)])];
}

/** Import rows of modules that declare a class, by the name that they import. */
function importsByName(program: Program): ReadonlyMap<string, readonly { readonly unit: Unit; readonly row: number }[]> {
  const found = new Map<string, { unit: Unit; row: number }[]>();
  for (const unit of program.active) {
    if (unit.ir.count('classes') === 0) continue;
    for (let row = 0, n = unit.ir.count('imports'); row < n; row++)
      if (unit.targets[row]?.kind === 'unit') append(found, unit.ir.import(row).name, { unit, row });
  }
  return found;
}

const membersOf = ({ unit: { ir }, cls }: Contract): string[] => {
  const row = ir.cls(cls);
  return Array.from({ length: row.memberCount }, (_, i) => ir.member(row, i).name);
};

/** What an interface asks for: all that it does not leave open. None where a part of it has no name. */
function methodsOf({ unit: { ir }, cls }: Contract): string[] {
  const row = ir.cls(cls);
  const members = Array.from({ length: row.memberCount }, (_, i) => ir.member(row, i));
  const asked = members.filter(({ flags }) => (flags & MemberFlag.Optional) === 0);
  return asked.some(({ name, kind }) => name === '' || kind === (Member.Getter as number)) ? [] : asked.map(({ name }) => name);
}

function parentsOf(program: Program, { unit, cls }: ClassVal): ClassVal[] {
  const found: ClassVal[] = [];
  let at: ClassVal = { k: 'class', unit, cls, env: null };
  while (found.length < MAX_PARENTS) {
    const { heritage } = at.unit.ir.cls(at.cls);
    const parent = heritage < 0 ? undefined : program.value(at.unit, heritage, null);
    if (parent?.k !== 'class') break;
    found.push(parent);
    at = parent;
  }
  return found;
}

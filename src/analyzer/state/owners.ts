import { Fn, Member, MemberFlag, Op } from '../ir/ops.js';
import type { MemberRow, Value } from '../ir/module.js';
import { thisOwner } from '../link/facts.js';
import type { Program } from '../link/program.js';
import type { LibVal, Site, Unit, Val } from '../link/values.js';
import { nameOf } from './names.js';
import { Singletons } from './singletons.js';
import { strip } from './syntax.js';
import type { Owned, Shape } from './types.js';

/** What a container or variable is, apart from who holds it. */
interface Thing {
  readonly shape: Shape;
  readonly lib: LibVal | undefined;
  readonly initial: Value;
}

const SLOT: Thing = { shape: 'slot', lib: undefined, initial: -1 };

/** May a value be somebody's state, or be given by a caller who has it from somebody? {@link Owners.of} says whose. */
export function mayBeOwned(v: Val): boolean {
  switch (v.k) {
    case 'obj':
    case 'arr':
      return v.env === null || v.env.fn === 0;
    case 'lib':
      return typeof v.origin !== 'string' && v.origin.env === null && (v.type.model.is === 'container' || v.type.model.is === 'bounded');
    case 'param':
      return v.path === '';
    case 'inst':
    case 'class':
    case 'global':
      return true;
    default:
      return false;
  }
}

/** Says whose state a value is. */
export class Owners {
  private readonly singletons: Singletons;
  private readonly allocations = new Map<string, Owned | undefined>();

  constructor(private readonly program: Program) {
    this.singletons = new Singletons(program);
  }

  /** Whose state that value is, if it is anybody's. `member` is what is changed on it. */
  of(v: Val, member: string): Owned | undefined {
    if (!mayBeOwned(v)) return undefined;
    switch (v.k) {
      case 'obj':
      case 'arr':
        return this.allocated(v.unit, { shape: v.k === 'arr' ? 'array' : 'object', lib: undefined, initial: v.value });
      case 'lib': {
        if (typeof v.origin === 'string') return undefined;
        const shape = v.type.id === 'global#Set' ? 'Set' : v.type.id === 'global#Array' ? 'array' : 'Map';
        return this.allocated(v.origin.unit, { shape, lib: v, initial: v.origin.value });
      }
      case 'inst':
        return member === '' ? undefined : this.field(v.cls.unit, v.cls.cls, member, SLOT);
      case 'class':
        return member === '' || v.env !== null ? undefined : this.staticField(v.unit, v.cls, member, SLOT);
      case 'global':
        return (v.path === 'globalThis' || v.path === 'global') && member !== '' ? this.globalMember(member) : undefined;
      default:
        return undefined;
    }
  }

  /** May a value be state that a module declares, or be given by a caller who has it from there? Quick: {@link of} says for sure. */
  mayBeIn(unit: Unit, v: Val): boolean {
    switch (v.k) {
      case 'obj':
      case 'arr':
        return v.unit === unit || this.program.functionAt(v.unit, v.value) !== 0; // what a function makes may be stored anywhere
      case 'lib':
        return typeof v.origin !== 'string' && (v.origin.unit === unit || this.program.functionAt(v.origin.unit, v.origin.value) !== 0);
      case 'inst':
        return v.cls.unit === unit;
      case 'class':
        return v.unit === unit;
      default:
        return mayBeOwned(v);
    }
  }

  /** A variable of a module that functions assign. */
  binding(unit: Unit, index: number, thing: Thing = SLOT): Owned {
    const row = unit.ir.binding(index);
    return {
      ...thing,
      key: `b:${unit.index}:${index}`,
      unit,
      site: { unit, start: row.start, end: row.end },
      name: row.name,
      holder: 'binding',
      initial: thing.initial >= 0 ? thing.initial : row.value,
      type: row.type,
      binding: index,
    };
  }

  private allocated(unit: Unit, thing: Thing): Owned | undefined {
    const key = `${unit.index}:${thing.initial}`;
    if (!this.allocations.has(key)) this.allocations.set(key, this.allocation(unit, thing));
    return this.allocations.get(key);
  }

  /** State by where its container was made: at module level, in a class's fields, or locally (which is nobody's business). */
  private allocation(unit: Unit, thing: Thing): Owned | undefined {
    const { ir } = unit;
    const fn = this.program.functionAt(unit, thing.initial);
    if (fn !== 0) {
      const { cls, flags } = ir.fn(thisOwner(ir, fn));
      if (cls >= 0 && (flags & (Fn.Static | Fn.Method)) === 0) return this.ofField(unit, cls, thing);
      return this.storedAway(unit, fn, thing);
    }
    const named = nameOf(this.program, unit, thing.initial);
    if (named === undefined) return undefined;
    if (named.cls !== undefined) return this.staticField(unit, named.cls, named.name, thing);
    if (named.binding >= 0 && this.program.facts(unit).storesOf.has(named.binding)) return this.binding(unit, named.binding, thing);
    return {
      ...thing,
      key: `a:${unit.index}:${thing.initial}`,
      unit,
      site: named.site,
      name: named.name,
      holder: 'binding',
      type: -1,
      binding: named.binding,
    };
  }

  /** Made by a function that puts it into a variable of the module, a static field or a field. */
  private storedAway(unit: Unit, fn: number, thing: Thing): Owned | undefined {
    const { ir } = unit;
    for (const user of this.program.usersOf(unit, fn).get(thing.initial) ?? []) {
      if (ir.op(user) === Op.store && ir.bindingOwner(ir.operand(user, 0)) === 0) return this.binding(unit, ir.operand(user, 0), thing);
      if (ir.op(user) !== Op.set) continue;
      const holder = this.program.value(unit, ir.operand(user, 0));
      if (holder.k === 'class' && holder.env === null) return this.staticField(holder.unit, holder.cls, ir.text(user, 1), thing);
      if (holder.k === 'inst') return this.field(holder.cls.unit, holder.cls.cls, ir.text(user, 1), thing);
    }
    return undefined;
  }

  /** The field that a value made in a class's initialisers or constructor becomes. */
  private ofField(unit: Unit, cls: number, thing: Thing): Owned | undefined {
    for (const [name, stores] of this.program.facts(unit).fieldsOf.get(cls) ?? []) {
      if (stores.some((store) => strip(unit, unit.ir.operand(store.value, 2)) === thing.initial)) return this.field(unit, cls, name, thing);
    }
    return undefined;
  }

  /** A class field, where the class has an instance that is module state. */
  private field(unit: Unit, cls: number, name: string, thing: Thing): Owned | undefined {
    if (!this.singletons.has(unit, cls)) return undefined;
    const member = this.member(unit, cls, name, false);
    return {
      ...thing,
      key: `f:${unit.index}:${cls}:${name}`,
      unit,
      site: this.siteOf(unit, cls, member),
      name: `${unit.ir.cls(cls).name || 'class'}.${name}`,
      holder: 'field',
      type: member?.type ?? -1,
      binding: -1,
      field: { cls, name },
    };
  }

  private staticField(unit: Unit, cls: number, name: string, thing: Thing): Owned | undefined {
    if (unit.ir.cls(cls).owner !== 0) return undefined;
    const member = this.member(unit, cls, name, true);
    return {
      ...thing,
      key: `s:${unit.index}:${cls}:${name}`,
      unit,
      site: this.siteOf(unit, cls, member),
      name: `${unit.ir.cls(cls).name || 'class'}.${name}`,
      holder: 'static',
      type: member?.type ?? -1,
      binding: -1,
      field: { cls, name },
    };
  }

  private member(unit: Unit, cls: number, name: string, isStatic: boolean): MemberRow | undefined {
    const row = unit.ir.cls(cls);
    const kinds: readonly number[] = [Member.Field, Member.ParamProperty, Member.Accessor];
    for (let i = 0; i < row.memberCount; i++) {
      const member = unit.ir.member(row, i);
      if (member.name === name && kinds.includes(member.kind) && ((member.flags & MemberFlag.Static) !== 0) === isStatic) return member;
    }
    return undefined;
  }

  private siteOf(unit: Unit, cls: number, member: MemberRow | undefined): Site {
    const row = unit.ir.cls(cls);
    return member ? { unit, start: member.start, end: member.end } : { unit, start: row.start, end: Math.min(row.end, row.start + 1) };
  }

  /** A member of the global object; it is declared where it is first assigned something. */
  private globalMember(name: string): Owned | undefined {
    const sets = this.program.setsOf(name).filter(({ unit, value }) => this.program.value(unit, unit.ir.operand(value, 0)).k === 'global');
    const first = sets.find(({ unit, value }) => unit.ir.op(unit.ir.operand(value, 2)) !== Op.undef) ?? sets[0];
    if (first === undefined) return undefined;
    const { unit, value } = first;
    return {
      ...SLOT,
      key: `g:${name}`,
      unit,
      site: { unit, start: unit.ir.start(value), end: unit.ir.end(value) },
      name: `globalThis.${name}`,
      holder: 'global',
      type: -1,
      binding: -1,
    };
  }
}

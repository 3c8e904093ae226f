import { Bind, Export, Member, MemberFlag, Op } from '../ir/ops.js';
import type { ExportRow, Value } from '../ir/module.js';
import { argument, argumentCount } from '../link/calls.js';
import type { FnRef } from '../link/callgraph.js';
import { thisOwner } from '../link/facts.js';
import type { Program } from '../link/program.js';
import { armsOf, keyOf, type LibVal, type Site, type Unit, type Val } from '../link/values.js';

/** Where a piece of state is held. */
export type Holder = 'binding' | 'static' | 'field' | 'global';

/** What kind of thing holds the entries; `slot` is a variable that is assigned. */
export type Shape = 'Map' | 'Set' | 'array' | 'object' | 'slot';

/** One place where state is changed after load. */
export interface Write extends FnRef {
  readonly value: Value;
  readonly kind: 'assign' | 'write' | 'update' | 'remove' | 'clear';
  /** The key and the stored value, where the instruction has them; in the unit of the write. */
  readonly key: Value;
  readonly stored: Value;
  /** A member name that is fixed in the code (`state.ready = …`), or ''. */
  readonly member: string;
  /** Does it only happen while modules load? */
  readonly onLoad: boolean;
}

/** State that outlives a call: held by a module, a class, a singleton or the global object. */
export interface State {
  readonly unit: Unit;
  /** The declaration. */
  readonly site: Site;
  readonly name: string;
  readonly holder: Holder;
  readonly shape: Shape;
  /** For a library's container: what it is. */
  readonly lib: LibVal | undefined;
  /** The allocation or initial value, or -1. */
  readonly initial: Value;
  readonly writes: readonly Write[];
  readonly reads: readonly (FnRef & { readonly value: Value })[];
}

interface Draft extends Omit<State, 'writes' | 'reads'> {
  readonly writes: Write[];
  readonly reads: (FnRef & { value: Value })[];
}

/** A change, before it is known whose. */
interface Change extends FnRef {
  readonly value: Value;
  readonly kind: Write['kind'];
  readonly key: Value;
  readonly stored: Value;
  readonly member: string;
}

class Inventory {
  private readonly states = new Map<string, Draft>();
  /** Changes to what a parameter holds, by function and index. */
  private readonly paramChanges = new Map<string, Change[]>();
  private readonly singletons = new Map<string, boolean>();

  constructor(private readonly program: Program) {}

  collect(): State[] {
    for (const unit of this.program.units) {
      this.slots(unit);
      for (const { fn, value } of this.program.facts(unit).mutations) this.mutation({ unit, fn }, value);
    }
    for (const { unit, fn, call, callee, model } of this.program.graph.libCalls) {
      if (model.op !== undefined && model.op.kind !== 'read') this.operation({ unit, fn }, call, callee, model.op);
      else if (model.op !== undefined) this.operationRead({ unit, fn }, call, callee);
    }
    this.builtins();
    this.passThroughParameters();
    return [...this.states.values()].filter((state) => state.writes.length > 0);
  }

  /** `let` variables of a module that functions assign. */
  private slots(unit: Unit): void {
    const { ir } = unit;
    for (const [binding, stores] of this.program.facts(unit).storesOf) {
      const row = ir.binding(binding);
      if (row.owner !== 0 || row.kind === (Bind.Import as number)) continue;
      for (const { fn, value } of stores) {
        const draft = this.draft(`b:${unit.index}:${binding}`, () => ({
          unit, site: { unit, start: row.start, end: row.end }, name: row.name, holder: 'binding', shape: 'slot', lib: undefined, initial: row.value, writes: [], reads: [],
        }));
        this.push(draft, { unit, fn, value, kind: 'assign', key: -1, stored: ir.operand(value, 1), member: '' });
      }
      const draft = this.states.get(`b:${unit.index}:${binding}`);
      for (const load of this.program.facts(unit).loadsOf.get(binding) ?? []) if (load.fn !== 0) draft?.reads.push({ unit, ...load });
    }
  }

  private draft(key: string, make: () => Draft): Draft {
    let draft = this.states.get(key);
    if (!draft) this.states.set(key, (draft = make()));
    return draft;
  }

  private push(draft: Draft, change: Change): void {
    draft.writes.push({ ...change, onLoad: this.program.contexts.loadOnly(change.unit, change.fn) });
  }

  private mutation(at: FnRef, value: Value): void {
    const { ir } = at.unit;
    const op = ir.op(value);
    const named = op === Op.set || op === Op.delete;
    const change: Change = {
      ...at, value, kind: op === Op.delete || op === Op.deletex ? 'remove' : 'write', key: named ? -1 : ir.operand(value, 1),
      stored: op === Op.set || op === Op.setx ? ir.operand(value, 2) : -1, member: named ? ir.text(value, 1) : '',
    };
    this.change(this.program.value(at.unit, ir.operand(value, 0)), change);
  }

  private operation(at: FnRef, call: Value, callee: LibVal, op: { kind: Write['kind'] | 'read'; key?: number; value?: number }): void {
    if (callee.recv === null || op.kind === 'read') return;
    const { ir } = at.unit;
    const operand = (index: number | undefined): Value => (index !== undefined && index < ir.operandCount(call) - 2 ? ir.operand(call, 2 + index) : -1);
    this.change(callee.recv, { ...at, value: call, kind: op.kind, key: operand(op.key), stored: operand(op.value), member: '' });
  }

  private operationRead(at: FnRef, call: Value, callee: LibVal): void {
    for (const arm of callee.recv ? armsOf(callee.recv) : []) {
      const key = this.keyOfState(arm, '');
      const draft = key === undefined ? undefined : this.states.get(key.key);
      if (at.fn !== 0) draft?.reads.push({ ...at, value: call });
    }
  }

  /** `Object.assign(state, …)` */
  private builtins(): void {
    for (const { unit, fn, value } of this.program.callsNamed('assign')) {
      const callee = this.program.value(unit, unit.ir.operand(value, 1));
      if (callee.k !== 'global' || callee.path !== 'Object.assign') continue;
      const target = argument(this.program, { unit, value, env: null }, 0);
      if (target) this.change(target, { unit, fn, value, kind: 'update', key: -1, stored: -1, member: '' });
    }
  }

  private change(target: Val, change: Change): void {
    for (const arm of armsOf(target)) {
      if (arm.k === 'param' && arm.path === '') {
        const key = `${arm.unit.index}:${arm.fn}:${arm.index}`;
        const list = this.paramChanges.get(key);
        if (list) list.push(change);
        else this.paramChanges.set(key, [change]);
        continue;
      }
      const found = this.keyOfState(arm, change.member);
      if (found) this.push(this.draft(found.key, found.make), change);
    }
  }

  /** Changes to a parameter are changes to what the callers pass. */
  private passThroughParameters(): void {
    for (let round = 0; round < 3 && this.paramChanges.size > 0; round++) {
      const changes = [...this.paramChanges];
      this.paramChanges.clear();
      for (const [key, list] of changes) {
        const [unit, fn, index] = key.split(':').map(Number);
        for (const edge of this.program.graph.callersOf(this.program.units[unit], fn)) {
          const site = { unit: edge.from.unit, value: edge.call, env: null };
          if (edge.kind !== 'call' || index >= argumentCount(site)) continue;
          const passed = argument(this.program, site, index);
          if (passed) for (const change of list.slice(0, 4)) this.change(passed, { ...edge.from, value: edge.call, kind: change.kind, key: -1, stored: -1, member: change.member });
        }
      }
    }
  }

  /** Whose state is that value, if it is anybody's? `member` is what is changed on it. */
  private keyOfState(v: Val, member: string): { key: string; make: () => Draft } | undefined {
    switch (v.k) {
      case 'obj': case 'arr': return v.env === null || v.env.fn === 0 ? this.allocated(v.unit, v.value, v.k === 'arr' ? 'array' : 'object', undefined) : undefined;
      case 'lib': {
        if (typeof v.origin === 'string' || v.origin.env !== null || !['container', 'bounded'].includes(v.type.model.is ?? '')) return undefined;
        const name = v.type.id === 'global#Set' ? 'Set' : v.type.id === 'global#Array' ? 'array' : 'Map';
        return this.allocated(v.origin.unit, v.origin.value, name, v);
      }
      case 'inst': return member === '' ? undefined : this.field(v.cls.unit, v.cls.cls, member, 'slot', undefined, -1);
      case 'class': return member === '' || v.env !== null ? undefined : this.staticField(v.unit, v.cls, member, 'slot', undefined, -1);
      case 'global': return (v.path === 'globalThis' || v.path === 'global') && member !== '' ? this.globalMember(member) : undefined;
      default: return undefined;
    }
  }

  /** State by where its container was made: at module level, in a class's fields, or locally (which is nobody's business). */
  private allocated(unit: Unit, value: Value, shape: Shape, lib: LibVal | undefined): { key: string; make: () => Draft } | undefined {
    const { ir } = unit;
    const fn = this.program.functionAt(unit, value);
    const owner = fn === 0 ? undefined : ir.fn(thisOwner(ir, fn));
    if (owner && owner.cls >= 0) {
      const name = this.fieldOf(unit, owner.cls, value);
      return name === undefined ? undefined : this.field(unit, owner.cls, name, shape, lib, value);
    }
    if (fn !== 0) return undefined;
    const named = this.nameOf(unit, value);
    if (named === undefined) return undefined;
    if (named.cls !== undefined) return this.staticField(unit, named.cls, named.name, shape, lib, value);
    return {
      key: `a:${unit.index}:${value}`,
      make: () => ({ unit, site: named.site, name: named.name, holder: 'binding', shape, lib, initial: value, writes: [], reads: this.readsOf(unit, named.binding) }),
    };
  }

  private readsOf(unit: Unit, binding: number): (FnRef & { value: Value })[] {
    if (binding < 0) return [];
    return (this.program.facts(unit).loadsOf.get(binding) ?? []).filter(({ fn }) => fn !== 0).map((load) => ({ unit, ...load }));
  }

  /** The field that a value made in a class's initialisers or constructor becomes. */
  private fieldOf(unit: Unit, cls: number, value: Value): string | undefined {
    for (const [name, stores] of this.program.facts(unit).fieldsOf.get(cls) ?? []) {
      if (stores.some((store) => strip(unit, unit.ir.operand(store.value, 2)) === value)) return name;
    }
    return undefined;
  }

  /** A class field, where the class has an instance that is module state. */
  private field(unit: Unit, cls: number, name: string, shape: Shape, lib: LibVal | undefined, initial: Value): { key: string; make: () => Draft } | undefined {
    if (!this.isSingleton(unit, cls)) return undefined;
    const row = unit.ir.cls(cls);
    let site: Site = { unit, start: row.start, end: Math.min(row.end, row.start + 1) };
    for (let i = 0; i < row.memberCount; i++) {
      const member = unit.ir.member(row, i);
      if (member.name === name && (member.kind === (Member.Field as number) || member.kind === (Member.ParamProperty as number))) site = { unit, start: member.start, end: member.end };
    }
    if (initial < 0 && this.writtenOnlyInConstructor(unit, cls, name)) return undefined;
    const label = `${row.name || 'class'}.${name}`;
    return { key: `f:${unit.index}:${cls}:${name}`, make: () => ({ unit, site, name: label, holder: 'field', shape, lib, initial, writes: [], reads: [] }) };
  }

  private writtenOnlyInConstructor(unit: Unit, cls: number, name: string): boolean {
    const row = unit.ir.cls(cls);
    const stores = this.program.facts(unit).fieldsOf.get(cls)?.get(name) ?? [];
    return stores.every((store) => store.fn === row.ctor || store.fn === row.fields);
  }

  /** Is an instance of the class made at module level, or by a container that keeps one for all? */
  private isSingleton(unit: Unit, cls: number): boolean {
    const key = `${unit.index}:${cls}`;
    let known = this.singletons.get(key);
    if (known === undefined) {
      const sites = this.program.graph.newSitesOf(unit, cls);
      known = sites.some((site) => site.fn === 0 && this.isKept(site.unit, site.call)) || this.isProvider(unit, cls);
      this.singletons.set(key, known);
    }
    return known;
  }

  /** Is a value made at module level held by a binding, an export or another object? */
  private isKept(unit: Unit, value: Value): boolean {
    const { ir } = unit;
    for (let b = 0, n = ir.count('bindings'); b < n; b++) if (strip(unit, ir.bindingValue(b)) === value) return true;
    if (this.exportOf(unit, value)) return true;
    return (this.program.usersOf(unit, 0).get(value) ?? []).some((user) => [Op.store, Op.set, Op.object, Op.array].includes(ir.op(user) as never));
  }

  private isProvider(unit: Unit, cls: number): boolean {
    return unit.ir.cls(cls).decorators.some((d) => {
      const callee = this.program.value(unit, unit.ir.opName(d) === 'call' ? unit.ir.operand(d, 1) : d);
      const decorates = callee.k === 'lib' ? this.program.library.call(callee.type)?.decorates : undefined;
      return decorates === 'provider' || decorates === 'controller';
    });
  }

  private staticField(unit: Unit, cls: number, name: string, shape: Shape, lib: LibVal | undefined, initial: Value): { key: string; make: () => Draft } | undefined {
    const row = unit.ir.cls(cls);
    if (row.owner !== 0) return undefined;
    let site: Site | undefined;
    for (let i = 0; i < row.memberCount; i++) {
      const member = unit.ir.member(row, i);
      if (member.name === name && (member.flags & MemberFlag.Static) !== 0) site = { unit, start: member.start, end: member.end };
    }
    const at: Site = site ?? { unit, start: row.start, end: Math.min(row.end, row.start + 1) };
    return { key: `s:${unit.index}:${cls}:${name}`, make: () => ({ unit, site: at, name: `${row.name || 'class'}.${name}`, holder: 'static', shape, lib, initial, writes: [], reads: [] }) };
  }

  private globalMember(name: string): { key: string; make: () => Draft } | undefined {
    const first = this.program.setsOf(name).find(({ unit, value }) => {
      const holder = this.program.value(unit, unit.ir.operand(value, 0));
      return holder.k === 'global';
    });
    if (!first) return undefined;
    const { unit, value } = first;
    return {
      key: `g:${name}`,
      make: () => ({ unit, site: { unit, start: unit.ir.start(value), end: unit.ir.end(value) }, name: `globalThis.${name}`, holder: 'global', shape: 'slot', lib: undefined, initial: -1, writes: [], reads: [] }),
    };
  }

  /** The binding, static field or member of an outer object that a value made at module level is held by. */
  private nameOf(unit: Unit, value: Value, depth = 0): { name: string; site: Site; binding: number; cls?: number } | undefined {
    const { ir } = unit;
    for (let b = 0, n = ir.count('bindings'); b < n; b++) {
      if (ir.bindingOwner(b) !== 0 || strip(unit, ir.bindingValue(b)) !== value) continue;
      const row = ir.binding(b);
      return { name: row.name, site: { unit, start: row.start, end: row.end }, binding: b };
    }
    for (const user of this.program.usersOf(unit, 0).get(value) ?? []) {
      if (ir.op(user) === Op.set) {
        const holder = this.program.value(unit, ir.operand(user, 0));
        if (holder.k === 'class' && holder.unit === unit) return { name: ir.text(user, 1), site: { unit, start: ir.start(user), end: ir.end(user) }, binding: -1, cls: holder.cls };
        if (holder.k === 'global') return { name: `globalThis.${ir.text(user, 1)}`, site: { unit, start: ir.start(user), end: ir.end(user) }, binding: -1 };
      }
      if (ir.op(user) === Op.store) {
        const row = ir.binding(ir.operand(user, 0));
        return { name: row.name, site: { unit, start: row.start, end: row.end }, binding: ir.operand(user, 0) };
      }
      if (depth > 4 || ![Op.object, Op.call, Op.cast, Op.logic, Op.phi].includes(ir.op(user) as never)) continue;
      const outer = this.nameOf(unit, user, depth + 1);
      if (!outer) continue;
      const key = ir.op(user) === Op.object ? keyIn(unit, user, value) : undefined;
      return key === undefined ? outer : { ...outer, name: `${outer.name}.${key}` };
    }
    const row = this.exportOf(unit, value);
    return row && { name: row.name === '=' ? 'module.exports' : `export ${row.name}`, site: { unit, start: row.start, end: row.end }, binding: -1 };
  }

  private exportOf(unit: Unit, value: Value): ExportRow | undefined {
    const { ir } = unit;
    for (let e = 0, n = ir.count('exports'); e < n; e++) {
      const row = ir.export(e);
      if ((row.kind === (Export.Value as number) || row.kind === (Export.Assign as number)) && strip(unit, row.target) === value) return row;
    }
    return undefined;
  }
}

function keyIn(unit: Unit, object: Value, value: Value): string | undefined {
  const { ir } = unit;
  for (let i = 0; i < ir.operandCount(object); i += 3) if (ir.operand(object, i + 2) === value && ir.operand(object, i) === 0) return ir.string(ir.operand(object, i + 1));
  return undefined;
}

/** A value without casts and awaits around it. */
export function strip(unit: Unit, value: Value): Value {
  let v = value;
  while (v >= 0 && (unit.ir.op(v) === Op.cast || unit.ir.op(v) === Op.await)) v = unit.ir.operand(v, 0);
  return v;
}

/** All state of a program that functions change after load, in order of files and offsets. */
export function findState(program: Program): State[] {
  const states = new Inventory(program).collect();
  return states.sort((a, b) => a.unit.index - b.unit.index || a.site.start - b.site.start || (keyOfName(a) < keyOfName(b) ? -1 : 1));
}

const keyOfName = (state: State): string => `${state.holder}:${state.name}:${state.shape}${state.lib ? keyOf(state.lib) : ''}`;

import { Bind, CALL_NEW, Fn, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { derivesFrom } from '../flow/dependence.js';
import { argument, argumentCount } from '../link/calls.js';
import type { CallQuestion, FnRef } from '../link/callgraph.js';
import { thisOwner } from '../link/facts.js';
import type { Program } from '../link/program.js';
import { armsOf, keyOf, type LibVal, type Unit, type Val } from '../link/values.js';
import { ensure } from '../maps.js';
import type { Operation } from '../models/types.js';
import { mayBeOwned, Owners } from './owners.js';
import { bindingReads, isRead } from './reads.js';
import { isMoved } from './syntax.js';
import type { Change, Owned, Read, State, Write } from './types.js';

/** Owned, while its writes and reads are collected. */
interface Draft {
  owned: Owned;
  readonly writes: Write[];
  readonly reads: Read[];
  /** The instructions of the writes and of the reads, by module: thousands may change one thing. */
  readonly written: Map<Unit, Set<Value>>;
  readonly seen: Map<Unit, Set<Value>>;
}

const NOTHING: ReadonlySet<Value> = new Set();

/** Notes an instruction; false where it is known. */
function isNew(known: Map<Unit, Set<Value>>, { unit, value }: Read): boolean {
  const values = ensure(known, unit, () => new Set<Value>());
  if (values.has(value)) return false;
  values.add(value);
  return true;
}

const changesIn = ({ written }: Draft, unit: Unit): ReadonlySet<Value> => written.get(unit) ?? NOTHING;

/** What an operation does to a container in memory; whatever else models know (making a new entry) writes to it. */
const CHANGES: Readonly<Record<string, Change['kind'] | undefined>> = { update: 'update', remove: 'remove', clear: 'clear' };

const changesReceiver: CallQuestion = ({ model: { op }, callee }) =>
  op !== undefined && op.kind !== 'read' && op.kind !== 'create' && isOwnable(callee.recv);
const readsReceiver: CallQuestion = ({ model, callee }) => model.op?.kind === 'read' && isOwnable(callee.recv);

const isOwnable = (receiver: Val | null): boolean => receiver !== null && armsOf(receiver).some(mayBeOwned);

class Inventory {
  private readonly drafts = new Map<string, Draft>();
  /** Changes to what a parameter holds, by function and index. */
  private readonly paramChanges = new Map<string, Change[]>();
  private readonly owners: Owners;

  constructor(
    private readonly program: Program,
    private readonly only: Unit | undefined,
  ) {
    this.owners = new Owners(program);
  }

  collect(): State[] {
    for (const unit of this.program.units) {
      this.variables(unit);
      for (const { target, change } of mutationsIn(this.program, unit)) {
        const { fn, value } = change;
        const { ir } = unit;
        const isNamed = ir.op(value) === Op.set || ir.op(value) === Op.delete;
        if (isNamed && ir.op(ir.operand(value, 0)) === Op.this && this.isConstruction({ unit, fn })) continue;
        this.change(target, change);
      }
    }
    for (const { unit, fn, call, callee, model } of this.program.graph.libCallsWhere(changesReceiver)) {
      if (model.op !== undefined) this.operation({ unit, fn }, call, callee, CHANGES[model.op.kind] ?? 'write', model.op);
    }
    this.builtins();
    this.passThroughParameters();
    this.findReads();
    return [...this.drafts.values()]
      .filter(({ writes }) => writes.length > 0)
      .map(({ owned, writes, reads }) => ({ ...owned, writes, reads }));
  }

  /** Variables of a module that are assigned more than once. */
  private variables(unit: Unit): void {
    const { ir } = unit;
    if (this.only !== undefined && unit !== this.only) return;
    for (const [binding, stores] of this.program.facts(unit).storesOf) {
      const row = ir.binding(binding);
      if (row.owner !== 0 || row.kind === (Bind.Import as number)) continue;
      for (const { fn, value } of stores) {
        this.push(this.owners.binding(unit, binding), {
          unit,
          fn,
          value,
          kind: 'assign',
          key: -1,
          stored: ir.operand(value, 1),
          member: '',
        });
      }
    }
  }

  /** What is known of a thing: a container that was taken for a mere variable turns out to be one. */
  private draft(owned: Owned): Draft {
    const known = this.drafts.get(owned.key);
    if (!known) {
      const draft: Draft = { owned, writes: [], reads: [], written: new Map(), seen: new Map() };
      this.drafts.set(owned.key, draft);
      return draft;
    }
    if (known.owned.shape === 'slot' && owned.shape !== 'slot') known.owned = owned;
    return known;
  }

  private push(owned: Owned, change: Change): void {
    if (this.only !== undefined && owned.unit !== this.only) return;
    const { writes, written } = this.draft(owned);
    if (isNew(written, change)) writes.push({ ...change, onLoad: this.program.contexts.loadOnly(change.unit, change.fn) });
  }

  /** A constructor sets up the instance that it makes, and no other. */
  private isConstruction({ unit, fn }: FnRef): boolean {
    const owner = thisOwner(unit.ir, fn);
    if (owner === 0) return false;
    const { cls } = unit.ir.fn(owner);
    if (cls < 0) return this.isConstructor(unit, owner);
    const row = unit.ir.cls(cls);
    return fn === row.ctor || fn === row.fields;
  }

  /** `function Session(user) { this.user = user; }`: by its name, or because it is called with `new`. */
  private isConstructor(unit: Unit, fn: number): boolean {
    const { name, flags } = unit.ir.fn(fn);
    if ((flags & (Fn.Method | Fn.Arrow)) !== 0) return false;
    return (
      /^[A-Z]/.test(name) ||
      this.program.graph
        .callersOf(unit, fn)
        .some(({ kind, from, call }) => kind === 'call' && (from.unit.ir.operand(call, 0) & CALL_NEW) !== 0)
    );
  }

  private operation(at: FnRef, call: Value, callee: LibVal, kind: Change['kind'], op: Operation): void {
    if (callee.recv === null) return;
    const { ir } = at.unit;
    const operand = (index: number | string | undefined): Value =>
      typeof index === 'number' && index < ir.operandCount(call) - 2 ? ir.operand(call, 2 + index) : -1;
    this.change(armsOf(callee.recv), { ...at, value: call, kind, key: operand(op.key), stored: operand(op.value), member: '' });
  }

  /** `Object.assign(state, …)` */
  private builtins(): void {
    for (const { unit, fn, value } of this.program.callsNamed('assign')) {
      const callee = this.program.value(unit, unit.ir.operand(value, 1));
      if (callee.k !== 'global' || callee.path !== 'Object.assign') continue;
      const target = argument(this.program, { unit, value, env: null }, 0);
      const stored = unit.ir.operandCount(value) > 3 ? unit.ir.operand(value, 3) : -1;
      if (target) this.change(armsOf(target), { unit, fn, value, kind: 'update', key: -1, stored, member: '' });
    }
  }

  private change(target: readonly Val[], change: Change): void {
    for (const arm of target) {
      if (this.only !== undefined && !this.owners.mayBeIn(this.only, arm)) continue;
      if (arm.k === 'param' && arm.path === '') {
        if (isMoved(change)) continue;
        const key = `${arm.unit.index}:${arm.fn}:${arm.index}`;
        const list = this.paramChanges.get(key);
        if (list) list.push(change);
        else this.paramChanges.set(key, [change]);
        continue;
      }
      const owned = this.owners.of(arm, change.member);
      if (owned)
        this.push(
          owned,
          owned.field && (arm.k === 'inst' || arm.k === 'class')
            ? { ...change, kind: change.kind === 'remove' ? 'remove' : 'assign', member: '' }
            : change,
        );
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
          if (passed)
            for (const change of list.slice(0, 4))
              this.change(armsOf(passed), {
                ...edge.from,
                value: edge.call,
                kind: change.kind,
                key: -1,
                stored: -1,
                member: change.member,
              });
        }
      }
    }
  }

  private findReads(): void {
    if (this.drafts.size === 0) return;
    for (const draft of this.drafts.values()) {
      for (const read of bindingReads(this.program, draft.owned))
        if (read.fn !== 0 && isRead(this.program, read, changesIn(draft, read.unit)) && isNew(draft.seen, read)) draft.reads.push(read);
    }
    for (const { unit, fn, call, callee } of this.program.graph.libCallsWhere(readsReceiver)) {
      if (fn === 0) continue;
      for (const arm of callee.recv ? armsOf(callee.recv) : []) this.read(arm, '', { unit, fn, value: call });
    }
    this.memberReads();
  }

  private read(holder: Val, member: string, read: Read): void {
    const owned = this.owners.of(holder, member);
    const draft = owned && this.drafts.get(owned.key);
    if (draft && isNew(draft.seen, read)) draft.reads.push(read);
  }

  private memberRead(holder: Val, member: string, read: Read): void {
    const owned = this.owners.of(holder, member);
    const draft = owned && this.drafts.get(owned.key);
    if (draft && isRead(this.program, read, changesIn(draft, read.unit))) this.read(holder, member, read);
  }

  /** Reads of fields, statics and members of the global object: by name first, since there are few. */
  private memberReads(): void {
    const names = new Set(
      [...this.drafts.values()].flatMap(({ owned, writes }) => {
        if (owned.holder === 'global') return [owned.key.slice(2)];
        return owned.field ? [owned.field.name] : writes.map((w) => w.member).filter((member) => member !== '');
      }),
    );
    if (names.size === 0) return;
    for (const unit of this.program.units) {
      const { ir } = unit;
      // Most modules mention none of them at all.
      if (!ir.strings.some((text) => names.has(text))) continue;
      for (let fn = 1, n = ir.count('functions'); fn < n; fn++) {
        const [start, end] = ir.fnCode(fn);
        for (let v = start; v < end; v = ir.next(v)) {
          if (ir.op(v) !== Op.get || !names.has(ir.text(v, 2))) continue;
          for (const arm of armsOf(this.program.value(unit, ir.operand(v, 1)))) this.memberRead(arm, ir.text(v, 2), { unit, fn, value: v });
        }
      }
    }
  }
}

/** A change of something that may be state, or a parameter. */
interface Mutation {
  readonly target: readonly Val[];
  readonly change: Change;
}

/** What a module assigns to members and elements, or deletes, of things that may outlive the function: not of what it has made itself. */
const mutationsIn = (program: Program, unit: Unit): readonly Mutation[] =>
  program.known(mutationsIn, unit, 0, () =>
    program.uses(unit).mutations.flatMap(({ fn, value }): Mutation[] => {
      const { ir } = unit;
      const holder = ir.operand(value, 0);
      if (isCopy(unit, holder)) return [];
      const target = armsOf(program.value(unit, holder)).filter(mayBeOwned);
      return target.length === 0 ? [] : [{ target, change: mutation({ unit, fn }, value) }];
    }),
  );

function mutation(at: FnRef, value: Value): Change {
  const { ir } = at.unit;
  const op = ir.op(value);
  const named = op === Op.set || op === Op.delete;
  return {
    ...at,
    value,
    kind: op === Op.delete || op === Op.deletex ? 'remove' : 'write',
    key: named ? -1 : ir.operand(value, 1),
    stored: op === Op.set || op === Op.setx ? ir.operand(value, 2) : -1,
    member: named ? ir.text(value, 1) : '',
  };
}

/** `structuredClone(table)`: what is changed is the function's own. */
function isCopy(unit: Unit, holder: Value): boolean {
  const { ir } = unit;
  return derivesFrom(
    unit,
    holder,
    (v) => ir.op(v) === Op.call && ir.op(ir.operand(v, 1)) === Op.global && ir.text(ir.operand(v, 1), 0) === 'structuredClone',
    12,
  );
}

/**
 * All state of a program that functions change after load, or that of one of its modules, in order of files and offsets. All is worked out once; who
 * asks about one module alone does not pay for the others, unless they were asked for before.
 */
export function findState(program: Program, only?: Unit): readonly State[] {
  if (only !== undefined && !program.isDerived(statesOf)) return statesOf(program, only);
  const all = program.derive(statesOf);
  return only === undefined ? all : all.filter(({ unit }) => unit === only);
}

const statesOf = (program: Program, only?: Unit): readonly State[] =>
  new Inventory(program, only)
    .collect()
    .sort((a, b) => a.unit.index - b.unit.index || a.site.start - b.site.start || (keyOfName(a) < keyOfName(b) ? -1 : 1));

const keyOfName = (state: State): string => `${state.holder}:${state.name}:${state.shape}${state.lib ? keyOf(state.lib) : ''}`;

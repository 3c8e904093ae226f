import type { Value } from '../ir/module.js';
import { Export, Import, Op } from '../ir/ops.js';
import { bindingValue } from './bindings.js';
import { evaluate } from './evaluate.js';
import { codeOrder, collectFacts, collectUses, functionAt, returnsOf, usersOf, type Facts, type Placed, type Uses } from './facts.js';
import { findContexts, type Contexts } from '../context/contexts.js';
import { findEffects, type Effects } from '../effects/summaries.js';
import { findSides, type Side } from '../context/sides.js';
import { buildCallGraph, type CallGraph } from './callgraph.js';
import type { Library } from './library.js';
import { unknown, type Env, type InstVal, type NsVal, type Target, type Unit, type Val } from './values.js';
import { importedValue } from './imports.js';
import { memberOf } from './members.js';

/** What a module exports, by name; the import rows of its `export *`; the value of `module.exports =`, or -1. */
interface ExportsIndex {
  readonly named: ReadonlyMap<string, number>;
  readonly stars: readonly number[];
  readonly assigned: Value;
}

const NOBODY: ReadonlySet<Unit> = new Set();

/** Questions within questions: beyond this the stack would not hold. */
const MAX_NESTING = 200;
/** Questions that one question may lead to. */
const MAX_STEPS = 4000;

/** A `set` somewhere in the program. */
export interface PlacedIn extends Placed {
  readonly unit: Unit;
}

/**
 * The linked program: all analysed modules, and answers about values that cross them. Everything is computed when it is asked
 * for and remembered; the answers do not depend on the order of the questions as long as the units are sorted.
 */
export class Program {
  private readonly factsOf = new Map<Unit, Facts>();
  private readonly usesOf = new Map<Unit, Uses>();
  private activeMemo: readonly Unit[] | undefined;
  private readonly memo = new Map<Unit, Map<Value, Val>>();
  private readonly returns = new Map<Unit, Map<number, readonly Value[]>>();
  private readonly users = new Map<Unit, Map<number, ReadonlyMap<Value, readonly Value[]>>>();
  private readonly exportMemo = new Map<string, Val>();
  private readonly order = new Map<Unit, ReturnType<typeof codeOrder>>();
  private readonly activations = new WeakMap<InstVal, Map<number, Env | null>>();
  /** How many evaluations are under way inside one another, and how many more the outermost one may ask for. */
  private readonly exportsIndexes = new Map<Unit, ExportsIndex>();
  private readonly lookups = new Set<string>();
  private depth = 0;
  private fuel = 0;
  private setsIndex: Map<string, PlacedIn[]> | undefined;
  private importedSets: Map<string, PlacedIn[]> | undefined;
  private callsIndex: Map<string, PlacedIn[]> | undefined;
  private graphMemo: CallGraph | undefined;
  private effectsMemo: Effects | undefined;
  private contextsMemo: Contexts | undefined;
  private sidesMemo: ((unit: Unit) => Side) | undefined;
  private readonly importerIndex = new Map<Unit, { unit: Unit; row: number }[]>();
  private importersBuilt = false;

  constructor(
    readonly units: readonly Unit[],
    readonly library: Library,
    /** True when every file of the project is here; questions about "who else" answer `unknown` otherwise. */
    readonly complete: boolean,
    /** The range of versions that a module's nearest manifest declares for a package. */
    readonly dependencyRange: (unit: Unit, pkg: string) => string | undefined = () => undefined,
    /** Is code that runs in browsers looked into, too? */
    readonly withClient = false,
  ) {}

  /** The modules whose code is looked into: those that may run on a server, or all. */
  get active(): readonly Unit[] {
    return (this.activeMemo ??= this.withClient ? this.units : this.units.filter((unit) => this.sideOf(unit) !== 'client'));
  }
  get graph(): CallGraph {
    return (this.graphMemo ??= buildCallGraph(this));
  }
  get contexts(): Contexts {
    return (this.contextsMemo ??= findContexts(this, this.graph));
  }
  /** What every function may do before its promise settles. */
  get effects(): Effects {
    return (this.effectsMemo ??= findEffects(this));
  }
  /** On which side a module runs. */
  sideOf(unit: Unit): Side {
    return (this.sidesMemo ??= findSides(this))(unit);
  }

  /** Begins an evaluation. False where the question has become too deep or too long: its answer is then unknown. */
  enter(): boolean {
    if (this.depth === 0) this.fuel = MAX_STEPS;
    if (this.depth >= MAX_NESTING || this.fuel <= 0) return false;
    this.depth += 1;
    this.fuel -= 1;
    return true;
  }
  /** Ends an evaluation. */
  leave(): void {
    this.depth -= 1;
  }

  /** Begins to look for a member of an object; false where that is already under way. */
  begin(of: { readonly unit: Unit; readonly value: Value }, name: string): boolean {
    const key = `${of.unit.index}:${of.value}:${name}`;
    if (this.lookups.has(key)) return false;
    this.lookups.add(key);
    return true;
  }
  end(of: { readonly unit: Unit; readonly value: Value }, name: string): void {
    this.lookups.delete(`${of.unit.index}:${of.value}:${name}`);
  }

  /** The activation of a constructor that made an instance. */
  activationOf(inst: InstVal, fn: number, make: () => Env | null): Env | null {
    let byFn = this.activations.get(inst);
    if (!byFn) this.activations.set(inst, (byFn = new Map()));
    let env = byFn.get(fn);
    if (env === undefined) byFn.set(fn, (env = make()));
    return env;
  }

  /** What a module changes and reads. */
  uses(unit: Unit): Uses {
    let uses = this.usesOf.get(unit);
    if (!uses) this.usesOf.set(unit, (uses = collectUses(unit.ir)));
    return uses;
  }

  facts(unit: Unit): Facts {
    let facts = this.factsOf.get(unit);
    if (!facts) this.factsOf.set(unit, (facts = collectFacts(unit.ir)));
    return facts;
  }

  /** The memo of values outside any activation. */
  memoOf(unit: Unit): Map<Value, Val> {
    let memo = this.memo.get(unit);
    if (!memo) this.memo.set(unit, (memo = new Map()));
    return memo;
  }

  /** What a value denotes. */
  value(unit: Unit, value: Value, env: Env | null = null): Val {
    return evaluate(this, unit, value, env);
  }

  returnsOf(unit: Unit, fn: number): readonly Value[] {
    let byFn = this.returns.get(unit);
    if (!byFn) this.returns.set(unit, (byFn = new Map()));
    let values = byFn.get(fn);
    if (!values) byFn.set(fn, (values = returnsOf(unit.ir, fn)));
    return values;
  }

  usersOf(unit: Unit, fn: number): ReadonlyMap<Value, readonly Value[]> {
    let byFn = this.users.get(unit);
    if (!byFn) this.users.set(unit, (byFn = new Map()));
    let users = byFn.get(fn);
    if (!users) byFn.set(fn, (users = usersOf(unit.ir, fn)));
    return users;
  }

  functionAt(unit: Unit, value: Value): number {
    let order = this.order.get(unit);
    if (!order) this.order.set(unit, (order = codeOrder(unit.ir)));
    return functionAt(order, value);
  }

  /** All `set` instructions of a member name. */
  setsOf(name: string): readonly PlacedIn[] {
    if (!this.setsIndex) {
      this.setsIndex = new Map();
      for (const unit of this.active) {
        for (const [key, sets] of this.facts(unit).sets) {
          let list = this.setsIndex.get(key);
          if (!list) this.setsIndex.set(key, (list = []));
          for (const set of sets) list.push({ unit, ...set });
        }
      }
    }
    return this.setsIndex.get(name) ?? [];
  }

  /** `set` instructions of a member name on something imported. */
  importedSetsOf(name: string): readonly PlacedIn[] {
    if (!this.importedSets) {
      this.importedSets = new Map();
      for (const unit of this.active) {
        for (const [key, sets] of this.facts(unit).sets) {
          for (const set of sets) {
            let target = unit.ir.operand(set.value, 0);
            while (unit.ir.op(target) === Op.cast) target = unit.ir.operand(target, 0);
            if (unit.ir.op(target) !== Op.import) continue;
            const list = this.importedSets.get(key);
            if (list) list.push({ unit, ...set });
            else this.importedSets.set(key, [{ unit, ...set }]);
          }
        }
      }
    }
    return this.importedSets.get(name) ?? [];
  }

  /** All calls of a method name, whatever the receiver. */
  callsNamed(name: string): readonly PlacedIn[] {
    if (!this.callsIndex) {
      this.callsIndex = new Map();
      for (const unit of this.active) {
        for (const call of this.facts(unit).calls) {
          const callee = unit.ir.operand(call.value, 1);
          if (unit.ir.op(callee) !== Op.get) continue;
          const key = unit.ir.text(callee, 2);
          const list = this.callsIndex.get(key);
          if (list) list.push({ unit, ...call });
          else this.callsIndex.set(key, [{ unit, ...call }]);
        }
      }
    }
    return this.callsIndex.get(name) ?? [];
  }

  /** Import rows of other modules that lead to this one. */
  importersOf(unit: Unit): readonly { unit: Unit; row: number }[] {
    if (!this.importersBuilt) {
      this.importersBuilt = true;
      for (const u of this.units) {
        u.targets.forEach((target, row) => {
          if (target.kind !== 'unit') return;
          const to = this.units[target.unit];
          const list = this.importerIndex.get(to);
          if (list) list.push({ unit: u, row });
          else this.importerIndex.set(to, [{ unit: u, row }]);
        });
      }
    }
    return this.importerIndex.get(unit) ?? [];
  }

  /** What a module exports under a name; `=` is what `require()` gives. */
  exported(unit: Unit, name: string, seen: ReadonlySet<Unit> = NOBODY): Val | undefined {
    const key = `${unit.index}:${name}`;
    const known = this.exportMemo.get(key);
    if (known) return known;
    if (seen.has(unit)) return undefined;
    const found = this.findExport(unit, name, seen);
    if (found && seen.size === 0) this.exportMemo.set(key, found);
    return found;
  }

  private findExport(unit: Unit, name: string, seen: ReadonlySet<Unit>): Val | undefined {
    const { named, stars, assigned } = this.exportsIndex(unit);
    const row = named.get(name);
    if (row !== undefined) {
      const { kind, target } = unit.ir.export(row);
      return this.exportTarget(unit, kind, target);
    }
    if (assigned >= 0 && name === '=') return this.value(unit, assigned);
    if (stars.length === 0) return undefined;
    const within = new Set([...seen, unit]);
    for (const star of stars) {
      const target = unit.targets[star];
      const found = target?.kind === 'unit' ? this.exported(this.units[target.unit], name, within) : target?.kind === 'package' && name !== 'default' ? this.fromPackage(target, name) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  private exportsIndex(unit: Unit): ExportsIndex {
    let index = this.exportsIndexes.get(unit);
    if (!index) {
      const named = new Map<string, number>();
      const stars: number[] = [];
      let assigned = -1;
      for (let i = 0, n = unit.ir.count('exports'); i < n; i++) {
        const row = unit.ir.export(i);
        if (row.kind === (Export.Star as number)) stars.push(row.target);
        else if (row.kind === (Export.Assign as number)) assigned = row.target;
        else if (!named.has(row.name)) named.set(row.name, i);
      }
      this.exportsIndexes.set(unit, (index = { named, stars, assigned }));
    }
    return index;
  }

  private fromPackage(target: Target & { kind: 'package' }, name: string): Val | undefined {
    return this.library.exported(target.name, target.subpath, name) && importedValue(this, target, name);
  }

  private exportTarget(unit: Unit, kind: number, target: number): Val {
    const { ir } = unit;
    if (kind === (Export.Value as number)) return this.value(unit, target);
    if (kind === (Export.Import as number)) return this.importRow(unit, target);
    return this.binding(unit, target);
  }

  /** What an import row denotes. */
  importRow(unit: Unit, row: number): Val {
    const { name, kind } = unit.ir.import(row);
    const target = unit.targets[row];
    if (!target || target.kind === 'none') return unknown(target ? target.why : 'the import was not resolved');
    if (target.kind === 'package') return importedValue(this, target, name, kind === (Import.Require as number));
    const to = this.units[target.unit];
    return this.memberOfModule(to, name, kind === (Import.Require as number));
  }

  /** A name imported from a first-party module. */
  memberOfModule(to: Unit, name: string, required: boolean): Val {
    if (name === '*') {
      if (required) return this.exported(to, '=') ?? this.namespace(to);
      return this.namespace(to);
    }
    const found = this.exported(to, name);
    if (found) return found;
    const whole = this.exported(to, '=');
    if (whole) return name === 'default' ? whole : this.member(whole, name);
    if (name === 'default' && this.isCommonJs(to)) return this.namespace(to);
    return unknown(`\`${to.file}\` exports no \`${name}\``);
  }

  private isCommonJs(unit: Unit): boolean {
    return unit.ir.count('exports') === 0 || unit.ir.export(0).name !== 'default';
  }
  private namespace(unit: Unit): NsVal {
    return { k: 'ns', unit };
  }

  /** The value of a binding as other modules or closures see it. */
  binding(unit: Unit, index: number): Val {
    const memo = this.memoOf(unit);
    const key = -1 - index;
    const known = memo.get(key);
    if (known) return known;
    const v = bindingValue(this, unit, index, null);
    memo.set(key, v);
    return v;
  }

  member(of: Val, name: string): Val {
    return memberOf(this, of, name);
  }

  /** Is that instruction a `call`? */
  isCall(unit: Unit, value: Value): boolean {
    return unit.ir.op(value) === Op.call;
  }
}

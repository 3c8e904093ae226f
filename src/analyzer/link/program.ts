import { findContexts, type Contexts } from '../context/contexts.js';
import { findSides, type Side } from '../context/sides.js';
import type { Value } from '../ir/module.js';
import { ensure } from '../maps.js';
import { bindingValue } from './bindings.js';
import { buildCallGraph, type CallGraph } from './callgraph.js';
import type { CodeIndex } from './code.js';
import { evaluate, remembered } from './evaluate.js';
import { Answers, Kept } from './kept.js';
import { Memo, type Trail } from './trail.js';
import { Exports } from './exports.js';
import type { Facts, Uses } from './facts.js';
import type { Library } from './library.js';
import { memberOf } from './members.js';
import { Search, type PlacedIn } from './search.js';
import type { Env, InstVal, Unit, Val } from './values.js';

export { Kept } from './kept.js';
export type { PlacedIn } from './search.js';

/** Questions within questions: beyond this the stack would not hold. */
const MAX_NESTING = 200;
/** Questions that one question may lead to. */
const MAX_STEPS = 4000;

/** What a program is made of, and what it is asked about. */
export interface ProgramOptions {
  /** The range of versions that a module's nearest manifest declares for a package. */
  readonly dependencyRange?: (unit: Unit, pkg: string) => string | undefined;
  /** Is code that runs in browsers looked into, too? */
  readonly withClient?: boolean;
  /** The schema files of the project (`.prisma`, `.sql`), read when they are first asked for. */
  readonly schemaFiles?: () => readonly TextFile[];
  /** What a program before this one found out that holds as long as a module or a text does. */
  readonly kept?: Kept;
}

/** A file that is no module. */
export interface TextFile {
  /** Absolute, with `/`. */
  readonly path: string;
  readonly text: string;
}

/**
 * The linked program: all analysed modules, and answers about values that cross them. Everything is computed when it is asked
 * for and remembered.
 */
export class Program {
  private readonly kept: Kept;
  private readonly code: CodeIndex;
  private readonly exports: Exports;
  private readonly search: Search;
  private readonly answers: Answers;
  private readonly lookups = new Set<string>();
  /** How many evaluations are under way inside one another, and how many more the outermost one may ask for. */
  private depth = 0;
  private fuel = 0;
  private activeMemo: readonly Unit[] | undefined;
  private graphMemo: CallGraph | undefined;
  private contextsMemo: Contexts | undefined;
  private readonly derived = new Map<unknown, unknown>();
  private sidesMemo: ((unit: Unit) => Side) | undefined;

  constructor(
    readonly units: readonly Unit[],
    readonly library: Library,
    private readonly options: ProgramOptions = {},
  ) {
    this.kept = options.kept ?? new Kept();
    this.code = this.kept.code;
    this.search = new Search(units, () => this.active, this.code);
    this.answers = options.kept === undefined ? new Answers() : options.kept.answersFor(units, this.active);
    this.exports = new Exports(this, this.answers.exports);
  }

  /** The modules whose code is looked into: those that may run on a server, or all. */
  get active(): readonly Unit[] {
    return (this.activeMemo ??= this.units.filter((unit) => this.isActive(unit)));
  }
  /** Is a module's code looked into? No other module has findings. */
  isActive(unit: Unit): boolean {
    return this.options.withClient === true || this.sideOf(unit) !== 'client';
  }
  /** Notes what answers are read from, where they are kept for another program. */
  get trail(): Trail | undefined {
    return this.answers.trail;
  }
  get graph(): CallGraph {
    return (this.graphMemo ??= buildCallGraph(this, this.answers.parts));
  }
  get contexts(): Contexts {
    return (this.contextsMemo ??= findContexts(this, this.graph));
  }
  /** What a question about the whole program answers, worked out once: for answers that several rules need. */
  derive<T>(question: (program: Program) => T): T {
    return ensure(this.derived, question, () => question(this)) as T; // the key says which type it is
  }
  /** Is the answer of such a question there already? */
  isDerived(question: (program: Program) => unknown): boolean {
    return this.derived.has(question);
  }
  /**
   * What a question about a module, its imports' targets and its manifest answers, or about a list of files: worked out once, and
   * kept when the program is linked anew. The work may look at nothing else but the library.
   */
  keep<T>(about: Unit | readonly TextFile[], question: unknown, work: () => T): T {
    return this.kept.single(about, question, work);
  }
  /**
   * What a question about an instruction of a module answers, kept while the modules that the answer was read from are the same. The work
   * may ask for values and facts; it may not ask for the call graph, contexts or anything {@link derive}d, and never answers `undefined`.
   */
  known<T>(question: unknown, unit: Unit, key: Value, work: () => T): T {
    const byUnit = ensure(this.answers.others, question, () => new Map<Unit, Memo<Value, unknown>>());
    const memo = ensure(byUnit, unit, () => new Memo<Value, unknown>());
    return remembered(this, { unit, memo }, key, work) as T; // the question says which type it is
  }
  /** On which side a module runs. */
  sideOf(unit: Unit): Side {
    return (this.sidesMemo ??= findSides(this))(unit);
  }
  /** The range of versions that a module's nearest manifest declares for a package. */
  dependencyRange(unit: Unit, pkg: string): string | undefined {
    return this.options.dependencyRange?.(unit, pkg);
  }
  /** The files of the project that describe its tables; a question that needs them is best {@link derive}d. */
  schemaFiles(): readonly TextFile[] {
    return this.options.schemaFiles?.() ?? [];
  }

  // one module

  facts(unit: Unit): Facts {
    this.trail?.touch(unit.index);
    return this.code.factsOf(unit);
  }
  /** What a module changes and reads. */
  uses(unit: Unit): Uses {
    return this.code.usesOf(unit);
  }
  /** The values that a function returns. */
  returnsOf(unit: Unit, fn: number): readonly Value[] {
    this.trail?.touch(unit.index);
    return this.code.returnsOf(unit, fn);
  }
  /** For each value of a function, the instructions of the same function that use it. */
  usersOf(unit: Unit, fn: number): ReadonlyMap<Value, readonly Value[]> {
    this.trail?.touch(unit.index);
    return this.code.usersOf(unit, fn);
  }
  /** The function whose code holds an instruction. */
  functionAt(unit: Unit, value: Value): number {
    this.trail?.touch(unit.index);
    return this.code.functionAt(unit, value);
  }

  // all modules

  /** All `set` instructions of a member name. */
  setsOf(name: string): readonly PlacedIn[] {
    return this.read(this.search.setsOf(name));
  }
  /** `set` instructions of a member name on something imported. */
  importedSetsOf(name: string): readonly PlacedIn[] {
    return this.read(this.search.importedSetsOf(name));
  }
  private read(found: readonly PlacedIn[]): readonly PlacedIn[] {
    if (this.trail !== undefined) for (const { unit } of found) this.trail.touch(unit.index);
    return found;
  }
  /** All calls of a method name, whatever the receiver; or those in one module. */
  callsNamed(name: string, only?: Unit): readonly PlacedIn[] {
    return only === undefined ? this.search.callsNamed(name) : this.search.callsNamedIn(only, name);
  }
  /** Import rows of other modules that lead to this one. */
  importersOf(unit: Unit): readonly { readonly unit: Unit; readonly row: number }[] {
    return this.search.importersOf(unit);
  }

  // values

  /** What a value denotes. */
  value(unit: Unit, value: Value, env: Env | null = null): Val {
    return evaluate(this, unit, value, env);
  }
  member(of: Val, name: string): Val {
    return memberOf(this, of, name);
  }
  /** The value of a binding as other modules or closures see it. */
  binding(unit: Unit, index: number): Val {
    return remembered(this, { unit, memo: this.memoOf(unit) }, -1 - index, () => bindingValue(this, unit, index, null));
  }
  /** What a module exports under a name; `=` is what `require()` gives. */
  exported(unit: Unit, name: string): Val | undefined {
    return this.exports.exported(unit, name);
  }
  /** What an import row denotes. */
  importRow(unit: Unit, row: number): Val {
    this.trail?.touch(unit.index);
    return this.exports.importRow(unit, row);
  }
  /** A name imported from a first-party module. */
  memberOfModule(to: Unit, name: string, required: boolean): Val {
    return this.exports.memberOfModule(to, name, required);
  }

  // how evaluation keeps within bounds

  /** The memo of values outside any activation. */
  memoOf(unit: Unit): Memo<Value, Val> {
    return ensure(this.answers.values, unit, () => new Memo<Value, Val>());
  }
  /** Begins an evaluation. False where the question has become too deep or too long: its answer is then unknown. */
  enter(): boolean {
    if (this.depth === 0) this.fuel = MAX_STEPS;
    if (this.depth >= MAX_NESTING || this.fuel <= 0) {
      this.trail?.giveUp();
      return false;
    }
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
    const byFn = ensure(this.answers.activations, inst, () => new Map<number, Env | null>());
    return ensure(byFn, fn, make);
  }
}

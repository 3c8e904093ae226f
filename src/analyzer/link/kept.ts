import type { Value } from '../ir/module.js';
import { Export } from '../ir/ops.js';
import { ensure } from '../maps.js';
import { KeptParts } from './callgraph.js';
import { CodeIndex } from './code.js';
import { assignsImport } from './search.js';
import { Trail, type Memo } from './trail.js';
import type { Env, InstVal, Unit, Val } from './values.js';

/** After so many changes everything is worked out anew, so that nothing piles up in a long day. */
const MAX_REVISIONS = 500;

/** What values across modules were found to be. */
export class Answers {
  readonly values = new Map<Unit, Memo<Value, Val>>();
  readonly exports = new Map<Unit, Memo<string, Val | null>>();
  readonly activations = new WeakMap<InstVal, Map<number, Env | null>>();
  readonly parts = new KeptParts();
  /** What questions of others about instructions were found to be. */
  readonly others = new Map<unknown, Map<Unit, Memo<Value, unknown>>>();
  /** Missing where nothing is kept for another program. */
  constructor(readonly trail?: Trail) {}
}

/**
 * What outlives a program: answers that depend on one module alone, or on one thing that does not change, and those that were read from
 * modules that are still the same.
 */
export class Kept {
  private readonly singles = new WeakMap<object, Map<unknown, unknown>>();
  private answers = new Answers(new Trail());
  private units: readonly Unit[] = [];
  private active: readonly number[] = [];
  private revisions = 0;

  /** `code` knows modules by their content, so it holds whatever else changes. */
  constructor(readonly code: CodeIndex = new CodeIndex()) {}

  /** What a question about a thing answers, worked out once in the thing's life. */
  single<T>(about: object, question: unknown, work: () => T): T {
    const known = ensure(this.singles, about, () => new Map<unknown, unknown>());
    return ensure(known, question, work) as T; // the key says which type it is
  }

  /**
   * The answers that a program of these modules may start from. What the modules look up by name is kept only where no name has come or
   * gone, and which modules are looked into must be as before.
   */
  answersFor(units: readonly Unit[], active: readonly Unit[]): Answers {
    const changed = units.filter((unit, i) => this.units[i] !== unit);
    const indexes = active.map(({ index }) => index);
    const isKept =
      ++this.revisions < MAX_REVISIONS &&
      units.length === this.units.length &&
      indexes.length === this.active.length &&
      indexes.every((index, i) => this.active[i] === index) &&
      changed.every((unit) => namesIn(this.code, unit) === namesIn(this.code, this.units[unit.index]));
    if (isKept) this.advance(changed);
    else {
      this.answers = new Answers(new Trail());
      this.revisions = 0;
    }
    this.units = units;
    this.active = indexes;
    return this.answers;
  }

  private advance(changed: readonly Unit[]): void {
    const { trail, values, exports, parts, others } = this.answers;
    const shapes = changed.filter((unit) => shapeOf(unit) !== shapeOf(this.units[unit.index]));
    const indexOf = ({ index }: Unit): number => index;
    trail?.advance(changed.map(indexOf), shapes.map(indexOf));
    for (const { index } of changed) {
      const before = this.units[index];
      values.delete(before);
      parts.delete(before);
      exports.delete(before);
      for (const byUnit of others.values()) byUnit.delete(before);
    }
  }
}

/** What a module is found by, besides what it exports: members that it assigns, also to what it imports, and types that its classes may have. */
function namesIn(code: CodeIndex, unit: Unit): string {
  const { ir, targets } = unit;
  const all: string[] = [],
    imported: string[] = [],
    types: string[] = [];
  for (const [name, sets] of code.factsOf(unit).sets) {
    all.push(name);
    if (sets.some((set) => assignsImport(unit, set))) imported.push(name);
  }
  if (ir.count('classes') > 0) targets.forEach((target, row) => target.kind === 'unit' && types.push(ir.import(row).name));
  return JSON.stringify([all.sort(), imported.sort(), types.sort()]);
}

/** What a module exports by name, and where it hands on from. */
function shapeOf(unit: Unit): string {
  const rows: unknown[] = [];
  for (let i = 0, n = unit.ir.count('exports'); i < n; i++) {
    const { name, kind, target } = unit.ir.export(i);
    rows.push([name, kind, kind === (Export.Star as number) ? unit.targets[target] : 0]);
  }
  return JSON.stringify(rows);
}

import { Op } from '../ir/ops.js';
import { append, ensure } from '../maps.js';
import type { CodeIndex } from './code.js';
import type { Placed } from './facts.js';
import type { Unit } from './values.js';

/** An instruction, its function and its module. */
export interface PlacedIn extends Placed {
  readonly unit: Unit;
}

const NONE: readonly PlacedIn[] = Object.freeze([]);

/** Look-ups over all modules by name. Each index is built when it is first needed. */
export class Search {
  private sets: Map<string, PlacedIn[]> | undefined;
  private importedSets: Map<string, PlacedIn[]> | undefined;
  private readonly calls = new Map<string, readonly PlacedIn[]>();
  private importers: Map<Unit, { unit: Unit; row: number }[]> | undefined;

  constructor(
    private readonly units: readonly Unit[],
    private readonly active: () => readonly Unit[],
    private readonly code: CodeIndex,
  ) {}

  setsOf(name: string): readonly PlacedIn[] {
    this.sets ??= this.indexSets(() => true);
    return this.sets.get(name) ?? [];
  }
  importedSetsOf(name: string): readonly PlacedIn[] {
    this.importedSets ??= this.indexSets(assignsImport);
    return this.importedSets.get(name) ?? [];
  }

  private indexSets(wanted: (unit: Unit, set: Placed) => boolean): Map<string, PlacedIn[]> {
    const index = new Map<string, PlacedIn[]>();
    for (const unit of this.active()) {
      for (const [name, sets] of this.code.factsOf(unit).sets) {
        for (const set of sets) if (wanted(unit, set)) append(index, name, { unit, ...set });
      }
    }
    return index;
  }

  /** Few names are asked for. */
  callsNamed(name: string): readonly PlacedIn[] {
    return ensure(this.calls, name, () => this.active().flatMap((unit) => this.callsNamedIn(unit, name)));
  }
  callsNamedIn(unit: Unit, name: string): readonly PlacedIn[] {
    return (
      this.code
        .methodCallsOf(unit)
        .get(name)
        ?.map((call): PlacedIn => ({ unit, ...call })) ?? NONE
    );
  }

  importersOf(unit: Unit): readonly { unit: Unit; row: number }[] {
    if (!this.importers) {
      const index = new Map<Unit, { unit: Unit; row: number }[]>();
      for (const from of this.units) {
        from.targets.forEach((target, row) => {
          if (target.kind === 'unit') append(index, this.units[target.unit], { unit: from, row });
        });
      }
      this.importers = index;
    }
    return this.importers.get(unit) ?? [];
  }
}

/** Does an instruction assign a member of something imported? */
export function assignsImport(unit: Unit, set: Placed): boolean {
  let target = unit.ir.operand(set.value, 0);
  while (unit.ir.op(target) === Op.cast) target = unit.ir.operand(target, 0);
  return unit.ir.op(target) === Op.import;
}

import type { Value } from '../ir/module.js';
import { Export, Import } from '../ir/ops.js';
import { ensure } from '../maps.js';
import { importedValue } from './imports.js';
import type { Program } from './program.js';
import { Memo } from './trail.js';
import { unknown, type Unit, type Val } from './values.js';

/** What a module exports, by name; the import rows of its `export *`; the value of `module.exports =`, or -1. */
interface Index {
  readonly named: ReadonlyMap<string, number>;
  readonly stars: readonly number[];
  readonly assigned: Value;
}

/** Names across modules: what is exported, re-exported and imported. */
export class Exports {
  private readonly indexes = new Map<Unit, Index>();
  /** How many look-ups are under way inside one another. */
  private pending = 0;

  /** `memo`: by module and name; null while it is looked for, and where there is nothing. */
  constructor(
    private readonly program: Program,
    private readonly memo: Map<Unit, Memo<string, Val | null>>,
  ) {}

  /** What a module exports under a name; `=` is what `require()` gives. Undefined where it exports no such name. */
  exported(unit: Unit, name: string): Val | undefined {
    let names = this.memo.get(unit);
    if (!names) this.memo.set(unit, (names = new Memo<string, Val | null>()));
    const { trail } = this.program;
    const known = trail === undefined ? names.get(name) : trail.recall(names, name, unit.index);
    // Modules may re-export from one another in a circle: the way round adds nothing.
    if (known !== undefined) return known ?? undefined;
    names.set(name, null);
    this.pending += 1;
    const outer = trail?.begin();
    trail?.touchShape(unit.index);
    const found = this.find(unit, name);
    if (trail !== undefined) names.sources.set(name, trail.end(outer));
    this.pending -= 1;
    if (found !== undefined) names.set(name, found);
    else if (this.pending > 0) names.delete(name); // where a circle was cut, only the outermost answer is whole
    return found;
  }

  private find(unit: Unit, name: string): Val | undefined {
    const { named, stars, assigned } = ensure(this.indexes, unit, () => indexOf(unit));
    const row = named.get(name);
    if (row !== undefined) {
      const { kind, target } = unit.ir.export(row);
      if (kind === (Export.Value as number)) return this.program.value(unit, target);
      return kind === (Export.Import as number) ? this.importRow(unit, target) : this.program.binding(unit, target);
    }
    if (assigned >= 0 && name === '=') return this.program.value(unit, assigned);
    for (const star of stars) {
      const found = this.throughStar(unit, star, name);
      if (found) return found;
    }
    return undefined;
  }

  private throughStar(unit: Unit, star: number, name: string): Val | undefined {
    const target = unit.targets[star];
    if (target?.kind === 'unit') return this.exported(this.program.units[target.unit], name);
    if (target?.kind !== 'package' || name === 'default') return undefined;
    return this.program.library.exported(target.name, target.subpath, name) && importedValue(this.program, target, name);
  }

  /** What an import row denotes. */
  importRow(unit: Unit, row: number): Val {
    const { name, kind } = unit.ir.import(row);
    const target = unit.targets[row];
    if (!target || target.kind === 'none') return unknown(target ? target.why : 'the import was not resolved');
    const required = kind === (Import.Require as number);
    if (target.kind === 'package') return importedValue(this.program, target, name, required);
    return this.memberOfModule(this.program.units[target.unit], name, required);
  }

  /** A name imported from a first-party module. */
  memberOfModule(to: Unit, name: string, required: boolean): Val {
    const { trail } = this.program;
    if (name === '*') trail?.touch(to.index);
    else trail?.touchShape(to.index);
    if (name === '*') return (required ? this.exported(to, '=') : undefined) ?? { k: 'ns', unit: to };
    const found = this.exported(to, name);
    if (found) return found;
    const whole = this.exported(to, '=');
    if (whole) return name === 'default' ? whole : this.program.member(whole, name);
    if (name === 'default' && isCommonJs(to)) {
      trail?.touch(to.index);
      return { k: 'ns', unit: to };
    }
    return unknown(`\`${to.file}\` exports no \`${name}\``);
  }
}

const isCommonJs = (unit: Unit): boolean => unit.ir.count('exports') === 0 || unit.ir.export(0).name !== 'default';

function indexOf(unit: Unit): Index {
  const named = new Map<string, number>();
  const stars: number[] = [];
  let assigned = -1;
  for (let i = 0, n = unit.ir.count('exports'); i < n; i++) {
    const row = unit.ir.export(i);
    if (row.kind === (Export.Star as number)) stars.push(row.target);
    else if (row.kind === (Export.Assign as number)) assigned = row.target;
    else if (!named.has(row.name)) named.set(row.name, i);
  }
  return { named, stars, assigned };
}

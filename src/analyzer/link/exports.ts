import type { Value } from '../ir/module.js';
import { Export, Import } from '../ir/ops.js';
import { ensure } from '../maps.js';
import { importedValue } from './imports.js';
import type { Program } from './program.js';
import { Memo } from './trail.js';
import { unknown, type Target, type Unit, type Val } from './values.js';

/** What a module exports, by name; the import rows of its `export *`; the value of `module.exports =`, or -1. */
interface Index {
  readonly named: ReadonlyMap<string, number>;
  readonly stars: readonly number[];
  readonly assigned: Value;
}

/** What `export *` rows of a module lead to. */
interface Behind {
  /** In the order in which they are looked through. */
  readonly modules: readonly Unit[];
  /** `before`: the first of the modules that comes later. */
  readonly packages: readonly { readonly target: PackageTarget; readonly before: number }[];
  /** By name, the first of the modules that exports it. */
  readonly first: ReadonlyMap<string, number>;
}

type PackageTarget = Target & { readonly kind: 'package' };

/** Names across modules: what is exported, re-exported and imported. */
export class Exports {
  private readonly indexes = new Map<Unit, Index>();
  private readonly behind = new Map<Unit, Behind>();

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
    if (known !== undefined) return known ?? undefined; // a name that is handed round in a circle is nowhere
    names.set(name, null);
    const outer = trail?.begin();
    trail?.touchShape(unit.index);
    const found = this.find(unit, name);
    if (trail !== undefined) names.sources.set(name, trail.end(outer));
    if (found !== undefined) names.set(name, found);
    return found;
  }

  private find(unit: Unit, name: string): Val | undefined {
    const { named, stars, assigned } = this.indexOf(unit);
    const row = named.get(name);
    if (row !== undefined) {
      const { kind, target } = unit.ir.export(row);
      if (kind === (Export.Value as number)) return this.program.value(unit, target);
      return kind === (Export.Import as number) ? this.importRow(unit, target) : this.program.binding(unit, target);
    }
    if (assigned >= 0 && name === '=') return this.program.value(unit, assigned);
    return stars.length === 0 ? undefined : this.throughStars(unit, name);
  }

  private throughStars(unit: Unit, name: string): Val | undefined {
    const { trail, library } = this.program;
    const { modules, packages, first } = ensure(this.behind, unit, () => this.lookBehind(unit));
    const at = first.get(name) ?? modules.length;
    const known = packages.find(
      ({ target, before }) => before <= at && name !== 'default' && library.exported(target.name, target.subpath, name),
    );
    if (trail !== undefined) for (let i = 0; i < modules.length && i <= at; i++) trail.touchShape(modules[i].index);
    if (known) return importedValue(this.program, known.target, name);
    return at < modules.length ? this.exported(modules[at], name) : undefined;
  }

  /** Modules may hand on from one another in a circle: the way round adds nothing. */
  private lookBehind(unit: Unit): Behind {
    const modules: Unit[] = [];
    const packages: { target: PackageTarget; before: number }[] = [];
    const first = new Map<string, number>();
    const seen = new Set([unit]);
    const enter = (from: Unit): void => {
      for (const star of this.indexOf(from).stars) {
        const target = from.targets[star];
        if (target?.kind === 'package') packages.push({ target, before: modules.length });
        if (target?.kind !== 'unit') continue;
        const to = this.program.units[target.unit];
        if (seen.has(to)) continue;
        seen.add(to);
        const { named, assigned } = this.indexOf(to);
        for (const name of named.keys()) if (!first.has(name)) first.set(name, modules.length);
        if (assigned >= 0 && !first.has('=')) first.set('=', modules.length);
        modules.push(to);
        enter(to);
      }
    };
    enter(unit);
    return { modules, packages, first };
  }

  private indexOf(unit: Unit): Index {
    return ensure(this.indexes, unit, () => indexOf(unit));
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

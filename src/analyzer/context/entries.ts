import { Mod } from '../ir/ops.js';
import type { Entry } from '../link/library.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';

/** The frameworks' entry points that a module's path makes it. */
export const entriesOf = (program: Program, unit: Unit): readonly Entry[] =>
  program.keep(unit, entriesOf, () => findEntries(program, unit));

function findEntries(program: Program, unit: Unit): readonly Entry[] {
  const { manifest } = unit;
  if (!manifest || (unit.ir.flags & Mod.UseClient) !== 0) return [];
  const path = unit.path.slice(manifest.dir.length + 1);
  const declared = (pkg: string): boolean =>
    manifest.dependencies.has(pkg) || manifest.devDependencies.has(pkg) || manifest.peerDependencies.has(pkg);
  return program.library.entries.filter(({ packages, matches }) => packages.some(declared) && matches(path));
}

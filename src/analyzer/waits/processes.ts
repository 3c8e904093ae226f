import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { ensure } from '../maps.js';

/**
 * Can code of two modules run in one process, so that a process-wide setting in one holds for calls in the other? Two packages of a workspace do where one of
 * them, or a third, imports both.
 */
export function mayShareProcess(program: Program, one: Unit, other: Unit): boolean {
  const a = one.manifest?.dir,
    b = other.manifest?.dir;
  if (a === undefined || b === undefined || a === b) return true;
  return program.derive(packagesLoaded).some((loaded) => loaded.has(a) && loaded.has(b));
}

/** For each package of a project, the directories of the packages that its code loads, itself among them. */
function packagesLoaded(program: Program): readonly ReadonlySet<string>[] {
  const imports = new Map<string, Set<string>>();
  for (const { manifest, targets } of program.units) {
    if (manifest === undefined) continue;
    const here = ensure(imports, manifest.dir, () => new Set<string>());
    for (const target of targets) {
      const dir = target.kind === 'unit' ? program.units[target.unit].manifest?.dir : undefined;
      if (dir !== undefined) here.add(dir);
    }
  }
  return [...imports.keys()].map((dir) => {
    const loaded = new Set([dir]);
    for (const each of loaded) for (const next of imports.get(each) ?? []) loaded.add(next);
    return loaded;
  });
}

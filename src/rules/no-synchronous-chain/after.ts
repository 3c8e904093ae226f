import { bodyRegions, isWithin } from '../../analyzer/effects/regions.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import { rangesOverlap } from '../../analyzer/link/library.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';

/**
 * May a function call `after` of Next.js? The package has it (Next.js 15.1) in every version it allows, and all that enters the function is a route handler, a server
 * component, a server action or the middleware: `after` throws in what the pages router calls, in jobs and in scripts. What is inside a transaction
 * stays there: `after` runs where that fails, too.
 */
export function hasAfter(program: Program, { unit, fn }: FnRef): boolean {
  const next = program.dependencyRange(unit, 'next');
  if (next === undefined || rangesOverlap(next, '<15.1.0')) return false;
  return !isInTransaction(program, { unit, fn }) && entersFromApp(program, { unit, fn });
}

/** Is a function part of the body of a transaction? */
export const isInTransaction = (program: Program, { unit, fn }: FnRef): boolean =>
  bodyRegions(program).some(({ open, body }) => open.region.kind === 'transaction' && body.unit === unit && isWithin(unit, fn, body.fn));

function entersFromApp(program: Program, start: FnRef): boolean {
  const seen = new Set<string>();
  const open = [start];
  for (const { unit, fn } of open) {
    const key = `${unit.index}:${fn}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const [context, reason] of program.contexts.of(unit, fn))
      if (reason.kind === 'root' && (context !== 'handler' || isOfPages(program, unit))) return false;
    open.push(...program.graph.callersOf(unit, fn).map(({ from }) => from));
  }
  return true;
}

const PAGES = /^(?:src\/)?pages\//;
const APP = /^(?:src\/)?(?:app\/|middleware\.|proxy\.)/;

/** A page or API route of the pages router; or what a library registers in a package that has some, since they may call it. */
function isOfPages(program: Program, unit: Unit): boolean {
  const path = pathIn(unit);
  if (PAGES.test(path)) return true;
  return !APP.test(path) && program.units.some((one) => one.manifest === unit.manifest && /^(?:src\/)?pages\/api\//.test(pathIn(one)));
}

/** A file's path in its package. */
const pathIn = ({ path, manifest }: Unit): string => (manifest === undefined ? path : path.slice(manifest.dir.length + 1));

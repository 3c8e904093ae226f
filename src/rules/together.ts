import type { Severity } from '../analyzer/finding.js';
import type { FnRef } from '../analyzer/link/callgraph.js';
import type { Program } from '../analyzer/link/program.js';
import type { Site } from '../analyzer/link/values.js';

/** What a rule found of one thing, said once: the place that counts most, and the others. */
export interface Together<Match> {
  readonly first: Match;
  /** In order of their places. */
  readonly others: readonly Match[];
}

const RANK: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/**
 * Puts matches with the same key together. The first is the most severe; of several, the one that `prefer` ranks highest, then the one
 * that stands first.
 */
export function saidOnce<Match extends { readonly severity: Severity }>(
  matches: readonly Match[],
  keyOf: (match: Match) => string,
  placeOf: (match: Match) => Site,
  prefer: (match: Match) => number = () => 0,
): Together<Match>[] {
  const groups = new Map<string, Match[]>();
  for (const match of matches) {
    const key = keyOf(match);
    const group = groups.get(key);
    if (group) group.push(match);
    else groups.set(key, [match]);
  }
  return [...groups.values()].map((group) => {
    const inOrder = group.toSorted((a, b) => placeOf(a).start - placeOf(b).start);
    const first = inOrder.reduce((best, match) => {
      const more = RANK[match.severity] - RANK[best.severity] || prefer(match) - prefer(best);
      return more > 0 ? match : best;
    });
    return { first, others: inOrder.filter((match) => match !== first) };
  });
}

/** The function that a reader takes code for: the handler that it is in, or the outermost function of its file. */
export function homeOf(program: Program, { unit, fn }: FnRef): string {
  let home = fn;
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) {
    home = f;
    const contexts = program.contexts.of(unit, f);
    if (['handler', 'job'].some((context) => contexts.get(context as 'handler' | 'job')?.kind === 'root')) break;
  }
  return `${unit.index}:${home}`;
}

/** More lines than this say no more than their number. */
const MAX_LINES = 3;

/** How a message names the other places of one finding: ` (and on lines 12 and 20)`; nothing where there are none. */
export function alsoOn(first: Site, others: readonly Site[]): string {
  const own = nameOf(true, first.unit, first.start);
  const names = [...new Set(others.map(({ unit, start }) => nameOf(unit === first.unit, unit, start)))].filter((name) => name !== own);
  if (names.length === 0) return others.length === 0 ? '' : ' (more than once)';
  if (names.length > MAX_LINES) return ` (and ${others.length} times more, up to ${names[names.length - 1]})`;
  const last = names[names.length - 1];
  return ` (and on ${names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`})`;
}

const nameOf = (here: boolean, { ir, file }: Site['unit'], start: number): string =>
  here ? `line ${ir.position(start).line}` : `${file}:${ir.position(start).line}`;

import type { DirectiveUse } from './finding.js';
import type { DirectiveComment } from './ir/module.js';
import type { Unit } from './link/values.js';
import { directiveFor, placeOf, type Draft } from './report-findings.js';

/** The ids of rules: all there are, and those that ran to their end. */
export interface RuleIds {
  readonly known: readonly string[];
  readonly ran: readonly string[];
}

const PREFIX = 'hidden-state/';

/**
 * What the comments that switch rules off are good for. `drafts` are the findings of any certainty: a comment about a finding
 * that is likely is in use, also where only what is proven is reported.
 */
export function directivesIn(units: readonly Unit[], drafts: readonly Draft[], rules: RuleIds): DirectiveUse[] {
  const withComments = units.filter(({ ir }) => ir.count('comments') > 0);
  const wanted = new Set(withComments);
  const silenced = new Map<Unit, Map<number, string[]>>();
  for (const { unit, finding } of drafts) {
    const start = wanted.has(unit) ? directiveFor(unit, finding)?.start : undefined;
    if (start === undefined) continue;
    const inUnit = silenced.get(unit) ?? new Map<number, string[]>();
    silenced.set(unit, inUnit.set(start, [...(inUnit.get(start) ?? []), finding.ruleId]));
  }
  return withComments.flatMap((unit) => usesIn(unit, silenced.get(unit) ?? new Map<number, string[]>(), rules));
}

function usesIn(unit: Unit, silenced: ReadonlyMap<number, readonly string[]>, { known, ran }: RuleIds): DirectiveUse[] {
  const comments = Array.from({ length: unit.ir.count('comments') }, (_, i) => unit.ir.comment(i));
  return comments.flatMap((comment): DirectiveUse[] => {
    const { kind, reason, start, end } = comment;
    const named = rulesIn(comment);
    const of = silenced.get(start) ?? [];
    if (kind === 'enable' || (named.length === 0 && of.length === 0)) return [];
    const unused = named.filter((id) => !of.includes(id) && (ran.includes(id) || !known.includes(id)));
    return [{ ...placeOf({ unit, start, end }), reason: reason.trim(), rules: named, unused, silences: of.length }];
  });
}

/** The rules of ours that a comment names, without prefix. */
function rulesIn({ rules }: DirectiveComment): string[] {
  const names = rules.split(',').map((name) => name.trim());
  return names.flatMap((name) => (name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : []));
}

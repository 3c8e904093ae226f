import { isRuleOn } from '../analyzer/config.js';
import { normalUnused, UNUSED_WORDS } from '../analyzer/config/validate.js';
import type { Finding, Result } from '../analyzer/finding.js';
import type { Host } from '../analyzer/host.js';
import { joinPath } from '../analyzer/project/paths.js';
import { BaselineError, measure, parseBaseline, pruned, renderBaseline, updated, type Measured } from '../gate/baseline.js';
import { directiveFindings, MISSING_REASON, UNUSED_DIRECTIVE, type DirectivePolicy } from '../gate/directives.js';
import { knownOf, matchFindings, type Known, type Tier } from '../gate/match.js';
import { escapeJson } from '../report/escape.js';
import { plural } from '../report/options.js';
import { UsageError, type Flags } from './args.js';
import type { CliIo } from './io.js';
import { warn } from './messages.js';
import { absolute, oneOf, seenFrom, type Settings } from './settings.js';

/** The name of a baseline that is made without one. */
export const BASELINE_FILE = 'hidden-state-baseline.json';

/** What a run is measured against. */
export interface Gate {
  /** The baseline's file, absolute. */
  readonly baseline?: string;
  readonly write?: 'update' | 'prune';
  /** The commit against which a finding counts if it is new. */
  readonly since?: string;
  readonly directives: DirectivePolicy;
}

/** Reads the flags of the gate. Throws {@link UsageError}. */
export function readGate(flags: Flags, settings: Settings, io: CliIo): Gate {
  const update = flags.has('update-baseline');
  const prune = flags.has('prune-baseline');
  if (update && prune) throw new UsageError('`--update-baseline` does what `--prune-baseline` does, and more: give one of them');
  const since = flags.get('since');
  if (update && since !== undefined)
    throw new UsageError('`--update-baseline` takes all findings, `--since` leaves some out: give one of them');
  const named = flags.get('baseline');
  if (flags.has('no-baseline') && (update || prune || named !== undefined)) {
    throw new UsageError('`--no-baseline` disregards the baseline: the other flags about it have no meaning beside it');
  }
  const fallback = update || prune ? absolute(settings.root, BASELINE_FILE) : undefined;
  const baseline = flags.has('no-baseline') ? undefined : named === undefined ? (settings.baseline ?? fallback) : absolute(io.cwd, named);
  return {
    directives: directivePolicy(flags, settings),
    ...(baseline !== undefined && { baseline }),
    ...(since !== undefined && { since }),
    ...(update ? { write: 'update' } : prune ? { write: 'prune' } : {}),
  };
}

function directivePolicy(flags: Flags, { unusedDirectives, requireDisableReason }: Settings): DirectivePolicy {
  const word = flags.get('report-unused-disable-directives-severity');
  const given = word === undefined ? undefined : normalUnused(oneOf('report-unused-disable-directives-severity', word, UNUSED_WORDS));
  const unused = given ?? (flags.has('report-unused-disable-directives') ? 'error' : unusedDirectives);
  const requireReason = flags.has('require-disable-reason') || requireDisableReason;
  return { requireReason, ...(unused !== undefined && unused !== 'off' && { unused }) };
}

/** Whether findings are compared, which takes those of the whole project: one that has moved is known again wherever it was. */
export const compares = ({ baseline, since }: Gate): boolean => baseline !== undefined || since !== undefined;

/** How the gate asks and answers. */
export interface GateContext {
  readonly gate: Gate;
  readonly settings: Settings;
  readonly io: CliIo;
  /** The files that were analysed. The baseline is read from the disk, whatever they are. */
  readonly host: Host;
  /** Whether findings of a root-relative file were asked for. */
  readonly isWanted: (file: string) => boolean;
  /** The findings of the whole project at a commit. */
  readonly before: (ref: string) => readonly Finding[];
}

/**
 * Leaves of a result what counts: what was asked for, is not in the baseline and is new since the commit. What is left out is
 * counted on stderr. Writes the baseline where that is wanted.
 */
export function passGate(whole: Result, context: GateContext): Result {
  const { gate, isWanted, io } = context;
  const result = withDirectives(whole, gate.directives, io);
  const known = baselined(result, context);
  const old = sinceCommit(result, context);
  if (known === undefined && old === undefined) return result;
  const isLeft = (finding: Finding): boolean => isWanted(finding.file) && known?.has(finding) !== true && old?.has(finding) !== true;
  return {
    ...result,
    files: result.files.filter(isWanted),
    findings: result.findings.filter(isLeft),
    suppressed: result.suppressed.filter(({ finding }) => isWanted(finding.file)),
  };
}

/** Adds what is wrong with comments that switch rules off; where that is not asked for, it is counted. */
function withDirectives(result: Result, policy: DirectivePolicy, io: CliIo): Result {
  const directives = result.directives ?? [];
  const unused = directives.filter((use) => use.unused.length > 0);
  const [first] = unused;
  if (policy.unused === undefined && first !== undefined) {
    const where = `${first.file}:${first.start.line}`;
    warn(
      io,
      `${plural(unused.length, 'disable comment')} without effect, as in ${where}; \`--report-unused-disable-directives\` reports them`,
    );
  }
  const found = directiveFindings(directives, policy);
  return found.length === 0 ? result : { ...result, findings: [...result.findings, ...found].sort(byPlace) };
}

const byPlace = (a: Finding, b: Finding): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : a.start.offset - b.start.offset || (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0);

/** The findings that are in the baseline. */
function baselined(result: Result, context: GateContext): ReadonlySet<Finding> | undefined {
  const { gate, settings, io, isWanted } = context;
  if (gate.baseline === undefined) return undefined;
  const shown = seenFrom(io.cwd, gate.baseline);
  const analysed = new Set(result.files);
  const failed = new Set(result.errors.map(({ file }) => file));
  const measured = measure(result.findings, readBaseline(gate, io), {
    certainty: settings.certainty,
    rules: rulesThatRan(result, settings, gate),
    covers: (file) => analysed.has(file) && !failed.has(file),
    isGone: goneFrom(context),
  });
  if (gate.write !== undefined) writeBaseline(gate.baseline, gate.write, measured, context);
  else warnOfStale(measured, shown, io);
  const isKnown = new Set(measured.pairs.map(({ finding }) => finding));
  if (gate.write === 'update') for (const finding of measured.fresh) if (isWanted(finding.file)) isKnown.add(finding);
  if (gate.write !== 'update') warn(io, `${shown} knows ${counts(measured, isWanted)}`);
  return isKnown;
}

/** Whether a root-relative file is no longer there. */
const goneFrom =
  ({ host, settings: { root } }: GateContext) =>
  (file: string): boolean =>
    host.stat(joinPath(root, file)) === undefined;

/** A rule with a fault of ours says nothing about what is gone. */
function rulesThatRan({ errors }: Result, { config }: Settings, { directives }: Gate): string[] {
  if (errors.some(({ internal }) => internal === true)) return [];
  return [
    ...Object.keys(config.rules).filter((id) => isRuleOn(config, id)),
    ...(directives.unused === undefined ? [] : [UNUSED_DIRECTIVE]),
    ...(directives.requireReason ? [MISSING_REASON] : []),
  ];
}

/** How findings were known again, where it was not by their fingerprints. */
const TIER_WORDS = {
  moved: 'in another place',
  renamed: 'with another name',
  edited: 'with another body',
} as const satisfies Partial<Record<Tier, string>>;

function counts({ pairs }: Measured, isWanted: (file: string) => boolean): string {
  const wanted = pairs.filter(({ finding }) => isWanted(finding.file));
  const details = Object.entries(TIER_WORDS).flatMap(([tier, words]) => {
    const count = wanted.filter((pair) => pair.tier === tier).length;
    return count === 0 ? [] : [`${count} ${words}`];
  });
  return `${plural(wanted.length, 'finding')}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}

function warnOfStale({ stale }: Measured, shown: string, io: CliIo): void {
  const [first] = stale;
  if (first === undefined) return;
  const which = `as ${first.rule} in ${first.file}`;
  warn(
    io,
    `${plural(stale.length, 'finding')} of ${shown} ${stale.length === 1 ? 'is' : 'are'} gone, ${which}; \`--prune-baseline\` takes them out`,
  );
}

function readBaseline({ baseline = '', write }: Gate, io: CliIo): readonly Known[] {
  const shown = seenFrom(io.cwd, baseline);
  if (io.host.stat(baseline) === undefined) {
    if (write === 'update') return [];
    throw new UsageError(`no such baseline: \`${shown}\`; \`--update-baseline\` makes it`);
  }
  try {
    return parseBaseline(io.host.readText(baseline));
  } catch (error) {
    throw new UsageError(
      `the baseline \`${shown}\` ${error instanceof BaselineError ? error.message : `cannot be read: ${String(error)}`}`,
    );
  }
}

function writeBaseline(file: string, mode: 'update' | 'prune', measured: Measured, { io, isWanted }: GateContext): void {
  const shown = seenFrom(io.cwd, file);
  const entries = mode === 'update' ? updated(measured, isWanted) : pruned(measured);
  try {
    io.writeFile(file, escapeJson(renderBaseline(entries)));
  } catch (error) {
    throw new UsageError(`cannot write \`${shown}\`: ${error instanceof Error ? error.message : String(error)}`);
  }
  const added = mode === 'update' ? measured.fresh.filter((finding) => isWanted(finding.file)).length : 0;
  const gone = measured.left.length - (entries.length - measured.pairs.length - added);
  warn(io, `${shown} now knows ${plural(entries.length, 'finding')}: ${added} more, ${gone} gone`);
}

/** The findings that were there at the commit. */
function sinceCommit(result: Result, context: GateContext): ReadonlySet<Finding> | undefined {
  const { gate, before, isWanted, io } = context;
  if (gate.since === undefined) return undefined;
  const { pairs } = matchFindings(result.findings, before(gate.since).map(knownOf), goneFrom(context));
  const old = new Set(pairs.map(({ finding }) => finding));
  warn(io, `${plural([...old].filter(({ file }) => isWanted(file)).length, 'finding')} had been there at ${gate.since}`);
  return old;
}

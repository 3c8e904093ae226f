import picomatch from 'picomatch';
import type { Certainty, Finding, Severity } from './finding.js';
import type { Model } from './models/types.js';
import type { Category } from './project/categories.js';

/** What is done with a rule's findings. `default`: each keeps the severity that the rule gave it. */
export type Level = 'off' | 'info' | 'warning' | 'error' | 'default';

/** The lowest severity that fails a run. */
export type FailOn = Severity | 'never';

/** The part of JSON Schema that the options of rules use. */
export interface ValueSchema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly enum?: readonly (string | number)[];
  readonly items?: ValueSchema;
  readonly uniqueItems?: boolean;
  readonly minimum?: number;
  readonly description?: string;
}

/** The options of one rule, a flat object. */
export interface OptionsSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, ValueSchema>>;
}

/** What configuration needs to know of a rule. It is handed in, because the analyzer knows no rule. */
export interface RuleInfo {
  readonly id: string;
  readonly schema: OptionsSchema;
  readonly defaultOptions: object;
}

export interface RuleSetting {
  readonly level: Level;
  readonly options: object;
}

/** Other levels for some files; a later override wins. Options cannot differ by file: a rule reads the whole program once. */
export interface Override {
  /** Globs relative to the project's root; a directory stands for everything below it. */
  readonly files: readonly string[];
  readonly rules: Readonly<Record<string, Level>>;
}

/** What a configuration file says once it is known to be valid. */
export interface UserConfig {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly include: readonly Category[];
  readonly ignore: readonly string[];
  readonly models: readonly Model[];
  readonly overrides: readonly Override[];
  readonly certainty?: Certainty;
  readonly failOn?: FailOn;
  readonly maxFileSize?: number;
  /** Files to start from, as written: paths from this file. Empty once they are read. */
  readonly extends?: readonly string[];
  /** The baseline of the gate: from this file as written, absolute once it is read. */
  readonly baseline?: string;
  /** How comments are reported that switch off what reports nothing. */
  readonly reportUnusedDisableDirectives?: Severity | 'off';
  /** Whether comments that switch a rule off have to say why. */
  readonly requireDisableReason?: boolean;
}

/** What an analysis is told. Every rule that exists has an entry with complete options. */
export interface ResolvedConfig {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Categories of files that are switched on. */
  readonly include: readonly Category[];
  /** Patterns of files to leave out, in the syntax of `.gitignore`, relative to the project's root. */
  readonly ignore: readonly string[];
  /** Whether `.gitignore` files count. */
  readonly gitignore: boolean;
  /** In bytes; a larger file is skipped. */
  readonly maxFileSize: number;
  readonly models: readonly Model[];
  readonly overrides: readonly Override[];
}

/** Larger sources are data or bundles in practice. */
export const DEFAULT_MAX_FILE_SIZE = 1024 * 1024;

/** The configuration of a project that has none. */
export const EMPTY_CONFIG: UserConfig = { rules: {}, include: [], ignore: [], models: [], overrides: [] };

/** Lays a configuration over the one that it extends: it wins, options one by one; lists are joined, its own part last. */
export function joinConfigs(base: UserConfig, own: UserConfig): UserConfig {
  const rules = Object.entries(own.rules).map(([id, { level, options }]): [string, RuleSetting] => {
    return [id, { level, options: { ...ownEntry(base.rules, id)?.options, ...options } }];
  });
  return {
    ...base,
    ...own,
    rules: { ...base.rules, ...Object.fromEntries(rules) },
    include: [...new Set([...base.include, ...own.include])],
    ignore: [...base.ignore, ...own.ignore],
    models: [...base.models, ...own.models],
    overrides: [...base.overrides, ...own.overrides],
  };
}

/** Completes a configuration with the rules' defaults. */
export function resolveConfig(user: UserConfig, rules: readonly RuleInfo[]): ResolvedConfig {
  const settings = rules.map(({ id, defaultOptions }): [string, RuleSetting] => {
    const own = Object.hasOwn(user.rules, id) ? user.rules[id] : undefined;
    return [id, { level: own?.level ?? 'default', options: { ...defaultOptions, ...own?.options } }];
  });
  return {
    rules: Object.fromEntries(settings),
    include: user.include,
    ignore: user.ignore,
    gitignore: true,
    maxFileSize: user.maxFileSize ?? DEFAULT_MAX_FILE_SIZE,
    models: user.models,
    overrides: user.overrides,
  };
}

/** Sets the level of a rule everywhere, overrides included: a flag wins over every line of the file. */
export function withLevel(config: ResolvedConfig, id: string, level: Level): ResolvedConfig {
  const overrides = config.overrides.map(({ files, rules }) => ({
    files,
    rules: Object.fromEntries(Object.entries(rules).filter(([rule]) => rule !== id)),
  }));
  return {
    ...config,
    overrides,
    rules: { ...config.rules, [id]: { options: ownEntry(config.rules, id)?.options ?? {}, level } },
  };
}

/** Whether a rule has to run at all: it is on somewhere. */
export function isRuleOn(config: ResolvedConfig, id: string): boolean {
  const levels = [ownEntry(config.rules, id)?.level, ...config.overrides.map(({ rules }) => ownEntry(rules, id))];
  return (levels[0] ?? 'default') !== 'off' || levels.some((level) => level !== undefined && level !== 'off');
}

/**
 * Gives findings the severity that the configuration wants, and drops those of rules that are off. A level replaces the
 * severities `error` and `warning`; an `info` finding stays `info`, so that a level never makes advice fail a run.
 * Applying it twice changes nothing more.
 */
export function applyLevels(findings: readonly Finding[], config: ResolvedConfig): readonly Finding[] {
  const overrides = config.overrides.map(({ files, rules }) => ({ rules, matches: globMatcher(files) }));
  return findings.flatMap((finding) => {
    let level = ownEntry(config.rules, finding.ruleId)?.level ?? 'default';
    for (const { rules, matches } of overrides) {
      const other = ownEntry(rules, finding.ruleId);
      if (other !== undefined && matches(finding.file)) level = other;
    }
    if (level === 'off') return [];
    if (level === 'default' || finding.severity === 'info') return [finding];
    return [{ ...finding, severity: level }];
  });
}

/** A matcher for root-relative paths; a directory's name stands for everything below it. */
export function globMatcher(globs: readonly string[]): (file: string) => boolean {
  const plain = globs.map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  return picomatch([...plain, ...plain.map((glob) => `${glob}/**`)], { dot: true });
}

/** A record's own entry: ids are looked up unchecked, and one may be called `constructor`. */
function ownEntry<T>(rules: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(rules, id) ? rules[id] : undefined;
}

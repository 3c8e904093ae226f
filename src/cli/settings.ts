import { relative, resolve } from 'node:path';
import type { CacheAt } from '../analyzer/cache.js';
import { resolveConfig, withLevel, type FailOn, type Level, type ResolvedConfig, type UserConfig } from '../analyzer/config.js';
import { FAIL_WORDS, LEVEL_WORDS, normalFailOn, normalLevel } from '../analyzer/config/validate.js';
import type { Certainty, Severity } from '../analyzer/finding.js';
import { CATEGORIES } from '../analyzer/project/categories.js';
import { ancestorsOf, dirOf, isWithin } from '../analyzer/project/paths.js';
import { findRoot, isProjectRoot } from '../analyzer/project/root.js';
import { findWorkspace, indexDir, type Workspace } from '../analyzer/workspace.js';
import type { AnyRule } from '../rules/define.js';
import { UsageError, type Flags } from './args.js';
import { TOOL_NAME, type CliIo, type Tools } from './io.js';
import { didYouMean } from './suggest.js';

/** What flags and configuration come to. */
export interface Settings {
  /** Absolute, with `/`, as all paths here. */
  readonly root: string;
  readonly paths: readonly string[];
  readonly config: ResolvedConfig;
  readonly certainty: Certainty;
  readonly failOn: FailOn;
  readonly cache: CacheAt | false;
  /** Threads that parse at once. */
  readonly threads: number;
  /** The baseline that the configuration names, absolute. */
  readonly baseline?: string;
  /** What the configuration says about disable comments without effect. */
  readonly unusedDirectives?: Severity | 'off';
  readonly requireDisableReason: boolean;
  /** The configuration's file, where there is one, absolute. */
  readonly configFile?: string;
  readonly note?: string;
}

/** A path as the user sees it from the working directory, with `/`. */
export const seenFrom = (cwd: string, path: string): string => relative(cwd, path).replaceAll('\\', '/');

/** An absolute path with `/`. */
export const absolute = (cwd: string, path: string): string => resolve(cwd, path).replaceAll('\\', '/');

/**
 * Joins flags and configuration; flags win. The project's root is the directory of the configuration that was found, else the
 * workspace or repository around the paths: what is reported about a path does not depend on where the command was started.
 */
export function readSettings(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): Settings {
  const paths = operands.map((operand) => existing(operand, io));
  const anchor = anchorOf(paths, io);
  const named = flags.get('config');
  const loaded = findWorkspace(io.host, anchor, tools.rules, named === undefined ? undefined : absolute(io.cwd, named));
  const { root } = loaded;
  return {
    root,
    paths: paths.length === 0 ? [anchor] : paths,
    config: configWithFlags(loaded.config, flags, tools.rules),
    certainty: flags.has('strict') ? 'likely' : (loaded.config.certainty ?? 'proven'),
    failOn: failOnFlag(flags) ?? loaded.config.failOn ?? 'error',
    cache: cacheOf(flags, root, io),
    threads: threadsOf(flags),
    requireDisableReason: loaded.config.requireDisableReason ?? false,
    ...optional(loaded),
  };
}

function optional({ note, file, config }: Workspace): Pick<Settings, 'note' | 'configFile' | 'baseline' | 'unusedDirectives'> {
  const { baseline, reportUnusedDisableDirectives: unusedDirectives } = config;
  return {
    ...(note !== undefined && { note }),
    ...(file !== undefined && { configFile: file }),
    ...(baseline !== undefined && { baseline }),
    ...(unusedDirectives !== undefined && { unusedDirectives }),
  };
}

function existing(operand: string, { cwd, host }: CliIo): string {
  const path = absolute(cwd, operand);
  if (operand === '' || host.stat(path) === undefined) throw new UsageError(`no such file or directory: \`${operand}\``);
  return path;
}

/** The working directory if it is in a project and holds every path, else the nearest directory that does: an audit may look elsewhere. */
function anchorOf(paths: readonly string[], { cwd, host }: CliIo): string {
  const here = absolute(cwd, '.');
  // Started where no project is, next to checkouts: the neighbours of what is named are none of its business.
  if (paths.every((path) => isWithin(here, path)) && (paths.length === 0 || isProjectRoot(host, findRoot(host, here)))) return here;
  const [first = here, ...rest] = paths.map((path) => (host.stat(path)?.kind === 'dir' ? path : dirOf(path)));
  return ancestorsOf(first).find((dir) => rest.every((path) => isWithin(dir, path))) ?? first;
}

function configWithFlags(user: UserConfig, flags: Flags, rules: readonly AnyRule[]): ResolvedConfig {
  const resolved = resolveConfig(user, rules);
  const noIgnore = flags.has('no-ignore');
  const config: ResolvedConfig = {
    ...resolved,
    include: [...new Set([...resolved.include, ...flags.all('include').map((word) => oneOf('include', word, CATEGORIES))])],
    ignore: [...(noIgnore ? [] : resolved.ignore), ...flags.all('ignore-pattern')],
    gitignore: !noIgnore,
  };
  return flags.all('rule').reduce((at, text) => {
    const [id, level] = ruleFlag(text, rules);
    return withLevel(at, id, level);
  }, config);
}

function ruleFlag(text: string, rules: readonly AnyRule[]): [string, Level] {
  const [id = '', word] = text.split(/=(.*)/s);
  const ids = rules.map((rule) => rule.id);
  if (!ids.includes(id)) throw new UsageError(`unknown rule \`${id}\`${didYouMean(id, ids) || `; \`${TOOL_NAME} rules\` lists them`}`);
  if (word === undefined) throw new UsageError(`\`--rule\` needs a level: ${id}=error`);
  return [id, normalLevel(oneOf('rule', word, LEVEL_WORDS))];
}

function failOnFlag(flags: Flags): FailOn | undefined {
  const word = flags.get('fail-on');
  return word === undefined ? undefined : normalFailOn(oneOf('fail-on', word, FAIL_WORDS));
}

/** Off unless asked for: a checkout under audit is not written to, and cannot bring a cache of its own. */
function cacheOf(flags: Flags, root: string, { cwd }: CliIo): Settings['cache'] {
  const location = flags.get('cache-location');
  if ((flags.toggle('cache', 'no-cache') ?? location !== undefined) === false) return false;
  return { dir: location === undefined ? indexDir(root) : absolute(cwd, location) };
}

/**
 * One unless asked for: measured on two processors, a second thread costs more than it gains, because the engine's own helpers
 * (collecting garbage, compiling) use the other one already.
 */
function threadsOf(flags: Flags): number {
  const text = flags.get('threads');
  if (text === undefined) return 1;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`\`--threads\` needs a number of 1 or more, not \`${text}\``);
  return count;
}

/** A flag's value, if it is one of the known words. */
export function oneOf<const T extends string>(flag: string, word: string, known: readonly T[]): T {
  const found = known.find((other) => other === word);
  if (found !== undefined) return found;
  throw new UsageError(`unknown value \`${word}\` for \`--${flag}\`${didYouMean(word, known) || `; known: ${known.join(', ')}`}`);
}

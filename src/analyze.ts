import { resolve } from 'node:path';
import { resolveConfig, type UserConfig } from './analyzer/config.js';
import { ConfigError } from './analyzer/config/read.js';
import { ruleSchemas, validateConfig } from './analyzer/config/validate.js';
import type { Certainty, Result } from './analyzer/finding.js';
import { createNodeHost } from './analyzer/host.js';
import { analyze as analyzeProject, type Progress } from './analyzer/index.js';
import { findWorkspace, indexDir } from './analyzer/workspace.js';
import { RULES } from './rules/index.js';

/** What {@link analyze} is asked. */
export interface AnalyzeOptions {
  /** Where to start: the project around it is analysed, with the configuration found there. The working directory. */
  readonly cwd?: string;
  /** Files and directories whose findings are wanted, from `cwd`; all of `cwd` if left out. The whole project is linked in any case. */
  readonly paths?: readonly string[];
  /** A configuration as in `hidden-state.config.json`, instead of the one that would be found. */
  readonly config?: object;
  /** `likely` reports more; what the configuration says, else `proven`. */
  readonly certainty?: Certainty;
  /** Whether to keep the project's index in `node_modules/.cache/hidden-state`; off. */
  readonly cache?: boolean;
  /** Whether to list all state that outlives a call, with who writes and reads it; off. */
  readonly inventory?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Analyses a project, as `hidden-state check` does. Throws a {@link ConfigError} where the configuration is wrong; what is wrong
 * with a file is in the result's `errors`.
 */
export function analyze(options: AnalyzeOptions = {}): Result {
  const host = createNodeHost();
  const cwd = resolve(options.cwd ?? '.').replaceAll('\\', '/');
  const found = findWorkspace(host, cwd, RULES, undefined);
  const user = options.config === undefined ? found.config : validated(options.config);
  return analyzeProject({
    root: found.root,
    paths: (options.paths ?? ['.']).map((path) => resolve(cwd, path).replaceAll('\\', '/')),
    config: resolveConfig(user, RULES),
    rules: RULES,
    host,
    certainty: options.certainty ?? user.certainty ?? 'proven',
    cache: options.cache === true && { dir: indexDir(found.root) },
    inventory: options.inventory === true,
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
}

function validated(raw: object): UserConfig {
  const result = validateConfig(raw, ruleSchemas(RULES));
  if (result.ok && result.config.extends === undefined) return result.config;
  if (result.ok) throw new ConfigError('', ['extends: only a file extends others']);
  throw new ConfigError(
    '',
    result.problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)),
  );
}

import type { RuleInfo, UserConfig } from './config.js';
import { loadConfig } from './config/read.js';
import type { Host } from './host.js';
import { createGitIgnore } from './project/gitignore.js';
import { ancestorsOf, dirOf } from './project/paths.js';
import { findRoot, isProjectRoot } from './project/root.js';

/** The project around a directory, and what its configuration says. */
export interface Workspace {
  /** Absolute. */
  readonly root: string;
  readonly config: UserConfig;
  /** Whether anything says that there is a project: a configuration, a manifest, a repository. */
  readonly isProject: boolean;
  /** The configuration's file, where there is one. */
  readonly file?: string;
  /** Something the user should know. */
  readonly note?: string;
}

/**
 * Finds the project that every face means by a directory: that of the configuration that was found, else the workspace or
 * repository around it. Throws what {@link loadConfig} throws.
 */
export function findWorkspace(host: Host, anchor: string, rules: readonly RuleInfo[], configFile?: string): Workspace {
  const loaded = loadConfig(host, { from: anchor, ...(configFile !== undefined && { file: configFile }) }, rules);
  const root = configFile === undefined && loaded.file !== undefined ? dirOf(loaded.file) : rootAround(anchor, host);
  const isProject = loaded.file !== undefined || isProjectRoot(host, findRoot(host, anchor));
  return { root, isProject, ...loaded };
}

/** The workspace or repository around a directory. One that ignores the directory is a neighbour: a checkout kept for an audit. */
function rootAround(anchor: string, host: Host): string {
  const root = findRoot(host, anchor);
  const git = createGitIgnore(host, root);
  return ancestorsOf(anchor, root).some((dir) => dir !== root && git.ignores(dir, true)) ? anchor : root;
}

/** Where the index of a project lies, for all faces. */
export const indexDir = (root: string): string => `${root === '/' ? '' : root}/node_modules/.cache/hidden-state`;

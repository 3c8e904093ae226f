import { resolveConfig } from '../analyzer/config.js';
import type { Host } from '../analyzer/host.js';
import { createSession, findingsAlone, type FindingsOf, type Session, type SourceText } from '../analyzer/session.js';
import { findWorkspace, indexDir, type Workspace } from '../analyzer/workspace.js';
import type { AnyRule } from '../rules/define.js';

/** What the plugin touches outside itself; tests hand in their own. */
export interface PluginIo {
  readonly host: Host;
  /** Milliseconds. */
  readonly now: () => number;
  /** Tells the user something, once. */
  readonly note: (message: string) => void;
  /** Calls back once nobody has asked for anything for a while; only the last call counts. */
  readonly whenIdle?: (work: () => void) => void;
}

/** Finds the open project that a file belongs to, and asks it. */
export interface Projects {
  findingsFor(cwd: string, source: SourceText): FindingsOf;
}

/** One session a project, kept as long as the plugin: a whole run, or an editor's day. */
export function createProjects(rules: readonly AnyRule[], io: PluginIo): Projects {
  const anchors = new Map<string, Session | undefined>();
  const sessions = new Map<string, Session>();
  const open = (anchor: string): Session | undefined => {
    const { root, isProject } = findWorkspace(io.host, anchor, rules);
    if (!isProject) return undefined;
    let session = sessions.get(root);
    if (session === undefined) sessions.set(root, (session = sessionAt(anchor, rules, io)));
    return session;
  };
  const at = (anchor: string): Session | undefined => {
    if (!anchors.has(anchor)) anchors.set(anchor, open(anchor));
    return anchors.get(anchor);
  };
  return {
    findingsFor(cwd, source) {
      // As on the command line, the working directory says which project is meant, unless the file lies elsewhere.
      const dir = source.path.slice(0, source.path.lastIndexOf('/')) || '/';
      const session = (source.path.startsWith(`${cwd}/`) ? at(cwd) : undefined) ?? at(dir);
      return session?.findingsFor(source) ?? findingsAlone(source, io.note);
    },
  };
}

/** Rules are configured in the linter; the rest of the configuration counts for every face. */
function sessionAt(anchor: string, rules: readonly AnyRule[], { host, now, note, whenIdle }: PluginIo): Session {
  const open = (watched: Host): { root: string; config: ReturnType<typeof resolveConfig>; cache: { dir: string } | false } => {
    const { root, config }: Workspace = findWorkspace(watched, anchor, rules);
    const isInstalled = host.stat(`${root === '/' ? '' : root}/node_modules`)?.kind === 'dir';
    return { root, config: resolveConfig(config, rules), cache: isInstalled && { dir: indexDir(root) } };
  };
  return createSession({ host, now, note, open, ...(whenIdle && { whenIdle }) });
}

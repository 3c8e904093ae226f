import { homedir, tmpdir } from 'node:os';
import type { Host } from '../host.js';
import { ancestorsOf } from './paths.js';

const MARKERS = ['pnpm-workspace.yaml', 'lerna.json', 'nx.json', 'rush.json', '.git'] as const;

/**
 * The project a directory or file belongs to: the nearest directory upwards that is a workspace's or a repository's root,
 * else the nearest with a `package.json`, else the directory itself.
 */
export function findRoot(host: Host, from: string): string {
  const dirs = ancestorsOf(from).filter((dir) => host.stat(dir)?.kind === 'dir' && (dir === from || !isCommonGround(dir)));
  const marked = dirs.find((dir) => MARKERS.some((name) => host.stat(`${dir}/${name}`) !== undefined) || hasWorkspaces(host, dir));
  return marked ?? dirs.find((dir) => host.stat(`${dir}/package.json`)?.kind === 'file') ?? dirs[0] ?? from;
}

/** A home or temporary directory holds projects and is none, whatever file was left there. */
const isCommonGround = (dir: string): boolean => [homedir(), tmpdir(), '/'].some((path) => path.replaceAll('\\', '/') === dir);

/** Whether anything in a directory says that a project begins there. */
export function isProjectRoot(host: Host, dir: string): boolean {
  return [...MARKERS, 'package.json'].some((name) => host.stat(`${dir === '/' ? '' : dir}/${name}`) !== undefined);
}

function hasWorkspaces(host: Host, dir: string): boolean {
  const file = `${dir}/package.json`;
  if (host.stat(file)?.kind !== 'file') return false;
  try {
    const parsed: unknown = JSON.parse(host.readText(file).replace(/^\uFEFF/, ''));
    return typeof parsed === 'object' && parsed !== null && 'workspaces' in parsed;
  } catch {
    return false; // broken or unreadable: it names no workspaces
  }
}

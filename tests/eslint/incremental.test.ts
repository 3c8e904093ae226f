import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { createMemoryHost, overlayHost, type Host } from '../../src/analyzer/host.js';
import { analyze, type Finding } from '../../src/analyzer/index.js';
import { createSession, type Session } from '../../src/analyzer/session.js';
import { RULES } from '../../src/rules/index.js';
import { FIXTURES, stories } from './lint.js';

const ROOT = '/town';
const EDITS = 6;
const STORIES_A_TOWN = 10;
const NEIGHBOURS = 6;

/** A generator of numbers below a limit; the same ones each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** The files of some stories, each in a directory of its own below one root: they share names, and nothing else. */
function town(names: readonly string[]): Record<string, string> {
  const files: Record<string, string> = { [`${ROOT}/package.json`]: '{ "private": true, "workspaces": ["*"] }' };
  for (const name of names) {
    const dir = join(FIXTURES, name);
    const below = `${ROOT}/${name.replace('/', '--')}`;
    files[`${below}/package.json`] = '{}';
    for (const entry of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
      if (statSync(join(dir, entry)).isFile()) files[`${below}/${entry.replaceAll('\\', '/')}`] = readFileSync(join(dir, entry), 'utf8');
    }
  }
  return files;
}

const isSource = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path);

/** What people do to a text, and what they never would. */
const EDITORS: readonly ((lines: string[], at: number, other: readonly string[], step: number) => void)[] = [
  (lines, at) => void lines.splice(at, 1),
  (lines, at) => void lines.splice(at, 0, ''),
  (lines, at) => void lines.splice(at, 0, lines[at] ?? ''),
  (lines, at, other, step) => void lines.splice(at, 0, other[step % Math.max(1, other.length)] ?? ''),
  (lines, at, _other, step) => void lines.splice(at, 0, `const added${step} = await fetch('https://added.internal/${step}');`),
  (lines, _at, _other, step) => void lines.unshift(`import axios${step} from 'axios';`),
  (lines, _at, _other, step) => void lines.push(`export const typed${step} = new Map<string, number>();`),
  (lines, _at, _other, step) => void lines.push(`export async function asks${step}() { return fetch('https://more.internal'); }`),
  (lines, at) => void (lines[at] = (lines[at] ?? '').replace(/\bexport (default )?/, '')),
  (lines, at) => void (lines[at] = (lines[at] ?? '').replace(/\bconst\b/, 'let').replace(/\bawait /, '')),
  (lines, at) => void (lines[at] = (lines[at] ?? '').slice(0, (lines[at] ?? '').length >> 1)), // in the middle of typing
  (lines, at) => void (lines[at] = `${lines[at] ?? ''} // a comment`),
];

/** A session over files that never touches a disk, and never looks whether they have changed. */
function sessionOver(host: Host): Session {
  return createSession({
    host,
    now: () => 0,
    note: (message) => {
      throw new Error(message);
    },
    open: () => ({ root: ROOT, config: resolveConfig(EMPTY_CONFIG, RULES), cache: false }),
  });
}

const inOrder = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => a.start.offset - b.start.offset || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

function asked(session: Session, path: string, text: string): Finding[] {
  const answer = session.findingsFor({ path, text });
  return inOrder(RULES.flatMap((rule) => answer?.(rule, rule.defaultOptions) ?? []));
}

/** What a run that knows nothing of the past says about a file. */
function fresh(host: Host, path: string): Finding[] {
  const input = {
    root: ROOT,
    host,
    config: resolveConfig(EMPTY_CONFIG, RULES),
    rules: RULES,
    certainty: 'likely',
    rewrites: true,
  } as const;
  const { findings, suppressed, errors } = analyze(input);
  expect(errors.filter(({ internal }) => internal === true)).toEqual([]);
  const here = [...findings, ...suppressed.map(({ finding }) => finding)].filter(({ file }) => `${ROOT}/${file}` === path);
  return inOrder(here.map(forLinters));
}

/** A linter's suggestions leave manifests alone: they change one file. */
const forLinters = (finding: Finding): Finding => ({
  ...finding,
  rewrites: finding.rewrites.map((one) => ({ ...one, edits: one.edits.filter(({ file }) => !file.endsWith('package.json')) })),
});

describe.each(RULES.map(({ id }) => id))('a session about stories of %s', (id) => {
  const names = stories().filter((name) => name.startsWith(`${id}/`));
  const groups = Array.from({ length: Math.ceil(names.length / STORIES_A_TOWN) }, (_, i) =>
    names.slice(i * STORIES_A_TOWN).slice(0, STORIES_A_TOWN),
  );
  let found = 0;
  afterAll(() => expect(found).toBeGreaterThan(0));

  it.each(groups.map((group, i) => [group[0], group, i] as const))('says what a fresh run says: %s and on', (_title, group, seed) => {
    const files = town(group);
    const random = numbers(seed);
    const unsaved = new Map<string, string>();
    const disk = createMemoryHost(files);
    const session = sessionOver(disk);
    const sources = Object.keys(files).filter(isSource).sort();
    for (let step = 0; step < EDITS; step++) {
      const path = sources[random(sources.length)];
      const other = (files[sources[random(sources.length)]] ?? '').split('\n');
      const lines = (unsaved.get(path) ?? files[path]).split('\n');
      EDITORS[random(EDITORS.length)](lines, random(lines.length), other, random(1000));
      const text = lines.join('\n');
      unsaved.set(path, text);
      const now = asked(session, path, text);
      expect(now, `${path}\n${text}`).toEqual(fresh(overlayHost(disk, unsaved), path));
      found += now.length;
    }
    // Whoever opens the neighbours sees the unsaved texts, too.
    for (const path of sources.slice(0, NEIGHBOURS))
      expect(asked(session, path, unsaved.get(path) ?? files[path]), path).toEqual(fresh(overlayHost(disk, unsaved), path));
  });
});

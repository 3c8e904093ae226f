import type { Finding, StateEntry } from '../../src/analyzer/finding.js';
import type { AuditOptions, AuditRule } from '../../src/report/audit/index.js';
import type { PageData } from '../../src/report/audit/page-data.js';
import { findingAt, placeOf } from '../report/samples.js';

export const RULES: readonly AuditRule[] = [
  { id: 'no-module-state', summary: 'State', harm: 'wrong-data', harmByKind: { memo: 'memory' }, lanes: ['Replica A', 'Replica B'] },
  { id: 'no-read-modify-write', summary: 'Updates', harm: 'lost-update' },
  { id: 'require-timeout', summary: 'Waits', harm: 'outage' },
];

/** Files of a small workspace. */
export const FILES: Readonly<Record<string, string>> = {
  'apps/api/src/users.ts': 'const cache = new Map();\nexport function get(id) {\n  return cache.get(id) ?? load(id);\n}\n',
  'packages/store/src/index.ts': "export const load = (id) => fetch(`/users/${id}`);\nexport const name = 'store';\n",
};

/** Options that read from these files; assets are handed in, so that nothing has to be built. */
export function optionsWith(more: Partial<AuditOptions> = {}, files: Readonly<Record<string, string>> = FILES): AuditOptions {
  return {
    project: 'shop',
    generatedAt: '2026-01-02T03:04:05.000Z',
    tool: { name: 'hidden-state', version: '1.2.3' },
    rules: RULES,
    packages: [
      { dir: '', name: 'root', uses: [] },
      { dir: 'apps/api', name: 'api', uses: ['packages/store'] },
      { dir: 'packages/store', name: 'store', uses: [] },
    ],
    codeowners: undefined,
    readText: (file) => files[file],
    assets: { style: 'p{}', script: 'void 0' },
    ...more,
  };
}

export const CACHE: Finding = findingAt(placeOf('apps/api/src/users.ts', FILES['apps/api/src/users.ts'] ?? '', 'cache'), {
  ruleId: 'no-module-state',
  kind: 'cache',
  message: '`cache` caches by key; let the caller own it',
  fingerprint: 'aaaaaaaaaaaaaaaa',
});

export const WAIT: Finding = findingAt(placeOf('packages/store/src/index.ts', FILES['packages/store/src/index.ts'] ?? '', 'fetch'), {
  severity: 'warning',
  fingerprint: 'bbbbbbbbbbbbbbbb',
});

export const STATE: StateEntry = {
  file: CACHE.file,
  start: CACHE.start,
  end: CACHE.end,
  name: 'cache',
  holder: 'binding',
  shape: 'Map',
  bound: 'nothing',
  writes: [{ file: CACHE.file, start: CACHE.start, end: CACHE.end, by: 'get', contexts: ['handler'], kind: 'write' }],
  reads: [],
};

/** The data that a page holds. */
export function dataIn(html: string): PageData {
  const text = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
  return JSON.parse(text) as PageData; // what renderAudit embeds
}

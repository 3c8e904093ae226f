import { applyLevels } from '../../src/analyzer/config.js';
import type { Finding, Result } from '../../src/analyzer/finding.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import type { AnalysisInput } from '../../src/analyzer/index.js';
import type { CliIo, Tools } from '../../src/cli/io.js';
import { runCli } from '../../src/cli/run.js';
import { GitError } from '../../src/gate/git.js';
import type { TraceLine } from '../../src/report/trace.js';
import type { AnyRule } from '../../src/rules/define.js';
import { findingAt, placeOf, resultOf } from '../report/samples.js';

export const SOURCE = 'export async function pay(order) {\n  return fetch(order.url);\n}\n';

/** The files of the project that every test starts from. */
export const PROJECT: Readonly<Record<string, string>> = {
  '/project/package.json': '{"name":"shop"}',
  '/project/.git/HEAD': 'ref: refs/heads/main\n',
  '/project/src/pay.ts': SOURCE,
};

export const FINDING: Finding = findingAt(placeOf('src/pay.ts', SOURCE, 'fetch(order.url)'));

const rule = (id: string, more: object): AnyRule =>
  ({
    id,
    summary: `About ${id}.`,
    harm: 'outage',
    messages: {},
    schema: { type: 'object', additionalProperties: false, properties: {} },
    defaultOptions: {},
    detect: () => [],
    explain: () => undefined,
    ...more,
  }) as unknown as AnyRule; // only its description matters here

export const RULES: readonly AnyRule[] = [
  rule('no-module-state', {}),
  rule('require-timeout', {
    schema: {
      type: 'object',
      additionalProperties: false,
      properties: {
        maxMs: { type: 'integer', minimum: 1 },
        kinds: { type: 'array', items: { enum: ['unbounded', 'infinite'] }, uniqueItems: true },
        strict: { type: 'boolean' },
      },
    },
    defaultOptions: { maxMs: 60_000, kinds: ['unbounded'], strict: false },
  }),
];

export interface Setup {
  readonly files?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly tty?: boolean;
  readonly result?: Partial<Result>;
  readonly trail?: readonly TraceLine[];
  readonly analyze?: (input: AnalysisInput) => Result;
  readonly unwritable?: boolean;
  /** What comes on stdin. */
  readonly stdin?: string;
  /** What is typed where something is asked; nobody is there where absent. */
  readonly answer?: string;
  /** Answers of git by its arguments; `git: not a git repository` where there is none. */
  readonly git?: (args: readonly string[], dir: string, input: string | undefined) => Buffer | string;
  /** Texts that the package comes with. */
  readonly own?: Readonly<Record<string, string>>;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** What the analysis was asked; absent where it was not started. */
  readonly asked: AnalysisInput | undefined;
  readonly traced: { readonly file: string; readonly line: number } | undefined;
  /** What every analysis was asked, in order. */
  readonly allAsked: readonly AnalysisInput[];
  readonly written: ReadonlyMap<string, string>;
  readonly appended: ReadonlyMap<string, string>;
}

/** Runs a command line on a project in memory, with an analysis that answers what the test wants. */
export function run(argv: readonly string[], setup: Setup = {}): Outcome {
  const out: string[] = [];
  const err: string[] = [];
  const written = new Map<string, string>();
  const appended = new Map<string, string>();
  const allAsked: AnalysisInput[] = [];
  let asked: AnalysisInput | undefined;
  let traced: Outcome['traced'];
  const io: CliIo = {
    cwd: setup.cwd ?? '/project',
    env: setup.env ?? {},
    stdout: { isTTY: setup.tty === true, write: (text) => void out.push(text) },
    stderr: { isTTY: setup.tty === true, columns: 80, write: (text) => void err.push(text) },
    host: createMemoryHost({ ...PROJECT, ...setup.files }),
    writeFile: (path, text) => {
      if (setup.unwritable === true) throw new Error('EACCES: permission denied');
      written.set(path, text);
    },
    writeFiles: (texts) => {
      if (setup.unwritable === true) throw new Error('EACCES: permission denied');
      for (const [path, text] of texts) written.set(path, text);
    },
    appendFile: (path, text) => {
      if (setup.unwritable === true) throw new Error('EACCES: permission denied');
      appended.set(path, (appended.get(path) ?? '') + text);
    },
    readStdin: () => setup.stdin ?? '',
    ask: (question) => {
      if (setup.answer !== undefined) err.push(question);
      return setup.answer;
    },
    git: (dir, args, input) => {
      if (setup.git === undefined) throw new GitError('not a git repository');
      return Buffer.from(setup.git(args, dir, input));
    },
    now: () => 0,
  };
  const tools: Tools = {
    version: '1.2.3',
    rules: RULES,
    analyze: (input) => {
      asked = input;
      allAsked.push(input);
      const result = setup.analyze?.(input) ?? resultOf({ root: input.root, ...setup.result });
      return { ...result, findings: applyLevels(result.findings, input.config) };
    },
    shard: () => ({ files: 0, of: 0 }),
    trace: (input, at) => {
      [asked, traced] = [input, at];
      return setup.trail ?? [];
    },
    readOwn: (path) => setup.own?.[path],
    knowsPackage: (name) => ['express', 'ioredis'].includes(name),
  };
  const code = runCli(argv, io, tools);
  return { code, out: out.join(''), err: err.join(''), asked, allAsked, traced, written, appended };
}

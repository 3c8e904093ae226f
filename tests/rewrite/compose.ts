import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { analyze } from '../../src/analyzer/index.js';
import type { Rewrite, TextEdit } from '../../src/analyzer/finding.js';
import type { Program } from '../../src/analyzer/link/program.js';
import type { Unit } from '../../src/analyzer/link/values.js';
import type { RewriteTools, Source, ts } from '../../src/analyzer/rewrite/tools.js';

/** A text with edits applied; they must be sorted and must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  let rest = text.slice(mark.length);
  for (const { start, end, text: added } of [...edits].reverse()) rest = rest.slice(0, start) + added + rest.slice(end);
  return mark + rest;
}

/** Every file with a rewrite applied, by its path from the root. */
export function rewritten(files: Readonly<Record<string, string>>, { edits }: Rewrite): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      file,
      applyEdits(
        text,
        edits.filter((edit) => edit.file === file),
      ),
    ]),
  );
}

/** What is composed in a test: the first node of the first file (`input.ts`, or the first) that a test accepts. */
export interface Composing {
  readonly program: Program;
  readonly tools: RewriteTools;
  readonly unit: (file: string) => Unit;
  readonly find: (file: string, text: string) => { source: Source; node: ts.Node };
}

/** Runs tools over files in memory, and gives the files as the first rewrite leaves them; `undefined` where none is offered. */
export function compose(
  files: Readonly<Record<string, string>>,
  make: (at: Composing) => readonly Rewrite[],
): Record<string, string> | undefined {
  let made: readonly Rewrite[] = [];
  const host = createMemoryHost(Object.fromEntries(Object.entries(files).map(([file, text]) => [`/app/${file}`, text])));
  const rule = {
    id: 'no-module-state',
    messages: { said: 'said' },
    detect: () => [{ severity: 'error', certainty: 'proven', kind: 'x' }] as const,
    explain: (_: never, program: Program) => ({
      messageId: 'said',
      data: {},
      at: { unit: program.units[0], start: 0, end: 1 },
      witness: [],
      name: '',
    }),
    rewrite: (_: never, program: Program, tools: RewriteTools) => (made = make(composing(program, tools))),
  };
  const result = analyze({
    root: '/app',
    config: resolveConfig(EMPTY_CONFIG, []),
    rules: [rule],
    certainty: 'proven',
    host,
    rewrites: true,
  });
  if (result.errors.length > 0) throw new Error(JSON.stringify(result.errors));
  return made[0] && rewritten(files, made[0]);
}

function composing(program: Program, tools: RewriteTools): Composing {
  const unit = (file: string): Unit => {
    const found = program.units.find((one) => one.file === file);
    if (found === undefined) throw new Error(`no ${file}`);
    return found;
  };
  return {
    program,
    tools,
    unit,
    find: (file, text) => {
      const source = tools.source(unit(file));
      const start = source.text.indexOf(text);
      return { source, node: source.nodeAt({ start, end: start + text.length }, (node): node is ts.Node => node !== undefined) };
    },
  };
}

import { createMemoryHost } from '../../src/analyzer/host.js';
import { calleeOf } from '../../src/analyzer/link/calls.js';
import { createLibrary } from '../../src/analyzer/link/library.js';
import { describe as nameOf } from '../../src/analyzer/link/names.js';
import { Program } from '../../src/analyzer/link/program.js';
import { explainValue } from '../../src/analyzer/link/trace.js';
import { load } from '../../src/analyzer/load.js';
import { MODELS } from '../../src/analyzer/models/index.js';

/** Links files that exist in memory only. Paths are relative to the project's root. */
export function linkFiles(files: Readonly<Record<string, string>>): Program {
  const host = createMemoryHost(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/p/${path}`, text])));
  const loaded = load(host, { root: '/p', named: [], include: [], ignore: [], gitignore: true, maxFileSize: 1 << 20, cache: false });
  if (loaded.errors.length > 0) throw new Error(JSON.stringify(loaded.errors));
  return new Program(loaded.units, createLibrary(MODELS), { withClient: true });
}

/** What the callee of each call in a file is, in words, by the text of the callee. */
export function callees(program: Program, file: string): Record<string, string> {
  const unit = program.units.find((u) => u.file === file);
  if (!unit) throw new Error(`no ${file}`);
  return Object.fromEntries(
    program
      .facts(unit)
      .calls.map(({ value }) => [nameOf(unit, unit.ir.operand(value, 1)), explainValue(calleeOf(program, { unit, value, env: null }))]),
  );
}

import { checkModule } from '../../src/analyzer/ir/check.js';
import type { ModuleIR } from '../../src/analyzer/ir/module.js';
import { printModule } from '../../src/analyzer/ir/print.js';
import { createLowerer } from '../../src/analyzer/lower/index.js';
import { expect } from 'vitest';

const lowerer = createLowerer();

/** Lowers a text; what comes out must hold the IR's invariants. */
export function ir(text: string, fileName = 'module.ts'): ModuleIR {
  const result = lowerer.lower(fileName, text);
  expect(checkModule(result.ir)).toEqual([]);
  return result.ir;
}

/** The whole module as text. */
export function printed(text: string, fileName?: string): string {
  return printModule(ir(text, fileName));
}

/** One function as text; 0 is the module's own code. */
export function code(text: string, fn = 0, fileName?: string): string {
  const lines = printed(text, fileName).split('\n');
  const from = lines.findIndex((line) => line.startsWith(`f${fn} `));
  const to = lines.findIndex((line, i) => i > from && /^f\d/.test(line));
  return lines.slice(from, to < 0 ? undefined : to).join('\n');
}

/** What comes in front of the functions: imports, exports, bindings, classes. */
export function rows(text: string, fileName?: string): string {
  const lines = printed(text, fileName).split('\n');
  return lines
    .slice(
      0,
      lines.findIndex((line) => line.startsWith('f0 ')),
    )
    .join('\n');
}

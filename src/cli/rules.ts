import { createPaint } from '../report/paint.js';
import { UsageError, type Flags } from './args.js';
import { wantsColor, type CliIo, type Tools } from './io.js';

/** `hidden-state rules`: each rule, what it is about, and its options with their defaults. */
export function runRules(operands: readonly string[], flags: Flags, io: CliIo, { rules }: Tools): number {
  if (operands.length > 0) throw new UsageError('`rules` takes no path');
  const paint = createPaint(wantsColor(flags.toggle('color', 'no-color'), io, io.stdout));
  const width = Math.max(0, ...rules.map(({ id }) => id.length));
  const indent = ' '.repeat(width + 2);
  for (const { id, summary, defaultOptions } of rules) {
    io.stdout.write(`${paint.strong(id.padEnd(width))}  ${summary}\n`);
    for (const [name, value] of Object.entries(defaultOptions)) {
      io.stdout.write(paint.faint(`${indent}${name}: ${JSON.stringify(value)}`) + '\n');
    }
  }
  return 0;
}

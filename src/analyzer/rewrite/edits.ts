import type { TextEdit } from '../finding.js';
import type { Span } from '../ir/module.js';
import type { Unit } from '../link/values.js';
import { refuse } from './refusal.js';

interface Change extends Span {
  readonly unit: Unit;
  readonly text: string;
}

/** Changes of texts, collected; overlapping ones are refused. Insertions at one place are joined in the order in which they came. */
export class ChangeList {
  private readonly changes: Change[] = [];

  /** `first`: before what was inserted at the same place so far. */
  add(unit: Unit, { start, end }: Span, text: string, first = false): void {
    if (start > end || start < 0 || end > unit.ir.textLength) refuse('outside the file');
    const change = { unit, start, end, text };
    if (start === end && text === '') return;
    if (first) this.changes.unshift(change);
    else this.changes.push(change);
  }

  /** The changes as edits, by file and offset; line ends become those that `eol` gives for the file. */
  finish(eol: (unit: Unit) => string): TextEdit[] {
    const sorted = this.changes
      .map((change, order) => ({ ...change, order }))
      .sort((a, b) => a.unit.index - b.unit.index || a.start - b.start || a.end - b.end || a.order - b.order);
    const edits: { unit: Unit; start: number; end: number; text: string }[] = [];
    for (const { unit, start, end, text } of sorted) {
      const last = edits.at(-1);
      if (last?.unit === unit && start < last.end) refuse('edits overlap');
      // Two edits that touch are one: tools differ in which of two at the same place comes first.
      if (last?.unit === unit && start === last.end) {
        last.text += text;
        last.end = end;
      } else edits.push({ unit, start, end, text });
    }
    return edits.map(({ unit, start, end, text }) => ({ file: unit.file, start, end, text: text.replace(/\r?\n/g, eol(unit)) }));
  }
}

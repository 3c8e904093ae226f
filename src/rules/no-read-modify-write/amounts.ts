import type { Occurrence } from '../../analyzer/effects/operations.js';
import type { Frame, Frames, Node } from '../../analyzer/effects/operations-frames.js';
import { globalName } from '../../analyzer/effects/operations-trail.js';
import { storedOf } from '../../analyzer/effects/same-place-chain.js';
import { entriesOf, literalOf } from '../../analyzer/effects/same-place-terms.js';
import type { Value } from '../../analyzer/ir/module.js';
import { CALL_NEW, Op } from '../../analyzer/ir/ops.js';

const ADDS: ReadonlySet<string> = new Set(['increment', 'decrement']);

/** Does a write let the store add an amount? Done twice, it is there twice. */
export function addsAmount(frames: Frames, occurrence: Occurrence): boolean {
  if (occurrence.op.kind !== 'write') return false;
  if (occurrence.statement) return occurrence.statement.sql.computed.size > 0;
  return [...(storedOf(frames, occurrence)?.entries ?? [])].some(([name, node]) => {
    if (name === '$inc') return true;
    const inner = literalOf(frames, node) && entriesOf(frames, node);
    return [...(inner?.entries.keys() ?? [])].some((key) => ADDS.has(key)) || isSumInText(frames, node);
  });
}

/** `db.raw('visits + 1')`. */
const isSumInText = (frames: Frames, node: Node): boolean => /^\s*"?\w+"?\s*[+-]\s*\S/.test(firstText(frames, node));

/** Words for the present in statements. */
const NOW = /^\s*(now\s*\(\s*\)|current_timestamp(\s*\(\s*\))?|getdate\s*\(\s*\))\s*$/i;
const CLOCKS: ReadonlySet<string> = new Set(['Date.now', 'performance.now']);
/** Methods that make a moment of nothing: `knex.fn.now()`, `DateTime.utc()`. */
const MAKERS: ReadonlySet<string> = new Set(['now', 'utc']);

/** Is a value the moment at which it is made: `new Date()`, `Date.now()`, `now()` of the database, and what is made of that alone? */
export function isMoment(frames: Frames, { frame, value }: Node, depth = 0): boolean {
  const { ir } = frame.unit;
  if (value < 0 || depth > 6) return false;
  switch (ir.op(value)) {
    case Op.cast:
      return isMoment(frames, { frame, value: ir.operand(value, 0) }, depth + 1);
    case Op.capture:
      return isMoment(
        frames,
        { frame: frames.home(frame, ir.bindingOwner(ir.operand(value, 0))), value: ir.bindingValue(ir.operand(value, 0)) },
        depth + 1,
      );
    case Op.call:
      return isMomentMade(frames, { frame, value }, depth);
    default:
      return false;
  }
}

function isMomentMade(frames: Frames, node: Node, depth: number): boolean {
  const { frame, value } = node;
  const { ir } = frame.unit;
  const callee = ir.operand(value, 1);
  const count = ir.operandCount(value) - 2;
  if (CLOCKS.has(globalName(node)) || NOW.test(firstText(frames, node))) return true;
  if ((ir.operand(value, 0) & CALL_NEW) !== 0) return count === 0 && ir.op(callee) === Op.global && ir.text(callee, 0) === 'Date';
  if (ir.op(callee) === Op.get)
    return (count === 0 && MAKERS.has(ir.text(callee, 2))) || isMoment(frames, { frame, value: ir.operand(callee, 1) }, depth + 1);
  return count === 0 && isCalendar(frame, callee);
}

const CALENDARS: ReadonlySet<string> = new Set(['moment', 'moment-timezone', 'dayjs']);

/** Is it what a library for dates exports as a whole? */
function isCalendar({ unit }: Frame, callee: Value): boolean {
  const { ir } = unit;
  const value = ir.op(callee) === Op.capture ? ir.bindingValue(ir.operand(callee, 0)) : callee;
  if (value < 0 || ir.op(value) !== Op.import) return false;
  const target = unit.targets[ir.operand(value, 0)];
  return target?.kind === 'package' && CALENDARS.has(target.name);
}

/** The text that a call is given first, or that a tagged template consists of. */
function firstText({ program }: Frames, { frame: { unit }, value }: Node): string {
  const { ir } = unit;
  if (value < 0 || ir.op(value) !== Op.call || ir.operandCount(value) < 3) return '';
  const first = ir.operand(value, 2);
  const only = ir.op(first) === Op.array && ir.operandCount(first) === 1 ? ir.operand(first, 0) : first;
  const text = program.value(unit, only);
  return text.k === 'const' && typeof text.value === 'string' ? text.value : '';
}

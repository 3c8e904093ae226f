import { partsOf, setsOn, sourcesOf } from '../../analyzer/effects/operations-sources.js';
import type { Node } from '../../analyzer/effects/operations-frames.js';
import { globalName } from '../../analyzer/effects/operations-trail.js';
import { CALL_NEW, OBJ_COMPUTED, OBJ_PROP, Op } from '../../analyzer/ir/ops.js';
import { isWithin, withinEntry, type Change, type Pair } from './pairs.js';

/**
 * What is lost where two do it at once. `amount`: something that both have added, and which nobody can tell afterwards. `merge`: the
 * old value with members of its own put over it: those that are put are the same from everybody, so that only what other code puts there
 * is lost. `slight`: a switch that is turned over twice, a text with something appended.
 */
export type Harm = 'amount' | 'merge' | 'slight';

const MAX_DEPTH = 12;
const COMPARISONS: ReadonlySet<string> = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);
const PASSES: ReadonlySet<string> = new Set(['phi', 'select', 'logic', 'cast', 'dflt', 'await', 'param', 'capture']);

/** What is lost where a field's new value is computed so from its old one. */
export function harmOf(pair: Pair, field: string, nodes: readonly Node[]): Harm {
  const harms = new Set(nodes.flatMap((node) => [...harmsAt(pair, field, node, 0, new Set())]));
  if (harms.has('amount') || harms.size === 0) return 'amount';
  return harms.has('merge') ? 'merge' : 'slight';
}

/** What is lost where the old value is changed in place, before it is stored again. */
export function harmOfChanges(pair: Pair, field: string, changes: readonly Change[]): Harm {
  const puts = changes.filter(({ trail }) => isWithin(trail, field));
  const isPut = ({ trail, value }: Change): boolean =>
    value !== null && trail[trail.length - 1] !== '*' && !isMadeOf(pair, field, value) && withinEntry(trail).length > 1;
  return puts.length > 0 && puts.every(isPut) ? 'merge' : 'amount';
}

const isMadeOf = ({ trails }: Pair, field: string, node: Node): boolean =>
  sourcesOf(trails, node).some(({ trail }) => isWithin(trail, field));

/** Nothing where the value comes through as it was, or was not read at all. */
function harmsAt(pair: Pair, field: string, node: Node, depth: number, seen: Set<string>): Set<Harm> {
  const { frame, value } = node;
  const key = `${frame.id}:${value}`;
  if (depth > MAX_DEPTH) return new Set(['amount']);
  if (value < 0 || seen.has(key) || pair.trails.of(node) !== undefined || !isMadeOf(pair, field, node)) return new Set();
  seen.add(key);
  const { ir } = frame.unit;
  const op = ir.op(value);
  if (op === Op.object) return new Set(harmsOfObject(pair, field, node, depth, seen));
  if ((op === Op.un && ir.text(value, 0) === '!') || (op === Op.bin && COMPARISONS.has(ir.text(value, 0)))) return new Set(['slight']);
  if (isText(node, 0)) return new Set(['slight']);
  // The later of two: in whichever order, the same one stays, unless it is computed.
  const given = CONVERTS.has(globalName(node)) || isNewDate(node) ? argumentsOf(node) : undefined;
  if (given) return new Set(['slight', ...given.flatMap((part) => [...harmsAt(pair, field, part, depth + 1, seen)])]);
  const isOwn = op === Op.call && pair.operations.frames.enter(frame, value).some(({ edge }) => edge?.kind === 'call');
  const parts = isOwn || PASSES.has(ir.opName(value)) ? partsOf(pair.operations.frames, node, false) : [];
  if (parts.length === 0) return new Set(['amount']);
  return new Set(parts.flatMap((part) => [...harmsAt(pair, field, part.node, depth + 1, seen)]));
}

/**
 * `{ ...old, a: 1 }`, `{ ...old, inner: { ...old.inner, a: 1 } }`. Members that each caller names (`[key]`, `...patch`) are another's every time;
 * whatever else an entry is made of counts for itself.
 */
function harmsOfObject(pair: Pair, field: string, node: Node, depth: number, seen: Set<string>): Harm[] {
  const { ir } = node.frame.unit;
  const harms: Harm[] = ['merge'];
  for (let i = 0; i < ir.operandCount(node.value); i += 3) {
    const entry = { frame: node.frame, value: ir.operand(node.value, i + 2) };
    const kind = ir.operand(node.value, i);
    if (kind !== OBJ_PROP && (kind === OBJ_COMPUTED || !isMadeOf(pair, field, entry))) harms.push('amount');
    else harms.push(...harmsAt(pair, field, entry, depth + 1, seen));
  }
  for (const user of setsOn(pair.operations.frames, node)) {
    const put = { frame: node.frame, value: ir.operand(user, 2) };
    if (ir.op(user) === Op.setx && isMadeOf(pair, field, put)) harms.push('amount');
    else harms.push(...harmsAt(pair, field, put, depth + 1, seen));
  }
  return harms;
}

const CONVERTS: ReadonlySet<string> = new Set(['Math.min', 'Math.max', 'Number', 'BigInt', 'String']);

function isNewDate({ frame, value }: Node): boolean {
  const { ir } = frame.unit;
  if (ir.op(value) !== Op.call || (ir.operand(value, 0) & CALL_NEW) === 0 || ir.operandCount(value) !== 3) return false;
  const callee = ir.operand(value, 1);
  return ir.op(callee) === Op.global && ir.text(callee, 0) === 'Date';
}

const argumentsOf = ({ frame, value }: Node): Node[] =>
  Array.from({ length: frame.unit.ir.operandCount(value) - 2 }, (_, i) => ({ frame, value: frame.unit.ir.operand(value, 2 + i) }));

/** Methods that only texts have. */
const OF_TEXTS: ReadonlySet<string> = new Set([
  'replace',
  'replaceAll',
  'toLowerCase',
  'toUpperCase',
  'trim',
  'substring',
  'substr',
  'normalize',
]);

/**
 * A text that is written out with something before or behind it, put together out of several, or changed as only texts are, an address and a digest
 * among them; what is counted inside it is no text.
 */
function isText({ frame, value }: Node, depth: number): boolean {
  const { ir } = frame.unit;
  if (ir.op(value) === Op.call) {
    const callee = ir.operand(value, 1);
    if (ir.op(callee) !== Op.get) return false;
    const name = ir.text(callee, 2);
    return OF_TEXTS.has(name) || name === 'digest' || (name === 'toString' && isAddress({ frame, value: ir.operand(callee, 1) }));
  }
  const isWords = (v: number): boolean => ir.op(v) === Op.str && /\D/.test(ir.text(v, 0));
  if (ir.op(value) === Op.tmpl) {
    const parts = Array.from({ length: ir.operandCount(value) }, (_, i) => ir.operand(value, i));
    const holes = parts.filter((v) => ir.op(v) !== Op.str);
    return (parts.some(isWords) || holes.length > 1) && !holes.some((v) => ir.op(v) === Op.bin);
  }
  if (ir.op(value) !== Op.bin || ir.text(value, 0) !== '+' || depth > MAX_DEPTH) return false;
  return [1, 2].some((i) => isWords(ir.operand(value, i)) || isText({ frame, value: ir.operand(value, i) }, depth + 1));
}

/** `new URL(…)`. */
function isAddress(node: Node): boolean {
  const { ir } = node.frame.unit;
  return ir.op(node.value) === Op.call && globalName(node) === 'URL';
}

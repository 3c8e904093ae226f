import { OBJ_PROP, OBJ_SPREAD, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { modelOfCall } from '../link/calls.js';
import type { Frames, Frame, Node } from './operations-frames.js';
import { givesTheSame, isIdentifier, PURE_FUNCTIONS, PURE_METHODS } from './same-place-calls.js';
import { linksOf } from './same-place-links.js';

const MAX_DEPTH = 30;

/**
 * A text that is equal for expressions that denote the same: the same values put together in the same way, through the
 * parameters of helpers. What may differ from one evaluation to the next (calls, joins) is named by its instruction, so that
 * it is equal to itself only.
 */
export function termOf(frames: Frames, node: Node, depth = 0): string {
  if (node.constant !== undefined) return node.constant;
  if (node.value < 0) return opaque(node);
  const terms = (frames.terms[node.frame.id] ??= new Map<Value, string>());
  const known = terms.get(node.value);
  if (known !== undefined) return known;
  if (depth > MAX_DEPTH) {
    frames.cuts += 1;
    return opaque(node);
  }
  const before = frames.cuts;
  const term = makeTerm(frames, node, depth);
  if (frames.cuts === before) terms.set(node.value, term); // else it depends on how deep it stands
  return term;
}

function makeTerm(frames: Frames, node: Node, depth: number): string {
  const { frame, value } = node;
  const { ir } = frame.unit;
  const at = (index: number): string => termOf(frames, { frame, value: ir.operand(value, index) }, depth + 1);
  switch (ir.op(value)) {
    case Op.undef:
      return 'undefined';
    case Op.null:
      return 'null';
    case Op.bool:
      return String(ir.operand(value, 0) === 1);
    case Op.num:
      return ir.text(value, 0);
    case Op.str:
    case Op.tmpl:
      return textTerm(frames, node, depth);
    case Op.bin:
      return ir.text(value, 0) === '+' ? textTerm(frames, node, depth) : `(${at(1)} ${ir.text(value, 0)} ${at(2)})`;
    case Op.param:
      return parameterTerm(frames, node, depth);
    case Op.this:
      return thisTerm(frames, frame, depth);
    case Op.get:
      return memberTerm(frames, node, ir.text(value, 2), depth);
    case Op.getx:
      return `${at(1)}[${at(2)}]`;
    case Op.capture:
    case Op.load:
      return bindingTerm(frames, node, depth);
    case Op.import:
    case Op.dynimport:
      return importTerm(frames, node);
    case Op.global:
      return `g:${ir.text(value, 0)}`;
    case Op.call:
      return callTerm(frames, node, depth);
    case Op.await:
    case Op.cast:
    case Op.using:
      return at(0);
    case Op.store:
      return at(1);
    case Op.object:
      return objectTerm(frames, node, depth);
    case Op.array:
      return `[${Array.from({ length: ir.operandCount(value) }, (_, i) => at(i)).join(',')}]`;
    case Op.un:
      return `(${ir.text(value, 0)}${at(1)})`;
    case Op.logic:
      return `(${at(1)} ${['&&', '||', '??'][ir.operand(value, 0)]} ${at(2)})`;
    case Op.select:
      return `(${at(0)} ? ${at(1)} : ${at(2)})`;
    case Op.dflt:
      return `(${at(0)} = ${at(1)})`;
    case Op.elem:
      return `${at(0)}[${ir.operand(value, 1)}]`;
    default:
      return opaque(node);
  }
}

/** Is a term made of nothing but constants? */
export const isConstantTerm = (term: string): boolean => /^(undefined|null|true|false|-?[\d.]+|"(?:[^"\\]|\\.)*")$/.test(term);

const opaque = ({ frame, value }: Node): string => `#${frame.id}:${value}`;

/** Texts are the list of their parts: `'a' + x` and `` `a${x}` `` are one. */
function textTerm(frames: Frames, node: Node, depth: number): string {
  const parts = textParts(frames, node, depth);
  if (parts === undefined) {
    const { ir } = node.frame.unit;
    const side = (i: number): string => termOf(frames, { frame: node.frame, value: ir.operand(node.value, i) }, depth + 1);
    return `(${side(1)} + ${side(2)})`;
  }
  const merged: { text: string; fixed: boolean }[] = [];
  for (const part of parts) {
    const last = merged[merged.length - 1];
    if (part.fixed && last?.fixed === true) last.text += part.text;
    else if (!part.fixed || part.text !== '') merged.push({ ...part });
  }
  if (merged.length === 0) return '""';
  if (merged.length === 1) return merged[0].fixed ? JSON.stringify(merged[0].text) : merged[0].text;
  return `t(${merged.map((part) => (part.fixed ? JSON.stringify(part.text) : part.text)).join(',')})`;
}

interface TextPart {
  readonly fixed: boolean;
  readonly text: string;
}

/** The term of a text, and not of something that is asked of one: `"a".length`. */
const WHOLE_TEXT = /^"(?:[^"\\]|\\.)*"$/;

/** Undefined where it may be a sum of numbers. */
function textParts(frames: Frames, { frame, value }: Node, depth: number): TextPart[] | undefined {
  const { ir } = frame.unit;
  const part = (v: Value): TextPart[] => {
    const inner =
      depth < MAX_DEPTH && (ir.op(v) === Op.str || ir.op(v) === Op.tmpl || ir.op(v) === Op.bin)
        ? textParts(frames, { frame, value: v }, depth + 1)
        : undefined;
    if (inner) return inner;
    const term = termOf(frames, { frame, value: v }, depth + 1);
    return WHOLE_TEXT.test(term) ? [{ fixed: true, text: String(JSON.parse(term)) }] : [{ fixed: false, text: term }];
  };
  if (ir.op(value) === Op.str) return [{ fixed: true, text: ir.text(value, 0) }];
  if (ir.op(value) === Op.tmpl) return Array.from({ length: ir.operandCount(value) }, (_, i) => part(ir.operand(value, i))).flat();
  if (ir.op(value) !== Op.bin || ir.text(value, 0) !== '+') return undefined;
  const left = part(ir.operand(value, 1)),
    right = part(ir.operand(value, 2));
  return [...left, ...right].some((p) => p.fixed) ? [...left, ...right] : undefined;
}

function parameterTerm(frames: Frames, { frame, value }: Node, depth: number): string {
  const index = frame.unit.ir.operand(value, 0);
  const part = frames.parameter(frame, index);
  if (part && !part.element) return termOf(frames, part.node, depth + 1);
  return part ? opaque({ frame, value }) : `p:${frame.unit.index}:${frame.fn}:${index}`;
}

function thisTerm(frames: Frames, frame: Frame, depth: number): string {
  const { node, owner } = frames.self(frame);
  if (node) return termOf(frames, node, depth + 1);
  const { cls } = owner.unit.ir.fn(owner.fn);
  return `this:${owner.unit.index}:${cls >= 0 ? cls : `f${owner.fn}`}`;
}

/** A member of an object literal that is in sight is the value that stands there. */
function memberTerm(frames: Frames, node: Node, name: string, depth: number): string {
  const of = { frame: node.frame, value: node.frame.unit.ir.operand(node.value, 1) };
  const entry = entryOf(frames, of, name, depth);
  return entry ? termOf(frames, entry, depth + 1) : `${termOf(frames, of, depth + 1)}.${name}`;
}

function bindingTerm(frames: Frames, { frame, value }: Node, depth: number): string {
  const { ir } = frame.unit;
  const binding = ir.operand(value, 0);
  if (ir.op(value) === Op.load) return `b:${frame.unit.index}:${binding}`;
  const home = frames.home(frame, ir.bindingOwner(binding)),
    held = ir.bindingValue(binding);
  // A closure that the module itself makes is the same for everybody.
  if (held < 0 || (home.fn === 0 && ir.op(held) === Op.call)) return `b:${frame.unit.index}:${binding}`;
  return termOf(frames, { frame: home, value: held }, depth + 1);
}

function importTerm(frames: Frames, { frame, value }: Node): string {
  const row = frame.unit.ir.operand(value, 0);
  const denotes = frames.program.value(frame.unit, value);
  if (denotes.k === 'const') return typeof denotes.value === 'string' ? JSON.stringify(denotes.value) : String(denotes.value);
  const target = frame.unit.targets[row];
  const { name } = frame.unit.ir.import(row);
  if (target?.kind === 'unit') return `m:${target.unit}:${name}`;
  return target?.kind === 'package' ? `m:${target.name}/${target.subpath}:${name}` : `m:${frame.unit.index}?${row}`;
}

function callTerm(frames: Frames, node: Node, depth: number): string {
  const { frame, value } = node;
  const { ir } = frame.unit;
  const callee = ir.operand(value, 1);
  const args = (): string =>
    Array.from({ length: ir.operandCount(value) - 2 }, (_, i) =>
      termOf(frames, { frame, value: ir.operand(value, 2 + i) }, depth + 1),
    ).join(',');
  if (ir.op(callee) === Op.global && PURE_FUNCTIONS.has(ir.text(callee, 0))) return `${ir.text(callee, 0)}(${args()})`;
  if (isIdentifier(frames.program, frame.unit, value)) return `id(${args()})`;
  const method = ir.op(callee) === Op.get && PURE_METHODS.has(ir.text(callee, 2));
  const denotes = frames.program.value(frame.unit, callee);
  if (denotes.k === 'lib') {
    const returns = modelOfCall(frames.program, denotes, false)?.returns;
    const type = returns === undefined ? undefined : frames.program.library.resolve(denotes.type, returns, denotes.name);
    return type?.model.is === 'handle' || returns === 'this'
      ? `${termOf(frames, { frame, value: callee }, depth + 1)}(${args()})`
      : opaque(node);
  }
  const [inner, more] = frames.enter(frame, value);
  if (inner !== undefined && more === undefined && inner.edge?.kind === 'call') {
    const [only, other] = frames.program.returnsOf(inner.unit, inner.fn);
    if (other !== undefined && givesTheSame(frames.program, inner.unit, inner.fn)) return `f:${inner.unit.index}:${inner.fn}(${args()})`;
    const term = only === undefined || other !== undefined ? '#' : termOf(frames, { frame: inner, value: only }, depth + 1);
    // What the function makes anew each time is its own; what it was given is not.
    return term === '#' || term.includes(`#${inner.id}:`) ? opaque(node) : term;
  }
  return method ? `${termOf(frames, { frame, value: callee }, depth + 1)}(${args()})` : opaque(node);
}

function objectTerm(frames: Frames, { frame, value }: Node, depth: number): string {
  const { ir } = frame.unit;
  const entries: string[] = [];
  for (let i = 0; i < ir.operandCount(value); i += 3) {
    const kind = ir.operand(value, i),
      key = ir.operand(value, i + 1);
    const name = kind === OBJ_PROP ? ir.string(key) : kind === OBJ_SPREAD ? '...' : `[${termOf(frames, { frame, value: key }, depth + 1)}]`;
    entries.push(`${name}:${termOf(frames, { frame, value: ir.operand(value, i + 2) }, depth + 1)}`);
  }
  return `{${entries.sort().join(',')}}`;
}

/** The object literal that a value is, through parameters and bindings of one value. */
export function literalOf(frames: Frames, node: Node, depth = 0): Node | undefined {
  const { frame, value } = node;
  const { ir } = frame.unit;
  if (value < 0 || depth > 12) return undefined;
  switch (ir.op(value)) {
    case Op.object:
      return node;
    case Op.cast:
      return literalOf(frames, { frame, value: ir.operand(value, 0) }, depth + 1);
    case Op.param: {
      const part = frames.parameter(frame, ir.operand(value, 0));
      return part && !part.element ? literalOf(frames, part.node, depth + 1) : undefined;
    }
    case Op.capture:
      return literalOf(
        frames,
        { frame: frames.home(frame, ir.bindingOwner(ir.operand(value, 0))), value: ir.bindingValue(ir.operand(value, 0)) },
        depth + 1,
      );
    case Op.get: {
      const entry = entryOf(frames, { frame, value: ir.operand(value, 1) }, ir.text(value, 2), depth + 1);
      return entry && literalOf(frames, entry, depth + 1);
    }
    default:
      return undefined;
  }
}

/** An entry of an object literal that nothing spread after it can replace. */
export function entryOf(frames: Frames, of: Node, name: string, depth = 0): Node | undefined {
  const literal = literalOf(frames, of, depth + 1);
  if (!literal) return undefined;
  const { ir } = literal.frame.unit;
  for (let i = ir.operandCount(literal.value) - 3; i >= 0; i -= 3) {
    if (ir.operand(literal.value, i) !== OBJ_PROP) return undefined;
    if (ir.string(ir.operand(literal.value, i + 1)) === name) return { frame: literal.frame, value: ir.operand(literal.value, i + 2) };
  }
  return undefined;
}

/** The named entries of an object literal; `open` where something is spread into it or computed. */
export function entriesOf(
  frames: Frames,
  of: Node,
): { readonly entries: ReadonlyMap<string, Node>; readonly spreads: readonly Node[]; readonly open: boolean } | undefined {
  const literal = literalOf(frames, of);
  if (!literal) return undefined;
  const { ir } = literal.frame.unit;
  const entries = new Map<string, Node>(),
    spreads: Node[] = [];
  let open = false;
  for (let i = 0; i < ir.operandCount(literal.value); i += 3) {
    const node = { frame: literal.frame, value: ir.operand(literal.value, i + 2) };
    const kind = ir.operand(literal.value, i);
    if (kind === OBJ_PROP) entries.set(ir.string(ir.operand(literal.value, i + 1)), node);
    else if (kind === OBJ_SPREAD) spreads.push(node);
    open ||= kind !== OBJ_PROP;
  }
  return { entries, spreads, open };
}

/**
 * The value at an option path of a call: `0`, `0.where`. `last` is the last argument; `().set.0` that of another call in the same
 * chain, of which `0` is meant where no number is given.
 */
export function atPath(frames: Frames, { frame, value }: Node, path: number | string): Node | undefined {
  const { ir } = frame.unit;
  const [head, ...names] = String(path).split('.');
  if (head === '()') {
    const link = linksOf(frames, { frame, value }).find(({ name }) => name === names[0]);
    return link && atPath(frames, { frame, value: link.value }, names.length > 1 ? names.slice(1).join('.') : 0);
  }
  const count = ir.operandCount(value) - 2;
  const index = head === 'last' ? count - 1 : Number(head);
  if (!Number.isInteger(index) || index < 0 || index >= count) return undefined;
  for (let i = 0; i <= index; i++) if (ir.op(ir.operand(value, 2 + i)) === Op.spread) return undefined;
  let node: Node | undefined = { frame, value: ir.operand(value, 2 + index) };
  for (const name of names) node = node && entryOf(frames, node, name);
  return node;
}

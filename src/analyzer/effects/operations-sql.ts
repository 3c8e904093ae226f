import { CALL_TAGGED, Op } from '../ir/ops.js';
import type { LibCall } from '../link/callgraph.js';
import { ensure } from '../maps.js';
import type { Operation } from '../models/types.js';
import { statementIn, type SqlStatement, type SqlValue } from '../sql/statements.js';
import type { Frames, Node } from './operations-frames.js';
import { entryOf, literalOf } from './same-place-terms.js';

/** A statement in a text, with the values that it is given. */
export interface Statement {
  readonly sql: SqlStatement;
  /** What columns are compared with; `open` where the condition has more to it than that, or something that is out of sight. */
  readonly where: { readonly entries: ReadonlyMap<string, Node>; readonly open: boolean };
  /** What columns are set to or filled with. */
  readonly values: ReadonlyMap<string, Node>;
}

/** A text as it is put together: what is not text stands in it as `${0}`, `${1}` … */
interface Text {
  text: string;
  readonly nodes: Node[];
}

const MAX_LENGTH = 20_000;
/** Where libraries take the text, and the values, in an object in place of arguments. */
const TEXTS = ['text', 'sql', 'query'] as const;
const VALUES = ['values', 'args', 'bind', 'replacements', 'params'] as const;

/** Reads the statements that calls are given; each text once. */
export class Statements {
  private readonly known = new Map<string, { readonly sql: SqlStatement | undefined }>();

  /** What a call's statement does, and what is done by that in the words of models; undefined where it cannot be told. */
  of(frames: Frames, node: Node, { model }: LibCall): { readonly statement: Statement; readonly op: Operation } | undefined {
    if (model.sql === undefined) return undefined;
    const text = textOf(frames, node, model.sql);
    if (!text) return undefined;
    const { sql } = ensure(this.known, text.text, () => ({ sql: statementIn(text.text) }));
    if (!sql) return undefined;
    const given = new Given(frames, node, model.sql, text);
    const where = new Map<string, Node>(),
      values = new Map<string, Node>();
    let { open } = sql;
    for (const [column, value] of sql.where) {
      const compared = given.node(value);
      if (compared) where.set(column, compared);
      else open = true;
    }
    for (const [column, value] of sql.values) {
      const stored = given.node(value);
      if (stored) values.set(column, stored);
    }
    const op: Operation = { kind: sql.kind, ...(sql.kind === 'read' ? { gives: sql.gives } : {}) };
    return { statement: { sql, where: { entries: where, open }, values }, op };
  }
}

/** The member of a statement's answer that says how many rows it changed, where the driver has one. */
export const changedOf = ({ model }: LibCall): string | undefined => model.changed;

/** The text of a call's statement: its argument, or the template that it is the tag of. */
function textOf(frames: Frames, node: Node, index: number): Text | undefined {
  const text: Text = { text: '', nodes: [] };
  const { ir } = node.frame.unit;
  if ((ir.operand(node.value, 0) & CALL_TAGGED) !== 0) return addTagged(frames, node, text, 0) ? text : undefined;
  if (index >= ir.operandCount(node.value) - 2) return undefined;
  const argument = { frame: node.frame, value: ir.operand(node.value, 2 + index) };
  const from = literalOf(frames, argument) ? firstEntry(frames, argument, TEXTS) : argument;
  return from && add(frames, from, text, 0) && text.text.length < MAX_LENGTH ? text : undefined;
}

function firstEntry(frames: Frames, of: Node, names: readonly string[]): Node | undefined {
  for (const name of names) {
    const entry = entryOf(frames, of, name);
    if (entry) return entry;
  }
  return undefined;
}

/** Adds what a value is as text; false where it is none. */
function add(frames: Frames, { frame, value }: Node, into: Text, depth: number): boolean {
  const { ir } = frame.unit;
  if (value < 0 || depth > 12) return false;
  const at = (index: number): Node => ({ frame, value: ir.operand(value, index) });
  switch (ir.op(value)) {
    case Op.str:
      into.text += ir.text(value, 0);
      return true;
    case Op.tmpl:
      for (let i = 0; i < ir.operandCount(value); i++) addPart(frames, at(i), into, depth);
      return true;
    case Op.bin:
      if (ir.text(value, 0) !== '+') return false;
      if (!add(frames, at(1), into, depth + 1)) return false;
      addPart(frames, at(2), into, depth);
      return true;
    case Op.cast:
      return add(frames, at(0), into, depth + 1);
    case Op.param: {
      const part = frames.parameter(frame, ir.operand(value, 0));
      return part !== undefined && !part.element && add(frames, part.node, into, depth + 1);
    }
    case Op.capture: {
      const binding = ir.operand(value, 0);
      return add(frames, { frame: frames.home(frame, ir.bindingOwner(binding)), value: ir.bindingValue(binding) }, into, depth + 1);
    }
    case Op.call:
      return (ir.operand(value, 0) & CALL_TAGGED) !== 0 && addTagged(frames, { frame, value }, into, depth + 1);
    default: {
      const denotes = frames.program.value(frame.unit, value);
      if (denotes.k !== 'const' || typeof denotes.value !== 'string') return false;
      into.text += denotes.value;
      return true;
    }
  }
}

/** A part of a text: text of the module (a table's name), or a value. */
function addPart(frames: Frames, node: Node, into: Text, depth: number): void {
  const before = into.text;
  const count = into.nodes.length;
  const { ir } = node.frame.unit;
  const isText = ir.op(node.value) === Op.str || ir.op(node.value) === Op.tmpl || ir.op(node.value) === Op.bin || isConstant(frames, node);
  if (isText && add(frames, node, into, depth + 1)) return;
  into.text = `${before}\${${count}}`;
  into.nodes.length = count;
  into.nodes.push(node);
}

function isConstant(frames: Frames, { frame, value }: Node): boolean {
  const denotes = frames.program.value(frame.unit, value);
  return denotes.k === 'const' && typeof denotes.value === 'string';
}

/** A tagged template: its texts are one operand, what stands between them the others. */
function addTagged(frames: Frames, { frame, value }: Node, into: Text, depth: number): boolean {
  const { ir } = frame.unit;
  const template = ir.operand(value, 2);
  if (ir.operandCount(value) < 3 || ir.op(template) !== Op.tmpl) return false;
  for (let i = 0; i < ir.operandCount(template); i++) {
    if (!add(frames, { frame, value: ir.operand(template, i) }, into, depth + 1)) return false;
    if (i + 3 >= ir.operandCount(value)) continue;
    into.text += `\${${into.nodes.length}}`;
    into.nodes.push({ frame, value: ir.operand(value, i + 3) });
  }
  return true;
}

/** What a statement is given beside its text. */
class Given {
  private readonly list: Node | undefined;
  private readonly named: Node | undefined;

  constructor(
    private readonly frames: Frames,
    node: Node,
    index: number,
    private readonly text: Text,
  ) {
    const { ir } = node.frame.unit;
    const argument = (i: number): Node | undefined =>
      i < ir.operandCount(node.value) - 2 ? { frame: node.frame, value: ir.operand(node.value, 2 + i) } : undefined;
    const first = argument(index),
      second = argument(index + 1);
    const inObject = first && literalOf(frames, first) ? firstEntry(frames, first, VALUES) : undefined;
    const inOptions = second && literalOf(frames, second) ? firstEntry(frames, second, VALUES) : undefined;
    const values = inObject ?? inOptions ?? second;
    this.list = values && arrayOf(frames, values);
    this.named = values;
  }

  /** A value of the statement as the program has it. */
  node(value: SqlValue): Node | undefined {
    if (value.kind === 'constant')
      return { frame: this.frames.root, value: -1, constant: value.value === null ? 'null' : JSON.stringify(value.value) };
    const put = /^\$\{(\d+)\}$/.exec(value.name);
    if (put) return this.text.nodes[Number(put[1])];
    if (value.name.startsWith('?')) return this.element(Number(value.name.slice(1)));
    if (/^\d+$/.test(value.name)) return this.element(Number(value.name) - 1);
    return this.named && entryOf(this.frames, this.named, value.name);
  }

  private element(index: number): Node | undefined {
    if (!this.list) return undefined;
    const { frame, value } = this.list;
    const { ir } = frame.unit;
    if (index >= ir.operandCount(value)) return undefined;
    for (let i = 0; i <= index; i++) if (ir.op(ir.operand(value, i)) === Op.spread) return undefined;
    return { frame, value: ir.operand(value, index) };
  }
}

/** The array literal that a value is, through parameters and bindings of one value. */
function arrayOf(frames: Frames, { frame, value }: Node, depth = 0): Node | undefined {
  const { ir } = frame.unit;
  if (value < 0 || depth > 8) return undefined;
  switch (ir.op(value)) {
    case Op.array:
      return { frame, value };
    case Op.cast:
    case Op.dflt:
      return arrayOf(frames, { frame, value: ir.operand(value, 0) }, depth + 1);
    case Op.param: {
      const part = frames.parameter(frame, ir.operand(value, 0));
      return part && !part.element ? arrayOf(frames, part.node, depth + 1) : undefined;
    }
    case Op.capture: {
      const binding = ir.operand(value, 0);
      return arrayOf(frames, { frame: frames.home(frame, ir.bindingOwner(binding)), value: ir.bindingValue(binding) }, depth + 1);
    }
    default:
      return undefined;
  }
}

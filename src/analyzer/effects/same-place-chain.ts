import { Op } from '../ir/ops.js';
import type { Occurrence } from './operations.js';
import type { Frames, Node } from './operations-frames.js';
import { setsOn } from './operations-sources.js';
import { linksOf } from './same-place-links.js';
import { atPath, entriesOf } from './same-place-terms.js';

/** What names an entry: columns and what they are compared with; `open` where there is more to it than can be seen. */
export interface Key {
  readonly entries: ReadonlyMap<string, Node>;
  readonly open: boolean;
}

/** What an operation is asked by: an object of columns, or the conditions of a query builder's chain. Undefined where it is neither. */
export function keyOf(frames: Frames, { node, op, statement }: Occurrence): Key | undefined {
  if (statement) return statement.where;
  if (op.key === undefined) return undefined;
  const key = new KeyBuilder(frames);
  const path = String(op.key);
  if (path.startsWith('().')) return key.ofChain(node, path.slice(3));
  const given = atPath(frames, node, op.key);
  return given && (entriesOf(frames, given) ?? key.ofPredicate(given));
}

/** What a new entry holds, or what columns of one are set to, where it is an object literal or a statement says it. */
export function storedOf(frames: Frames, { node, op, statement, made }: Occurrence): Key | undefined {
  if (statement) return { entries: statement.values, open: false };
  if (made) return madeOf(frames, made);
  const value = op.value === undefined ? undefined : atPath(frames, node, op.value);
  return value && entriesOf(frames, value);
}

/** What an object is made with, and what is assigned to it afterwards. */
function madeOf(frames: Frames, made: Node): Key | undefined {
  const { frame, value } = made;
  const { ir } = frame.unit;
  const given = ir.operandCount(value) > 2 ? { frame, value: ir.operand(value, 2) } : undefined;
  const first = given && entriesOf(frames, given);
  if (given && !first) return undefined;
  const entries = new Map(first?.entries ?? []);
  for (const user of setsOn(frames, made)) if (ir.op(user) === Op.set) entries.set(ir.text(user, 1), { frame, value: ir.operand(user, 2) });
  return { entries, open: first?.open ?? false };
}

/** Methods that narrow what the conditions let through in a way that is not followed. */
const OTHER_CONDITIONS = /^(or|and|having|limit|offset)?(where|having|join|not)/i;

class KeyBuilder {
  private readonly entries = new Map<string, Node>();
  private open = false;

  constructor(private readonly frames: Frames) {}

  private get key(): Key {
    return { entries: this.entries, open: this.open };
  }

  ofChain(node: Node, method: string): Key {
    for (const { name, value } of linksOf(this.frames, node)) {
      if (name === method || name === `and${method.charAt(0).toUpperCase()}${method.slice(1)}`)
        this.condition({ frame: node.frame, value });
      else if (OTHER_CONDITIONS.test(name)) this.open = true;
    }
    return this.key;
  }

  /** One of Drizzle's conditions. */
  ofPredicate(node: Node): Key | undefined {
    this.predicate(node);
    return this.entries.size > 0 ? this.key : undefined;
  }

  /** `where({ a })`, `where('a', v)`, `where('a', '=', v)`, `where(eq(t.a, v))`. */
  private condition({ frame, value }: Node): void {
    const { ir } = frame.unit;
    const args = Array.from({ length: ir.operandCount(value) - 2 }, (_, i): Node => ({ frame, value: ir.operand(value, 2 + i) }));
    const [first, second, third] = args;
    if (first === undefined) return;
    if (args.length === 1) {
      const literal = entriesOf(this.frames, first);
      if (!literal) return this.predicate(first);
      for (const [name, node] of literal.entries) this.entries.set(columnName(name), node);
      this.open ||= literal.open;
      return;
    }
    const column = textAt(this.frames, first);
    if (column !== undefined && this.named(column, second)) return;
    const isEqual = third === undefined || ['=', '==', '==='].includes(textAt(this.frames, second) ?? '');
    if (column === undefined || !/^[\w.]+$/.test(column) || !isEqual) this.open = true;
    else this.entries.set(columnName(column), third ?? second);
  }

  /** `where('t.a = :a AND t.b = :b', { a, b })`: is it a text of that form? */
  private named(text: string, values: Node): boolean {
    const parts = text.split(/\s+and\s+/i).map((part) => /^\s*([\w."`]+)\s*=\s*:(\w+)\s*$/.exec(part));
    if (!/:\w/.test(text)) return false;
    const given = entriesOf(this.frames, values);
    for (const part of parts) {
      const node = part ? given?.entries.get(part[2]) : undefined;
      if (part && node) this.entries.set(columnName(part[1]).replace(/["`]/g, ''), node);
      else this.open = true;
    }
    return true;
  }

  /** `eq(t.a, v)`, `and(…, …)`. */
  private predicate(node: Node, depth = 0): void {
    const { frame, value } = node;
    const { ir } = frame.unit;
    const name = drizzleName(node);
    const args =
      name === undefined
        ? []
        : Array.from({ length: ir.operandCount(value) - 2 }, (_, i): Node => ({ frame, value: ir.operand(value, 2 + i) }));
    if (name === 'and' && depth < 6) for (const arg of args) this.predicate(arg, depth + 1);
    else if (name === 'eq' && args.length === 2 && ir.op(args[0].value) === Op.get) this.entries.set(ir.text(args[0].value, 2), args[1]);
    else if (ir.op(value) !== Op.undef) this.open = true;
  }
}

/** `acc.id` → `id`. */
const columnName = (text: string): string => text.slice(text.lastIndexOf('.') + 1);

/** A text that is written there, or that a constant names. */
function textAt({ program }: Frames, { frame, value }: Node): string | undefined {
  const denoted = program.value(frame.unit, value);
  return denoted.k === 'const' && typeof denoted.value === 'string' ? denoted.value : undefined;
}

/** The name of a function of `drizzle-orm` that a call calls. */
function drizzleName({ frame, value }: Node): string | undefined {
  const { unit } = frame;
  if (unit.ir.op(value) !== Op.call) return undefined;
  const callee = unit.ir.operand(value, 1);
  if (unit.ir.op(callee) !== Op.import) return undefined;
  const row = unit.ir.operand(callee, 0);
  const target = unit.targets[row];
  // Monorepos re-export it from their database package: the name and the form are distinctive enough beside a chain of Drizzle's.
  return target?.kind === 'package' || target?.kind === 'unit' ? unit.ir.import(row).name : undefined;
}

import { findLines, type Lines } from './lines.js';
import { OP_NAMES, OPS, type OpName } from './ops.js';

/** Number of integers in the header of `data`. */
const HEADER = 32;

/** Tables of fixed-width rows in `data`, and their widths. */
export const TABLES = {
  functions: 14,
  params: 4,
  blocks: 7,
  bindings: 12,
  imports: 6,
  exports: 6,
  classes: 12,
  members: 9,
  comments: 5,
} as const;

export type TableName = keyof typeof TABLES;
export const TABLE_NAMES = Object.keys(TABLES) as readonly TableName[];

/** Tables by number, in the order in which they lie in `data`: code that runs for every row looks nothing up by name. */
export const Table = {
  functions: 0,
  params: 1,
  blocks: 2,
  bindings: 3,
  imports: 4,
  exports: 5,
  classes: 6,
  members: 7,
  comments: 8,
} as const satisfies Record<TableName, number>;
export type TableNumber = (typeof Table)[TableName];

/** Widths by number. */
const WIDTHS = Int32Array.from(TABLE_NAMES, (name) => TABLES[name]);
const WIDEST = Math.max(...WIDTHS);

/** A value: the offset of its instruction's record in `code`. */
export type Value = number;

/** A half-open range of 0-based UTF-16 offsets. */
export interface Span {
  start: number;
  end: number;
}

/** Operand kinds of one instruction, flattened for a given operand count. */
export type OperandKind = 'v' | 's' | 'i' | 'f' | 'c' | 'b' | 'm' | 'k';

interface Schema {
  readonly head: readonly OperandKind[];
  readonly tail: readonly OperandKind[];
}

function parseSchema(text: string): Schema {
  const group = /\((\w+)\)\*$/.exec(text) ?? /(\w)\*$/.exec(text);
  const head = group ? text.slice(0, group.index) : text;
  return { head: [...head] as OperandKind[], tail: [...(group?.[1] ?? '')] as OperandKind[] };
}

const SCHEMAS: readonly Schema[] = OP_NAMES.map((name) => parseSchema(OPS[name]));

/** The kind of operand `index` of an instruction. `k` is an object key: see {@link OPS}. */
export function operandKind(op: number, index: number): OperandKind {
  const { head, tail } = SCHEMAS[op];
  if (index < head.length) return head[index];
  return tail.length === 0 ? 'i' : tail[(index - head.length) % tail.length];
}

/** Which operands are values, by instruction: always, or where the key before them says so. Numbers, since every pass over code asks. */
const IS_VALUE = 1,
  IS_KEY = 2;
const VALUE_OPERANDS = SCHEMAS.map(({ head, tail }) => {
  const numbered = (kinds: readonly OperandKind[]): Uint8Array =>
    Uint8Array.from(kinds, (kind) => (kind === 'v' ? IS_VALUE : kind === 'k' ? IS_KEY : 0));
  return { head: numbered(head), tail: numbered(tail) };
});

/** How many operands an instruction may have: at least the first, and the rest a multiple of the second. */
export function operandArity(op: number): { head: number; group: number } {
  const { head, tail } = SCHEMAS[op];
  return { head: head.length, group: tail.length };
}

/** A row of the functions table. Offsets into other tables are row numbers. */
export interface FunctionRow {
  readonly index: number;
  /** The declared or inferred name (of the variable, property or method it is bound to), or `''`. */
  readonly name: string;
  /** {@link Fn} flags. */
  readonly flags: number;
  /** The enclosing function, or -1 for the module's top-level code. */
  readonly parent: number;
  /** The class whose member it is, or -1. */
  readonly cls: number;
  readonly firstParam: number;
  readonly paramCount: number;
  readonly firstBlock: number;
  readonly blockCount: number;
  readonly start: number;
  readonly end: number;
  /** Where its instructions lie in `code`. */
  readonly codeStart: number;
  readonly codeEnd: number;
  /** The declared return type as a value, or -1. */
  readonly returnType: Value;
}

export interface ParamRow {
  /** `''` for a pattern. */
  readonly name: string;
  /** Its `param` instruction, or -1 where it is never read. */
  readonly value: Value;
  /** The declared type as a value of the enclosing function, or -1. */
  readonly type: Value;
  /** 1 optional or with a default, 2 rest, 4 parameter property. */
  readonly flags: number;
}

export interface BlockRow {
  readonly index: number;
  /** Instructions are consecutive records in `code`, in evaluation order; phis come first. */
  readonly codeStart: number;
  readonly codeEnd: number;
  /** {@link Term} */
  readonly term: number;
  /** The condition, returned or thrown value, or -1. */
  readonly operand: Value;
  /** Where exceptions go (a row number relative to the function's first block), or -1. */
  readonly handler: number;
  /** Successor blocks, numbered relative to the function's first block. */
  readonly successors: readonly number[];
}

export interface BindingRow {
  readonly index: number;
  readonly name: string;
  /** {@link Bind} */
  readonly kind: number;
  /** {@link BindFlag} */
  readonly flags: number;
  /** The function that declares it. */
  readonly owner: number;
  /** Its only value where it is assigned once, else its initialiser, or -1. */
  readonly value: Value;
  /** The declared type as a value, or -1. */
  readonly type: Value;
  /** The span of the declared name. */
  readonly start: number;
  readonly end: number;
  /** The span of the declaration (`cache = new Map()`), for edits. */
  readonly declStart: number;
  readonly declEnd: number;
  /** The class row of an interface, or -1. */
  readonly cls: number;
}

export interface ImportRow {
  readonly index: number;
  readonly specifier: string;
  /** The imported name; `default`; `*` for a namespace or a whole CommonJS module; `''` for a side effect. */
  readonly name: string;
  /** {@link Import} */
  readonly kind: number;
  /** The local name, or `''`. */
  readonly local: string;
  readonly start: number;
  readonly end: number;
}

export interface ExportRow {
  readonly index: number;
  /** The exported name; `=` for `module.exports =`; `*` for `export *`. */
  readonly name: string;
  /** {@link Export} */
  readonly kind: number;
  /** A binding, value or import row; see {@link Export}. */
  readonly target: number;
  readonly start: number;
  readonly end: number;
  /** The function in which a CommonJS export is assigned; 0 for top level. */
  readonly fn: number;
}

export interface ClassRow {
  readonly index: number;
  readonly name: string;
  /** {@link Cls} */
  readonly flags: number;
  /** The value after `extends`, or -1. For interfaces a `tunion` of what it extends. */
  readonly heritage: Value;
  /** The constructor, or -1. */
  readonly ctor: number;
  /** The function that holds instance field initialisers, or -1. */
  readonly fields: number;
  readonly firstMember: number;
  readonly memberCount: number;
  readonly start: number;
  readonly end: number;
  /** Decorators as values of the enclosing function. */
  readonly decorators: readonly Value[];
  /** The function that declares it. */
  readonly owner: number;
}

export interface MemberRow {
  readonly index: number;
  /** `''` for a computed name. */
  readonly name: string;
  /** {@link Member} */
  readonly kind: number;
  /** {@link MemberFlag} */
  readonly flags: number;
  /** The method, accessor, or -1. */
  readonly fn: number;
  /** A field's initial value, in the class's `fields` function (static: in the enclosing function), or -1. */
  readonly value: Value;
  /** The declared type as a value, or -1. For methods of interfaces: their `tfn`. */
  readonly type: Value;
  readonly start: number;
  readonly end: number;
  /** Decorators as values of the enclosing function. */
  readonly decorators: readonly Value[];
}

/** A comment that switches rules on or off. */
export interface DirectiveComment {
  /** `disable`, `enable`, `disable-line`, `disable-next-line` */
  readonly kind: string;
  /** The rules named, as written, comma-separated; `''` means all. */
  readonly rules: string;
  /** What follows `--`, or `''`. */
  readonly reason: string;
  readonly start: number;
  readonly end: number;
}

/**
 * One lowered file. All of it lies in one `Int32Array` and one list of strings, so that it can be cached, sent and dropped
 * cheaply; rows become objects only when they are asked for. Rows are not memoised: hot paths use the number accessors.
 */
export class ModuleIR {
  private readonly blockLists = new Map<number, readonly BlockRow[]>();

  constructor(
    /** Header, tables, code, pools and line starts. */
    readonly data: Int32Array,
    private texts: readonly string[] | (() => readonly string[]),
  ) {}

  /** The module's strings; from the cache they are decoded when they are first asked for. */
  get strings(): readonly string[] {
    if (typeof this.texts === 'function') this.texts = this.texts();
    return this.texts;
  }

  /** {@link Mod} flags. */
  get flags(): number {
    return this.data[0];
  }
  /** Length of the text in UTF-16 units, without BOM. */
  get textLength(): number {
    return this.data[1];
  }
  /** The array that values index. Code does not start at 0; offsets are those of `data`. */
  get code(): Int32Array {
    return this.data;
  }

  count(table: TableName): number {
    return this.data[2 + 2 * Table[table]];
  }

  private at(table: TableNumber, index: number): number {
    if (index < 0 || index >= this.data[2 + 2 * table]) throw new RangeError(`no row ${index} in ${TABLE_NAMES[table]}`);
    return this.data[3 + 2 * table] + index * WIDTHS[table];
  }

  string(id: number): string {
    return id < 0 ? '' : (this.strings[id] ?? '');
  }

  // values

  op(value: Value): number {
    return this.data[value] & 0xff;
  }
  opName(value: Value): OpName {
    return OP_NAMES[this.data[value] & 0xff];
  }
  operandCount(value: Value): number {
    return this.data[value] >>> 8;
  }
  operand(value: Value, index: number): number {
    return this.data[value + 3 + index];
  }
  /** The string that operand `index` names. */
  text(value: Value, index: number): string {
    return this.strings[this.data[value + 3 + index]];
  }
  start(value: Value): number {
    return this.data[value + 1];
  }
  end(value: Value): number {
    return this.data[value + 2];
  }
  span(value: Value): Span {
    return { start: this.data[value + 1], end: this.data[value + 2] };
  }
  /** The offset of the record after this one. */
  next(value: Value): Value {
    return value + 3 + (this.data[value] >>> 8);
  }
  /** Calls `visit` with every operand that is a value. */
  eachOperandValue(value: Value, visit: (operand: Value, index: number) => void): void {
    const { data } = this;
    const count = data[value] >>> 8;
    if (count === 0) return;
    const { head, tail } = VALUE_OPERANDS[data[value] & 0xff];
    for (let i = 0; i < count; i++) {
      const kind = i < head.length ? head[i] : tail.length === 0 ? 0 : tail[(i - head.length) % tail.length];
      if (kind === 0) continue;
      const operand = data[value + 3 + i];
      if (kind === IS_VALUE ? operand >= 0 : data[value + 2 + i] === 1) visit(operand, i);
    }
  }

  // rows

  fn(index: number): FunctionRow {
    const d = this.data,
      a = this.at(Table.functions, index);
    return {
      index,
      name: this.string(d[a]),
      flags: d[a + 1],
      parent: d[a + 2],
      cls: d[a + 3],
      firstParam: d[a + 4],
      paramCount: d[a + 5],
      firstBlock: d[a + 6],
      blockCount: d[a + 7],
      start: d[a + 8],
      end: d[a + 9],
      codeStart: d[a + 10],
      codeEnd: d[a + 11],
      returnType: d[a + 12],
    };
  }
  param(row: number): ParamRow {
    const d = this.data,
      a = this.at(Table.params, row);
    return { name: this.string(d[a]), value: d[a + 1], type: d[a + 2], flags: d[a + 3] };
  }
  block(fn: FunctionRow, index: number): BlockRow {
    const d = this.data,
      a = this.at(Table.blocks, fn.firstBlock + index);
    return {
      index,
      codeStart: d[a],
      codeEnd: d[a + 1],
      term: d[a + 2],
      operand: d[a + 3],
      handler: d[a + 4],
      successors: Array.from(d.subarray(d[a + 5], d[a + 5] + d[a + 6])),
    };
  }
  /** All blocks of a function; kept, because every question about paths asks for them. */
  blocksOf(fn: number): readonly BlockRow[] {
    let blocks = this.blockLists.get(fn);
    if (!blocks) {
      const row = this.fn(fn);
      blocks = Array.from({ length: row.blockCount }, (_, index) => this.block(row, index));
      this.blockLists.set(fn, blocks);
    }
    return blocks;
  }
  binding(index: number): BindingRow {
    const d = this.data,
      a = this.at(Table.bindings, index);
    return {
      index,
      name: this.string(d[a]),
      kind: d[a + 1],
      flags: d[a + 2],
      owner: d[a + 3],
      value: d[a + 4],
      type: d[a + 5],
      start: d[a + 6],
      end: d[a + 7],
      declStart: d[a + 8],
      declEnd: d[a + 9],
      cls: d[a + 10],
    };
  }
  /** {@link Import} of an import row, without the rest of it. */
  importKind(index: number): number {
    return this.data[this.at(Table.imports, index) + 2];
  }
  import(index: number): ImportRow {
    const d = this.data,
      a = this.at(Table.imports, index);
    return {
      index,
      specifier: this.string(d[a]),
      name: this.string(d[a + 1]),
      kind: d[a + 2],
      local: this.string(d[a + 3]),
      start: d[a + 4],
      end: d[a + 5],
    };
  }
  export(index: number): ExportRow {
    const d = this.data,
      a = this.at(Table.exports, index);
    return { index, name: this.string(d[a]), kind: d[a + 1], target: d[a + 2], start: d[a + 3], end: d[a + 4], fn: d[a + 5] };
  }
  cls(index: number): ClassRow {
    const d = this.data,
      a = this.at(Table.classes, index);
    return {
      index,
      name: this.string(d[a]),
      flags: d[a + 1],
      heritage: d[a + 2],
      ctor: d[a + 3],
      fields: d[a + 4],
      firstMember: d[a + 5],
      memberCount: d[a + 6],
      start: d[a + 7],
      end: d[a + 8],
      decorators: Array.from(d.subarray(d[a + 9], d[a + 9] + d[a + 10])),
      owner: d[a + 11],
    };
  }
  /** Member `index` of a class row (0-based within the class). */
  member(cls: ClassRow, index: number): MemberRow {
    const d = this.data,
      a = this.at(Table.members, cls.firstMember + index);
    const pool = d[a + 8];
    return {
      index,
      name: this.string(d[a]),
      kind: d[a + 1],
      flags: d[a + 2],
      fn: d[a + 3],
      value: d[a + 4],
      type: d[a + 5],
      start: d[a + 6],
      end: d[a + 7],
      decorators: pool < 0 ? [] : Array.from(d.subarray(pool + 1, pool + 1 + d[pool])),
    };
  }
  comment(index: number): DirectiveComment {
    const d = this.data,
      a = this.at(Table.comments, index);
    return {
      kind: this.string(d[a]),
      rules: this.string(d[a + 1]),
      reason: this.string(d[a + 2]),
      start: d[a + 3],
      end: d[a + 4],
    };
  }

  // number accessors for hot paths

  fnFlags(index: number): number {
    return this.data[this.at(Table.functions, index) + 1];
  }
  fnParent(index: number): number {
    return this.data[this.at(Table.functions, index) + 2];
  }
  /** Start and end of a function's instructions; to be walked with {@link next}. */
  fnCode(index: number): [Value, Value] {
    const a = this.at(Table.functions, index);
    return [this.data[a + 10], this.data[a + 11]];
  }
  bindingFlags(index: number): number {
    return this.data[this.at(Table.bindings, index) + 2];
  }
  bindingOwner(index: number): number {
    return this.data[this.at(Table.bindings, index) + 3];
  }
  bindingValue(index: number): Value {
    return this.data[this.at(Table.bindings, index) + 4];
  }

  // lines

  private get lines(): Int32Array {
    const n = this.data[HEADER - 2],
      at = this.data[HEADER - 1];
    return this.data.subarray(at, at + n);
  }
  /** 1-based line and column of a 0-based offset. */
  position(offset: number): { line: number; column: number } {
    const lines = this.lines;
    let low = 0,
      high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - lines[low] + 1 };
  }
  /** The 0-based offset of a 1-based line's first character, or -1 where there is no such line. */
  lineStart(line: number): number {
    const lines = this.lines;
    return line >= 1 && line <= lines.length ? lines[line - 1] : -1;
  }
}

/** The arrays that a file is collected in. They grow, and may be used again when the file is finished. */
export interface WriterBuffers {
  code: Int32Array;
  pool: Int32Array;
  readonly lines: Lines;
  /** By {@link Table}. */
  readonly rows: Int32Array[];
}

export function createBuffers(): WriterBuffers {
  return {
    code: new Int32Array(1 << 16),
    pool: new Int32Array(1 << 10),
    lines: { starts: new Int32Array(1 << 10), count: 0 },
    rows: TABLE_NAMES.map(() => new Int32Array(1 << 10)),
  };
}

/** Collects rows and code while a file is lowered, and packs them. One writer at a time may use the buffers. */
export class ModuleWriter {
  private readonly ids = new Map<string, number>();
  private readonly texts: string[] = [];
  private readonly used = new Int32Array(TABLE_NAMES.length);
  private codeUsed = HEADER;
  private poolUsed = 0;

  constructor(private readonly buffers: WriterBuffers = createBuffers()) {}

  /** Interns a string. */
  string(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.texts.length;
      this.texts.push(text);
      this.ids.set(text, id);
    }
    return id;
  }

  /** Appends a row (see the `…Row` interfaces for the columns' order) and returns its number. */
  row(
    table: TableNumber,
    a: number,
    b = -1,
    c = -1,
    d = -1,
    e = -1,
    f = -1,
    g = -1,
    h = -1,
    i = -1,
    j = -1,
    k = -1,
    l = -1,
    m = -1,
  ): number {
    const at = this.used[table];
    let rows = this.buffers.rows[table];
    if (at + WIDEST > rows.length) rows = this.buffers.rows[table] = grown(rows, at, at + WIDEST);
    // A narrow row writes past its end, where the next one will be: that costs less than a list of columns.
    rows[at] = a;
    rows[at + 1] = b;
    rows[at + 2] = c;
    rows[at + 3] = d;
    rows[at + 4] = e;
    rows[at + 5] = f;
    rows[at + 6] = g;
    rows[at + 7] = h;
    rows[at + 8] = i;
    rows[at + 9] = j;
    rows[at + 10] = k;
    rows[at + 11] = l;
    rows[at + 12] = m;
    rows[at + 13] = -1;
    const width = WIDTHS[table];
    this.used[table] = at + width;
    return at / width;
  }
  /** Overwrites one column of a row. */
  setColumn(table: TableNumber, row: number, column: number, value: number): void {
    this.buffers.rows[table][row * WIDTHS[table] + column] = value;
  }
  column(table: TableNumber, row: number, column: number): number {
    return this.buffers.rows[table][row * WIDTHS[table] + column];
  }
  rowCount(table: TableNumber): number {
    return this.used[table] / WIDTHS[table];
  }

  /** Where the next instruction will lie. */
  get codeEnd(): number {
    return this.codeUsed;
  }
  /** Makes room for `size` more integers and returns the array to write them to at {@link codeEnd}. */
  reserve(size: number): Int32Array {
    const { buffers, codeUsed } = this;
    // What is written already but not counted yet comes along.
    if (codeUsed + size > buffers.code.length) buffers.code = grown(buffers.code, buffers.code.length, codeUsed + size);
    return buffers.code;
  }
  advance(size: number): void {
    this.codeUsed += size;
  }

  /**
   * Puts a list into the pool and returns where it starts, relative to the pool; {@link finish} makes pool positions absolute
   * in the columns that hold them (block successors, decorators).
   */
  list(values: readonly number[]): number {
    const at = this.poolUsed;
    for (let i = 0; i < values.length; i++) this.item(values[i]);
    return at;
  }
  /** Adds one value to the list that was begun last, or begins one; returns its place. */
  item(value: number): number {
    const { buffers } = this,
      at = this.poolUsed++;
    if (at >= buffers.pool.length) buffers.pool = grown(buffers.pool, at, at + 1);
    buffers.pool[at] = value;
    return at;
  }

  /** Packs everything. */
  finish(flags: number, text: string): ModuleIR {
    const { buffers, codeUsed, poolUsed, used } = this;
    const { lines } = buffers;
    findLines(text, lines);
    let total = codeUsed + poolUsed + lines.count;
    for (let t = 0; t < used.length; t++) total += used[t];
    const data = new Int32Array(total);
    data.set(buffers.code.subarray(0, codeUsed));
    data.fill(0, 0, HEADER);
    data[0] = flags;
    data[1] = text.length;
    data.set(buffers.pool.subarray(0, poolUsed), codeUsed);
    let at = codeUsed + poolUsed;
    data[HEADER - 2] = lines.count;
    data[HEADER - 1] = at;
    data.set(lines.starts.subarray(0, lines.count), at);
    at += lines.count;
    for (let t = 0; t < used.length; t++) {
      data[2 + 2 * t] = used[t] / WIDTHS[t];
      data[3 + 2 * t] = at;
      if (used[t] > 0) data.set(buffers.rows[t].subarray(0, used[t]), at);
      at += used[t];
    }
    shift(data, Table.blocks, 5, codeUsed);
    shift(data, Table.classes, 9, codeUsed);
    shift(data, Table.members, 8, codeUsed);
    return new ModuleIR(data, detached(this.texts));
  }
}

/** The same texts, none of them a part of another: V8 keeps the whole source of a file alive for one name that was cut out of it. */
const detached = (texts: readonly string[]): readonly string[] => JSON.parse(JSON.stringify(texts)) as string[];

/** Makes pool positions in a column absolute. */
function shift(data: Int32Array, table: TableNumber, column: number, by: number): void {
  const from = data[3 + 2 * table],
    width = WIDTHS[table];
  const end = from + data[2 + 2 * table] * width;
  for (let a = from + column; a < end; a += width) if (data[a] >= 0) data[a] += by;
}

function grown(old: Int32Array, used: number, atLeast: number): Int32Array {
  const array = new Int32Array(Math.max(old.length * 2, atLeast));
  array.set(old.subarray(0, used));
  return array;
}

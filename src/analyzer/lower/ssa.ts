import { OBJ_COMPUTED, OP_NAMES, OPS, Op, Term } from '../ir/ops.js';
import { type ModuleWriter, Table, type TableNumber } from '../ir/module.js';

/**
 * Builds one function: basic blocks, instructions and SSA form, after Braun et al., "Simple and Efficient Construction of
 * Static Single Assignment Form" (2013). One builder serves all functions of a file, one after the other.
 *
 * Code is written where it will stay, so that for most functions a value is its final offset from the start. Phis belong in
 * front of blocks that are already written, and get numbers from `PHI` on: where there are any, `finish` drops those that join
 * nothing, makes room for the others, and renumbers.
 *
 * Exceptions: every block with a handler has an edge to it. No variable that a handler can see is defined inside a block,
 * only where a block starts (`write` splits), so the value on that edge is the one at the block's end and its start alike.
 */
export class FunctionBuilder {
  /** The writer's code, from `base` on this function's; what a function with phis was before room was made for them. */
  private buf: Int32Array = NO_CODE;
  private scratch = new Int32Array(1 << 12);
  private base = 0;
  private used = 0;
  /** Whether instructions lie elsewhere than they were written. */
  private moved = false;

  /** The block that instructions go to, or -1 where the code cannot be reached. */
  cur = -1;
  /** Where exceptions of new blocks go, or -1. */
  handler = -1;

  // Blocks by number; the arrays are reused from function to function.
  private count = 0;
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);
  private terms = new Int32Array(64);
  private operands = new Int32Array(64);
  private handlers = new Int32Array(64);
  private marks = new Uint8Array(64);
  private numbers = new Int32Array(64);
  private shift = new Int32Array(64);
  private successors: (readonly number[])[] = [];
  private preds: number[][] = [];
  /** Blocks in the order they were entered, and thus lie in the code. */
  private order = new Int32Array(64);
  private orderCount = 0;

  private phiBlock: number[] = [];
  private phiSlot: number[] = [];
  private phiStart: number[] = [];
  private phiEnd: number[] = [];
  private phiOperands: number[][] = [];
  private forward: number[] = [];
  private incomplete = new Map<number, number[]>();
  private unfilled: number[] = [];

  private defs: Map<number, number>[] = [];
  private slotHandler: number[] = [];
  private slotStart: number[] = [];
  private slotEnd: number[] = [];
  private usesEntryUndef = false;

  private patchCount = 0;
  private patches: number[] = [];
  private patchTables: TableNumber[] = [];
  private lists: { table: TableNumber; row: number; column: number; values: readonly number[] }[] = [];
  private readonly phisOf = new Map<number, number[]>();
  private phiAt: number[] = [];
  private tunkValue = -1;
  private tunkBlock = -1;

  constructor(private writer: ModuleWriter) {}

  /** Empties the builder and opens a function's entry block. */
  begin(writer: ModuleWriter): void {
    this.writer = writer;
    this.buf = writer.reserve(1 << 10);
    this.base = this.used = writer.codeEnd;
    this.moved = false;
    this.handler = -1;
    this.count = 0;
    this.orderCount = 0;
    if (this.phiBlock.length > 0) {
      this.phiBlock = [];
      this.phiSlot = [];
      this.phiStart = [];
      this.phiEnd = [];
      this.phiOperands = [];
      this.forward = [];
      this.incomplete.clear();
      this.unfilled.length = 0;
    }
    if (this.defs.length > 0) {
      this.defs = [];
      this.slotHandler = [];
      this.slotStart = [];
      this.slotEnd = [];
    }
    this.usesEntryUndef = false;
    this.patchCount = 0;
    if (this.lists.length > 0) this.lists = [];
    this.tunkBlock = -1;
    this.cur = -1;
    this.open(this.newBlock());
  }

  // blocks

  newBlock(): number {
    const block = this.count++;
    if (block >= this.starts.length) this.growBlocks();
    this.starts[block] = -1;
    this.ends[block] = -1;
    this.terms[block] = Term.End;
    this.operands[block] = -1;
    this.handlers[block] = -1;
    this.marks[block] = 0;
    this.successors[block] = NONE;
    this.preds[block] = NO_PREDS;
    return block;
  }

  private growBlocks(): void {
    const grow = <T extends Int32Array | Uint8Array>(old: T, to: T): T => {
      to.set(old);
      return to;
    };
    const size = this.starts.length * 2;
    this.starts = grow(this.starts, new Int32Array(size));
    this.ends = grow(this.ends, new Int32Array(size));
    this.terms = grow(this.terms, new Int32Array(size));
    this.operands = grow(this.operands, new Int32Array(size));
    this.handlers = grow(this.handlers, new Int32Array(size));
    this.marks = grow(this.marks, new Uint8Array(size));
    this.order = grow(this.order, new Int32Array(size));
    this.numbers = new Int32Array(size);
    this.shift = new Int32Array(size);
  }

  private open(block: number): void {
    this.starts[block] = this.used;
    this.order[this.orderCount++] = block;
    this.cur = block;
  }

  /** Starts writing a block whose predecessors are all known; code that nothing leads to is unreachable. */
  enter(block: number): void {
    this.enterUnsealed(block);
    this.seal(block);
  }

  /** Starts writing a loop's head; {@link seal} it when the loop is closed. */
  enterUnsealed(block: number): void {
    if (this.cur >= 0) throw new Error('a block was left open');
    if (this.preds[block].length === 0) return;
    this.handlers[block] = this.handler;
    if (this.handler >= 0) this.edge(block, this.handler);
    this.open(block);
  }

  seal(block: number): void {
    if ((this.marks[block] & SEALED) !== 0) return;
    this.marks[block] |= SEALED;
    const phis = this.incomplete.get(block);
    if (phis === undefined) return;
    this.incomplete.delete(block);
    for (const phi of phis) this.unfilled.push(phi);
    this.fill();
  }

  private edge(from: number, to: number): void {
    const preds = this.preds[to];
    if (preds.length === 0) this.preds[to] = [from];
    // All edges of a block are made before those of the next: a second one would be the last.
    else if (preds[preds.length - 1] !== from) preds.push(from);
  }

  private close(term: number, operand: number, successors: readonly number[]): void {
    const block = this.cur;
    if (block < 0) return;
    this.cur = -1;
    this.ends[block] = this.used;
    if ((this.marks[block] & DEAD) !== 0 && successors.length > 0) return;
    this.terms[block] = term;
    this.operands[block] = operand;
    this.successors[block] = successors;
    for (const to of successors) this.edge(block, to);
  }

  jump(to: number): void {
    if (this.cur >= 0) this.close(Term.Jump, -1, [to]);
  }
  branch(condition: number, yes: number, no: number): void {
    this.close(Term.Branch, condition, [yes, no]);
  }
  dispatch(targets: readonly number[]): void {
    this.close(Term.Dispatch, -1, targets);
  }
  /** Ends the block with a return, a throw or nothing. */
  end(term: Term.Return | Term.Throw | Term.End, value: number): void {
    if (this.cur < 0 && value >= 0) this.block();
    this.close(term, value, NONE);
  }
  hasPredecessors(block: number): boolean {
    return this.preds[block].length > 0;
  }

  // instructions

  /** The current block; unreachable code gets blocks of its own that nothing leads to. */
  private block(): number {
    if (this.cur < 0) {
      const block = this.newBlock();
      this.marks[block] = DEAD | SEALED;
      this.open(block);
    }
    return this.cur;
  }

  private room(count: number): number {
    if (this.cur < 0) this.block();
    const at = this.used;
    if (at + count + 3 > this.buf.length) this.buf = this.writer.reserve(at + count + 3 - this.base);
    this.used = at + count + 3;
    return at;
  }

  emit0(op: number, start: number, end: number): number {
    const at = this.room(0),
      buf = this.buf;
    buf[at] = op;
    buf[at + 1] = start;
    buf[at + 2] = end;
    return at;
  }
  emit1(op: number, start: number, end: number, a: number): number {
    const at = this.room(1),
      buf = this.buf;
    buf[at] = op | 0x100;
    buf[at + 1] = start;
    buf[at + 2] = end;
    buf[at + 3] = a;
    return at;
  }
  emit2(op: number, start: number, end: number, a: number, b: number): number {
    const at = this.room(2),
      buf = this.buf;
    buf[at] = op | 0x200;
    buf[at + 1] = start;
    buf[at + 2] = end;
    buf[at + 3] = a;
    buf[at + 4] = b;
    return at;
  }
  emit3(op: number, start: number, end: number, a: number, b: number, c: number): number {
    const at = this.room(3),
      buf = this.buf;
    buf[at] = op | 0x300;
    buf[at + 1] = start;
    buf[at + 2] = end;
    buf[at + 3] = a;
    buf[at + 4] = b;
    buf[at + 5] = c;
    return at;
  }
  emit(op: number, start: number, end: number, operands: readonly number[]): number {
    const count = operands.length,
      at = this.room(count),
      buf = this.buf;
    buf[at] = op | (count << 8);
    buf[at + 1] = start;
    buf[at + 2] = end;
    for (let i = 0; i < count; i++) buf[at + 3 + i] = operands[i];
    return at;
  }
  /** The same with the operands that lie on a stack from a height on; takes them off it. */
  emitFrom(op: number, start: number, end: number, stack: number[], from: number): number {
    const count = stack.length - from,
      at = this.room(count),
      buf = this.buf;
    buf[at] = op | (count << 8);
    buf[at + 1] = start;
    buf[at + 2] = end;
    // Setting the length would make the engine shrink the array each time.
    for (let i = at + 2 + count; i > at + 2; i--) buf[i] = stack.pop() as number;
    return at;
  }
  /** One `tunk` a block is enough: it says nothing about its place. */
  tunk(start: number, end: number): number {
    if (this.tunkBlock !== this.cur || this.cur < 0) {
      this.tunkValue = this.emit0(Op.tunk, start, end);
      this.tunkBlock = this.cur;
    }
    return this.tunkValue;
  }
  /** The instruction's number, or `phi`. Values of this function only. */
  opOf(value: number): number {
    return value >= ENTRY_UNDEF ? (value === ENTRY_UNDEF ? Op.undef : Op.phi) : this.buf[value] & 0xff;
  }
  operandOf(value: number, index: number): number {
    return this.buf[value + 3 + index];
  }
  operandCountOf(value: number): number {
    return value >= ENTRY_UNDEF ? 0 : this.buf[value] >>> 8;
  }

  /** Joins values at the start of the current block. Pairs whose block has no edge to here are left out. */
  join(start: number, end: number, blocks: readonly number[], values: readonly number[]): number {
    if (this.cur < 0) return values[0];
    const preds = this.preds[this.cur];
    if (preds.length === 1) return values[blocks.indexOf(preds[0])];
    const phi = this.newPhi(this.cur, -1, start, end);
    this.phiOperands[phi - PHI] = preds.map((p) => values[blocks.indexOf(p)]);
    return phi;
  }

  // variables

  /** A variable of this function. The span is that of its name. */
  newSlot(start: number, end: number, handler: number): number {
    this.defs.push(new Map());
    this.slotHandler.push(handler);
    this.slotStart.push(start);
    this.slotEnd.push(end);
    return this.defs.length - 1;
  }

  write(slot: number, value: number): void {
    if (this.cur < 0) this.block();
    if (this.handlers[this.cur] >= 0 && this.slotHandler[slot] !== this.handlers[this.cur]) {
      const next = this.newBlock();
      this.jump(next);
      this.enter(next);
    }
    this.defs[slot].set(this.cur, value);
  }

  read(slot: number): number {
    const value = this.lookup(slot, this.block());
    if (this.unfilled.length > 0) this.fill();
    return value;
  }

  private lookup(slot: number, from: number): number {
    const defs = this.defs[slot];
    for (let block = from; ; block = this.preds[block][0]) {
      let value = defs.get(block);
      if (value === undefined) {
        const preds = this.preds[block];
        if ((this.marks[block] & SEALED) === 0 && block !== this.order[0]) {
          value = this.newPhi(block, slot, this.slotStart[slot], this.slotEnd[slot]);
          const waiting = this.incomplete.get(block);
          if (waiting) waiting.push(value);
          else this.incomplete.set(block, [value]);
        } else if (preds.length === 0) {
          value = ENTRY_UNDEF;
          this.usesEntryUndef = true;
        } else if (preds.length > 1) {
          value = this.newPhi(block, slot, this.slotStart[slot], this.slotEnd[slot]);
          this.unfilled.push(value);
        } else continue;
        defs.set(block, value);
      }
      if (block !== from) defs.set(from, value);
      return value;
    }
  }

  private newPhi(block: number, slot: number, start: number, end: number): number {
    this.phiBlock.push(block);
    this.phiSlot.push(slot);
    this.phiStart.push(start);
    this.phiEnd.push(end);
    this.phiOperands.push(NO_OPERANDS);
    this.forward.push(-1);
    return PHI + this.phiBlock.length - 1;
  }

  /** Gives the phis on the list their operands, which may make more of them: a loop, because chains of joins get long. */
  private fill(): void {
    for (let phi = this.unfilled.pop(); phi !== undefined; phi = this.unfilled.pop()) {
      const slot = this.phiSlot[phi - PHI];
      this.phiOperands[phi - PHI] = this.preds[this.phiBlock[phi - PHI]].map((p) => this.lookup(slot, p));
    }
  }

  // rows that name values

  /** Sets a column to the value's final number when the function is finished. */
  patch(table: TableNumber, row: number, column: number, value: number): void {
    if (value < 0) return;
    const at = this.patchCount++;
    this.patchTables[at] = table;
    this.patches[3 * at] = row;
    this.patches[3 * at + 1] = column;
    this.patches[3 * at + 2] = value;
  }
  /** The same for a list of values in the pool: a class's list has its length in the next column, a member's in front. */
  patchList(table: TableNumber, row: number, column: number, values: readonly number[]): void {
    if (values.length > 0) this.lists.push({ table, row, column, values });
  }

  // layout

  private resolve(value: number): number {
    let v = value;
    while (v >= PHI && this.forward[v - PHI] >= 0) v = this.forward[v - PHI];
    return v;
  }

  /** A phi that joins one value and itself is that value. */
  private dropTrivialPhis(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (let i = 0; i < this.phiBlock.length; i++) {
        if (this.forward[i] >= 0) continue;
        let only = -1;
        for (const operand of this.phiOperands[i]) {
          const v = this.resolve(operand);
          if (v === only || v === PHI + i) continue;
          if (only >= 0) {
            only = -2;
            break;
          }
          only = v;
        }
        if (only === -2) continue;
        this.forward[i] = only < 0 ? ENTRY_UNDEF : only;
        if (only < 0) this.usesEntryUndef = true;
        changed = true;
      }
    }
  }

  /** Writes the function's blocks, moves its code to make room for phis, and fills in the row. The position is for what has no place in the text. */
  finish(fn: number, position: number): void {
    const { writer, base } = this;
    if (this.cur >= 0) this.end(Term.Return, -1);
    if (this.phiBlock.length > 0) this.dropTrivialPhis();
    this.moved = this.usesEntryUndef || this.phiBlock.length > 0;
    const size = this.layOut();
    const code = writer.reserve(size);
    if (this.moved) this.saveCode(code);
    const { order, orderCount, numbers } = this;
    const firstBlock = writer.rowCount(Table.blocks);
    let at = base;
    for (let i = 0; i < orderCount; i++) {
      const block = order[i],
        codeStart = at;
      if (i === 0 && this.usesEntryUndef) {
        code[at] = Op.undef;
        code[at + 1] = code[at + 2] = position;
        at += 3;
      }
      if (this.phisOf.size > 0) at = this.writePhis(code, at, block);
      at = this.moved ? this.copy(code, at, block) : this.ends[block];
      const to = this.successors[block];
      const list = to.length === 0 ? -1 : writer.item(numbers[to[0]]);
      for (let k = 1; k < to.length; k++) writer.item(numbers[to[k]]);
      const handler = this.handlers[block];
      writer.row(
        Table.blocks,
        codeStart,
        at,
        this.terms[block],
        this.final(this.operands[block]),
        handler < 0 ? -1 : numbers[handler],
        list,
        to.length,
      );
    }
    writer.advance(at - base);
    writer.setColumn(Table.functions, fn, 6, firstBlock);
    writer.setColumn(Table.functions, fn, 7, orderCount);
    writer.setColumn(Table.functions, fn, 10, base);
    writer.setColumn(Table.functions, fn, 11, at);
    this.writePatches(writer);
  }

  private saveCode(code: Int32Array): void {
    const length = this.used - this.base;
    if (this.scratch.length < length) this.scratch = new Int32Array(2 * length);
    this.scratch.set(code.subarray(this.base, this.used));
  }

  /** Where each block and phi will lie; the size of it all. */
  private layOut(): number {
    const { order, starts, numbers, shift, phisOf } = this;
    if (phisOf.size > 0) phisOf.clear();
    for (let i = 0; i < this.phiBlock.length; i++) {
      if (this.forward[i] >= 0) continue;
      const list = phisOf.get(this.phiBlock[i]);
      if (list) list.push(i);
      else phisOf.set(this.phiBlock[i], [i]);
    }
    let extra = this.usesEntryUndef ? 3 : 0;
    for (let i = 0; i < this.orderCount; i++) {
      const block = order[i];
      numbers[block] = i;
      if (phisOf.size > 0) {
        for (const phi of phisOf.get(block) ?? NONE) {
          this.phiAt[phi] = starts[block] + extra;
          extra += 3 + 2 * this.phiOperands[phi].length;
        }
      }
      shift[i] = extra;
    }
    return this.used - this.base + extra;
  }

  /** A value's final number. */
  private final(value: number): number {
    if (value < 0 || !this.moved) return value;
    const v = value >= PHI ? this.resolve(value) : value;
    if (v >= PHI) return this.phiAt[v - PHI];
    if (v === ENTRY_UNDEF) return this.base;
    return v + this.shift[this.phisOf.size === 0 ? 0 : this.blockAt(v)];
  }

  private writePhis(code: Int32Array, from: number, block: number): number {
    let at = from;
    for (const phi of this.phisOf.get(block) ?? NONE) {
      const operands = this.phiOperands[phi],
        preds = this.preds[block];
      code[at] = Op.phi | ((2 * operands.length) << 8);
      code[at + 1] = this.phiStart[phi];
      code[at + 2] = this.phiEnd[phi];
      at += 3;
      for (let k = 0; k < operands.length; k++) {
        code[at++] = this.numbers[preds[k]];
        code[at++] = this.final(operands[k]);
      }
    }
    return at;
  }

  private copy(code: Int32Array, to: number, block: number): number {
    const { scratch: buf, base } = this;
    const end = this.ends[block] - base;
    let at = to;
    for (let from = this.starts[block] - base; from < end;) {
      const head = buf[from],
        op = head & 0xff,
        next = from + 3 + (head >>> 8);
      code[at] = head;
      code[at + 1] = buf[from + 1];
      code[at + 2] = buf[from + 2];
      at += 3;
      from += 3;
      if (op === OBJECT) {
        for (; from < next; from += 3, at += 3) {
          code[at] = buf[from];
          code[at + 1] = buf[from] === OBJ_COMPUTED ? this.final(buf[from + 1]) : buf[from + 1];
          code[at + 2] = this.final(buf[from + 2]);
        }
        continue;
      }
      for (let mask = VALUE_MASK[op]; from < next; mask >>= 1) {
        const operand = buf[from++];
        code[at++] = (mask & 1) !== 0 ? this.final(operand) : operand;
      }
    }
    return at;
  }

  private writePatches(writer: ModuleWriter): void {
    for (let i = 0; i < this.patchCount; i++) {
      writer.setColumn(this.patchTables[i], this.patches[3 * i], this.patches[3 * i + 1], this.final(this.patches[3 * i + 2]));
    }
    for (const { table, row, column, values } of this.lists) {
      const mapped = values.map((v) => this.final(v));
      if (table === Table.members) writer.setColumn(table, row, column, writer.list([mapped.length, ...mapped]));
      else {
        writer.setColumn(table, row, column, writer.list(mapped));
        writer.setColumn(table, row, column + 1, mapped.length);
      }
    }
  }

  /** The position in `order` of the block that an instruction lies in. */
  private blockAt(value: number): number {
    const { order, starts } = this;
    let low = 0,
      high = this.orderCount - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      // Empty blocks start where the next one does: the last block that starts at or before the value holds it.
      if (starts[order[middle]] <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const SEALED = 1;
/** Nothing leads to it. */
const DEAD = 2;
const NO_CODE = new Int32Array(0);
const NONE: readonly number[] = [];
/** Shared until a block has a predecessor; never written to. */
const NO_PREDS: number[] = [];
const NO_OPERANDS: number[] = [];
const ENTRY_UNDEF = 0x3fffffff;
const PHI = 0x40000000;
const OBJECT = Op.object;

/** For each instruction a bit for each operand that is a value; the sign repeats the last for lists. Objects are apart. */
const VALUE_MASK = Int32Array.from(OP_NAMES, (name) => {
  const kinds = OPS[name] as string;
  const list = /(.)\*$/.exec(kinds)?.[1];
  const head = list === undefined ? kinds : kinds.slice(0, -2);
  const mask = [...head].reduce((bits, kind, i) => bits | (kind === 'v' ? 1 << i : 0), 0);
  return list === 'v' ? mask | (-1 << head.length) : mask;
});

import { type FunctionRow, type ModuleIR, operandArity, operandKind, type TableName, type Value } from './module.js';
import { Export, Op, OP_NAMES, Term } from './ops.js';

/** At most this many violations are listed: one mistake often breaks a thousand values. */
const LIMIT = 50;

/**
 * What must hold in every ModuleIR; the violations, in words. Exceptions leave a block with a handler from anywhere in it: the
 * handler has an edge from every such block.
 */
export function checkModule(ir: ModuleIR): string[] {
  const checker = new Checker(ir);
  checker.run();
  return checker.violations;
}

class Checker {
  readonly violations: string[] = [];
  /** For every value the function it belongs to and its block. */
  private readonly fnOf: Int32Array;
  private readonly blockOf: Int32Array;

  constructor(private readonly ir: ModuleIR) {
    this.fnOf = new Int32Array(ir.data.length).fill(-1);
    this.blockOf = new Int32Array(ir.data.length).fill(-1);
  }

  run(): void {
    const { ir } = this;
    for (let f = 0; f < ir.count('functions') && !this.full; f++) this.tile(ir.fn(f));
    for (let f = 0; f < ir.count('functions') && !this.full; f++) this.checkFunction(ir.fn(f));
    this.checkRows();
  }

  private get full(): boolean {
    return this.violations.length >= LIMIT;
  }
  private fail(text: string): void {
    if (!this.full) this.violations.push(text);
  }
  private inRange(table: TableName, row: number, what: string): void {
    if (row < 0 || row >= this.ir.count(table)) this.fail(`${what}: no row ${row} in ${table}`);
  }
  private isValue(value: Value, what: string): void {
    if (value < 0 || value >= this.fnOf.length || this.fnOf[value] < 0) this.fail(`${what}: ${value} is no value`);
  }
  private checkSpan(start: number, end: number, what: string): void {
    if (start < 0 || start > end || end > this.ir.textLength) this.fail(`${what}: span ${start}-${end} is not in the file`);
  }

  /** Blocks tile the function's code, and records tile each block. */
  private tile(fn: FunctionRow): void {
    const { ir } = this;
    let at = fn.codeStart;
    for (let b = 0; b < fn.blockCount; b++) {
      const block = ir.block(fn, b);
      if (block.codeStart !== at) this.fail(`f${fn.index} b${b}: starts at ${block.codeStart}, not at ${at}`);
      let seenOther = false;
      for (at = block.codeStart; at < block.codeEnd; at = ir.next(at)) {
        this.fnOf[at] = fn.index;
        this.blockOf[at] = b;
        if (ir.op(at) !== Op.phi) seenOther = true;
        else if (seenOther) this.fail(`f${fn.index} b${b}: a phi comes after other instructions`);
      }
      if (at !== block.codeEnd) this.fail(`f${fn.index} b${b}: its last record ends at ${at}, not at ${block.codeEnd}`);
    }
    if (fn.blockCount > 0 && at !== fn.codeEnd) this.fail(`f${fn.index}: code ends at ${at}, not at ${fn.codeEnd}`);
  }

  private checkFunction(fn: FunctionRow): void {
    const { ir } = this;
    this.checkSpan(fn.start, fn.end, `f${fn.index}`);
    if (fn.parent >= fn.index) this.fail(`f${fn.index}: its parent f${fn.parent} comes after it`);
    if (fn.cls >= 0) this.inRange('classes', fn.cls, `f${fn.index}`);
    if (fn.paramCount > 0) this.inRange('params', fn.firstParam + fn.paramCount - 1, `f${fn.index}`);
    if (fn.blockCount === 0) return;
    const preds = this.predecessors(fn);
    const order = depthFirst(ir, fn);
    const dominator = dominators(preds, order);
    const depth = new Int32Array(fn.blockCount).fill(-1);
    const reachable = (b: number): boolean => dominator[b] >= 0;
    depth[0] = 0;
    for (const b of order) if (b !== 0) depth[b] = depth[dominator[b]] + 1;
    const dominates = (a: number, b: number): boolean => {
      let x = b;
      while (depth[x] > depth[a]) x = dominator[x];
      return x === a;
    };
    for (let b = 0; b < fn.blockCount && !this.full; b++) {
      const block = ir.block(fn, b);
      const where = `f${fn.index} b${b}`;
      const use = (value: Value, at: number, what: string): void => {
        this.isValue(value, what);
        if (this.fnOf[value] !== fn.index) this.fail(`${what}: uses a value of f${this.fnOf[value]}`);
        else if (reachable(at) && (!reachable(this.blockOf[value]) || !dominates(this.blockOf[value], at))) {
          this.fail(`${what}: ${ir.opName(value)} of b${this.blockOf[value]} does not dominate b${at}`);
        }
      };
      for (let v = block.codeStart; v < block.codeEnd; v = ir.next(v)) this.checkInstruction(v, where, preds[b], use, b);
      if (block.operand >= 0) use(block.operand, b, `${where} terminator`);
      const expected = [1, 2, 0, 0, -1, 0][block.term];
      if (expected >= 0 && block.successors.length !== expected)
        this.fail(`${where}: ${Term[block.term]} has ${block.successors.length} successors`);
    }
  }

  private predecessors(fn: FunctionRow): number[][] {
    const preds: number[][] = Array.from({ length: fn.blockCount }, () => []);
    for (let b = 0; b < fn.blockCount; b++) {
      for (const to of edges(this.ir, fn, b)) {
        if (to < 0 || to >= fn.blockCount) this.fail(`f${fn.index} b${b}: no block ${to}`);
        else if (preds[to].at(-1) !== b) preds[to].push(b);
      }
    }
    return preds;
  }

  private checkInstruction(
    v: Value,
    where: string,
    preds: readonly number[],
    use: (value: Value, at: number, what: string) => void,
    block: number,
  ): void {
    const { ir } = this;
    const op = ir.op(v);
    if (OP_NAMES[op] === undefined) {
      this.fail(`${where}: no instruction ${op}`);
      return;
    }
    const what = `${where} ${OP_NAMES[op]} at ${ir.start(v)}`;
    this.checkSpan(ir.start(v), ir.end(v), what);
    const count = ir.operandCount(v),
      { head, group } = operandArity(op);
    if (count < head || (group === 0 ? count !== head : (count - head) % group !== 0)) this.fail(`${what}: ${count} operands`);
    if (op === Op.phi) {
      const from: number[] = [];
      for (let i = 0; i < count; i += 2) {
        from.push(ir.operand(v, i));
        use(ir.operand(v, i + 1), ir.operand(v, i), what);
      }
      if (from.length !== preds.length || new Set([...from, ...preds]).size !== preds.length)
        this.fail(`${what}: joins [${from.join()}], predecessors are [${preds.join()}]`);
      return;
    }
    for (let i = 0; i < count; i++) {
      const operand = ir.operand(v, i);
      switch (operandKind(op, i)) {
        case 'v':
          if (operand >= 0) this.checkUse(operand, v, block, what, use);
          else if (op !== Op.cast) this.fail(`${what}: operand ${i} is missing`);
          break;
        case 'k':
          if (ir.operand(v, i - 1) === 1) this.checkUse(operand, v, block, what, use);
          else if (operand >= ir.strings.length) this.fail(`${what}: no string ${operand}`);
          break;
        case 's':
          if (operand < 0 || operand >= ir.strings.length) this.fail(`${what}: no string ${operand}`);
          break;
        case 'f':
          this.inRange('functions', operand, what);
          break;
        case 'c':
          this.inRange('classes', operand, what);
          break;
        case 'b':
          this.inRange('bindings', operand, what);
          break;
        case 'm':
          this.inRange('imports', operand, what);
          break;
      }
    }
  }

  private checkUse(value: Value, v: Value, block: number, what: string, use: (value: Value, at: number, what: string) => void): void {
    use(value, block, what);
    if (this.blockOf[value] === block && value >= v) this.fail(`${what}: uses a value before it is there`);
  }

  private checkRows(): void {
    const { ir } = this;
    for (let i = 0; i < ir.count('params'); i++) {
      const { value, type } = ir.param(i);
      if (value >= 0) this.isValue(value, `param ${i}`);
      if (type >= 0) this.isValue(type, `param ${i} type`);
    }
    for (let i = 0; i < ir.count('bindings'); i++) {
      const b = ir.binding(i),
        what = `binding ${b.name}`;
      this.checkSpan(b.start, b.end, what);
      this.checkSpan(b.declStart, b.declEnd, what);
      this.inRange('functions', b.owner, what);
      if (b.value >= 0) this.isValue(b.value, what);
      if (b.type >= 0) this.isValue(b.type, `${what} type`);
      if (b.cls >= 0) this.inRange('classes', b.cls, what);
    }
    for (let i = 0; i < ir.count('imports'); i++) this.checkSpan(ir.import(i).start, ir.import(i).end, `import ${i}`);
    for (let i = 0; i < ir.count('exports'); i++) {
      const e = ir.export(i),
        what = `export ${e.name}`;
      this.checkSpan(e.start, e.end, what);
      this.inRange('functions', e.fn, what);
      if (e.kind === Export.Binding || e.kind === Export.Type) this.inRange('bindings', e.target, what);
      else if (e.kind === Export.Import || e.kind === Export.Star) this.inRange('imports', e.target, what);
      else this.isValue(e.target, what);
    }
    for (let i = 0; i < ir.count('classes'); i++) this.checkClass(i);
    for (let i = 0; i < ir.count('comments'); i++) this.checkSpan(ir.comment(i).start, ir.comment(i).end, `comment ${i}`);
  }

  private checkClass(index: number): void {
    const { ir } = this;
    const c = ir.cls(index),
      what = `class c${index}`;
    this.checkSpan(c.start, c.end, what);
    this.inRange('functions', c.owner, what);
    if (c.heritage >= 0) this.isValue(c.heritage, what);
    if (c.ctor >= 0) this.inRange('functions', c.ctor, what);
    if (c.fields >= 0) this.inRange('functions', c.fields, what);
    for (const d of c.decorators) this.isValue(d, `${what} decorator`);
    if (c.memberCount > 0) this.inRange('members', c.firstMember + c.memberCount - 1, what);
    for (let i = 0; i < c.memberCount; i++) {
      const m = ir.member(c, i);
      this.checkSpan(m.start, m.end, `${what} ${m.name}`);
      if (m.fn >= 0) this.inRange('functions', m.fn, `${what} ${m.name}`);
      if (m.value >= 0) this.isValue(m.value, `${what} ${m.name}`);
      if (m.type >= 0) this.isValue(m.type, `${what} ${m.name} type`);
      for (const d of m.decorators) this.isValue(d, `${what} ${m.name} decorator`);
    }
  }
}

/** Successors and the handler. */
function edges(ir: ModuleIR, fn: FunctionRow, b: number): readonly number[] {
  const { successors, handler } = ir.block(fn, b);
  return handler >= 0 ? [...successors, handler] : successors;
}

/** Reachable blocks in reverse postorder. */
function depthFirst(ir: ModuleIR, fn: FunctionRow): number[] {
  const seen = new Uint8Array(fn.blockCount);
  const post: number[] = [];
  const stack: { block: number; to: readonly number[]; next: number }[] = [{ block: 0, to: edges(ir, fn, 0), next: 0 }];
  seen[0] = 1;
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.next === top.to.length) {
      post.push(top.block);
      stack.pop();
      continue;
    }
    const to = top.to[top.next++];
    if (to < 0 || to >= fn.blockCount || seen[to]) continue;
    seen[to] = 1;
    stack.push({ block: to, to: edges(ir, fn, to), next: 0 });
  }
  return post.reverse();
}

/** Immediate dominators after Cooper, Harvey and Kennedy; -1 where nothing leads to. */
function dominators(preds: readonly (readonly number[])[], order: readonly number[]): Int32Array {
  const rank = new Int32Array(preds.length).fill(-1);
  order.forEach((b, i) => (rank[b] = i));
  const idom = new Int32Array(preds.length).fill(-1);
  idom[0] = 0;
  for (let changed = true; changed;) {
    changed = false;
    for (const b of order) {
      if (b === 0) continue;
      let found = -1;
      for (const p of preds[b]) {
        if (idom[p] < 0) continue;
        let a = p,
          c = found;
        if (c < 0) found = p;
        else {
          while (a !== c) {
            while (rank[a] > rank[c]) a = idom[a];
            while (rank[c] > rank[a]) c = idom[c];
          }
          found = a;
        }
      }
      if (found !== idom[b]) {
        idom[b] = found;
        changed = true;
      }
    }
  }
  return idom;
}

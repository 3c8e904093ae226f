import { Fn, Op, Term } from '../ir/ops.js';
import { append, ensure } from '../maps.js';
import type { ModuleIR, Value } from '../ir/module.js';

/** An instruction and the function that it is in. */
export interface Placed {
  readonly fn: number;
  readonly value: Value;
}

/** What one pass over a module's code collects, so that later questions need no further pass. */
export interface Facts {
  readonly calls: readonly Placed[];
  /** `set` instructions by member name. */
  readonly sets: ReadonlyMap<string, readonly Placed[]>;
  /** `setx` instructions. */
  readonly keyedSets: readonly Placed[];
  readonly storesOf: ReadonlyMap<number, readonly Placed[]>;
  /** `this.name = value` by class and name, wherever in the class (closures included). */
  readonly fieldsOf: ReadonlyMap<number, ReadonlyMap<string, readonly Placed[]>>;
  /** Where a function's closure is made, by function. */
  readonly closures: readonly (Placed | undefined)[];
  /** The calls that a function's closure is handed to where it is made, by function. */
  readonly takers: readonly (readonly Value[] | undefined)[];
  /** Where a class is made, by class. */
  readonly classes: readonly (Placed | undefined)[];
}

/** What only questions about state ask for. */
export interface Uses {
  /** `set`, `setx`, `delete` and `deletex`. */
  readonly mutations: readonly Placed[];
  /** `load` and `capture` instructions by binding. */
  readonly loadsOf: ReadonlyMap<number, readonly Placed[]>;
  /** `import` and `dynimport` instructions by import row. */
  readonly importUses: ReadonlyMap<number, readonly Placed[]>;
}

/** The function whose `this` (and `arguments`) code in `fn` sees. */
export function thisOwner(ir: ModuleIR, fn: number): number {
  let f = fn;
  while (f > 0 && (ir.fnFlags(f) & Fn.Arrow) !== 0) f = ir.fnParent(f);
  return f;
}

/** Walks all instructions of a module. */
function eachInstruction(ir: ModuleIR, visit: (op: number, value: Value, fn: number) => void): void {
  for (let fn = 0, count = ir.count('functions'); fn < count; fn++) {
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) visit(ir.op(v), v, fn);
  }
}

/** Walks a module's code once. */
export function collectFacts(ir: ModuleIR): Facts {
  const calls: Placed[] = [],
    keyedSets: Placed[] = [],
    closures: (Placed | undefined)[] = [],
    takers: (Value[] | undefined)[] = [],
    classes: (Placed | undefined)[] = [];
  const sets = new Map<string, Placed[]>(),
    storesOf = new Map<number, Placed[]>(),
    fieldsOf = new Map<number, Map<string, Placed[]>>();
  eachInstruction(ir, (op, value, fn) => {
    switch (op) {
      case Op.call:
        calls.push({ fn, value });
        for (let i = 2, n = ir.operandCount(value); i < n; i++) {
          const argument = ir.operand(value, i);
          if (argument >= 0 && ir.op(argument) === Op.func && ir.operand(value, 1) !== argument)
            (takers[ir.operand(argument, 0)] ??= []).push(value);
        }
        break;
      case Op.set:
        append(sets, ir.text(value, 1), { fn, value });
        if (ir.op(ir.operand(value, 0)) === Op.this) field(ir, fieldsOf, fn, value);
        break;
      case Op.setx:
        keyedSets.push({ fn, value });
        break;
      case Op.store:
        append(storesOf, ir.operand(value, 0), { fn, value });
        break;
      case Op.func:
        closures[ir.operand(value, 0)] = { fn, value };
        break;
      case Op.class:
        classes[ir.operand(value, 0)] = { fn, value };
        break;
    }
  });
  return { calls, sets, keyedSets, storesOf, fieldsOf, closures, takers, classes };
}

function field(ir: ModuleIR, fieldsOf: Map<number, Map<string, Placed[]>>, fn: number, value: Value): void {
  const owner = thisOwner(ir, fn);
  const cls = owner > 0 ? ir.fn(owner).cls : -1;
  if (cls < 0 || (ir.fnFlags(owner) & Fn.Static) !== 0) return;
  const fields = ensure(fieldsOf, cls, () => new Map<string, Placed[]>());
  append(fields, ir.text(value, 1), { fn, value });
}

/** Walks a module's code for what is changed and read. */
export function collectUses(ir: ModuleIR): Uses {
  const mutations: Placed[] = [];
  const loadsOf = new Map<number, Placed[]>(),
    importUses = new Map<number, Placed[]>();
  eachInstruction(ir, (op, value, fn) => {
    if (op === Op.set || op === Op.setx || op === Op.delete || op === Op.deletex) mutations.push({ fn, value });
    else if (op === Op.load || op === Op.capture) append(loadsOf, ir.operand(value, 0), { fn, value });
    else if (op === Op.import || op === Op.dynimport) append(importUses, ir.operand(value, 0), { fn, value });
  });
  return { mutations, loadsOf, importUses };
}

/** Which of some names a module reads that nothing in it binds. */
export function readsGlobal(ir: ModuleIR, names: readonly string[]): boolean {
  const ids = new Set(names.map((name) => ir.strings.indexOf(name)).filter((id) => id >= 0));
  if (ids.size === 0) return false;
  let found = false;
  eachInstruction(ir, (op, value) => (found ||= op === Op.global && ids.has(ir.operand(value, 0))));
  return found;
}

/** The values that a function returns. */
export function returnsOf(ir: ModuleIR, fn: number): Value[] {
  const row = ir.fn(fn);
  const values: Value[] = [];
  for (let b = 0; b < row.blockCount; b++) {
    const block = ir.block(row, b);
    if (block.term === (Term.Return as number) && block.operand >= 0) values.push(block.operand);
  }
  return values;
}

/** Functions by where their code starts, for {@link functionAt}. */
export function codeOrder(ir: ModuleIR): { readonly starts: Int32Array; readonly fns: Int32Array } {
  const rows = Array.from({ length: ir.count('functions') }, (_, f) => [ir.fnCode(f)[0], f] as const).filter(
    ([, f]) => ir.fnCode(f)[1] > ir.fnCode(f)[0],
  );
  rows.sort((a, b) => a[0] - b[0]);
  return { starts: Int32Array.from(rows, (r) => r[0]), fns: Int32Array.from(rows, (r) => r[1]) };
}

/** The function whose code holds an instruction. */
export function functionAt(order: { readonly starts: Int32Array; readonly fns: Int32Array }, value: Value): number {
  let low = 0,
    high = order.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (order.starts[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return order.fns[low] ?? 0;
}

/** For each instruction of a function, the instructions of the same function that use it (returns and conditions excluded). */
export function usersOf(ir: ModuleIR, fn: number): ReadonlyMap<Value, readonly Value[]> {
  const users = new Map<Value, Value[]>();
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) {
    ir.eachOperandValue(v, (operand) => {
      const list = users.get(operand);
      if (list) list.push(v);
      else users.set(operand, [v]);
    });
  }
  return users;
}

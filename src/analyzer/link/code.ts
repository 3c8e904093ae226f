import type { ModuleIR, Value } from '../ir/module.js';
import { Op } from '../ir/ops.js';
import { append, ensure } from '../maps.js';
import { codeOrder, collectFacts, collectUses, functionAt, returnsOf, usersOf, type Facts, type Placed, type Uses } from './facts.js';
import type { Unit } from './values.js';

/** What is known of modules one by one, collected when it is first asked for. It outlives a program: nothing in it crosses modules. */
export class CodeIndex {
  private readonly facts = new WeakMap<ModuleIR, Facts>();
  private readonly methodCalls = new WeakMap<ModuleIR, ReadonlyMap<string, readonly Placed[]>>();
  private readonly uses = new WeakMap<ModuleIR, Uses>();
  private readonly order = new WeakMap<ModuleIR, ReturnType<typeof codeOrder>>();
  private readonly returns = new WeakMap<ModuleIR, Map<number, readonly Value[]>>();
  private readonly users = new WeakMap<ModuleIR, Map<number, ReadonlyMap<Value, readonly Value[]>>>();

  factsOf(unit: Unit): Facts {
    return ensure(this.facts, unit.ir, () => collectFacts(unit.ir));
  }
  /** The calls of methods, by the method's name. */
  methodCallsOf(unit: Unit): ReadonlyMap<string, readonly Placed[]> {
    return ensure(this.methodCalls, unit.ir, () => {
      const { ir } = unit;
      const found = new Map<string, Placed[]>();
      for (const call of this.factsOf(unit).calls) {
        const callee = ir.operand(call.value, 1);
        if (ir.op(callee) === Op.get) append(found, ir.text(callee, 2), call);
      }
      return found;
    });
  }
  usesOf(unit: Unit): Uses {
    return ensure(this.uses, unit.ir, () => collectUses(unit.ir));
  }
  returnsOf(unit: Unit, fn: number): readonly Value[] {
    const byFn = ensure(this.returns, unit.ir, () => new Map<number, readonly Value[]>());
    return ensure(byFn, fn, () => returnsOf(unit.ir, fn));
  }
  usersOf(unit: Unit, fn: number): ReadonlyMap<Value, readonly Value[]> {
    const byFn = ensure(this.users, unit.ir, () => new Map<number, ReadonlyMap<Value, readonly Value[]>>());
    return ensure(byFn, fn, () => usersOf(unit.ir, fn));
  }
  functionAt(unit: Unit, value: Value): number {
    return functionAt(
      ensure(this.order, unit.ir, () => codeOrder(unit.ir)),
      value,
    );
  }
}

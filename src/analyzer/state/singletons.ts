import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { overridesOf } from '../link/overrides.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { isHeld } from './names.js';

/** Answers whether all instances of a class live as long as the process: made once, or kept by a container for all. */
export class Singletons {
  private readonly known = new Map<string, boolean>();

  constructor(private readonly program: Program) {}

  has(unit: Unit, cls: number): boolean {
    const key = `${unit.index}:${cls}`;
    let known = this.known.get(key);
    if (known === undefined)
      this.known.set(key, (known = this.isProvider(unit, cls) || this.isKeptOnce(unit, cls) || this.isMadeByLibrary(unit, cls)));
    return known;
  }

  /** A class that is also constructed for a caller is not shared: which instance is changed cannot be told apart. */
  private isKeptOnce(unit: Unit, cls: number): boolean {
    const sites = this.program.graph.newSitesOf(unit, cls);
    return (
      sites.length > 0 &&
      sites.every((site) => (site.fn === 0 ? this.isKept(site.unit, site.call) : this.isKeptLazily(site.unit, site.fn, site.call)))
    );
  }

  /** A command or a listener that extends a library's class, and that only the library makes: once. */
  private isMadeByLibrary(unit: Unit, cls: number): boolean {
    if (this.program.graph.newSitesOf(unit, cls).length > 0) return false;
    return Object.keys(overridesOf(this.program, { k: 'class', unit, cls, env: null })).length > 0;
  }

  /** Is a value made at module level held by a binding, an export or another object? */
  private isKept(unit: Unit, value: Value): boolean {
    const { ir } = unit;
    if (isHeld(this.program, unit, value)) return true;
    return (this.program.usersOf(unit, 0).get(value) ?? []).some((user) => [Op.store, Op.set, Op.object, Op.array].includes(ir.op(user)));
  }

  /** `instance ??= new Service()`: in a function, into a variable of the module or a static field. */
  private isKeptLazily(unit: Unit, fn: number, value: Value): boolean {
    const { ir } = unit;
    return (this.program.usersOf(unit, fn).get(value) ?? []).some((user) => {
      if (ir.op(user) === Op.store) return ir.bindingOwner(ir.operand(user, 0)) === 0;
      return ir.op(user) === Op.set && this.program.value(unit, ir.operand(user, 0)).k === 'class';
    });
  }

  /** A provider of a framework; one with a scope of its own (`Scope.REQUEST`) is made anew for each request. */
  private isProvider(unit: Unit, cls: number): boolean {
    return unit.ir.cls(cls).decorators.some((d) => {
      const isCall = unit.ir.opName(d) === 'call';
      const callee = this.program.value(unit, isCall ? unit.ir.operand(d, 1) : d);
      const decorates = callee.k === 'lib' ? this.program.library.call(callee.type)?.decorates : undefined;
      if (decorates !== 'provider' && decorates !== 'controller') return false;
      const options = isCall && unit.ir.operandCount(d) > 2 ? this.program.value(unit, unit.ir.operand(d, 2)) : undefined;
      if (options?.k !== 'obj') return true;
      const scope = this.program.member(options, 'scope');
      return scope.k === 'const' && scope.value === undefined;
    });
  }
}

import type { Value } from '../ir/module.js';
import { BindFlag, Export, Op } from '../ir/ops.js';
import type { FnRef } from '../link/callgraph.js';
import { activate, boundBy, calleeOf, modelOfCall } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf, type Env, type FnVal, type Unit, type Val } from '../link/values.js';

/** Wrappers of wrappers that are followed. */
const MAX_DEPTH = 8;

/** A value as one activation sees it. */
interface Place {
  readonly unit: Unit;
  readonly value: Value;
  readonly env: Env | null;
}

/**
 * The functions that whoever is given a value may call through it, where evaluating the value does not tell: `withSession(async
 * (req) => …)` is a function that calls the one in its argument, whether the wrapper is ours or a package's that no model describes.
 */
export function handedIn(program: Program, place: Place): readonly FnRef[] {
  const found: FnRef[] = [];
  new Search(program, found).follow(place, MAX_DEPTH);
  return found;
}

/** The functions that a module's export may call. */
export function handedInExport(program: Program, unit: Unit, name: string): readonly FnRef[] {
  const found: FnRef[] = [];
  new Search(program, found).exported(unit, name, MAX_DEPTH);
  return found;
}

class Search {
  private readonly seen = new Set<string>();

  constructor(
    private readonly program: Program,
    private readonly found: FnRef[],
  ) {}

  follow(place: Place, depth: number): void {
    const { unit, value, env } = place;
    const key = `${unit.index}:${value}:${env?.depth ?? -1}`;
    if (value < 0 || depth === 0 || this.seen.has(key)) return;
    this.seen.add(key);
    const { ir } = unit;
    const inside = (index: number): void => {
      this.follow({ unit, value: ir.operand(value, index), env }, depth);
    };
    switch (ir.op(value)) {
      case Op.func:
        this.found.push({ unit, fn: ir.operand(value, 0) });
        return;
      case Op.cast:
      case Op.await:
        inside(0);
        return;
      case Op.logic:
      case Op.select:
        inside(1);
        inside(2);
        return;
      case Op.capture:
      case Op.load:
        this.binding(unit, ir.operand(value, 0), env, depth);
        return;
      case Op.import:
        this.imported(unit, ir.operand(value, 0), depth);
        return;
      case Op.param:
        this.argument(env, unit, value, depth);
        return;
      case Op.get:
        this.fns(this.program.value(unit, value, env));
        return;
      case Op.call:
        this.call(place, depth);
        return;
      default:
    }
  }

  exported(unit: Unit, name: string, depth: number): void {
    const { ir } = unit;
    for (let i = 0, n = ir.count('exports'); i < n; i++) {
      const row = ir.export(i);
      if (row.name !== name) continue;
      if (row.kind === (Export.Value as number)) this.follow({ unit, value: row.target, env: null }, depth);
      else if (row.kind === (Export.Import as number)) this.imported(unit, row.target, depth);
      else if (row.kind === (Export.Binding as number)) this.binding(unit, row.target, null, depth);
      return;
    }
  }

  private imported(unit: Unit, row: number, depth: number): void {
    const target = unit.targets[row];
    const { name } = unit.ir.import(row);
    if (target?.kind === 'unit' && name !== '*' && depth > 0) this.exported(this.program.units[target.unit], name, depth - 1);
  }

  private binding(unit: Unit, index: number, env: Env | null, depth: number): void {
    const row = unit.ir.binding(index);
    if ((row.flags & BindFlag.Reassigned) !== 0 || row.value < 0) return;
    let within = env;
    while (within !== null && !(within.unit === unit && within.fn === row.owner)) within = within.outer;
    this.follow({ unit, value: row.value, env: within }, depth);
  }

  /** What the call that entered the activation gives to a parameter. */
  private argument(env: Env | null, unit: Unit, param: Value, depth: number): void {
    const fn = this.program.functionAt(unit, param);
    let within = env;
    while (within !== null && !(within.unit === unit && within.fn === fn)) within = within.outer;
    const call = within?.call;
    if (!call) return;
    const at = 2 + unit.ir.operand(param, 0);
    if (at < call.unit.ir.operandCount(call.value))
      this.follow({ unit: call.unit, value: call.unit.ir.operand(call.value, at), env: call.env }, depth - 1);
  }

  private call(place: Place, depth: number): void {
    const { unit, value, env } = place;
    const { ir } = unit;
    const bound = boundBy(this.program, place);
    if (bound.length > 0) {
      this.found.push(...bound);
      return;
    }
    for (const arm of armsOf(calleeOf(this.program, place))) {
      if (arm.k === 'fn') this.wrapped(place, arm, depth);
      else if (arm.k === 'unknown' || arm.k === 'pkg' || arm.k === 'param' || this.isUnmodelled(arm)) {
        for (let i = 2; i < ir.operandCount(value); i++) this.follow({ unit, value: ir.operand(value, i), env }, depth - 1);
        // A chain: `handler().use(a).get(b)`.
        const callee = ir.operand(value, 1);
        const on = ir.op(callee) === Op.get ? ir.operand(callee, 1) : -1;
        if (on >= 0 && ir.op(on) === Op.call) this.follow({ unit, value: on, env }, depth - 1);
      }
    }
  }

  private isUnmodelled(arm: Val): boolean {
    return arm.k === 'lib' && modelOfCall(this.program, arm, false) === undefined;
  }

  /** A first-party wrapper: what it returns, and the functions it is given that what it returns calls. */
  private wrapped({ unit, value, env }: Place, wrapper: FnVal, depth: number): void {
    const { ir } = unit;
    for (let i = 2; i < ir.operandCount(value); i++) {
      for (const arm of armsOf(this.program.value(unit, ir.operand(value, i), env))) {
        if (arm.k === 'fn' && this.isCalledBelow(wrapper, arm)) this.found.push(arm);
        else if (arm.k === 'unknown' && ir.op(ir.operand(value, i)) === Op.call)
          this.follow({ unit, value: ir.operand(value, i), env }, depth - 1);
      }
    }
    const inside = activate(this.program, wrapper, { unit, value, env });
    for (const returned of this.program.returnsOf(wrapper.unit, wrapper.fn))
      this.follow({ unit: wrapper.unit, value: returned, env: inside }, depth - 1);
  }

  /** Does a closure that the wrapper makes call the function? */
  private isCalledBelow(wrapper: FnVal, { unit, fn }: FnRef): boolean {
    return this.program.graph
      .callersOf(unit, fn)
      .some(
        ({ kind, from }) =>
          kind === 'call' && from.unit === wrapper.unit && from.fn !== wrapper.fn && isInside(wrapper.unit, from.fn, wrapper.fn),
      );
  }

  private fns(value: Val): void {
    for (const arm of armsOf(value)) if (arm.k === 'fn') this.found.push(arm);
  }
}

/** Does a function stand inside another one? */
function isInside({ ir }: Unit, fn: number, outer: number): boolean {
  for (let f = fn; f > 0; f = ir.fnParent(f)) if (f === outer) return true;
  return false;
}

import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { append, ensure, PairMemo } from '../maps.js';
import { placeOf } from './held-places.js';

/** A call and the function it stands in. */
interface CallIn {
  readonly fn: number;
  readonly value: Value;
}

const NONE: readonly never[] = [];

/** Where things are used, by their places: hundreds of locks in one function are not each looked for in all of it. */
export class Mentions {
  private readonly calls = new Map<Unit, ReadonlyMap<string, readonly CallIn[]>>();
  private readonly uses = new PairMemo<Unit, number, ReadonlyMap<string, readonly Value[]>>((unit, fn) => this.readUses(unit, fn));

  constructor(private readonly program: Program) {}

  /** The calls of a module that are of something, of a member of it, or are given it; in their order. */
  callsWith(unit: Unit, place: string): readonly CallIn[] {
    return ensure(this.calls, unit, () => this.readCalls(unit)).get(place) ?? NONE;
  }

  /** The instructions of a function that have something as an operand; in their order. */
  usesOf(unit: Unit, fn: number, place: string): readonly Value[] {
    return this.uses.of(unit, fn).get(place) ?? NONE;
  }

  private readCalls(unit: Unit): ReadonlyMap<string, readonly CallIn[]> {
    const { ir } = unit;
    const found = new Map<string, CallIn[]>();
    for (const { fn, value } of this.program.facts(unit).calls) {
      const callee = ir.operand(value, 1);
      const things = [callee, ...(ir.op(callee) === Op.get ? [ir.operand(callee, 1)] : [])];
      for (let i = 2, n = ir.operandCount(value); i < n; i++) things.push(ir.operand(value, i));
      for (const place of this.placesOf(unit, things)) append(found, place, { fn, value });
    }
    return found;
  }

  private readUses(unit: Unit, fn: number): ReadonlyMap<string, readonly Value[]> {
    const { ir } = unit;
    const found = new Map<string, Value[]>();
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) {
      const operands: Value[] = [];
      ir.eachOperandValue(v, (operand) => operands.push(operand));
      for (const place of this.placesOf(unit, operands)) append(found, place, v);
    }
    return found;
  }

  private placesOf(unit: Unit, values: readonly Value[]): ReadonlySet<string> {
    const places = new Set<string>();
    for (const value of values) {
      const place = placeOf(this.program, unit, value);
      if (place !== undefined) places.add(place);
    }
    return places;
  }
}

const makeMentions = (program: Program): Mentions => new Mentions(program);

/** The mentions of a program. */
export const mentionsOf = (program: Program): Mentions => program.derive(makeMentions);

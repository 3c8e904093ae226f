import { Fn, Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Region } from '../models/types.js';
import type { Edge, FnRef, LibCall } from '../link/callgraph.js';
import { argument } from '../link/calls.js';
import { describe } from '../link/names.js';
import type { Program } from '../link/program.js';
import { optionAt } from '../waits/options.js';
import { armsOf, type FnVal, type LibVal, type Unit } from '../link/values.js';

/** A call that takes a lock or begins a transaction. */
export interface Opening extends FnRef {
  readonly call: Value;
  /** As a reader would name it: `prisma.$transaction`. */
  readonly name: string;
  readonly region: Region;
  /** What the call's callee is; undefined where only its shape tells. */
  readonly callee: LibVal | undefined;
}

/** A lock or transaction whose body is a function. */
export interface BodyRegion {
  readonly open: Opening;
  /** The function that runs while it is held. */
  readonly body: FnVal;
  /** Where it is a wrapper that opens it: the calls that hand the body over, outermost first. */
  readonly via: readonly Edge[];
  /** The wrapper's call of the body, from inside its own region. */
  readonly inner: { readonly fn: FnVal; readonly call: Value } | undefined;
}

/** Callbacks that are handed on more often than this are not followed. */
const MAX_WRAPPERS = 3;

/** All regions of a program that are held over the run of a callback: passed in place, by name, or through a wrapper. Found once a program. */
export const bodyRegions = (program: Program): readonly BodyRegion[] => program.derive(findBodyRegions);

function findBodyRegions(program: Program): BodyRegion[] {
  const found: BodyRegion[] = [];
  const seen = new Set<string>();
  const add = (region: BodyRegion): void => {
    const key = `${region.open.unit.index}:${region.open.call}:${region.body.unit.index}:${region.body.fn}:${region.via[0]?.from.unit.index}:${region.via[0]?.call}`;
    if (seen.has(key)) return;
    seen.add(key);
    found.push(region);
  };
  for (const open of openings(program)) {
    for (const region of bodiesAt(program, open, { unit: open.unit, fn: open.fn }, open.call, bodyIndex(open), [], undefined)) add(region);
  }
  // A function that calls one of its parameters inside its own region is a wrapper.
  for (let i = 0; i < found.length; i++) {
    if (found[i].via.length >= MAX_WRAPPERS) continue;
    for (const region of calledInside(program, found[i])) add(region);
  }
  return found;
}

const bodyIndex = ({ region }: Opening): number => region.body ?? 0;

const opensRegion = ({ model }: LibCall): boolean => model.region?.body !== undefined;

/** Calls that open a region over a callback: modelled ones, and those whose shape nothing else has. */
function openings(program: Program): Opening[] {
  const found = program.graph.libCallsWhere(opensRegion).flatMap((call): Opening[] => {
    const { region } = call.model;
    if (region?.body === undefined || (region.permits !== undefined && !admitsOne(program, call.callee, region.permits))) return [];
    return [
      {
        unit: call.unit,
        fn: call.fn,
        call: call.call,
        name: describe(call.unit, call.unit.ir.operand(call.call, 1)),
        region,
        callee: call.callee,
      },
    ];
  });
  for (const name of ['$transaction', 'transaction']) {
    for (const { unit, fn, value } of program.callsNamed(name)) {
      const isKnown = program.graph.libCallsIn(unit).some(({ call }) => call === value);
      if (isKnown || !takesHandle(unit, value) || !isUnresolved(program, unit, value)) continue;
      found.push({
        unit,
        fn,
        call: value,
        name: describe(unit, unit.ir.operand(value, 1)),
        region: { kind: 'transaction', body: 0, handle: 0 },
        callee: undefined,
      });
    }
  }
  return found;
}

/** Is the receiver made so that one holder at a time is let in? By default such a thing lets in many. */
function admitsOne(program: Program, callee: LibVal, permits: readonly string[]): boolean {
  const { origin } = callee.recv?.k === 'lib' ? callee.recv : callee;
  if (typeof origin === 'string') return false;
  return permits.some((path) => {
    const count = optionAt(program, origin, path);
    return count.k === 'const' && count.value === 1;
  });
}

/** Is the first argument an async function written in place that takes the handle? */
function takesHandle({ ir }: Unit, call: Value): boolean {
  if (ir.operandCount(call) < 3 || ir.op(ir.operand(call, 2)) !== Op.func) return false;
  const row = ir.fn(ir.operand(ir.operand(call, 2), 0));
  return (row.flags & (Fn.Async | Fn.Continues)) !== 0 && row.paramCount === 1;
}

/** Does the trail of the receiver end at something unresolved? */
function isUnresolved(program: Program, unit: Unit, call: Value): boolean {
  return armsOf(program.value(unit, unit.ir.operand(call, 1))).every((arm) => arm.k === 'param' || arm.k === 'unknown' || arm.k === 'pkg');
}

/** The functions that a call's argument may be; where it is a parameter, those that the callers give. */
function bodiesAt(
  program: Program,
  open: Opening,
  at: FnRef,
  call: Value,
  index: number,
  via: readonly Edge[],
  inner: BodyRegion['inner'],
): BodyRegion[] {
  const { ir } = at.unit;
  const count = ir.operandCount(call) - 2;
  const position = index < 0 ? count + index : index;
  if (position < 0 || position >= count) return [];
  const param = parameterOf(program, at.unit, ir.operand(call, 2 + position));
  if (param !== undefined)
    return via.length >= MAX_WRAPPERS ? [] : handedIn(program, open, { unit: at.unit, fn: param.fn }, param.index, via, inner);
  const value = argument(program, { unit: at.unit, value: call, env: null }, position);
  return (value ? armsOf(value) : []).flatMap((arm): BodyRegion[] => (arm.k === 'fn' ? [{ open, body: arm, via, inner }] : []));
}

/** What the callers of a function give as that parameter. */
function handedIn(
  program: Program,
  open: Opening,
  to: FnRef,
  index: number,
  via: readonly Edge[],
  inner: BodyRegion['inner'],
): BodyRegion[] {
  return program.graph
    .callersOf(to.unit, to.fn)
    .flatMap((edge) =>
      edge.kind === 'call' && !via.some((step) => step.call === edge.call && step.from.unit === edge.from.unit)
        ? bodiesAt(program, open, edge.from, edge.call, index, [edge, ...via], inner)
        : [],
    );
}

/** Callbacks of an outer function that a region's body calls. */
function calledInside(program: Program, region: BodyRegion): BodyRegion[] {
  const { unit, fn } = region.body;
  return program.facts(unit).calls.flatMap((call): BodyRegion[] => {
    if (call.fn !== fn) return [];
    const param = parameterOf(program, unit, unit.ir.operand(call.value, 1));
    if (param === undefined || param.fn === fn) return [];
    return handedIn(program, region.open, { unit, fn: param.fn }, param.index, region.via, { fn: region.body, call: call.value });
  });
}

/** Callbacks of a function that is itself a wrapper: it takes something, calls what its callers give it, and lets go again. */
export function bodiesBetween(program: Program, open: Opening, calls: ReadonlySet<Value>): BodyRegion[] {
  return [...calls].flatMap((call): BodyRegion[] => {
    const { ir } = open.unit;
    const param = ir.op(call) === Op.call ? parameterOf(program, open.unit, ir.operand(call, 1)) : undefined;
    if (param === undefined) return [];
    return handedIn(program, open, { unit: open.unit, fn: param.fn }, param.index, [], undefined);
  });
}

/** The parameter that a value is, as its function or a closure in it sees it. */
export function parameterOf(program: Program, unit: Unit, value: Value): { readonly fn: number; readonly index: number } | undefined {
  const { ir } = unit;
  let v = value;
  for (let i = 0; i < 8; i++) {
    if (v < 0) return undefined;
    if (ir.op(v) === Op.cast) v = ir.operand(v, 0);
    else if (ir.op(v) === Op.capture) v = ir.bindingValue(ir.operand(v, 0));
    else break;
  }
  return v >= 0 && ir.op(v) === Op.param ? { fn: program.functionAt(unit, v), index: ir.operand(v, 0) } : undefined;
}

/** Is a function written inside another one, or that one itself? */
export function isWithin(unit: Unit, fn: number, outer: number): boolean {
  let f = fn;
  while (f >= 0 && f !== outer) f = unit.ir.fnParent(f);
  return f === outer;
}

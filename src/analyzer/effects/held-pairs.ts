import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { LibCall } from '../link/callgraph.js';
import { argument, calleeOf, modelOfCall } from '../link/calls.js';
import { describe } from '../link/names.js';
import type { Program } from '../link/program.js';
import { PairMemo } from '../maps.js';
import { armsOf, type FnVal, type LibVal, type Unit } from '../link/values.js';
import { mentionsOf } from './held-mentions.js';
import { placeOf } from './held-places.js';
import { parameterOf, type Opening } from './regions.js';

/** Something that is taken by one call and given back by another one on the same object. */
export interface PairRegion {
  readonly open: Opening;
  /** What is held: {@link placeOf} of it. */
  readonly place: string;
  readonly how: 'method' | 'sql' | 'helper' | 'pool';
  readonly methods: readonly string[];
  /** Those of the methods that give the connection back with the transaction on it still open: whoever gets it next is in that. */
  readonly leaves?: readonly string[] | undefined;
  /** What it was taken out of, or is the lock of: these methods of that end it, too. */
  readonly also?: { readonly place: string; readonly methods: readonly string[] } | undefined;
}

/** What a statement that begins a transaction looks like. */
export const BEGINS = /^\s*(?:begin|start\s+transaction)\b/i;
/** What a statement that ends one looks like. */
export const ENDS = /^\s*(?:commit|rollback|abort|end)\b(?!\s+(?:to|work\s+to|transaction\s+to))/i;
/** What gives a connection back ends whatever goes on on it; not where the library leaves it as it is. */
export const GIVES_BACK = ['release', 'destroy', 'end', 'close'];

/** All begin/commit and acquire/release pairs, by the call that begins. */
export const pairRegions = (program: Program): readonly PairRegion[] => program.derive(findPairRegions);

function findPairRegions(program: Program): PairRegion[] {
  const found: PairRegion[] = [];
  const helpers = new Map<string, { fn: FnVal; index: number; region: PairRegion }>();
  for (const call of program.graph.libCallsWhere(mayBegin)) {
    const pair = pairOf(program, call);
    if (!pair) continue;
    found.push(pair);
    const param = pair.how === 'pool' ? undefined : holderParameter(program, call, pair);
    if (param)
      helpers.set(`${call.unit.index}:${param.fn}`, {
        fn: { k: 'fn', unit: call.unit, fn: param.fn, env: null, self: null },
        index: param.index,
        region: pair,
      });
  }
  // A function that begins something on what it is given, and does not end it, begins it for its callers.
  for (const { fn, index, region } of helpers.values()) {
    if (closesParameter(program, fn, index, region)) continue;
    for (const edge of program.graph.callersOf(fn.unit, fn.fn)) {
      const { unit, fn: caller } = edge.from;
      if (edge.kind !== 'call' || index + 2 >= unit.ir.operandCount(edge.call)) continue;
      const place = placeOf(program, unit, unit.ir.operand(edge.call, 2 + index));
      if (place === undefined) continue;
      found.push({
        ...region,
        open: { ...region.open, unit, fn: caller, call: edge.call, name: describe(unit, unit.ir.operand(edge.call, 1)) },
        place,
        how: 'helper',
      });
    }
  }
  return found;
}

const mayBegin = ({ model }: LibCall): boolean => model.region?.until !== undefined || model.sql !== undefined;

function pairOf(program: Program, call: LibCall): PairRegion | undefined {
  const { unit, callee, model } = call;
  const { ir } = unit;
  const receiver = ir.op(ir.operand(call.call, 1)) === Op.get ? ir.operand(ir.operand(call.call, 1), 1) : -1;
  const base = () => ({ unit, fn: call.fn, call: call.call, name: describe(unit, ir.operand(call.call, 1)), callee });
  const { region } = model;
  if (region?.until !== undefined && (region.body === undefined || !givesBody(program, call))) {
    const place = placeOf(program, unit, region.until.holder === 'result' ? call.call : receiver);
    if (place === undefined || (region.until.also !== undefined && receiver < 0 && isDropped(program, call))) return undefined;
    const { methods } = region.until;
    const also = endedBy(program, unit, receiver, region.until.also);
    return { open: { ...base(), region }, place, how: 'method', methods, leaves: leavesOpen(program, callee, methods), also };
  }
  if (model.sql !== undefined && receiver >= 0 && BEGINS.test(textOf(program, call) ?? '')) {
    const place = placeOf(program, unit, receiver);
    return place === undefined || isPool(program, callee)
      ? undefined
      : {
          open: { ...base(), region: { kind: 'transaction' } },
          place,
          how: 'sql',
          methods: GIVES_BACK,
          leaves: leavesOpen(program, callee, GIVES_BACK),
        };
  }
  return undefined;
}

/** Is what a call gives used by nothing? A function that was imported by its name (`unlock(file)`) gives it back then. */
function isDropped(program: Program, { unit, fn, call }: LibCall): boolean {
  const users = program.usersOf(unit, fn);
  return (users.get(call) ?? []).every((user) => unit.ir.op(user) === Op.await && (users.get(user) ?? []).length === 0);
}

/** The methods of a connection that give it back to its pool as it is. */
function leavesOpen(program: Program, { recv }: LibVal, methods: readonly string[]): readonly string[] {
  if (recv?.k !== 'lib') return [];
  return methods.filter((method) => {
    const member = program.library.member(recv.type, method);
    return member !== undefined && program.library.call(member)?.givesBack === 'as-it-is';
  });
}

/** An object whose methods end what was taken from it. */
export function endedBy(program: Program, unit: Unit, object: Value, methods: readonly string[] | undefined): PairRegion['also'] {
  const place = object < 0 || methods === undefined ? undefined : placeOf(program, unit, object);
  return place === undefined || methods === undefined ? undefined : { place, methods };
}

/** Is a call that takes a body or none given one? A name that is locked may be a parameter, too. */
function givesBody(program: Program, { unit, call }: LibCall): boolean {
  for (let i = 2, n = unit.ir.operandCount(call); i < n; i++) {
    if (armsOf(program.value(unit, unit.ir.operand(call, i))).some((arm) => arm.k === 'fn' || arm.k === 'param' || arm.k === 'fntype'))
      return true;
  }
  return false;
}

/** The text of a call's SQL statement, or of its beginning. */
export function textOf(program: Program, { unit, call, model }: LibCall): string | undefined {
  const { ir } = unit;
  const at = model.sql === undefined ? -1 : 2 + model.sql;
  if (at < 0 || at >= ir.operandCount(call)) return undefined;
  const value = argument(program, { unit, value: call, env: null }, model.sql ?? 0);
  if (value?.k === 'const') return String(value.value);
  const head = value?.k === 'text' && value.unit.ir.operandCount(value.value) > 0 ? value.unit.ir.operand(value.value, 0) : -1;
  return value?.k === 'text' && head >= 0 && value.unit.ir.op(head) === Op.str ? value.unit.ir.text(head, 0) : undefined;
}

/** Does each call on this object take a connection of its own? */
export function isPool(program: Program, callee: LibVal): boolean {
  const { recv } = callee;
  if (recv?.k !== 'lib') return false;
  return ['connect', 'getConnection', 'reserve'].some((name) => {
    const taken = program.library.member(recv.type, name);
    const returns = taken && program.library.call(taken)?.returns;
    const type = taken && returns !== undefined && returns !== 'this' ? program.library.resolve(taken, returns, name) : undefined;
    return type !== undefined && type.id !== recv.type.id && program.library.member(type, 'release') !== undefined;
  });
}

function holderParameter(program: Program, call: LibCall, { open }: PairRegion): { fn: number; index: number } | undefined {
  const { ir } = call.unit;
  const callee = ir.operand(call.call, 1);
  if (ir.op(callee) !== Op.get || open.region.until?.holder === 'result') return undefined;
  const param = parameterOf(program, call.unit, ir.operand(callee, 1));
  return param !== undefined && param.fn === call.fn ? param : undefined;
}

/** Does a function end what was begun on its parameter, itself or through what it hands it to? */
function closesParameter(program: Program, { unit, fn }: { unit: Unit; fn: number }, index: number, pair: Ending, depth = 0): boolean {
  const { ir } = unit;
  const row = ir.fn(fn);
  if (index >= row.paramCount || depth > 3) return false;
  const param = ir.param(row.firstParam + index).value;
  const place = param < 0 ? undefined : placeOf(program, unit, param);
  if (place === undefined) return false;
  return mentionsOf(program)
    .callsWith(unit, place)
    .some(({ value }) => isCloseOf(program, unit, value, { ...pair, place }, depth + 1));
}

/** What ends something: the methods of it, and whether a statement does (`COMMIT`), which gives no connection back. */
type Ending = Pick<PairRegion, 'methods' | 'how'>;

/** Calls that end something, with the functions they stand in. */
export interface Closes {
  readonly calls: ReadonlyMap<Value, number>;
  readonly fns: ReadonlySet<number>;
}

/** The calls of a module that end what is held: on itself, and on what it was taken out of. What is taken in the same way shares them. */
export function closesOf(program: Program, unit: Unit, { place, methods, how, also }: PairRegion): readonly Closes[] {
  const own = program.derive(makeCloses).of(unit, JSON.stringify([place, methods, how]));
  return also === undefined ? [own] : [own, program.derive(makeOuterCloses).of(unit, JSON.stringify([also.place, also.methods, how]))];
}

const makeCloses = (program: Program): PairMemo<Unit, string, Closes> => closesBy(program, isCloseOf);
const makeOuterCloses = (program: Program): PairMemo<Unit, string, Closes> => closesBy(program, isOuterClose);

function closesBy(program: Program, test: typeof isCloseOf): PairMemo<Unit, string, Closes> {
  return new PairMemo((unit, key) => {
    const [place, methods, how] = JSON.parse(key) as [string, string[], PairRegion['how']]; // what `closesOf` has put there
    const found = mentionsOf(program)
      .callsWith(unit, place)
      .filter(({ value }) => test(program, unit, value, { place, methods, how }));
    return { calls: new Map(found.map(({ value, fn }) => [value, fn])), fns: new Set(found.map(({ fn }) => fn)) };
  });
}

/** Does that call end what was taken out of something: `pool.end()`? */
function isOuterClose(program: Program, unit: Unit, call: Value, { place, methods }: Pick<PairRegion, 'place' | 'methods'>): boolean {
  const { ir } = unit;
  const callee = ir.operand(call, 1);
  return ir.op(callee) === Op.get && methods.includes(ir.text(callee, 2)) && placeOf(program, unit, ir.operand(callee, 1)) === place;
}

/** Does that call end what is held? */
function isCloseOf(program: Program, unit: Unit, call: Value, pair: Ending & Pick<PairRegion, 'place'>, depth = 0): boolean {
  const { ir } = unit;
  const callee = ir.operand(call, 1);
  if (pair.methods.includes('()') && placeOf(program, unit, callee) === pair.place) return true;
  if (ir.op(callee) === Op.get && placeOf(program, unit, ir.operand(callee, 1)) === pair.place) {
    if (pair.methods.includes(ir.text(callee, 2))) return true;
    if (pair.how === 'pool') return false;
    const found = calleeOf(program, { unit, value: call, env: null });
    const model = found.k === 'lib' ? modelOfCall(program, found, false) : undefined;
    if (found.k === 'lib' && model?.sql !== undefined && ENDS.test(textOf(program, { unit, fn: 0, call, callee: found, model }) ?? ''))
      return true;
  }
  for (let i = 2, n = ir.operandCount(call); i < n; i++) {
    if (placeOf(program, unit, ir.operand(call, i)) !== pair.place) continue;
    if (
      armsOf(calleeOf(program, { unit, value: call, env: null })).some(
        (arm) => arm.k === 'fn' && closesParameter(program, arm, i - 2, pair, depth),
      )
    )
      return true;
    // Who is asked to give back by the pool: `pool.release(connection)`.
    if (ir.op(callee) === Op.get && /release/i.test(ir.text(callee, 2))) return true;
  }
  return false;
}

import { Op } from '../ir/ops.js';
import { activate, argument, calleeOf } from '../link/calls.js';
import { objectMember } from '../link/members.js';
import type { Edge, FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import { armsOf, type CallSite, type Env, type LibVal, type Unit } from '../link/values.js';
import type { Bound } from '../models/types.js';
import { isBounded } from './bounds.js';
import { isWrapped } from './wrappers.js';

/** How many calls up an option is looked for, and how many ways are tried. */
const MAX_DEPTH = 3;
const MAX_WAYS = 400;

/** One way to get to a function: its activation, and the calls that lead there, outermost first. */
interface Way {
  readonly env: Env;
  readonly edges: readonly Edge[];
}

/**
 * Where a call's options are its function's parameters, the callers decide. The calls that lead to it with no bound at all, for
 * the first caller of which that is certain; undefined where there is none.
 */
export function unboundedWay(
  program: Program,
  site: CallSite,
  bounds: readonly Bound[],
  client: LibVal | null,
  counts: (unit: Unit) => boolean,
): readonly Edge[] | undefined {
  const isOpen = ({ env, edges }: Way): boolean =>
    edges.every((edge) => counts(edge.from.unit)) &&
    isBounded(program, { ...site, env }, bounds, client) === 'no' &&
    edges.every((edge) => isWrapped(program, edge.from.unit, edge.call) === 'no');
  const fn = program.functionAt(site.unit, site.value);
  let tried = 0;
  // The nearest callers first: they mostly decide, and there may be many of them.
  for (let depth = 1; depth <= MAX_DEPTH; depth++) {
    for (const way of waysTo(program, site.unit, fn, depth)) {
      if (++tried > MAX_WAYS) return undefined;
      if (isOpen(way)) return way.edges;
    }
  }
  return undefined;
}

/** Does a caller hand an object of options over in which a member is there, and says for certain that there is no such thing (`signal: undefined`)? */
export function isSwitchedOff(program: Program, site: CallSite, index: number, name: string): boolean {
  const fn = program.functionAt(site.unit, site.value);
  let tried = 0;
  for (let depth = 1; depth <= MAX_DEPTH; depth++) {
    for (const { env } of waysTo(program, site.unit, fn, depth)) {
      if (++tried > MAX_WAYS) return false;
      const given = argument(program, { ...site, env }, index);
      for (const arm of given === undefined ? [] : armsOf(given)) {
        const found = arm.k === 'obj' ? objectMember(program, arm, name) : undefined;
        if (found !== undefined && armsOf(found).some(({ k }) => k === 'const')) return true;
      }
    }
  }
  return false;
}

/** Ways of exactly that many calls. */
function* waysTo(program: Program, unit: Unit, fn: number, depth: number): Generator<Way> {
  for (const edge of callsAround(program, unit, fn)) {
    if (depth === 1) {
      const env = enter(program, edge, null);
      if (env) yield { env, edges: [edge] };
      continue;
    }
    for (const way of waysTo(program, edge.from.unit, edge.from.fn, depth - 1)) {
      const env = enter(program, edge, way.env);
      if (env) yield { env, edges: [...way.edges, edge] };
    }
  }
}

/** Calls of a function, or of the nearest function around it that is called. */
function callsAround(program: Program, unit: Unit, fn: number): readonly Edge[] {
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) {
    const edges = program.graph.callersOf(unit, f).filter((edge) => edge.kind === 'call');
    if (edges.length > 0) return edges;
  }
  return [];
}

/** The activation that a call makes; null where the arguments are shifted (`f.call(…)`) or the trail is too long. */
function enter(program: Program, { from, to, call }: Edge, env: Env | null): Env | null {
  const { ir } = from.unit;
  const callee = ir.operand(call, 1);
  if (ir.op(callee) === Op.get && ['call', 'apply', 'bind'].includes(ir.text(callee, 2))) return null;
  const site = { unit: from.unit, value: call, env };
  const fn = armsOf(calleeOf(program, site)).find((arm) => arm.k === 'fn' && isThat(arm, to));
  return activate(program, fn?.k === 'fn' ? fn : { ...to, env: null, self: null }, site);
}

const isThat = (a: FnRef, b: FnRef): boolean => a.unit === b.unit && a.fn === b.fn;

import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { derivesFrom } from '../flow/dependence.js';
import { blocksOf } from '../flow/paths.js';
import type { FnRef, LibCall } from '../link/callgraph.js';
import { argument, calleeOf } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';
import { ensure } from '../maps.js';
import { isPresent, optionAt } from '../waits/options.js';
import { asksFor, type Asks } from './fanout-asks.js';
import { elementOf } from './fanout-elements.js';
import { hitOf, loopsOf } from './fanout-loops.js';
import { isPicked } from './fanout-picks.js';
import { questionTo, type Asked, type Evidence } from './fanout-questions.js';
import { asksInText, codeGivenTo, looksUpOne } from './fanout-texts.js';

/** One question put to every node of a group, of which one answer is taken. */
export interface Lookup extends FnRef {
  /** `loop`: one node after the other until one has it; `group`: all at once; `cluster`: by a call that asks every process. */
  readonly shape: 'loop' | 'group' | 'cluster';
  /** The question. */
  readonly ask: Value;
  /** The collection of nodes; for `cluster` the question itself. */
  readonly nodes: Value;
  readonly evidence: Evidence | 'model' | 'shape';
  /** The loop goes on after a hit. */
  readonly goesOn: boolean;
  readonly asks: Asks;
}

/** Calls that only libraries which ask a whole cluster have: with a function and a context, or with code as a text, about one thing. */
const ASKS_ALL = 'broadcastEval';
const ROUTES = ['1.shard', '1.cluster', '1.guildId'];

/** All such lookups of a program, or of one of its modules. */
export function findLookups(program: Program, only?: Unit): Lookup[] {
  const found = [...clusterLookups(program, only)];
  for (const unit of only === undefined ? program.active : program.active.filter((one) => one === only)) {
    const here = new Map(program.graph.libCallsIn(unit).map((lib) => [lib.call, lib]));
    for (let fn = 0, n = unit.ir.count('functions'); fn < n; fn++) found.push(...loopLookups(program, { unit, fn }, here));
    for (const lib of here.values()) if (lib.model.combines !== undefined) found.push(...groupLookups(program, lib, here));
  }
  return found;
}

const asksEveryProcess = ({ model }: LibCall): boolean => model.asksAll !== undefined;

function* clusterLookups(program: Program, only: Unit | undefined): Generator<Lookup> {
  // A call of one of several (`a ? b : c`) is there once for each.
  const seen = new Map<Unit, Set<Value>>();
  for (const lib of program.graph.libCallsWhere(asksEveryProcess)) {
    const { asksAll } = lib.model;
    if (
      !asksAll ||
      (only !== undefined && lib.unit !== only) ||
      !isUnrouted(program, lib, lib.call, asksAll.routed) ||
      !asksForOne(program, lib, lib.call)
    )
      continue;
    const here = ensure(seen, lib.unit, () => new Set<Value>());
    if (here.has(lib.call)) continue;
    here.add(lib.call);
    yield clusterLookup(program, lib, lib.call, 'model');
  }
  for (const { unit, fn, value } of program.callsNamed(ASKS_ALL, only)) {
    if (program.graph.libCallsIn(unit).some(({ call }) => call === value) || !isBroadcast(program, unit, value)) continue;
    const callee = armsOf(calleeOf(program, { unit, value, env: null }));
    if (!callee.every((arm) => arm.k === 'unknown' || arm.k === 'param' || arm.k === 'pkg')) continue;
    if (isUnrouted(program, { unit }, value, ROUTES) && asksForOne(program, { unit, fn }, value))
      yield clusterLookup(program, { unit, fn }, value, 'shape');
  }
}

/** Is such a call known by what it is given: a function and options, or code as a text which looks up one thing? */
function isBroadcast(program: Program, unit: Unit, call: Value): boolean {
  const { ir } = unit;
  if (ir.operandCount(call) >= 4 && ir.op(ir.operand(call, 2)) === Op.func) return true;
  const text = codeGivenTo(program, unit, call);
  return text !== undefined && looksUpOne(text);
}

const clusterLookup = (program: Program, { unit, fn }: FnRef, call: Value, evidence: Lookup['evidence']): Lookup => ({
  unit,
  fn,
  shape: 'cluster',
  ask: call,
  nodes: call,
  evidence,
  goesOn: false,
  asks: asksFor(program, unit, call),
});

/** Is nobody named to ask, neither by an option nor, where code is a text, by the number of a process behind it? */
function isUnrouted(program: Program, { unit }: { readonly unit: Unit }, call: Value, routed: readonly string[]): boolean {
  const site = { unit, value: call, env: null };
  if (codeGivenTo(program, unit, call) && argument(program, site, 1) !== undefined) return false;
  return routed.every((path) => isPresent(optionAt(program, site, path)) === 'no');
}

/** Is the question about one thing (it is given something), and one of the answers picked? */
function asksForOne(program: Program, { unit, fn }: FnRef, call: Value): boolean {
  const text = codeGivenTo(program, unit, call);
  if (text && looksUpOne(text))
    return isPicked(program, unit, fn, call) || (asksInText(text) === 'order' && isUnanswered(program, unit, fn, call));
  const about =
    isPresent(optionAt(program, { unit, value: call, env: null }, '1.context')) !== 'no' ||
    argument(program, { unit, value: call, env: null }, 0)?.k === 'text';
  return about && isPicked(program, unit, fn, call);
}

/** Does nobody look at what a call answers? */
function isUnanswered(program: Program, unit: Unit, fn: number, call: Value): boolean {
  const { ir } = unit;
  const users = program.usersOf(unit, fn);
  return (users.get(call) ?? []).every((user) => ir.op(user) === Op.await && (users.get(user) ?? []).length === 0);
}

/** `for (const node of nodes) { const hit = await node.get(key); if (hit) return hit; }` */
function loopLookups(program: Program, { unit, fn }: FnRef, libs: ReadonlyMap<Value, LibCall>): Lookup[] {
  const { ir } = unit;
  const [start, end] = ir.fnCode(fn);
  const blocks = blocksOf(ir, fn);
  const found: Lookup[] = [];
  let loops: ReturnType<typeof loopsOf> | undefined;
  for (let v = start; v < end; v = ir.next(v)) {
    if (ir.op(v) !== Op.iter || ir.operand(v, 1) === 1) continue;
    const collection = ir.operand(v, 0);
    if (isTiers(program, unit, collection)) continue;
    loops ??= loopsOf(unit, fn);
    const body = loops(v);
    if (body.size === 0) continue;
    const asked: Asked = { unit, fn, element: v, is: elementOf(program, unit, collection) };
    for (const block of [...body].sort((a, b) => a - b).map((index) => blocks[index])) {
      for (let c = block.codeStart; c < block.codeEnd; c = ir.next(c)) {
        const evidence = ir.op(c) === Op.call && (ir.operand(c, 0) & 2) === 0 ? questionTo(program, asked, c, libs.get(c)) : undefined;
        const hit = evidence && hitOf(unit, fn, c, body);
        if (evidence && hit)
          found.push({ unit, fn, shape: 'loop', ask: c, nodes: collection, evidence, goesOn: hit === 'goes-on', asks: 'question' });
      }
    }
  }
  return found;
}

/** A list that is written out and short: tiers, a primary and its spare; nothing that grows. */
function isTiers(program: Program, unit: Unit, collection: Value): boolean {
  const list = program.value(unit, collection);
  return list.k === 'arr' && list.unit.ir.operandCount(list.value) <= 3;
}

/** `(await Promise.all(nodes.map((node) => node.get(key)))).find(Boolean)` */
function groupLookups(program: Program, group: LibCall, libs: ReadonlyMap<Value, LibCall>): Lookup[] {
  const { unit, fn, call } = group;
  const { ir } = unit;
  const list = ir.operandCount(call) > 2 ? ir.operand(call, 2) : -1;
  if (list < 0 || ir.op(list) !== Op.call || ir.operandCount(list) < 3) return [];
  const map = ir.operand(list, 1),
    closure = ir.operand(list, 2);
  if (ir.op(map) !== Op.get || ir.text(map, 2) !== 'map' || ir.op(closure) !== Op.func) return [];
  const inner = ir.operand(closure, 0);
  const row = ir.fn(inner);
  if (row.paramCount === 0) return [];
  const nodes = ir.operand(map, 1);
  if (isTiers(program, unit, nodes)) return [];
  const asked: Asked = { unit, fn: inner, element: ir.param(row.firstParam).value, is: elementOf(program, unit, nodes) };
  const ask = program
    .facts(unit)
    .calls.filter((c) => c.fn === inner)
    .map((c) => ({ c, evidence: questionTo(program, asked, c.value, libs.get(c.value)) }))
    .find(({ evidence }) => evidence !== undefined);
  if (ask?.evidence === undefined) return [];
  const picked = group.model.combines === 'race' ? isAnswerOf(program, unit, inner, ask.c.value) : isPicked(program, unit, fn, call);
  return picked ? [{ unit, fn, shape: 'group', ask: ask.c.value, nodes, evidence: ask.evidence, goesOn: false, asks: 'question' }] : [];
}

/** Is what a function returns what that call answers? */
const isAnswerOf = (program: Program, unit: Unit, fn: number, call: Value): boolean =>
  program.returnsOf(unit, fn).some((value) => derivesFrom(unit, value, (v) => v === call));

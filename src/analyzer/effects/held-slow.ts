import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { System } from '../models/types.js';
import type { Edge, FnRef, LibCall } from '../link/callgraph.js';
import { argument } from '../link/calls.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { fateOf, isRaced, isWaitedOn } from './awaited.js';
import { isCommon, systemOf } from './summaries.js';

/** Something slow that a function waits for, and the calls that lead to it. */
export interface SlowEffect {
  readonly system: System;
  readonly call: LibCall;
  readonly chain: readonly Edge[];
}

/** What every function waits for that is slow. */
export interface SlowEffects {
  of(at: FnRef): readonly SlowEffect[];
}

/** What is waited for outside of the service's own state. Handing work to a queue is what the rule advises. */
const SLOW: ReadonlySet<System> = new Set<System>([
  'http',
  'mail',
  'push',
  'webhook',
  'payment',
  'ai',
  'storage',
  'cloud',
  'search',
  'analytics',
  'process',
  'timer',
]);

/** Clients of a cloud that are a database or a queue. */
const STATE_OF_THE_CLOUD = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/lib-dynamodb',
  '@aws-sdk/client-sqs',
  '@aws-sdk/client-sns',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-kinesis',
];

const MAX_EFFECTS = 12;
const MAX_CHAIN = 7;

/** Effects spread from the calls that have them to the callers that wait, the shortest chain first, but never out of an inner region. */
export function findSlowEffects(program: Program, isRegionEdge: (edge: Edge) => boolean): SlowEffects {
  const map = new Map<Unit, Map<number, SlowEffect[]>>();
  const add = (at: FnRef, effect: SlowEffect): boolean => {
    let byFn = map.get(at.unit);
    if (!byFn) map.set(at.unit, (byFn = new Map<number, SlowEffect[]>()));
    const list = byFn.get(at.fn) ?? [];
    if (list.length >= MAX_EFFECTS || list.some((e) => e.call.unit === effect.call.unit && e.call.call === effect.call.call)) return false;
    byFn.set(at.fn, [...list, effect]);
    return true;
  };
  const has = ({ unit, fn }: FnRef): boolean => map.get(unit)?.has(fn) ?? false;
  let wave: { at: FnRef; effect: SlowEffect }[] = [];
  for (const call of program.graph.libCallsWhere(mayBeSlow)) {
    const system = slowSystem(program, call);
    const effect = system && { system, call, chain: [] };
    if (effect && add(call, effect)) wave.push({ at: { unit: call.unit, fn: call.fn }, effect });
  }
  for (let depth = 0; depth < MAX_CHAIN && wave.length > 0; depth++) {
    const next: typeof wave = [];
    for (const { at, effect } of wave) {
      for (const edge of program.graph.callersOf(at.unit, at.fn)) {
        if (isRegionEdge(edge) || !handsOn(program, edge) || !isCommon(program, edge, has)) continue;
        // A timer that others race against bounds their wait and adds none.
        if (effect.system === 'timer' && isRaced(program, edge.from.unit, edge.call)) continue;
        const longer: SlowEffect = { ...effect, chain: [edge, ...effect.chain] };
        if (add(edge.from, longer)) next.push({ at: edge.from, effect: longer });
      }
    }
    wave = next;
  }
  return { of: ({ unit, fn }) => map.get(unit)?.get(fn) ?? [] };
}

/** Does the caller wait for what happens behind this edge? */
function handsOn(program: Program, edge: Edge): boolean {
  if (edge.kind === 'later' && !isMapper(edge)) return false;
  return isWaitedOn(program, edge.from.unit, edge.call);
}

/** `list.map(f)` of a list that nothing is known about: where its result is waited for, `f` ran before. */
function isMapper({ from: { unit }, call }: Edge): boolean {
  const callee = unit.ir.operand(call, 1);
  return unit.ir.op(callee) === Op.get && ['map', 'flatMap'].includes(unit.ir.text(callee, 2));
}

function mayBeSlow(call: LibCall): boolean {
  const system = systemOf(call);
  return call.model.timer === true || (system !== undefined && SLOW.has(system));
}

function slowSystem(program: Program, call: LibCall): System | undefined {
  if (call.model.timer === true) return isSleep(program, call) && !isRaced(program, call.unit, call.call) ? 'timer' : undefined;
  const system = systemOf(call);
  if (system === undefined || !SLOW.has(system) || STATE_OF_THE_CLOUD.includes(call.callee.type.pkg)) return undefined;
  if (call.model.client !== undefined || call.model.registers !== undefined) return undefined;
  return isWaitedOn(program, call.unit, call.call) && (system !== 'process' || fateOf(program, call.unit, call.call) === 'awaited')
    ? system
    : undefined;
}

/** Sleeps shorter than this are pauses between two tries. */
const SHORT = 50;

/** Is a timer waited for: `await setTimeout(ms)` of `timers/promises`, or a promise that only a timer resolves? */
function isSleep(program: Program, call: LibCall): boolean {
  const site = { unit: call.unit, value: call.call, env: null };
  if (call.callee.type.pkg.startsWith('node:timers')) return isLong(program, site, 0) && isWaitedOn(program, call.unit, call.call);
  return resolvesExecutor(program, call) && isLong(program, site, 1);
}

function isLong(program: Program, site: { unit: Unit; value: Value; env: null }, index: number): boolean {
  const ms = argument(program, site, index);
  return ms?.k === 'const' ? Number(ms.value) >= SHORT : ms !== undefined;
}

/** `new Promise((resolve) => setTimeout(resolve, ms))`, not raced against anything. */
function resolvesExecutor(program: Program, { unit, fn, call }: LibCall): boolean {
  const { ir } = unit;
  const closure = program.facts(unit).closures[fn];
  if (!closure || ir.operandCount(call) < 4) return false;
  const callback = ir.operand(call, 2);
  if (ir.op(callback) !== Op.param || ir.operand(callback, 0) !== 0) return false;
  const users = program.usersOf(unit, closure.fn);
  return (users.get(closure.value) ?? []).some(
    (made) =>
      ir.op(made) === Op.call &&
      (ir.operand(made, 0) & 2) !== 0 &&
      isWaitedOn(program, unit, made) &&
      !(users.get(made) ?? []).some((user) => ir.op(user) === Op.array),
  );
}

import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import { derivesFrom } from '../flow/dependence.js';
import type { CallQuestion } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';

/** Where an awaited value comes from: another process (`remote`), this machine's files (`local`), or out of sight. */
export type Source = 'remote' | 'local' | 'unknown';

/** Answers about values and functions of one program. */
export interface Sources {
  /** Does getting this value ask another process? */
  of(unit: Unit, value: Value): Source;
  /** Does a function wait on another process, itself or through what it calls? */
  waits(unit: Unit, fn: number): boolean;
}

export function findSources(program: Program): Sources {
  const waiting = functionsThatWait(program);
  const isRemote = (unit: Unit, v: Value): boolean => {
    if (unit.ir.op(v) !== Op.call) return false;
    return armsOf(program.value(unit, unit.ir.operand(v, 1))).some((callee) => {
      if (callee.k === 'lib') return program.library.call(callee.type)?.waits !== undefined && !isStarted(program, unit, v);
      return callee.k === 'fn' && waiting.has(`${callee.unit.index}:${callee.fn}`);
    });
  };
  return {
    of: (unit, value) => {
      if (derivesFrom(unit, value, (v) => isRemote(unit, v))) return 'remote';
      return derivesFrom(unit, value, (v) => isFileCall(program, unit, v)) ? 'local' : 'unknown';
    },
    waits: (unit, fn) => waiting.has(`${unit.index}:${fn}`),
  };
}

/** A child process, a request: what a call started is here, what comes of it is not there yet. */
function isStarted(program: Program, unit: Unit, call: Value): boolean {
  const started = program.value(unit, call);
  return started.k === 'lib' && started.type.model.is === 'emitter';
}

const waits: CallQuestion = ({ model }) => model.waits !== undefined;

/** Functions that wait on another process, themselves or through what they call. */
function functionsThatWait(program: Program): ReadonlySet<string> {
  const found = new Set<string>();
  const queue: { unit: Unit; fn: number }[] = [];
  const add = (unit: Unit, fn: number): void => {
    const key = `${unit.index}:${fn}`;
    if (fn === 0 || found.has(key)) return;
    found.add(key);
    queue.push({ unit, fn });
  };
  for (const { unit, fn } of program.graph.libCallsWhere(waits)) add(unit, fn);
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const edge of program.graph.callersOf(at.unit, at.fn)) if (edge.kind !== 'later') add(edge.from.unit, edge.from.fn);
  }
  return found;
}

const FILES = new Set([
  'fs',
  'node:fs',
  'fs/promises',
  'node:fs/promises',
  'fs-extra',
  'path',
  'node:path',
  'node:crypto',
  'crypto',
  'node:zlib',
  'bcrypt',
  'bcryptjs',
  'argon2',
]);

function isFileCall(program: Program, unit: Unit, v: Value): boolean {
  if (unit.ir.op(v) === Op.dynimport) return true;
  if (unit.ir.op(v) !== Op.call) return false;
  const callee = program.value(unit, unit.ir.operand(v, 1));
  return callee.k === 'pkg' && FILES.has(callee.pkg);
}

import { Op } from '../ir/ops.js';
import type { LibCall } from '../link/callgraph.js';
import { argument, argumentCount, calleeOf } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf, type Unit } from '../link/values.js';
import { aliasesOf } from './bounds.js';
import { isPresent, optionAt } from './options.js';
import { isExecutor } from './wrappers.js';

/** URLs that lead to no other process. */
const LOCAL_URL = /^(data|blob|file|about):|^\//;

/** Is waiting long the point: a stream of events, a download that is piped on, a resource of the program itself? */
export function isAwaitedByDesign(program: Program, call: LibCall): boolean {
  const site = { unit: call.unit, value: call.call, env: null };
  for (let i = 0; i < Math.min(argumentCount(site), 3); i++) {
    if (option(program, site, `${i}.responseType`) === 'stream') return true;
    for (const name of ['Accept', 'accept']) {
      if (option(program, site, `${i}.headers.${name}`) === 'text/event-stream') return true;
    }
  }
  return isOwnResource(program, call) || streamsBody(program, call);
}

function option(program: Program, site: { unit: Unit; value: number; env: null }, path: string): unknown {
  const value = optionAt(program, site, path);
  return value.k === 'const' ? value.value : undefined;
}

function isOwnResource(program: Program, call: LibCall): boolean {
  const url = argument(program, { unit: call.unit, value: call.call, env: null }, 0);
  const { ir } = call.unit;
  // A client that is made may have a base URL: then a path leads elsewhere.
  if (typeof call.callee.origin === 'string' && url !== undefined) {
    const text = url.k === 'const' ? url.value : url.k === 'text' ? startOf(url.unit, url.value) : undefined;
    if (typeof text === 'string') return LOCAL_URL.test(text);
  }
  const first = ir.operandCount(call.call) > 2 ? ir.operand(call.call, 2) : -1;
  return first >= 0 && mentionsMeta(call.unit, first, 0);
}

/** The text that a template begins with. */
function startOf(unit: Unit, template: number): string | undefined {
  const first = unit.ir.operandCount(template) > 0 ? unit.ir.operand(template, 0) : -1;
  return first >= 0 && unit.ir.op(first) === Op.str ? unit.ir.text(first, 0) : undefined;
}

/** `new URL('./x', import.meta.url)` */
function mentionsMeta(unit: Unit, value: number, depth: number): boolean {
  if (depth > 4) return false;
  if (unit.ir.op(value) === Op.meta) return true;
  let found = false;
  unit.ir.eachOperandValue(value, (operand) => (found ||= mentionsMeta(unit, operand, depth + 1)));
  return found;
}

/** The body is read as a stream (`res.body`), which may last by design. */
function streamsBody(program: Program, call: LibCall): boolean {
  const { unit } = call;
  const { ir } = unit;
  const users = (fn: number, value: number): readonly number[] => program.usersOf(unit, fn).get(value) ?? [];
  return aliasesOf(program, unit, call.call).some(({ fn, value }) =>
    users(fn, value).some((user) => {
      if (ir.op(user) === Op.await)
        return [user, ...aliasesOf(program, unit, user).map((a) => a.value)].some((v) =>
          readsStream(program, unit, users(program.functionAt(unit, v), v)),
        );
      return readsStream(program, unit, [user]);
    }),
  );
}

/** Is a stream that belongs to the answer taken from it and passed on, not read to its end here? */
function readsStream(program: Program, unit: Unit, users: readonly number[]): boolean {
  return users.some((user) => {
    if (unit.ir.op(user) !== Op.get) return false;
    const value = program.value(unit, user);
    return value.k === 'lib' && value.type.model.is === 'stream' && isPassedOn(program, unit, user);
  });
}

/** Methods that read a body to its end. */
const READERS = ['json', 'text', 'arrayBuffer', 'blob', 'formData', 'bytes', 'dump'];

function isPassedOn(program: Program, unit: Unit, stream: number): boolean {
  const { ir } = unit;
  return aliasesOf(program, unit, stream).some(
    ({ fn, value }) =>
      program.returnsOf(unit, fn).includes(value) ||
      (program.usersOf(unit, fn).get(value) ?? []).some((user) => {
        const op = ir.op(user);
        if (op === Op.get) return !READERS.includes(ir.text(user, 2));
        return (
          (op === Op.call && ir.operand(user, 1) !== value) ||
          op === Op.iter ||
          op === Op.object ||
          op === Op.array ||
          op === Op.set ||
          op === Op.cast
        );
      }),
  );
}

/** Does nobody wait for a promise: is it dropped, or only kept from failing aloud (`void send()`, `send().catch(log)`)? */
export function isLeftAlone(program: Program, { unit, fn, call }: LibCall): boolean {
  const { ir } = unit;
  // A callback that is handed over waits for what comes.
  for (let i = 2; i < ir.operandCount(call); i++) if (program.value(unit, ir.operand(call, i)).k === 'fn') return false;
  const made = program.value(unit, call);
  return !(made.k === 'lib' && made.type.model.is !== undefined) && isDropped(program, unit, fn, call, 0);
}

function isDropped(program: Program, unit: Unit, fn: number, promise: number, depth: number): boolean {
  const { ir } = unit;
  if (depth > 2 || program.returnsOf(unit, fn).includes(promise)) return false;
  for (let b = 0, n = ir.count('bindings'); b < n; b++) if (ir.bindingValue(b) === promise) return false;
  const users = program.usersOf(unit, fn);
  return (users.get(promise) ?? []).every((user) => {
    if (ir.op(user) === Op.un && ir.text(user, 0) === 'void') return true;
    if (ir.op(user) !== Op.get || ir.text(user, 2) !== 'catch') return false;
    return (users.get(user) ?? []).every((caught) => ir.op(caught) === Op.call && isDropped(program, unit, fn, caught, depth + 1));
  });
}

/**
 * Does somebody wait for a process that was started: is it awaited, does its end settle a promise or call a caller back? A process that
 * is left alone, or killed by the program, is not waited for without limit.
 */
export function isWaitedFor(program: Program, call: LibCall): boolean {
  const { unit } = call;
  const { ir } = unit;
  let ends = false;
  for (const { fn, value } of aliasesOf(program, unit, call.call)) {
    for (const user of program.usersOf(unit, fn).get(value) ?? []) {
      if (ir.op(user) === Op.await || isOnce(program, unit, user)) ends = true;
      // Whoever gets hold of it can end it.
      if (ir.op(user) === Op.object || ir.op(user) === Op.set) return false;
      if (ir.op(user) !== Op.get) continue;
      const method = ir.text(user, 2);
      if (method === 'kill' || method === 'unref' || (method === 'pid' && isGivenAway(program, unit, fn, user))) return false;
      if (method !== 'on' && method !== 'once') continue;
      for (const listen of program.usersOf(unit, fn).get(user) ?? []) {
        const event = argument(program, { unit, value: listen, env: null }, 0);
        if (event?.k === 'const' && (event.value === 'close' || event.value === 'exit'))
          ends ||= inPromise(program, unit, fn) || callsBack(program, unit, listen);
      }
    }
  }
  return ends;
}

/** Is the number of a process handed out, or to what kills it: `return child.pid`, `process.kill(-child.pid)`? */
function isGivenAway(program: Program, unit: Unit, fn: number, pid: number): boolean {
  const { ir } = unit;
  return (
    program.returnsOf(unit, fn).includes(pid) ||
    (program.usersOf(unit, fn).get(pid) ?? []).some((user) => {
      if (ir.op(user) === Op.un || ir.op(user) === Op.set || ir.op(user) === Op.store) return true;
      const callee = ir.op(user) === Op.call ? ir.operand(user, 1) : -1;
      return callee >= 0 && ir.op(callee) === Op.get && ir.text(callee, 2) === 'kill';
    })
  );
}

/** Does a listener call what a function around it was given: `child.on('close', (code) => callback(null, code))`? */
function callsBack(program: Program, unit: Unit, listen: number): boolean {
  const listener = argument(program, { unit, value: listen, env: null }, 1);
  if (listener?.k !== 'fn' || listener.unit !== unit) return false;
  const isWithin = (fn: number, outer: number): boolean => {
    for (let f = fn; f > 0; f = unit.ir.fnParent(f)) if (f === outer) return true;
    return false;
  };
  return program
    .facts(unit)
    .calls.some(
      ({ fn, value }) =>
        isWithin(fn, listener.fn) &&
        armsOf(program.value(unit, unit.ir.operand(value, 1))).some(
          (arm) => arm.k === 'param' && arm.path === '' && arm.fn !== listener.fn && isWithin(listener.fn, arm.fn),
        ),
    );
}

/** `once(child, 'exit')` */
function isOnce(program: Program, unit: Unit, call: number): boolean {
  if (unit.ir.op(call) !== Op.call) return false;
  const site = { unit, value: call, env: null };
  const callee = calleeOf(program, site);
  if (callee.k !== 'lib' || callee.type.pkg !== 'node:events') return false;
  const event = argument(program, site, 1);
  return (
    event?.k === 'const' && (event.value === 'close' || event.value === 'exit') && isPresent(optionAt(program, site, '2.signal')) === 'no'
  );
}

/** Is a function (or one around it) the executor of a promise? */
function inPromise(program: Program, unit: Unit, fn: number): boolean {
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) if (isExecutor(program, unit, f)) return true;
  return false;
}

import { CALL_NEW, Fn, Op } from '../../analyzer/ir/ops.js';
import type { Value } from '../../analyzer/ir/module.js';
import { derivesFrom } from '../../analyzer/flow/dependence.js';
import type { Program } from '../../analyzer/link/program.js';
import { armsOf, type Unit, type Val } from '../../analyzer/link/values.js';
import { strip } from '../../analyzer/state/syntax.js';
import type { Ask } from './ask.js';

/**
 * What kind of thing is stored. `handle`: a connection, an instance, a module: something made, not something read.
 * `promise`: work in flight. `function`, `constant`, `given` (a parameter as it is), `time`, `timer`, `environment`,
 * `fetched`: asked from another process. `awaited`: of something that was awaited and not followed. `read`: from this machine's
 * files. `computed`: everything else.
 */
export type Nature =
  'handle' | 'promise' | 'function' | 'constant' | 'given' | 'time' | 'timer' | 'environment' | 'fetched' | 'awaited' | 'read' | 'computed';

/** From the nature that matters most to the one that matters least. */
const ORDER: readonly Nature[] = [
  'fetched',
  'awaited',
  'given',
  'computed',
  'promise',
  'read',
  'time',
  'handle',
  'timer',
  'function',
  'environment',
  'constant',
];
export const worstOf = (natures: readonly Nature[]): Nature => ORDER.find((nature) => natures.includes(nature)) ?? 'computed';

const HANDLES = new Set(['handle', 'logger', 'metrics', 'lock', 'emitter', 'context', 'signal', 'weak']);

/** The nature of a stored value; that of a parameter is what the callers give. */
export function natureOf(ask: Ask, unit: Unit, value: Value, depth = 0): Nature {
  if (value < 0) return 'computed';
  const made = strip(unit, value);
  if (isLoaded(unit, value)) return 'handle';
  const awaited = derivesFrom(unit, value, (v) => unit.ir.op(v) === Op.await);
  if (!awaited && unit.ir.op(made) === Op.call && !isMade(unit, made) && returnsPromise(ask.program, unit, made)) return 'promise';
  const natures = armsOf(ask.program.value(unit, value)).map((arm) => ofValue(ask, unit, value, arm, awaited));
  const open = natures.filter((nature) => nature !== 'constant');
  const nature = open.length === 0 ? 'constant' : worstOf(open);
  return (nature === 'given' || nature === 'computed') && depth < 2 ? ofArguments(ask, unit, value, nature, depth) : nature;
}

/** `(await import(path)).default`: code, and there is only so much of it. Of what is awaited, lowering leaves only an import of a computed path unknown. */
function isLoaded({ ir }: Unit, value: Value): boolean {
  let v = value;
  let awaited = false;
  while (v >= 0 && [Op.await, Op.cast, Op.get].includes(ir.op(v))) {
    awaited ||= ir.op(v) === Op.await;
    v = ir.operand(v, ir.op(v) === Op.get ? 1 : 0);
  }
  return v >= 0 && (ir.op(v) === Op.dynimport || (awaited && ir.op(v) === Op.unknown));
}

/** Parameters are what callers pass, where they are known. */
function ofArguments(ask: Ask, unit: Unit, value: Value, own: 'given' | 'computed', depth: number): Nature {
  const { ir } = unit;
  const natures = partsOf(unit, value)
    .filter((v) => ir.op(v) === Op.param)
    .slice(0, 4)
    .flatMap((param) => argumentNatures(ask, unit, param, depth));
  const worst = worstOf(natures);
  if (own === 'computed') return worst === 'fetched' || worst === 'awaited' ? worst : own;
  return natures.length === 0 || worst === 'computed' ? own : worst;
}

const HOLDING: readonly number[] = [Op.object, Op.array, Op.cast, Op.phi, Op.select, Op.logic, Op.dflt, Op.get];

/** What a value holds as it is: not what it was computed from. */
function partsOf(unit: Unit, value: Value): Value[] {
  const parts = new Set([value]);
  for (const part of parts)
    if (HOLDING.includes(unit.ir.op(part)) && parts.size < 40) unit.ir.eachOperandValue(part, (operand) => parts.add(operand));
  return [...parts];
}

function argumentNatures(ask: Ask, unit: Unit, param: Value, depth: number): Nature[] {
  const index = unit.ir.operand(param, 0);
  return ask.program.graph
    .callersOf(unit, ask.program.functionAt(unit, param))
    .slice(0, 20)
    .flatMap(({ kind, from, call }) => {
      const { ir } = from.unit;
      return kind === 'call' && index < ir.operandCount(call) - 2 ? [natureOf(ask, from.unit, ir.operand(call, 2 + index), depth + 1)] : [];
    });
}

function ofValue(ask: Ask, unit: Unit, value: Value, v: Val, awaited: boolean): Nature {
  switch (v.k) {
    case 'const':
      return 'constant';
    case 'fn':
    case 'class':
    case 'fntype':
      return 'function';
    case 'inst':
    case 'ns':
      return 'handle';
    case 'lib':
      return HANDLES.has(v.type.model.is ?? '')
        ? 'handle'
        : v.type.model.is === 'timer'
          ? 'timer'
          : awaited
            ? ofAwaited(ask, unit, value)
            : ofSyntax(ask, unit, value, false);
    case 'pkg':
      // A member of what a package's type describes is data, as far as anybody knows.
      if (unit.ir.op(strip(unit, value)) === Op.get) return awaited ? ofAwaited(ask, unit, value) : 'computed';
      return awaited && !isMade(unit, value) ? ofAwaited(ask, unit, value) : 'handle';
    case 'param':
      return v.path === '' ? 'given' : awaited ? ofAwaited(ask, unit, value) : 'computed';
    case 'unknown':
      return v.fromEnv === true ? 'environment' : ofSyntax(ask, unit, value, awaited);
    default:
      return ofSyntax(ask, unit, value, awaited);
  }
}

const isMade = (unit: Unit, value: Value): boolean => {
  const v = strip(unit, value);
  return unit.ir.op(v) === Op.call && (unit.ir.operand(v, 0) & CALL_NEW) !== 0;
};

/** Containers of the language are made to hold things; they are no handles. */
function isContainer(program: Program, unit: Unit, value: Value): boolean {
  const v = program.value(unit, value);
  return v.k === 'lib' && (v.type.model.is === 'container' || v.type.model.is === 'bounded');
}

/** Objects of the language that are values: made of what they are given, and nothing to close. */
const PLAIN = new Set(['RegExp', 'URL', 'URLSearchParams', 'Function', 'Date', 'Error', 'String', 'Uint8Array', 'Blob']);

function ofMade(program: Program, unit: Unit, made: Value): Nature {
  const callee = program.value(unit, unit.ir.operand(made, 1));
  if (callee.k !== 'global') return 'handle';
  // A formatter for each locale and zone: the runtime knows so many.
  if (callee.path.startsWith('Intl.')) return 'environment';
  return PLAIN.has(callee.path) ? 'computed' : 'handle';
}

function ofAwaited(ask: Ask, unit: Unit, value: Value): Nature {
  const source = ask.source(unit, value);
  return source === 'remote' ? 'fetched' : source === 'local' ? 'read' : 'awaited';
}

function ofSyntax(ask: Ask, unit: Unit, value: Value, awaited: boolean): Nature {
  const { ir } = unit;
  const v = strip(unit, value);
  if (isTime(ask.program, unit, v) || isTimeSum(ask.program, unit, v)) return 'time';
  if (isMade(unit, v) && !isContainer(ask.program, unit, v)) return ofMade(ask.program, unit, v);
  if (ir.op(v) === Op.param) return 'given';
  if (awaited) return ofAwaited(ask, unit, value);
  if (CHOOSING.includes(ir.op(v))) return ofChoice(ask, unit, v);
  if (ir.op(v) === Op.call && returnsPromise(ask.program, unit, v)) return 'promise';
  if (ir.op(v) !== Op.object) return 'computed';
  if (holdsCode(ask.program, unit, v)) return 'function';
  return holdsPromise(ask.program, unit, v) ? 'promise' : holdsHandles(ask, unit, v) ? 'handle' : holdsMarks(ask, unit, v);
}

const CHOOSING: readonly number[] = [Op.phi, Op.select, Op.logic, Op.dflt];
const PLACELESS: readonly Nature[] = ['handle', 'function', 'timer', 'environment'];

/** One of several things: what they are where all of them are things that a process may keep. */
function ofChoice(ask: Ask, unit: Unit, choice: Value): Nature {
  const { ir } = unit;
  const natures: Nature[] = [];
  ir.eachOperandValue(choice, (part, i) => {
    if (part !== choice && !(ir.op(choice) === Op.select && i === 0))
      natures.push(CHOOSING.includes(ir.op(part)) ? 'computed' : natureOf(ask, unit, part, 2));
  });
  const open = natures.filter((nature) => nature !== 'constant');
  return open.length > 0 && open.every((nature) => PLACELESS.includes(nature)) ? worstOf(open) : 'computed';
}

/** `{ at: Date.now(), ttl: 1000 }`: since when, and nothing else. */
function holdsMarks(ask: Ask, unit: Unit, object: Value): Nature {
  const { ir } = unit;
  const members = Array.from({ length: ir.operandCount(object) / 3 }, (_, i) => ir.operand(object, 3 * i + 2));
  const isTimed = (member: Value): boolean => isTime(ask.program, unit, member) || isTimeSum(ask.program, unit, member);
  const isMark = (member: Value): boolean => isTimed(member) || ask.program.value(unit, member).k === 'const';
  return members.some(isTimed) && members.every(isMark) ? 'time' : 'computed';
}

/** `{ key, promise: load(key) }`: work in flight and what tells it apart. */
function holdsPromise(program: Program, unit: Unit, object: Value): boolean {
  const { ir } = unit;
  for (let i = 2; i < ir.operandCount(object); i += 3) {
    const member = strip(unit, ir.operand(object, i));
    if (ir.op(member) === Op.call && !isMade(unit, member) && returnsPromise(program, unit, member)) return true;
  }
  return false;
}

/** `{ name, callback }`; what a parameter is, the callers say. */
function holdsCode(program: Program, unit: Unit, object: Value): boolean {
  const { ir } = unit;
  return Array.from({ length: ir.operandCount(object) / 3 }, (_, i) => program.value(unit, ir.operand(object, 3 * i + 2))).some(
    (member) => isCode(member) || (member.k === 'param' && member.path === '' && isGivenCode(program, member)),
  );
}

const isCode = ({ k }: Val): boolean => k === 'fn' || k === 'fntype';

function isGivenCode(program: Program, { unit, fn, index }: Val & { k: 'param' }): boolean {
  return program.graph
    .callersOf(unit, fn)
    .slice(0, 20)
    .some(({ kind, from, call }) => {
      const { ir } = from.unit;
      return kind === 'call' && index < ir.operandCount(call) - 2 && isCode(program.value(from.unit, ir.operand(call, 2 + index)));
    });
}

/** `{ client: new Client(), openedAt: Date.now() }`: a handle, and what is noted beside it. */
export function holdsHandles(ask: Ask, unit: Unit, object: Value): boolean {
  const { ir } = unit;
  if (ir.op(object) !== Op.object) return false;
  const members = Array.from({ length: ir.operandCount(object) / 3 }, (_, i) => ir.operand(object, 3 * i + 2));
  return members.some((member) => ['handle', 'timer'].includes(natureOf(ask, unit, member, 2)));
}

/** `Date.now()`, `new Date()`, `performance.now()` */
export function isTime(program: Program, unit: Unit, value: Value): boolean {
  if (unit.ir.op(value) !== Op.call) return false;
  const callee = program.value(unit, unit.ir.operand(value, 1));
  return (
    (callee.k === 'global' && (callee.path === 'Date.now' || callee.path === 'Date')) ||
    (callee.k === 'lib' && callee.name === 'performance.now')
  );
}

/** `Date.now() + TTL` */
function isTimeSum(program: Program, unit: Unit, value: Value): boolean {
  const { ir } = unit;
  return (
    ir.op(value) === Op.bin &&
    ['+', '-'].includes(ir.text(value, 0)) &&
    [1, 2].some((side) => isTime(program, unit, ir.operand(value, side)))
  );
}

const isHandleOf = (v: Val): boolean => v.k === 'lib' && HANDLES.has(v.type.model.is ?? '');

function returnsPromise(program: Program, unit: Unit, call: Value): boolean {
  const { ir } = unit;
  const callee = program.value(unit, ir.operand(call, 1));
  if (callee.k === 'fn') return (callee.unit.ir.fnFlags(callee.fn) & (Fn.Async | Fn.Continues)) !== 0;
  // A process or a request that was started is waited for by its events.
  if (callee.k === 'lib' && program.library.call(callee.type)?.waits !== undefined) return !isHandleOf(program.value(unit, call));
  const method = ir.operand(call, 1);
  return ir.op(method) === Op.get && ['then', 'catch', 'finally'].includes(ir.text(method, 2));
}

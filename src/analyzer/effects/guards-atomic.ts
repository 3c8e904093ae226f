import { Op, OBJ_PROP } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { FnRef } from '../link/callgraph.js';
import { describe } from '../link/names.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { isPassedBefore } from '../flow/order.js';
import { blocksOf } from '../flow/paths.js';
import { ensure, PairMemo } from '../maps.js';
import type { Occurrence, Operations } from './operations.js';
import { calledName, isLockWork, isLockName } from './guards-names.js';
import { chainOf, positionIn, type Frame, type Frames, type Node } from './operations-frames.js';
import { bodyRegions } from './regions.js';
import { keyOf } from './same-place-chain.js';
import { atPath, isConstantTerm, literalOf, termOf } from './same-place-terms.js';

// Prose speaks of `for update`, too: a statement writes it large, ends with it, or has selected something before.
const ROW_LOCK = /\bFOR\s+(NO\s+KEY\s+)?UPDATE\b|select\s[\s\S]*\bfor\s+(no\s+key\s+)?update\b|^\s*for\s+update\b/;
const LOCKING =
  /\block\s+in\s+share\s+mode\b|\bupdlock\b|advisory_(xact_)?lock|\bget_lock\s*\(|^serializable$|isolation\s+level\s+serializable|\block\s+table\b/i;
const LOCK_MEMBERS = new Set(['Serializable', 'SERIALIZABLE', 'forUpdate', 'setLock', 'PESSIMISTIC_WRITE']);
const DUPLICATE =
  /^(P2002|P2025|23505|11000|ER_DUP_ENTRY|E11000|SQLITE_CONSTRAINT\w*|UniqueConstraint\w*|SequelizeUniqueConstraintError)$|duplicate key|unique constraint/i;
/** What a function that is out of sight may be called where it holds a lock over its callback; it only ever silences. */
const LOCK_NAME = /(?<![bc])lock|mutex|semaphore|serializ|exclusive|atomic|synchronized|singleflight|watch/i;

interface Texts {
  readonly locks: boolean;
  readonly duplicates: boolean;
}

/** What makes a read and a write one, or lets the second of two writers notice. */
export class AtomicGuards {
  // Helpers are entered on behalf of many functions.
  private readonly texts = new PairMemo<Unit, number, Texts>((unit, fn) => this.readTexts(unit, fn));
  private readonly taken = new PairMemo<Unit, number, boolean>((unit, fn) => this.findsLock(unit, fn));
  private readonly called = new PairMemo<Unit, number, boolean>((unit, fn) => this.callsLock({ unit, fn }, 2));
  private readonly underLock = new Map<Unit, Set<number>>();
  private readonly transactions = new Map<Unit, Set<number>>();

  constructor(private readonly program: Program) {
    for (const { body, open } of bodyRegions(program)) {
      if (open.region.kind === 'transaction') ensure(this.transactions, body.unit, () => new Set<number>()).add(body.fn);
      if (open.region.kind === 'lock' || this.isSerializable(open.unit, open.call)) this.mark(body);
    }
  }

  /** A function that runs while a lock is held, and what it calls. */
  private mark(from: FnRef): void {
    const queue: FnRef[] = [from];
    for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
      const known = ensure(this.underLock, ref.unit, () => new Set<number>());
      if (known.has(ref.fn)) continue;
      known.add(ref.fn);
      for (const edge of this.program.graph.calleesOf(ref.unit, ref.fn)) if (edge.kind !== 'later') queue.push(edge.to);
    }
  }

  private isSerializable(unit: Unit, call: Value): boolean {
    const [start, end] = [unit.ir.start(call), unit.ir.end(call)];
    const fn = this.program.functionAt(unit, call);
    return this.mentions(unit, fn, (v) => unit.ir.start(v) >= start && unit.ir.end(v) <= end && this.isSerial(unit, v));
  }

  private mentions(unit: Unit, fn: number, test: (value: Value) => boolean): boolean {
    const [start, end] = unit.ir.fnCode(fn);
    for (let v = start; v < end; v = unit.ir.next(v)) if (test(v)) return true;
    return false;
  }

  private isSerial(unit: Unit, v: Value): boolean {
    return this.says(unit, v, /^serializable$/i) || (unit.ir.op(v) === Op.get && /^serializable$/i.test(unit.ir.text(v, 2)));
  }

  /** Does an instruction write a text, or name a constant, that matches? */
  private says(unit: Unit, v: Value, pattern: RegExp): boolean {
    const op = unit.ir.op(v);
    if (op === Op.str || op === Op.num) return pattern.test(unit.ir.text(v, 0));
    if (op !== Op.capture && op !== Op.import) return false;
    const denoted = this.program.value(unit, v);
    return denoted.k === 'const' && typeof denoted.value === 'string' && pattern.test(denoted.value);
  }

  private textsOf(unit: Unit, fn: number): Texts {
    return this.texts.of(unit, fn);
  }

  private readTexts(unit: Unit, fn: number): Texts {
    return {
      locks: this.mentions(
        unit,
        fn,
        (v) =>
          this.says(unit, v, LOCKING) || this.says(unit, v, ROW_LOCK) || (unit.ir.op(v) === Op.get && LOCK_MEMBERS.has(unit.ir.text(v, 2))),
      ),
      duplicates: this.mentions(
        unit,
        fn,
        (v) => this.says(unit, v, DUPLICATE) || (unit.ir.op(v) === Op.get && DUPLICATE.test(unit.ir.text(v, 2))),
      ),
    };
  }

  /** Is a lock held, a row locked or the transaction serializable, in any of the functions that take part or around them? */
  isLocked({ entered, list, frames }: Operations): boolean {
    if (
      list.some(
        ({ lib, op, node }) =>
          lib.model.region?.kind === 'lock' ||
          [op.locks ?? []].flat().some((path) => hasOption({ frame: node.frame, value: node.value }, path)),
      )
    )
      return true;
    const { unit, fn } = frames.root;
    const holds = (ref: FnRef): boolean =>
      this.underLock.get(ref.unit)?.has(ref.fn) === true || this.textsOf(ref.unit, ref.fn).locks || this.takesLock(ref);
    const callers = this.program.graph.callersOf(unit, fn);
    return (
      [...entered, ...enclosing(unit, fn)].some((ref) => holds(ref) || this.called.of(ref.unit, ref.fn)) ||
      (callers.length > 0 && callers.every(({ from }) => holds(from) || this.isHandedToLock(from.unit, from.fn))) ||
      this.isHandedToLock(unit, fn)
    );
  }

  /** Does a function call one that locks, or one that is out of sight and called so? */
  private callsLock({ unit, fn }: FnRef, depth: number): boolean {
    const edges = this.program.graph.calleesOf(unit, fn);
    if (
      edges.some(({ kind, to }) => kind === 'call' && (this.textsOf(to.unit, to.fn).locks || (depth > 1 && this.callsLock(to, depth - 1))))
    )
      return true;
    return (
      depth > 1 &&
      this.program.facts(unit).calls.some((call) => {
        if (call.fn !== fn) return false;
        if (!isLockName(calledName(unit, call.value))) return false;
        const seen = edges.filter((edge) => edge.call === call.value && edge.kind === 'call');
        return seen.length === 0 || seen.some(({ to }) => this.mayLock(to, 2));
      })
    );
  }

  /**
   * May a function that is called like a lock and is in sight be one? One that only reads is none; one that takes a lock, sets
   * something if it is absent, keeps or changes something in memory, or makes others wait may be.
   */
  private mayLock({ unit, fn }: FnRef, depth: number): boolean {
    if (this.textsOf(unit, fn).locks || this.takesLock({ unit, fn }) || this.mentions(unit, fn, (v) => isLockWork(unit, v))) return true;
    const edges = this.program.graph.calleesOf(unit, fn);
    const isUnseen = this.program
      .facts(unit)
      .calls.some((call) => call.fn === fn && isLockName(calledName(unit, call.value)) && !edges.some((edge) => edge.call === call.value));
    return isUnseen || (depth > 0 && edges.some(({ to }) => this.mayLock(to, depth - 1)));
  }

  private takesLock({ unit, fn }: FnRef): boolean {
    return this.taken.of(unit, fn);
  }

  private findsLock(unit: Unit, fn: number): boolean {
    return this.program.graph
      .libCallsIn(unit)
      .some(
        (call) =>
          call.fn === fn &&
          (call.model.region?.kind === 'lock' ||
            call.callee.type.model.is === 'lock' ||
            (call.callee.recv?.k === 'lib' && call.callee.recv.type.model.is === 'lock')),
      );
  }

  /** Is the function, or one around it, an argument of a call that is out of sight and named like a lock, or of one that takes a lock? */
  private isHandedToLock(unit: Unit, fn: number): boolean {
    return [{ unit, fn }, ...enclosing(unit, fn)].some((ref) => {
      const closure = this.program.facts(unit).closures[ref.fn];
      const users = closure ? (this.program.usersOf(unit, closure.fn).get(closure.value) ?? []) : [];
      return users.some(
        (user) =>
          unit.ir.op(user) === Op.call &&
          (LOCK_NAME.test(describe(unit, unit.ir.operand(user, 1))) ||
            this.program.graph
              .calleesOf(unit, closure?.fn ?? 0)
              .some((edge) => edge.call === user && (this.takesLock(edge.to) || this.textsOf(edge.to.unit, edge.to.fn).locks))),
      );
    });
  }

  /**
   * Was a row written before in the same transaction, of which the read's filter holds the key? That row is locked until the
   * end: whoever does the same for it waits there.
   */
  isSerialised({ list, frames }: Operations, read: Occurrence): boolean {
    const asked = termsOf(frames, read);
    const body = this.transactionOf(read);
    if (body === undefined || asked.size === 0) return false;
    return list.some((earlier) => {
      if ((earlier.op.kind !== 'write' && earlier.op.kind !== 'update') || this.transactionOf(earlier)?.id !== body.id) return false;
      if (keyOf(frames, earlier)?.open !== false || ![...termsOf(frames, earlier)].some((term) => asked.has(term))) return false;
      const [at, from] = [positionIn(body, read.node), positionIn(body, earlier.node)];
      return at !== undefined && from !== undefined && from !== at && isPassedBefore(body.unit, body.fn, from, at);
    });
  }

  /** Are two operations done or undone together? */
  shareTransaction(a: Occurrence, b: Occurrence): boolean {
    const body = this.transactionOf(a);
    return body !== undefined && body === this.transactionOf(b);
  }

  /** The frame of the transaction's body that an operation runs in. */
  private transactionOf({ node }: Occurrence): Frame | undefined {
    return chainOf(node.frame).find((frame) => this.transactions.get(frame.unit)?.has(frame.fn) === true);
  }

  /** Does the write itself ask that nobody came first: an option, a condition whose count is looked at? */
  isConditional({ frames }: Operations, { node, op, lib }: Occurrence): boolean {
    if ([op.unless ?? []].flat().some((path) => hasOption(node, path) || atPath(frames, node, path) !== undefined)) return true;
    if (op.words !== undefined && this.hasWord(node, op.words)) return true;
    return op.many === true && isLookedAt(this.program, lib.unit, node.value);
  }

  /** Is what the write answers used for anything: compared with a limit, returned? */
  isAnswerUsed({ lib, node }: Occurrence): boolean {
    return isLookedAt(this.program, lib.unit, node.value);
  }

  /** A word among what follows the value, or options there that are out of sight. */
  private hasWord({ frame, value }: Node, words: readonly string[]): boolean {
    const { ir } = frame.unit;
    for (let i = 4; i < ir.operandCount(value); i++) {
      const argument = ir.operand(value, i);
      const denoted = this.program.value(frame.unit, argument);
      if (denoted.k === 'const') {
        if (words.includes(String(denoted.value))) return true;
      } else if (ir.op(argument) === Op.object) {
        if (keysOf(frame, argument).some((key) => words.includes(key) || key === 'condition')) return true;
      } else if (i === 4 || ir.op(argument) === Op.spread) return true;
    }
    return false;
  }

  /** Is a refusal of the store (a duplicate) dealt with where the write is? */
  isCaught({ entered }: Operations, { node }: Occurrence): boolean {
    return chainOf(node.frame).some((frame) => {
      const at = frame === node.frame ? node.value : (chainOf(node.frame).find((f) => f.caller === frame)?.edge?.call ?? -1);
      if (hasCatch(this.program, frame, at)) return true;
      return (
        blocksOf(frame.unit.ir, frame.fn).some((block) => at >= block.codeStart && at < block.codeEnd && block.handler >= 0) &&
        [frame, ...entered, ...this.program.graph.calleesOf(frame.unit, frame.fn).map((edge) => edge.to)].some(
          (ref) => this.textsOf(ref.unit, ref.fn).duplicates,
        )
      );
    });
  }
}

function enclosing(unit: Unit, fn: number): FnRef[] {
  const around: FnRef[] = [];
  for (let f = unit.ir.fnParent(fn); f > 0; f = unit.ir.fnParent(f)) around.push({ unit, fn: f });
  return around;
}

/** Is there something at an option path, or (`().x`) a call of that method in the chain? */
function hasOption({ frame, value }: Node, path: string): boolean {
  const { ir } = frame.unit;
  if (path.startsWith('().')) {
    const name = path.slice(3).split('.')[0];
    const [start, end] = [ir.start(value), ir.end(value)];
    const [from, to] = ir.fnCode(frame.fn);
    for (let v = from; v < to; v = ir.next(v))
      if (
        ir.op(v) === Op.get &&
        ir.text(v, 2) === name &&
        ((ir.start(v) <= start && ir.end(v) >= end) || (ir.start(v) >= start && ir.end(v) <= end))
      )
        return true;
    return false;
  }
  const [head, ...names] = path.split('.');
  const argument = Number(head) < ir.operandCount(value) - 2 ? ir.operand(value, 2 + Number(head)) : -1;
  if (argument < 0) return false;
  return names.length === 0 || (ir.op(argument) === Op.object && keysOf(frame, argument).includes(names[0]));
}

function keysOf(frame: Frame, object: Value): string[] {
  const { ir } = frame.unit;
  const keys: string[] = [];
  for (let i = 0; i < ir.operandCount(object); i += 3)
    if (ir.operand(object, i) === OBJ_PROP) keys.push(ir.string(ir.operand(object, i + 1)));
  return keys;
}

/** Is a call's result, once awaited, used for anything? */
function isLookedAt(program: Program, unit: Unit, call: Value): boolean {
  const users = program.usersOf(unit, program.functionAt(unit, call));
  const returns = program.returnsOf(unit, program.functionAt(unit, call));
  return (
    (users.get(call) ?? []).some((user) =>
      unit.ir.op(user) === Op.await
        ? (users.get(user) ?? []).length > 0 || returns.includes(user) || isBranchedOn(unit, program.functionAt(unit, call), user)
        : unit.ir.op(user) !== Op.array,
    ) || returns.includes(call)
  );
}

const isBranchedOn = (unit: Unit, fn: number, value: Value): boolean => blocksOf(unit.ir, fn).some((block) => block.operand === value);

/** `write().catch(…)`. */
function hasCatch(program: Program, { unit, fn }: Frame, call: Value): boolean {
  const users = program.usersOf(unit, fn);
  return (users.get(call) ?? []).some((user) => unit.ir.op(user) === Op.get && unit.ir.text(user, 2) === 'catch');
}

/** What an operation's key is compared with, constants left out. */
const termsOf = (frames: Frames, occurrence: Occurrence): Set<string> =>
  new Set(
    [...(keyOf(frames, occurrence)?.entries.values() ?? [])].map((node) => termOf(frames, node)).filter((term) => !isConstantTerm(term)),
  );

/** Is something an object literal with one of these members? */
export function isComputedByStore(operations: Operations, node: Node, atomics: readonly string[]): boolean {
  const literal = literalOf(operations.frames, node);
  return literal !== undefined && keysOf(literal.frame, literal.value).some((key) => atomics.includes(key));
}

import type { Severity } from '../../analyzer/finding.js';
import { Op } from '../../analyzer/ir/ops.js';
import type { Unit } from '../../analyzer/link/values.js';
import { PairMemo } from '../../analyzer/maps.js';
import type { Value } from '../../analyzer/ir/module.js';
import { mayFollow, orderIn } from '../../analyzer/effects/guards.js';
import { isAsynchronous, type Occurrence, type Operations } from '../../analyzer/effects/operations.js';
import { familyOf } from '../../analyzer/effects/operations-keyed.js';
import { systemOf } from '../../analyzer/effects/summaries.js';
import { chainOf, positionIn, type Node } from '../../analyzer/effects/operations-frames.js';
import { answerOf, globalName, Trails, type Trail } from '../../analyzer/effects/operations-trail.js';
import { entriesOf, termOf } from '../../analyzer/effects/same-place-terms.js';
import { receiverOf, sameResource } from '../../analyzer/effects/same-place.js';

/** A read and a later write in one function, and what is needed to ask about them. */
export interface Pair {
  readonly operations: Operations;
  readonly read: Occurrence;
  readonly write: Occurrence;
  readonly trails: Trails;
  readonly changes: readonly Change[];
}

/** What a rule found about a pair. */
export interface Verdict {
  readonly kind: 'lost-update' | 'check-then-act' | 'limit' | 'check-then-create' | 'quota' | 'next-number' | 'made-twice' | 'used-twice';
  readonly severity: Severity;
  /** The field or part that is at stake, or `''` for the whole entry. */
  readonly field: string;
  /** The field was a condition of the read: nobody looked at it afterwards. */
  readonly asked?: true;
  /** Only what other code puts into the same field is lost. */
  readonly merges?: true;
}

/** A change of what was read, before it is written back. */
export interface Change {
  readonly node: Node;
  readonly trail: Trail;
  /** What is put there; null where something is taken out or in. */
  readonly value: Node | null;
}

const MUTATORS = new Set(['push', 'unshift', 'splice', 'pop', 'shift', 'sort', 'reverse', 'add', 'delete', 'set', 'clear', 'fill']);

/** An instruction that changes an object, whatever that is. */
interface Site {
  readonly value: Value;
  readonly target: Value;
  /** The member that it changes; `*` for any, `''` where something is put in or taken out. */
  readonly name: string;
  /** What is put there; negative where nothing is. */
  readonly put: Value;
  /** `assign`: it sets all members of another object. `method`: a method of the object does it. */
  readonly by: 'code' | 'method' | 'assign';
}

/** The instructions of each function that change objects: every read that it makes asks for them. */
const sitesOf = (): PairMemo<Unit, number, readonly Site[]> => new PairMemo((unit, fn) => [...sitesIn(unit, fn)]);

function* sitesIn({ ir }: Unit, fn: number): Iterable<Site> {
  const [start, end] = ir.fnCode(fn);
  for (let value = start; value < end; value = ir.next(value)) {
    switch (ir.op(value)) {
      case Op.set:
        yield { value, target: ir.operand(value, 0), name: ir.text(value, 1), put: ir.operand(value, 2), by: 'code' };
        break;
      case Op.setx:
        yield { value, target: ir.operand(value, 0), name: '*', put: ir.operand(value, 2), by: 'code' };
        break;
      case Op.delete:
        yield { value, target: ir.operand(value, 0), name: ir.text(value, 1), put: -1, by: 'code' };
        break;
      case Op.deletex:
        yield { value, target: ir.operand(value, 0), name: '*', put: -1, by: 'code' };
        break;
      case Op.call: {
        const callee = ir.operand(value, 1);
        if (ir.op(callee) !== Op.get) break;
        const name = ir.text(callee, 2);
        if (MUTATORS.has(name)) yield { value, target: ir.operand(callee, 1), name: '', put: -1, by: 'method' };
        else if (name === 'assign') yield { value, target: -1, name: '', put: -1, by: 'assign' };
        break;
      }
      default:
    }
  }
}

/** Everything that code changes about the object that a read gave. */
export function changesOf({ entered, frames }: Operations, trails: Trails): Change[] {
  const sites = frames.program.derive(sitesOf);
  const found: Change[] = [];
  for (const frame of entered) {
    for (const { value, target, name, put, by } of sites.of(frame.unit, frame.fn)) {
      const node = { frame, value };
      if (by === 'assign' || (by === 'method' && trails.of(node) !== undefined)) {
        if (globalName(node) === 'Object.assign' && frame.unit.ir.operandCount(value) > 3) assigned(trails, node, found);
        continue;
      }
      const trail = trails.of({ frame, value: target });
      if (trail) found.push({ node, trail: name === '' ? trail : [...trail, name], value: put < 0 ? null : { frame, value: put } });
    }
  }
  return found;
}

/** `Object.assign(row, { a, b })` sets each of them. */
function assigned(trails: Trails, node: Node, found: Change[]): void {
  const { ir } = node.frame.unit;
  const trail = trails.of({ frame: node.frame, value: ir.operand(node.value, 2) });
  const parts = trail && entriesOf(trails.frames, { frame: node.frame, value: ir.operand(node.value, 3) });
  for (const [name, value] of parts?.entries ?? []) found.push({ node, trail: [...(trail ?? []), name], value });
}

/** Does a change happen before the write? */
export function isBefore({ operations, write }: Pair, { node }: Pick<Change, 'node'>): boolean {
  const { root } = operations.frames;
  const at = positionIn(root, node);
  if (at === undefined) return false;
  if (at !== write.top) return mayFollow(root.unit, root.fn, at, write.top);
  return node.frame === write.node.frame && mayFollow(node.frame.unit, node.frame.fn, node.value, write.node.value);
}

/** Pairs of which the write may run after the read, and between which others get a turn. */
export function pairsOf(operations: Operations): Pair[] {
  const { list, frames } = operations;
  const writes = list.filter(({ op }) => op.kind === 'write' || op.kind === 'create' || op.kind === 'update' || op.kind === 'remove');
  const follows = orderIn(frames.root.unit, frames.root.fn);
  return list
    .filter(({ op }) => op.kind === 'read')
    .flatMap((read) => {
      const after = writes.filter(
        (write) =>
          (isAnswering(read, write) || (write.top !== read.top && follows(read.top, write.top))) && mayBeSame(operations, read, write),
      );
      if (after.length === 0) return [];
      const trails = new Trails(frames, read.node, answerOf(read));
      const changes = changesOf(operations, trails);
      return after.filter((write) => interleaves(operations, read, write)).map((write) => ({ operations, read, write, trails, changes }));
    });
}

/** Is the write in the callback that the read calls with what it found? */
const isAnswering = ({ node }: Occurrence, write: Occurrence): boolean =>
  chainOf(write.node.frame).some(({ caller, edge }) => caller === node.frame && edge?.call === node.value);

/** The same table or store, or an object that is stored again wherever it came from. */
const mayBeSame = ({ frames }: Operations, read: Occurrence, write: Occurrence): boolean =>
  familyOf(write.lib) === familyOf(read.lib) &&
  ((write.op.kind === 'write' && write.op.key === undefined) || isEntityRemoved(write) || sameResource(frames, read, write));

/** `row.remove()`. */
const isEntityRemoved = ({ op }: Occurrence): boolean => op.kind === 'remove' && op.entry === true;

/** A store that answers at once is only interleaved where something is awaited between the two; then it must be one that others see. */
function interleaves({ frames }: Operations, read: Occurrence, write: Occurrence): boolean {
  const { contexts } = frames.program;
  const around = contexts.of(frames.root.unit, frames.root.fn);
  // A tool that edits files has them to itself; a service has not.
  if (systemOf(read.lib) === 'file' && !around.has('handler') && !around.has('job')) return false;
  if (isAsynchronous(frames.program, read)) return true;
  const { root } = frames;
  const { unit, fn } = root;
  const receiver = receiverOf(read);
  if (!receiver || !/^[bm]:/.test(termOf(frames, receiver))) return false;
  const [start, end] = unit.ir.fnCode(fn);
  for (let v = start; v < end; v = unit.ir.next(v)) {
    if (
      unit.ir.op(v) === Op.await &&
      mayFollow(unit, fn, read.top, v) &&
      mayFollow(unit, fn, v, write.top) &&
      !mayFollow(unit, fn, v, read.top)
    )
      return true;
  }
  return false;
}

/** The trail below one entry: elements and positions of a list left out. */
export function withinEntry(trail: Trail): Trail {
  let i = 0;
  while (i < trail.length && (trail[i] === '*' || /^\d+$/.test(trail[i]))) i++;
  return trail.slice(i);
}

/** Is it that field of an entry, or something in it? `stats.wins` is a field of a field. */
export function isWithin(trail: Trail, field: string): boolean {
  const within = withinEntry(trail);
  return within[0] === field || field.split('.').every((name, i) => within[i] === name);
}

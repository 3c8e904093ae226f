import { useOfAnswer } from '../../analyzer/effects/answers.js';
import type { AtomicGuards } from '../../analyzer/effects/guards-atomic.js';
import { mayFollow } from '../../analyzer/effects/guards.js';
import type { Occurrence } from '../../analyzer/effects/operations.js';
import type { Frames, Node } from '../../analyzer/effects/operations-frames.js';
import { sourcesOf } from '../../analyzer/effects/operations-sources.js';
import { globalName, Trails } from '../../analyzer/effects/operations-trail.js';
import { keyOf } from '../../analyzer/effects/same-place-chain.js';
import { atPath, entriesOf, isConstantTerm, literalOf, termOf } from '../../analyzer/effects/same-place-terms.js';
import { receiverOf, sameEntry, sameResource } from '../../analyzer/effects/same-place.js';
import { blocksOf } from '../../analyzer/flow/paths.js';
import type { ModuleIR, Value } from '../../analyzer/ir/module.js';
import { Op, Term } from '../../analyzer/ir/ops.js';
import { addsTo, testsBefore } from './decided.js';
import { changesOf, withinEntry, type Change, type Pair, type Verdict } from './pairs.js';

/**
 * A one-time entry (a token, a code, an invitation) is found, used and removed, and nothing looks whether the removal met anything:
 * two requests both find it and both use it. What is only removed is removed once, whoever does it.
 */
export function usedTwice(guards: AtomicGuards, pair: Pair): Verdict | undefined {
  const { read, write } = pair;
  const gives = read.op.gives ?? 'entry';
  if (gives === 'count' || gives === 'exists' || isOfCache(write) || !isRemovedEntry(pair) || isAnswerSeen(pair, write.node))
    return undefined;
  const tests = testsBefore(pair);
  // Of a list, one that is picked by its place.
  if (gives === 'entries' && !tests.some(({ trail }) => /^\d+$/.test(trail[0] ?? ''))) return undefined;
  const isNeeded = tests.some(({ says, trail }) => says === 'present' && withinEntry(trail).length === 0);
  if (!isNeeded) return undefined;
  const refuses = write.op.refuses === true && !isFailureTaken(pair);
  const isUsed = usesOf(pair).some((use) => !refuses || !isTakenBack(guards, pair, use)) || (!refuses && isHandedOut(pair));
  return isUsed ? { kind: 'used-twice', severity: 'warning', field: '' } : undefined;
}

/** A cache forgets what it is told to forget: the entry itself is elsewhere. */
const isOfCache = ({ lib }: Occurrence): boolean => lib.callee.recv?.k === 'lib' && lib.callee.recv.type.model.is === 'bounded';

/** Is it the entry that was read: the object itself, or what has the same key? */
function isRemovedEntry({ operations: { frames }, read, write, trails }: Pair): boolean {
  const { op, node } = write;
  const named = op.entry === true ? receiverOf(write) : op.key === undefined ? undefined : atPath(frames, node, op.key);
  const trail = named && trails.of(named);
  if (trail && withinEntry(trail).length === 0) return true;
  if (isByRange(frames, write)) return false;
  return op.entry !== true && sameEntry(trails, read, write) !== undefined;
}

/** What is older than something, or more: does a removal clear away whatever there is of that kind, and not the one that was found? */
function isByRange(frames: Frames, write: Occurrence): boolean {
  return [...(keyOf(frames, write)?.entries.values() ?? [])].some((node) => {
    const literal = literalOf(frames, node);
    return (
      literal !== undefined && [...(entriesOf(frames, literal)?.entries.keys() ?? [])].some((name) => RANGES.has(name.replace('$', '')))
    );
  });
}

const RANGES: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte']);

/** Does anybody look at what the removal answers: here, or where a helper hands it on to? */
function isAnswerSeen(pair: Pair, { frame, value }: Node): boolean {
  const { program } = pair.operations.frames;
  const use = useOfAnswer(program, frame.unit, frame.fn, value);
  if (use !== 'used' || frame.caller === null || frame.edge?.kind !== 'call') return use !== 'ignored';
  return isAnswerSeen(pair, { frame: frame.caller, value: frame.edge.call });
}

/** `remove().catch(…)`: a refusal is no refusal. */
function isFailureTaken({ operations, write: { node } }: Pair): boolean {
  const { unit, fn } = node.frame;
  const users = operations.frames.program.usersOf(unit, fn).get(node.value) ?? [];
  return users.some((user) => unit.ir.op(user) === Op.get && unit.ir.text(user, 2) === 'catch');
}

/** Does the refusal of the second removal come before the use, or take the use back? */
function isTakenBack(guards: AtomicGuards, { operations, write }: Pair, use: Occurrence): boolean {
  const { root, program } = operations.frames;
  const { frame, value } = write.node;
  const users = program.usersOf(frame.unit, frame.fn).get(value) ?? [];
  // A list of promises: `$transaction([…])`.
  const isListed = users.some((user) => frame.unit.ir.op(user) === Op.array);
  return isListed || mayFollow(root.unit, root.fn, write.top, use.top) || guards.shareTransaction(write, use);
}

/** Commands of a store that take something out, which is out then, however often. */
const TAKES_OUT = /rem|trim|expire|pop|del$/i;

/** What happens because of the entry, and twice where two have found it. */
function usesOf(pair: Pair): Occurrence[] {
  const { operations, read, write, trails } = pair;
  const { frames, list } = operations;
  const { unit, fn } = frames.root;
  const before = (a: Occurrence, b: Occurrence): boolean => a.top === b.top || mayFollow(unit, fn, a.top, b.top);
  const isNamed = isNamedById(pair);
  return list.filter((use) => {
    if (use.op.kind !== 'create' && use.op.kind !== 'write' && use.op.kind !== 'update') return false;
    if (use.top === read.top || !before(read, use) || !(before(use, write) || before(write, use))) return false;
    if (sameResource(frames, read, use) && (sameEntry(trails, read, use) !== undefined || isOwn(pair, use))) return false;
    if (!testsBefore({ ...pair, write: use }).some(({ says, trail }) => says === 'present' && withinEntry(trail).length === 0))
      return false;
    if (use.op.kind === 'update') return addsTo(use) && !TAKES_OUT.test(use.lib.callee.name);
    if (isNamed) return false;
    return isMadeOf(pair, use) && (use.op.kind === 'create' || changesSomething(pair, use));
  });
}

/** Is what is stored the entry that was read? */
function isOwn({ trails }: Pair, use: Occurrence): boolean {
  const receiver = use.op.entry === true ? receiverOf(use) : undefined;
  return receiver !== undefined && trails.of(receiver) !== undefined;
}

/** Columns that say which entry it is, and are no secret: whoever names one may name it again. */
const NAMES_ENTRY = /^_?id$|(_id|Id|ID|Uuid|_uuid)$/;

/** Is the entry asked for by nothing but identities? Then it is most often removed for its own sake. */
function isNamedById({ operations: { frames }, read }: Pair): boolean {
  if (!isOfDatabase(read)) return false;
  const key = keyOf(frames, read);
  if (!key) return true;
  const asked = [...key.entries].filter(([, node]) => !isConstantTerm(termOf(frames, node)));
  return asked.length === 0 || asked.every(([name]) => NAMES_ENTRY.test(name));
}

/** Is an operation about something that the entry tells: by its key, by what it stores, or by the entry that it changes? */
function isMadeOf(pair: Pair, use: Occurrence): boolean {
  const { frames } = pair.operations;
  if (!isOfDatabase(pair.read)) return true;
  const isTold = (node: Node | undefined): boolean => node !== undefined && sourcesOf(pair.trails, node).length > 0;
  const given = [use.op.key, use.op.value].map((path) => (path === undefined ? undefined : atPath(frames, use.node, path)));
  const columns = [...(keyOf(frames, use)?.entries.values() ?? []), ...(use.statement?.values.values() ?? [])];
  if ([...given, ...columns].some(isTold)) return true;
  const entity = entityOf(pair, use);
  return entity !== undefined && (isAskedBy(pair, entity.origin) || entity.changes.some(({ value }) => isTold(value ?? undefined)));
}

const isOfDatabase = ({ lib }: Occurrence): boolean => lib.callee.type.owner.system === 'database';

/** The entry that an operation stores, where another read gave it: `user.save()`; and what was changed of it. */
function entityOf(
  { operations, read }: Pair,
  use: Occurrence,
): { readonly origin: Occurrence; readonly changes: readonly Change[] } | undefined {
  const receiver = use.op.entry === true && use.op.value === undefined ? receiverOf(use) : undefined;
  if (!receiver) return undefined;
  for (const origin of operations.list) {
    if (origin.op.kind !== 'read' || origin === read) continue;
    const trails = new Trails(operations.frames, origin.node);
    if (trails.of(receiver)) return { origin, changes: changesOf(operations, trails) };
  }
  return undefined;
}

function isAskedBy({ operations: { frames }, trails }: Pair, other: Occurrence): boolean {
  const key = other.op.key === undefined ? undefined : atPath(frames, other.node, other.op.key);
  return key !== undefined && sourcesOf(trails, key).length > 0;
}

/** Does a write put more there than a constant and the time, which are the same from whoever comes second? */
function changesSomething(pair: Pair, use: Occurrence): boolean {
  const { frames } = pair.operations;
  const entity = entityOf(pair, use);
  if (entity) return entity.changes.some(({ value }) => value === null || !isTheSame(frames, value));
  if (use.statement) return [...use.statement.values.values()].some((node) => !isTheSame(frames, node));
  const value = use.op.value === undefined ? undefined : atPath(frames, use.node, use.op.value);
  return value !== undefined && !isTheSame(frames, value);
}

function isTheSame(frames: Frames, node: Node, depth = 0): boolean {
  const literal = depth < 4 ? literalOf(frames, node) : undefined;
  if (!literal) return isConstantTerm(termOf(frames, node)) || isTime(node);
  const { frame, value } = literal;
  const { ir } = frame.unit;
  const entries = Array.from({ length: ir.operandCount(value) / 3 }, (_, i) => ir.operand(value, 3 * i + 2));
  return entries.every((entry) => isTheSame(frames, { frame, value: entry }, depth + 1));
}

const isTime = (node: Node): boolean =>
  node.value >= 0 && node.frame.unit.ir.op(node.value) === Op.call && ['Date', 'Date.now'].includes(globalName(node));

/** Does the function return what it found, or a part of it, after it was removed? Then it is the use of whoever called. */
function isHandedOut(pair: Pair): boolean {
  const { root } = pair.operations.frames;
  if (isNamedById(pair)) return false;
  const blocks = blocksOf(root.unit.ir, root.fn);
  const seen = new Set<number>();
  const queue = blocks
    .filter(({ codeStart, codeEnd }) => pair.write.top >= codeStart && pair.write.top < codeEnd)
    .map(({ index }) => index);
  for (let b = queue.pop(); b !== undefined; b = queue.pop()) {
    if (seen.has(b)) continue;
    seen.add(b);
    queue.push(...blocks[b].successors);
  }
  return [...seen].some((b) => {
    const { term, operand } = blocks[b];
    if (term !== (Term.Return as number) || operand < 0) return false;
    return comingFrom(root.unit.ir, operand, seen).some((value) =>
      sourcesOf(pair.trails, { frame: root, value }).some(
        ({ trail }) => !isNumberOf(trail) && (!isOfDatabase(pair.read) || withinEntry(trail).length > 0),
      ),
    );
  });
}

/** How many there were says nothing of what they are. */
const isNumberOf = (trail: readonly string[]): boolean => trail.at(-1) === 'length' || trail.at(-1) === 'size';

/** What a value may be where the code has come through these blocks: of what is merged, the values that come from there. */
function comingFrom(ir: ModuleIR, value: Value, blocks: ReadonlySet<number>): readonly Value[] {
  const found = new Set([value]);
  for (const v of found) {
    if (ir.op(v) === Op.await || ir.op(v) === Op.cast) found.add(ir.operand(v, 0));
    if (ir.op(v) !== Op.phi) continue;
    for (let i = 0; i < ir.operandCount(v); i += 2) if (blocks.has(ir.operand(v, i))) found.add(ir.operand(v, i + 1));
  }
  return [...found].filter((v) => ![Op.phi, Op.await, Op.cast].includes(ir.op(v)));
}

import { Op } from '../../analyzer/ir/ops.js';
import { setsOn } from '../../analyzer/effects/operations-sources.js';
import type { Node } from '../../analyzer/effects/operations-frames.js';
import { isComputedByStore } from '../../analyzer/effects/guards-atomic.js';
import { receiverOf, sameEntry, sameResource } from '../../analyzer/effects/same-place.js';
import { atPath, entriesOf, literalOf } from '../../analyzer/effects/same-place-terms.js';
import type { Statement } from '../../analyzer/effects/operations-sql.js';
import { isBefore, withinEntry, type Change, type Pair } from './pairs.js';
import type { Trail } from '../../analyzer/effects/operations-trail.js';

/** What a write puts where the read came from. */
export interface Written {
  /** The whole entry is replaced; otherwise only the fields. */
  readonly whole: Node | null;
  readonly fields: ReadonlyMap<string, readonly Node[]>;
  /** Changes of the read object that the write stores. */
  readonly changes: readonly Change[];
  /** Names of a condition in the write's key. */
  readonly conditions: readonly string[];
}

/** What a write stores in the very place that was read; undefined where it is not certain that it is that place. */
export function writtenOf(pair: Pair): Written | undefined {
  const { operations, read, write, trails } = pair;
  const { op } = write;
  if (op.kind !== 'write') return undefined;
  if (write.statement) return ofStatement(pair, write.statement);
  const entity = entityOf(pair);
  if (entity) return ofEntity(pair, entity);
  if (op.key === undefined || !sameResource(operations.frames, read, write)) return undefined;
  const same = sameEntry(trails, read, write);
  const value = op.value === undefined ? undefined : (atPath(operations.frames, write.node, op.value) ?? hashOf(pair));
  if (!same || !value) return undefined;
  const before = pair.changes.filter((change) => isBefore(pair, change));
  const trail = trails.of(value);
  if (trail && withinEntry(trail).length === 0 && (read.op.gives ?? 'entry') !== 'count') {
    const isPut = before.every(({ value: put, trail: at }) => put !== null && !at.includes('*'));
    if (isPut) return { ...ofEntity(pair, { trail }), conditions: same.conditions };
    return { whole: value, fields: new Map(), changes: before, conditions: same.conditions };
  }
  // One field of a hash, which the read named, too, is a value of its own.
  if (op.field !== undefined && op.value !== undefined && read.op.field !== undefined && !literalOf(operations.frames, value))
    return { whole: value, fields: new Map(), changes: before, conditions: same.conditions };
  if (op.atomics === undefined && !isPartial(pair))
    return { whole: value, fields: new Map(), changes: before, conditions: same.conditions };
  return { whole: null, fields: fieldsOf(pair, value), changes: before, conditions: same.conditions };
}

/** What the text of a statement sets. */
function ofStatement(pair: Pair, statement: Statement): Written | undefined {
  const { operations, read, write, trails } = pair;
  const same = sameResource(operations.frames, read, write) ? sameEntry(trails, read, write) : undefined;
  if (!same) return undefined;
  const fields = new Map([...statement.values].map(([column, node]) => [column, [node]]));
  return { whole: null, fields, changes: pair.changes.filter((change) => isBefore(pair, change)), conditions: same.conditions };
}

/** A hash is written by its fields; so are tables. */
const isPartial = ({ write }: Pair): boolean => write.op.field !== undefined || write.lib.callee.type.owner.system === 'database';

/** `hset(key, { a, b })`. */
const hashOf = ({ operations, write }: Pair): Node | undefined =>
  write.op.field === undefined ? undefined : atPath(operations.frames, write.node, write.op.field);

/** The object that was read and is stored again: the receiver of `row.save()`, the argument of `repository.save(row)`. */
function entityOf({ operations, read, write, trails }: Pair): { readonly trail: Trail; readonly node: Node } | undefined {
  const { op } = write;
  const node =
    op.entry === true
      ? receiverOf(write)
      : op.key === undefined && op.value !== undefined
        ? atPath(operations.frames, write.node, op.value)
        : undefined;
  const trail = node && trails.of(node);
  if (node && trail && withinEntry(trail).length === 0 && (read.op.gives ?? 'entry') !== 'count') return { trail, node };
  return undefined;
}

function ofEntity(pair: Pair, { trail }: { readonly trail: Trail }): Written {
  const { operations, write } = pair;
  const fields = new Map<string, Node[]>();
  const value = write.op.entry === true && write.op.value !== undefined ? atPath(operations.frames, write.node, write.op.value) : undefined;
  for (const [name, nodes] of value ? fieldsOf(pair, value) : []) fields.set(name, [...nodes]);
  // What is handed over is what is stored, whatever else of the object was changed.
  if (value) return { whole: null, fields, changes: [], conditions: [] };
  const changes = pair.changes.filter((change) => isBefore(pair, change) && trail.every((part, i) => change.trail[i] === part));
  for (const { trail: at, value: put } of changes) {
    const name = at.slice(trail.length).join('.');
    // Members that a caller names, and elements, are nothing that the entry's type names.
    if (name === '' || name.includes('*') || put === null) continue;
    fields.set(name, [...(fields.get(name) ?? []), put]);
  }
  return { whole: null, fields, changes: [], conditions: [] };
}

/** The fields that a value names, `$set` and spread literals included; what the store computes itself is left out. */
export function fieldsOf(pair: Pair, value: Node): Map<string, Node[]> {
  const { operations, write } = pair;
  const fields = new Map<string, Node[]>();
  const literal = entriesOf(operations.frames, value);
  for (const spread of literal?.spreads ?? []) for (const [name, nodes] of fieldsOf(pair, spread)) fields.set(name, nodes);
  for (const [name, node] of [...(literal?.entries ?? []), ...(literal ? laterEntries(pair, value) : [])]) {
    if (name === '$set') for (const [inner, nodes] of fieldsOf(pair, node)) fields.set(inner, nodes);
    else if (!name.startsWith('$') && !isComputedByStore(operations, node, write.op.atomics ?? []))
      fields.set(name, [...(fields.get(name) ?? []), node]);
  }
  return fields;
}

/** What is put into a payload after it was made, before the write: `if (tags) data.tags = …`. */
function laterEntries(pair: Pair, value: Node): [string, Node][] {
  const literal = literalOf(pair.operations.frames, value);
  if (!literal) return [];
  const { frame } = literal;
  const { ir } = frame.unit;
  return setsOn(pair.operations.frames, literal).flatMap((user): [string, Node][] =>
    ir.op(user) === Op.set && isBefore(pair, { node: { frame, value: user } })
      ? [[ir.text(user, 1), { frame, value: ir.operand(user, 2) }]]
      : [],
  );
}

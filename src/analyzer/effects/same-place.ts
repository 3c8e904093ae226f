import { CALL_NEW, Op } from '../ir/ops.js';
import type { LibVal, Val } from '../link/values.js';
import type { Occurrence } from './operations.js';
import { familyOf } from './operations-keyed.js';
import type { Frames, Node } from './operations-frames.js';
import type { Trails } from './operations-trail.js';
import { keyOf } from './same-place-chain.js';
import { systemOf } from './summaries.js';
import { begunOn, namedInChain } from './same-place-links.js';
import { atPath, isConstantTerm, termOf } from './same-place-terms.js';

/** The object that an operation is a method of. */
export function receiverOf({ node }: Occurrence): Node | undefined {
  const { ir } = node.frame.unit;
  const callee = ir.operand(node.value, 1);
  return ir.op(callee) === Op.get ? { frame: node.frame, value: ir.operand(callee, 1) } : undefined;
}

/** Member names from a client to what a method is called on: `['user']` for `prisma.user.update`. */
export function memberNames(callee: LibVal): string[] {
  const names: string[] = [];
  for (let v: Val | null = callee.recv; v !== null && v.k === 'lib' && v.recv !== null; v = v.recv) {
    const prefix = v.recv.k === 'lib' ? v.recv.name.length + 1 : 0;
    names.unshift(v.name.slice(prefix));
  }
  return names;
}

/** Do two operations reach the same table, collection, model or store? */
export function sameResource(frames: Frames, a: Occurrence, b: Occurrence): boolean {
  if (familyOf(a.lib) !== familyOf(b.lib)) return false;
  if (a.statement || b.statement) return a.statement?.sql.table === b.statement?.sql.table && !areApart(frames, a.lib.callee, b.lib.callee);
  // There is one file system: what is reached in it is named by the key alone.
  if (systemOf(a.lib) === 'file' && systemOf(b.lib) === 'file') return true;
  if (a.op.resource !== undefined || b.op.resource !== undefined) {
    const tables = [a, b].map(({ op, node }) => (op.resource === undefined ? undefined : atPath(frames, node, op.resource)));
    if (tables[0] && tables[1]) return termOf(frames, tables[0]) === termOf(frames, tables[1]);
    return isRelationOf(tables[0] ? b : a, tables[0] ?? tables[1]);
  }
  const named = [frames.derive(tableOf, a), frames.derive(tableOf, b)];
  if (named[0] !== NOWHERE && named[1] !== NOWHERE) return named[0] === named[1];
  const left = frames.derive(storeOf, a),
    right = frames.derive(storeOf, b);
  if (left === NOWHERE || right === NOWHERE) return false;
  if (left === right) return true;
  const names = [frames.derive(pathOf, a), frames.derive(pathOf, b)];
  // A transaction's client reaches the tables of the client it was opened on.
  if (names[0] !== '' && names[0] === names[1]) return true;
  const [from, to] = [a.lib.callee.origin, b.lib.callee.origin];
  return (
    names[0] === '' &&
    names[1] === '' &&
    typeof from !== 'string' &&
    typeof to !== 'string' &&
    from.unit === to.unit &&
    from.value === to.value
  );
}

/** No term: terms are not empty. */
const NOWHERE = '';

// Each operation of a function is compared with all the others: what it is about is worked out once.

/** The term of the table that its chain begins with. */
function tableOf(frames: Frames, { node }: Occurrence): string {
  const named = namedInChain(frames, node);
  return named ? termOf(frames, named) : NOWHERE;
}

/** The term of what it is a method of. */
function storeOf(frames: Frames, operation: Occurrence): string {
  const receiver = makerOf(operation) ?? begunOn(frames, operation.node) ?? receiverOf(operation);
  return receiver ? termOf(frames, receiver) : NOWHERE;
}

/** The model of which an entry was made that stores itself: `User` of `new User(…)` and `User.build(…)`. */
function makerOf({ made, lib }: Occurrence): Node | undefined {
  if (!made || lib.model.op?.entry !== true) return undefined;
  const { ir } = made.frame.unit;
  const callee = ir.operand(made.value, 1);
  return { frame: made.frame, value: (ir.operand(made.value, 0) & CALL_NEW) === 0 ? ir.operand(callee, 1) : callee };
}

const pathOf = (_: Frames, { lib }: Occurrence): string => memberNames(lib.callee).join('.');

/** Are two clients each made for themselves, at different places? What is taken out of a pool, or begun on one, is the pool's. */
function areApart(frames: Frames, a: LibVal, b: LibVal): boolean {
  const [left, right] = [a, b].map((callee) => madeAs(frames, callee));
  return left !== undefined && right !== undefined && left !== right;
}

/** Where the first client was made that a method's receiver comes from; undefined where that is out of sight. */
function madeAs(frames: Frames, callee: LibVal): string | undefined {
  let { origin } = callee;
  for (let depth = 0; depth < 6 && typeof origin !== 'string'; depth++) {
    const { unit, value } = origin;
    const maker = unit.ir.op(value) === Op.call ? frames.program.value(unit, unit.ir.operand(value, 1)) : undefined;
    if (maker?.k !== 'lib' || maker.recv?.k !== 'lib') return `${unit.index}:${value}`;
    ({ origin } = maker.recv);
  }
  return undefined;
}

/** `db.query.users` and the table `users`: a relational query names the table as the schema exports it. */
function isRelationOf({ lib }: Occurrence, table: Node | undefined): boolean {
  const names = memberNames(lib.callee);
  if (table === undefined || names.length < 2 || names[names.length - 2] !== 'query') return false;
  const { ir } = table.frame.unit;
  const { value } = table;
  switch (ir.op(value)) {
    case Op.get:
      return ir.text(value, 2) === names[names.length - 1];
    case Op.import:
      return ir.import(ir.operand(value, 0)).name === names[names.length - 1];
    case Op.capture:
      return ir.binding(ir.operand(value, 0)).name === names[names.length - 1];
    default:
      return false;
  }
}

/** A condition of a write that the read did not have. */
export interface SameEntry {
  /** Names in the write's key that are neither the read's nor the entry's own identity. */
  readonly conditions: readonly string[];
}

/** Does the write reach the very entry that was read? Undefined where that is not certain. */
export function sameEntry(trails: Trails, read: Occurrence, write: Occurrence): SameEntry | undefined {
  const { frames } = trails;
  if (write.statement)
    return write.statement.where.open ? undefined : matched(trails, write.statement.where.entries, keyOf(frames, read)?.entries, undefined);
  const from = read.op.key === undefined ? undefined : atPath(frames, read.node, read.op.key);
  const to = write.op.key === undefined ? undefined : atPath(frames, write.node, write.op.key);
  if (!to) return undefined;
  const isChain = String(write.op.key).startsWith('().');
  if (!isChain && from && termOf(frames, from) === termOf(frames, to))
    return sameField(frames, read, write) ? { conditions: [] } : undefined;
  const identity = isChain ? undefined : trails.of(to);
  if (identity && isIdentity(identity)) return { conditions: [] };
  const key = keyOf(frames, write);
  if (!key || key.open || key.entries.size === 0) return undefined;
  return matched(trails, key.entries, keyOf(frames, read)?.entries, from);
}

/** `row.id`, `rows[0].id`: one member of an entry. */
const isIdentity = (trail: readonly string[]): boolean => trail.filter((part) => part !== '*' && !/^\d+$/.test(part)).length === 1;

function matched(
  trails: Trails,
  key: ReadonlyMap<string, Node>,
  asked: ReadonlyMap<string, Node> | undefined,
  raw: Node | undefined,
): SameEntry | undefined {
  const { frames } = trails;
  const conditions: string[] = [],
    own: string[] = [];
  let shared = 0;
  for (const [name, node] of key) {
    const term = termOf(frames, node);
    const other = asked?.get(name);
    const trail = trails.of(node);
    if (other && termOf(frames, other) === term) shared += isConstantTerm(term) ? 0 : 1;
    else if (trail && trail[trail.length - 1] === name && isIdentity(trail)) own.push(name);
    else if (!asked && raw && termOf(frames, raw) === term) shared += 1;
    else conditions.push(name);
  }
  // What the read did not ask for names the entry where nothing else does; beside that it is a comparison with what was read.
  const names = own.filter((name) => asked?.has(name) === true);
  const rest = own.filter((name) => asked?.has(name) !== true);
  if (shared > 0 || names.length > 0) return { conditions: [...conditions, ...(isNarrow(asked, key) ? rest : rest.slice(1))] };
  return rest.length === 1 ? { conditions } : undefined;
}

/** Is everything that the read asked for in the write's key, too? Then what is more there is a comparison. */
const isNarrow = (asked: ReadonlyMap<string, Node> | undefined, key: ReadonlyMap<string, Node>): boolean =>
  asked !== undefined && [...asked.keys()].every((name) => key.has(name));

/** The same field of a hash, where both name one. */
function sameField(frames: Frames, read: Occurrence, write: Occurrence): boolean {
  if (read.op.field === undefined || write.op.field === undefined) return true;
  const a = atPath(frames, read.node, read.op.field),
    b = atPath(frames, write.node, write.op.field);
  return a !== undefined && b !== undefined && termOf(frames, a) === termOf(frames, b);
}

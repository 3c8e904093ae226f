import { CALL_NEW, Export, Op } from '../../analyzer/ir/ops.js';
import type { FnRef, LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { LibVal, Unit } from '../../analyzer/link/values.js';
import { clientKeys, prefixesOf } from './clients.js';

/** Which functions use a client, themselves or through what they call. */
export interface UsersOfClient {
  reaches(at: FnRef): boolean;
}

/** Functions with a call of the package, or of the client with these keys where no model knows it, and all their callers. */
export function usersOfClient(program: Program, pkg: string | undefined, keys: ReadonlySet<string>): UsersOfClient {
  const reached = new Map<Unit, Set<number>>();
  const queue: FnRef[] = [];
  const add = ({ unit, fn }: FnRef): void => {
    let fns = reached.get(unit);
    if (!fns) reached.set(unit, (fns = new Set()));
    if (fns.has(fn)) return;
    fns.add(fn);
    queue.push({ unit, fn });
  };
  if (pkg !== undefined) for (const call of program.graph.libCalls) if (call.callee.type.pkg === pkg) add(call);
  if (pkg === undefined)
    for (const unit of program.active)
      for (const { fn, value } of program.facts(unit).calls) if (isOn(program, unit, value, keys)) add({ unit, fn });
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    // What a closure does, the function around it may do.
    const parent = at.unit.ir.fnParent(at.fn);
    if (parent > 0) add({ unit: at.unit, fn: parent });
    for (const { from } of program.graph.callersOf(at.unit, at.fn)) add(from);
  }
  return { reaches: ({ unit, fn }) => reached.get(unit)?.has(fn) ?? false };
}

function isOn(program: Program, unit: Unit, call: number, keys: ReadonlySet<string>): boolean {
  const callee = unit.ir.operand(call, 1);
  if (unit.ir.op(callee) !== Op.get) return false;
  const root = prefixesOf(unit, callee).at(-1);
  return root !== undefined && unit.ir.op(root) !== Op.this && clientKeys(program, unit, root, null).some((key) => keys.has(key));
}

/** Packages that carry a transaction along with the asynchronous context: whatever client is used inside is on it. */
const CONTEXTUAL = [
  'typeorm-transactional',
  'typeorm-transactional-cls-hooked',
  '@nestjs-cls/transactional',
  'cls-hooked',
  'cls-bluebird',
  'prisma-transactional',
];

/** Does a package of the module depend on something that carries transactions along? */
export function isCarriedByContext({ manifest }: Unit): boolean {
  return manifest !== undefined && CONTEXTUAL.some((name) => manifest.dependencies.has(name));
}

/** A client of a project, by the method that opens a transaction on it. */
interface OnlyClient {
  readonly opener: LibVal;
  readonly keys: ReadonlySet<string>;
}

/** Answers of {@link onlyClient} by method. */
const onlyClients = (): Map<string, OnlyClient | undefined> => new Map();

/** Where a project makes one client only that has such a method: that client, and its method. */
export function onlyClient(program: Program, method: string): OnlyClient | undefined {
  const known = program.derive(onlyClients);
  if (!known.has(method)) known.set(method, findOnlyClient(program, method));
  return known.get(method);
}

/** Constructions that other modules can have got hold of. What nobody imports is a program of its own, with a client of its own. */
const sharedClients = (program: Program): readonly LibCall[] =>
  program.graph.libCallsWhere(isConstruction).filter(({ unit, call }) => program.importersOf(unit).length > 0 && !isPrivate(unit, call));

const isConstruction = ({ unit, call }: LibCall): boolean => (unit.ir.operand(call, 0) & CALL_NEW) !== 0;

function findOnlyClient(program: Program, method: string): OnlyClient | undefined {
  const made = program.derive(sharedClients).flatMap(({ unit, call }) => {
    const client = program.value(unit, call);
    const opener = client.k === 'lib' ? program.member(client, method) : undefined;
    return opener?.k === 'lib' && program.library.call(opener.type)?.region !== undefined
      ? [{ opener, key: `site:${unit.index}:${call}` }]
      : [];
  });
  return made.length === 1 ? { opener: made[0].opener, keys: new Set([made[0].key]) } : undefined;
}

/** Is a value held by a variable of the module that is not exported? */
function isPrivate({ ir }: Unit, value: number): boolean {
  for (let b = 0, n = ir.count('bindings'); b < n; b++) {
    if (ir.bindingValue(b) !== value || ir.bindingOwner(b) !== 0) continue;
    return !Array.from({ length: ir.count('exports') }, (_, e) => ir.export(e)).some(
      ({ kind, target }) =>
        (kind === (Export.Binding as number) && target === b) || (kind === (Export.Value as number) && target === value),
    );
  }
  return false;
}

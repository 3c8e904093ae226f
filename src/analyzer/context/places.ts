import { Mod, Op } from '../ir/ops.js';
import type { LibCall } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';

/** Does code run on behalf of a request or a job, as far as is known? */
export function isServed(program: Program, unit: Unit, fn: number): boolean {
  const contexts = program.contexts.of(unit, fn);
  return contexts.has('handler') || contexts.has('job');
}

/** Is a module part of a command: its package has one, depends on nothing that serves requests, and is no server itself? */
export function isOfCommand(program: Program, { manifest }: Unit): boolean {
  return (
    manifest !== undefined &&
    manifest.bin.size > 0 &&
    ![...manifest.dependencies.keys()].some((name) => program.library.serves(name)) &&
    !program.derive(servers).has(manifest)
  );
}

/** Packages of which a module takes requests from when it is loaded on: a command that starts a server for one answer does so later. */
function servers(program: Program): ReadonlySet<NonNullable<Unit['manifest']>> {
  const found = new Set<NonNullable<Unit['manifest']>>();
  const takesRequests = ({ model }: LibCall): boolean => model.registers?.context === 'handler';
  for (const { unit, fn } of program.graph.libCallsWhere(takesRequests)) if (fn === 0 && unit.manifest) found.add(unit.manifest);
  return found;
}

/** Does code run for commands that somebody typed, and for nothing else that is known? */
export function runsForCommands(program: Program, unit: Unit, fn: number, seen: ReadonlySet<string> = new Set()): boolean {
  const reason = program.contexts.of(unit, fn).get('script');
  if (reason === undefined || isServed(program, unit, fn)) return false;
  const key = `${unit.index}:${fn}`;
  if (reason.kind === 'root' || seen.has(key)) return true;
  const path = new Set([...seen, key]);
  return program.graph.callersOf(unit, fn).every(({ from }) => runsForCommands(program, from.unit, from.fn, path));
}

/**
 * Is code a callback of a component: made by a function that renders markup, and not known to be called on a server? Events and
 * effects happen in the browser, also where the module has a loader for the server beside them.
 */
export function isCallbackOfComponent(program: Program, unit: Unit, fn: number): boolean {
  if ((unit.ir.flags & Mod.HasJsx) === 0 || isServed(program, unit, fn)) return false;
  for (let f = fn; f > 0; f = unit.ir.fnParent(f)) if (f !== fn && renders(unit, f)) return true;
  return false;
}

function renders({ ir }: Unit, fn: number): boolean {
  const [start, end] = ir.fnCode(fn);
  for (let v = start; v < end; v = ir.next(v)) if (ir.op(v) === Op.jsx) return true;
  return false;
}

import { proofsOf } from '../context/proofs.js';
import { Op } from '../ir/ops.js';
import type { Edge, FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { ensure } from '../maps.js';
import { isAsync, isWaitedOn } from './awaited.js';

/** Who waits for a function: somebody who looks at the answer, or another service that tries again until it has one. */
export type Waiter = 'person' | 'service';

/**
 * Functions that a request waits for: handlers, and what they call and await. What they leave for later (after the response, on a
 * timer, un-awaited) is not among them.
 */
export function awaitedByRequests(program: Program): (unit: Unit, fn: number) => Waiter | undefined {
  const proofs = proofsOf(program);
  const roots = { person: [] as FnRef[], service: [] as FnRef[] };
  for (const unit of program.active) {
    for (let fn = 1, n = unit.ir.count('functions'); fn < n; fn++)
      if (program.contexts.of(unit, fn).get('handler')?.kind === 'root')
        roots[proofs.webhook({ unit, fn }) ? 'service' : 'person'].push({ unit, fn });
  }
  // What asks for a service's signature is only there for that service, whoever else shares the wrapper around it.
  const people = awaitedFrom(program, roots.person, (ref) => !proofs.webhook(ref));
  const services = awaitedFrom(program, roots.service, () => true);
  return (unit, fn) => (people(unit, fn) ? 'person' : services(unit, fn) ? 'service' : undefined);
}

function awaitedFrom(program: Program, roots: readonly FnRef[], enters: (ref: FnRef) => boolean): (unit: Unit, fn: number) => boolean {
  const seen = new Map<Unit, Set<number>>();
  const queue: FnRef[] = [];
  const add = (ref: FnRef): void => {
    const here = ensure(seen, ref.unit, () => new Set<number>());
    if (here.has(ref.fn) || isSchedule(ref.unit) || isDelivered(program, ref) || !enters(ref)) return;
    here.add(ref.fn);
    queue.push(ref);
  };
  for (const root of roots) add(root);
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const edge of program.graph.calleesOf(at.unit, at.fn)) {
      const waits = !isAsync(edge.to.unit, edge.to.fn) || isWaitedOn(program, edge.from.unit, edge.call) || handsOnRequest(edge);
      if (edge.kind !== 'later' && waits) add(edge.to);
    }
  }
  return (unit, fn) => seen.get(unit)?.has(fn) === true;
}

/**
 * Does a handler call another with all that it was given: `(req, res, next) => { handle(req, res, next).catch(next) }`? Who is handed the response
 * answers it, and until then the request waits.
 */
function handsOnRequest({ from: { unit, fn }, call }: Edge): boolean {
  const { ir } = unit;
  const count = Math.min(ir.fn(fn).paramCount, ir.operandCount(call) - 2);
  if (count < 2) return false;
  return Array.from({ length: count }, (_, i) => ir.operand(call, 2 + i)).every(
    (given, i) => ir.op(given) === Op.param && ir.operand(given, 0) === i,
  );
}

/** Is it a job of its own, which no request enters? */
function isDelivered(program: Program, { unit, fn }: FnRef): boolean {
  const contexts = program.contexts.of(unit, fn);
  return contexts.get('job')?.kind === 'root' && !contexts.has('handler');
}

/** A route whose address says that a scheduler calls it, not a person: in frameworks that route by files, the path is the address. */
const isSchedule = ({ file }: Unit): boolean => /(^|\/)crons?\//.test(file);

import type { Region } from '../models/types.js';
import type { FnRef, LibCall } from '../link/callgraph.js';
import { argument } from '../link/calls.js';
import type { Program } from '../link/program.js';
import { armsOf } from '../link/values.js';

/** A lock or transaction whose body is a function. */
export interface BodyRegion {
  readonly region: Region;
  /** The call that opens it. */
  readonly open: LibCall;
  /** The function that runs while it is held. */
  readonly body: FnRef;
}

/** All regions of a program that are held over the run of a callback, passed in place or by name. */
export function bodyRegions(program: Program): BodyRegion[] {
  return program.graph.libCalls.flatMap((open): BodyRegion[] => {
    const { region } = open.model;
    if (region?.body === undefined) return [];
    const value = argument(program, { unit: open.unit, value: open.call, env: null }, region.body);
    return (value ? armsOf(value) : []).flatMap((arm) => (arm.k === 'fn' ? [{ region, open, body: { unit: arm.unit, fn: arm.fn } }] : []));
  });
}

import type { Value } from '../../analyzer/ir/module.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { findSources, type Source } from '../../analyzer/state/remote.js';
import { findUnused } from './live.js';

/** The program, and questions that are dear enough to be prepared once for all states. */
export interface Ask {
  readonly program: Program;
  /** Where a value comes from. */
  source(unit: Unit, value: Value): Source;
  /** Does a function wait on another process? */
  waits(at: FnRef): boolean;
  /** Is a function there for tests alone: exported, and used by nothing that was analysed? */
  isUnused(at: FnRef): boolean;
  /** Does a function run on behalf of requests, of requests or jobs? */
  onRequest(at: FnRef): boolean;
  onRequestOrJob(at: FnRef): boolean;
}

export function createAsk(program: Program): Ask {
  const contexts = ({ unit, fn }: FnRef): ReturnType<Program['contexts']['of']> => program.contexts.of(unit, fn);
  return {
    program,
    source: (unit, value) => program.derive(findSources).of(unit, value),
    waits: ({ unit, fn }) => program.derive(findSources).waits(unit, fn),
    isUnused: findUnused(program),
    onRequest: (at) => contexts(at).has('handler'),
    onRequestOrJob: (at) => contexts(at).has('handler') || contexts(at).has('job'),
  };
}

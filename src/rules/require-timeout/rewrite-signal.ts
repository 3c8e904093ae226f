import { Bind, BindFlag } from '../../analyzer/ir/ops.js';
import type { LibCall } from '../../analyzer/link/callgraph.js';
import { rangesOverlap } from '../../analyzer/link/library.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Val } from '../../analyzer/link/values.js';
import { numeral } from './rewrite-place.js';

/**
 * A signal that ends the wait in time, and earlier where a signal in scope says so (the request's own: a client that has gone needs no answer).
 * `given` is the signal that stands there already.
 */
export function signalText(program: Program, call: LibCall, limit: number, given: string | undefined): string {
  const timeout = `AbortSignal.timeout(${numeral(limit)})`;
  const inScope = given ?? signalInScope(program, call);
  return inScope === undefined || !hasAny(call) ? timeout : `AbortSignal.any([${inScope}, ${timeout}])`;
}

/** `AbortSignal.any` came with Node 20.3: may the project run on an older one? */
function hasAny({ unit }: LibCall): boolean {
  const engines = unit.manifest?.engines.get('node');
  return engines === undefined || !rangesOverlap(engines, '<20.3.0');
}

/** A parameter or constant of a function around the call that is a signal, or a request with one. Names say nothing: its type does. */
function signalInScope(program: Program, { unit, fn, call }: LibCall): string | undefined {
  const { ir } = unit;
  const around = new Set<number>();
  for (let f = fn; f > 0; f = ir.fnParent(f)) around.add(f);
  let best: string | undefined;
  for (let i = 0, n = ir.count('bindings'); i < n; i++) {
    if (!around.has(ir.bindingOwner(i)) || (ir.bindingFlags(i) & (BindFlag.Place | BindFlag.Reassigned)) !== 0) continue;
    const { name, kind, start, value } = ir.binding(i);
    if ((kind !== Bind.Param && kind !== Bind.Const) || start > ir.start(call) || value < 0) continue;
    const held = program.value(unit, value);
    if (isSignal(held)) return name;
    if (kind === Bind.Param && held.k === 'lib' && held.origin !== 'export' && isSignal(program.member(held, 'signal')))
      best ??= `${name}.signal`;
  }
  return best;
}

const isSignal = (value: Val): boolean => value.k === 'lib' && value.type.model.is === 'signal';

import type { LibCall } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import { applicableWaits, clientOf, isBounded } from '../../analyzer/waits/bounds.js';

/** Does something visibly end the wait early? */
export function isBoundedCall(program: Program, call: LibCall): boolean {
  const site = { unit: call.unit, value: call.call, env: null };
  const client = clientOf(call.callee);
  const settings = client.type.model.settings ?? [];
  const own = applicableWaits(program, call.unit, call.callee.type.pkg, call.model.waits);
  if (own.length > 0 && own.every((wait) => isBounded(program, site, [...wait.bounds, ...settings], client) === 'yes')) return true;
  if (typeof client.origin === 'string') return false;
  const { origin } = client;
  return program.graph
    .libCallsIn(origin.unit)
    .some(
      ({ call: made, model, callee }) =>
        made === origin.value &&
        applicableWaits(program, origin.unit, callee.type.pkg, model.client).some(
          (wait) => isBounded(program, origin, wait.bounds, client) === 'yes',
        ),
    );
}

import type { FnRef } from '../link/callgraph.js';
import { functionName } from '../link/names.js';
import type { Program } from '../link/program.js';
import { siteOf, type Site } from '../link/values.js';
import type { Context } from './contexts.js';

const WORTH_TELLING: readonly Context[] = ['handler', 'job'];

/** How a request or job gets to a function: where it enters, and each call on the way. Empty where nothing is known. */
export function reasonSteps(program: Program, at: FnRef): { at: Site; message: string }[] {
  for (const context of WORTH_TELLING) {
    const steps: { at: Site; message: string }[] = [];
    let here = at;
    for (let hops = 0; hops < 12; hops++) {
      const reason = program.contexts.of(here.unit, here.fn).get(context);
      if (reason === undefined) break;
      if (reason.kind === 'root') {
        const row = here.unit.ir.fn(here.fn);
        const head = {
          unit: here.unit,
          start: row.start,
          end: Math.min(row.end, here.unit.ir.lineStart(here.unit.ir.position(row.start).line + 1) - 1 || row.end),
        };
        steps.push({
          at: { ...head, end: Math.max(head.end, head.start) },
          message: `${functionName(program, here.unit, here.fn)} ${reason.how}`,
        });
        return steps.reverse();
      }
      const { edge } = reason;
      steps.push({ at: siteOf(edge.from.unit, edge.call), message: `calls ${functionName(program, edge.to.unit, edge.to.fn)}` });
      here = edge.from;
    }
  }
  return [];
}

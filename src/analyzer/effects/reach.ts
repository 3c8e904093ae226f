import type { FnRef } from '../link/callgraph.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import { ensure } from '../maps.js';

/** Some functions of a program. */
export interface Scope {
  has(at: FnRef): boolean;
}

/** Answers of {@link reachOf} by module. */
const reaches = (): Map<Unit, Scope> => new Map();

/**
 * The functions of a module, and all that they lead to, now or later. What happens on behalf of those is the same whether the rest of the
 * program is looked at or not: it is enough for whoever asks about this module alone.
 */
export const reachOf = (program: Program, unit: Unit): Scope => ensure(program.derive(reaches), unit, () => findReach(program, unit));

function findReach(program: Program, unit: Unit): Scope {
  const reached = new Map<Unit, Set<number>>();
  const queue: FnRef[] = [];
  const add = ({ unit: to, fn }: FnRef): void => {
    const fns = ensure(reached, to, () => new Set<number>());
    if (fns.has(fn)) return;
    fns.add(fn);
    queue.push({ unit: to, fn });
  };
  for (let fn = 0, n = unit.ir.count('functions'); fn < n; fn++) add({ unit, fn });
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const { to } of program.graph.calleesOf(at.unit, at.fn)) add(to);
  }
  return { has: (at) => reached.get(at.unit)?.has(at.fn) === true };
}

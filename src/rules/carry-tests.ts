import type { FnRef } from '../analyzer/link/callgraph.js';
import type { Unit } from '../analyzer/link/values.js';
import type { Source, ts } from '../analyzer/rewrite/tools.js';

/** Packages whose functions run tests. */
const RUNNERS = new Set(['vitest', '@jest/globals', 'mocha', 'node:test', 'ava', 'tap']);

/** Does a file hold tests: does it import what runs them? */
export const isTestFile = (unit: Unit): boolean =>
  unit.targets.some((target) => target.kind === 'package' && RUNNERS.has(target.name)) ||
  [...Array(unit.ir.count('imports')).keys()].some((row) => RUNNERS.has(unit.ir.import(row).specifier));

/** The test that a call is made in: the outermost function around it that is not a group of tests. */
export function testAround(source: Source, call: ts.Node, from: FnRef): FnRef | undefined {
  const { ts: api } = source;
  let fn = from.fn;
  for (let at = fn; at > 0; at = from.unit.ir.fnParent(at)) {
    const node = source.functionAt(from.unit.ir.fn(at));
    const parent = source.parentOf(node);
    fn = at;
    if (parent && api.isCallExpression(parent) && /^(?:it|test)\b/.test(source.textOf(parent.expression))) break;
  }
  return fn > 0 && call.pos >= 0 ? { unit: from.unit, fn } : undefined;
}

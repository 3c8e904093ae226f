import { Bind, Op } from '../../analyzer/ir/ops.js';
import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Unit } from '../../analyzer/link/values.js';
import { exportedNames } from '../../analyzer/state/reads.js';

/** A module that imports one of these is there for tests, wherever it lies. */
const TEST_TOOLS = new Set([
  'vitest',
  '@jest/globals',
  'mocha',
  'node:test',
  '@playwright/test',
  'ava',
  'tap',
  'supertest',
  'testcontainers',
  '@cucumber/cucumber',
  'cucumber',
]);

export const isTestSupport = (unit: Unit): boolean =>
  unit.targets.some((target) => target.kind === 'package' && TEST_TOOLS.has(target.name));

/** Folders of a package in which it shows how it is used. */
const SHOWN = /^(examples?|demos?|playgrounds?|samples?|sandbox)\//;

/** Does a module belong to what a package shows of itself? An example with a manifest of its own is a program like others. */
export const isShown = ({ path, manifest }: Unit): boolean =>
  manifest !== undefined && path.startsWith(`${manifest.dir}/`) && SHOWN.test(path.slice(manifest.dir.length + 1));

/** Makes the question "does nothing that was analysed use this function?": what is left are tests, which are not analysed. */
export function findUnused(program: Program): (at: FnRef) => boolean {
  const memo = new Map<string, boolean>();
  const isUnused = ({ unit, fn }: FnRef): boolean => {
    if (fn <= 0) return false;
    const key = `${unit.index}:${fn}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    memo.set(key, true); // functions that only call one another are used by nobody
    const answer =
      program.contexts.of(unit, fn).size === 0 && (isDead(program, unit, fn, isUnused) || isUnused({ unit, fn: unit.ir.fnParent(fn) }));
    memo.set(key, answer);
    return answer;
  };
  return isUnused;
}

function isDead(program: Program, unit: Unit, fn: number, isUnused: (at: FnRef) => boolean): boolean {
  const { ir } = unit;
  const closure = program.facts(unit).closures[fn];
  // Methods may be called by whoever holds the object.
  if (!closure || ir.fn(fn).cls >= 0) return false;
  const callers = program.graph.callersOf(unit, fn);
  if (callers.some((edge) => !isUnused(edge.from))) return false;
  const calls = new Set(callers.filter((edge) => edge.from.unit === unit).map((edge) => edge.call));
  const users = program.usersOf(unit, closure.fn).get(closure.value) ?? [];
  if (users.some((user) => !calls.has(user))) return false;
  const binding = bindingOf(unit, closure.value);
  if (binding < 0) return false;
  const isCall = (at: FnRef, value: number): boolean =>
    (program.usersOf(at.unit, at.fn).get(value) ?? []).some((user) => ir.op(user) !== Op.call || ir.operand(user, 1) !== value);
  if ((program.uses(unit).loadsOf.get(binding) ?? []).some((load) => isCall({ unit, fn: load.fn }, load.value))) return false;
  return !isExportUsed(program, unit, binding);
}

function bindingOf(unit: Unit, value: number): number {
  const { ir } = unit;
  for (let b = 0, n = ir.count('bindings'); b < n; b++) {
    if (ir.bindingOwner(b) === 0 && ir.bindingValue(b) === value && ir.binding(b).kind !== (Bind.Import as number)) return b;
  }
  return -1;
}

/** Might an exported function be called from outside: is the module an entry, or does anybody import the name? */
function isExportUsed(program: Program, unit: Unit, binding: number): boolean {
  const names = exportedNames(unit, binding);
  if (names.length === 0) return false;
  const importers = program.importersOf(unit);
  if (importers.length === 0) return true;
  return importers.some(({ unit: by, row }) => {
    const { name } = by.ir.import(row);
    return name === '*' || names.includes(name);
  });
}

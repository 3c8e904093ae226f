import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MODELS } from '../../src/analyzer/models/index.js';
import type { Bound, CallModel, Model, TypeModel, TypeRef } from '../../src/analyzer/models/types.js';

const folder = fileURLToPath(new URL('../../src/analyzer/models/', import.meta.url));
const names = ({ package: of }: Model): readonly string[] => (typeof of === 'string' ? [of] : of);
const cases = MODELS.map((model) => ({ name: names(model)[0], model }));
const byPackage = (name: string): Model | undefined => MODELS.find((model) => names(model).includes(name));

/** Every type of a model, the ones written in place included, with the place where it stands. */
function* typesOf(model: Model): Generator<{ type: TypeModel; at: string }> {
  const inside = function* (ref: TypeRef, at: string): Generator<{ type: TypeModel; at: string }> {
    if (typeof ref === 'string') return;
    yield { type: ref, at };
    for (const [name, member] of Object.entries(ref.members ?? {})) yield* inside(member, `${at}.${name}`);
    for (const call of callsOf(ref)) for (const other of refsOf(call)) yield* inside(other, `${at}()`);
    if (ref.element !== undefined) yield* inside(ref.element, `${at}[]`);
  };
  for (const [name, ref] of Object.entries(model.exports)) yield* inside(ref, name);
  for (const [name, type] of Object.entries(model.types ?? {})) yield* inside(type, name);
}

const callsOf = (type: TypeModel): CallModel[] => [type.call, type.new].filter((call) => call !== undefined);
const refsOf = (call: CallModel): TypeRef[] => [...(call.returns === undefined ? [] : [call.returns]), ...(call.gives ?? [])];

function boundsOf(call: CallModel): Bound[] {
  const waits = [call.waits ?? [], call.client ?? []].flat();
  const direct = [...waits.flatMap((wait) => wait.bounds), ...(call.wraps?.bounds ?? []), ...(call.setsUnder ?? [])];
  return direct.flatMap((bound) => ('all' in bound ? [...bound.all] : [bound]));
}

function resolves(model: Model, ref: string): boolean {
  if (/^(this|arg\d|result\d)$/.test(ref)) return true;
  const hash = ref.indexOf('#');
  const owner = hash < 0 ? model : byPackage(ref.slice(0, hash));
  return owner?.types !== undefined && Object.hasOwn(owner.types, ref.slice(hash + 1));
}

const argument = /^(\d|last|\*)(\.[A-Za-z_$][\w$]*)*$/;

describe('models', () => {
  it('are listed in a fresh index', () => {
    execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/gen-models.mjs', import.meta.url)), '--check']);
  });

  it('describe each package once', () => {
    const all = MODELS.flatMap(names);
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
  });

  it('keep each file short enough to read at once', () => {
    const long = readdirSync(folder)
      .filter((name) => name !== 'index.ts' && name !== 'types.ts')
      .filter((name) => readFileSync(`${folder}${name}`, 'utf8').split('\n').length > 100);
    expect(long).toEqual([]);
  });

  it.each(cases)('$name is plain data', ({ model }) => {
    expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    expect(model.source.length).toBeGreaterThan(10);
  });

  it.each(cases)('$name refers to types that exist', ({ model }) => {
    const refs: string[] = Object.values(model.exports).filter((ref) => typeof ref === 'string');
    for (const { type } of typesOf(model)) {
      const having = callsOf(type).flatMap((call) =>
        boundsOf(call).flatMap((bound) => ('having' in bound && bound.having !== undefined ? [bound.having] : [])),
      );
      const own = [type.extends, type.element, ...Object.values(type.members ?? {}), ...callsOf(type).flatMap(refsOf), ...having];
      refs.push(...own.filter((ref) => typeof ref === 'string'));
    }
    expect(refs.filter((ref) => !resolves(model, ref))).toEqual([]);
  });

  it.each(cases)('$name has option paths that parse', ({ model }) => {
    const paths: string[] = [];
    for (const { type } of typesOf(model)) {
      for (const call of callsOf(type)) {
        paths.push(...(call.limits ?? []));
        for (const bound of boundsOf(call)) {
          for (const key of ['option', 'signal', 'present', 'receiver'] as const)
            if (key in bound) paths.push((bound as Record<string, string>)[key]);
        }
      }
    }
    expect(paths.filter((path) => !argument.test(path))).toEqual([]);
  });

  it('have someone who sets each process-wide setting that they ask for', () => {
    const all = MODELS.flatMap((model) => [...typesOf(model)]).flatMap(({ type }) => callsOf(type));
    const set = new Set(all.map((call) => call.sets));
    const asked = all.flatMap(boundsOf).flatMap((bound) => ('process' in bound ? [bound.process] : []));
    expect(asked.filter((name) => !set.has(name))).toEqual([]);
  });

  it('bound a wait that has a default, or say what to write', () => {
    const waits = MODELS.flatMap((model) => [...typesOf(model)])
      .flatMap(({ type }) => callsOf(type))
      .flatMap((call) => [call.waits ?? [], call.client ?? []].flat());
    expect(waits.length).toBeGreaterThan(200);
    for (const wait of waits) {
      expect(wait.advice).not.toBe('');
      expect(wait.for).toMatch(/^(a|an|the|git)\b/);
      if (typeof wait.default === 'number') expect(wait.default).toBeGreaterThan(0);
    }
  });
});

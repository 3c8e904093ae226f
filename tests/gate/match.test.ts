import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/analyzer/finding.js';
import { codeKey, isRenamed } from '../../src/gate/code.js';
import { knownOf, matchFindings } from '../../src/gate/match.js';
import { findingAt, placeOf } from '../report/samples.js';

/** A finding about a piece of code in a file; its fingerprint follows from what is given, as the analysis makes it. */
function finding(file: string, code: string, more: { name?: string; rule?: string; occurrence?: number } = {}): Finding {
  const { name = 'fetch', rule = 'require-timeout', occurrence = 0 } = more;
  const key = [rule, file, code, name, occurrence].join('\0');
  const digits = [...key].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) >>> 0, 7).toString(16);
  return findingAt(placeOf(file, code, code), { ruleId: rule, identity: { name, snippet: code }, fingerprint: digits.padStart(16, '0') });
}

const tiers = (now: readonly Finding[], before: readonly Finding[], gone: readonly string[] = []) => {
  const { pairs, fresh, left } = matchFindings(now, before.map(knownOf), (file) => gone.includes(file));
  return {
    pairs: pairs.map((pair) => `${pair.known.file} ${pair.tier} ${pair.finding.file}`),
    fresh: fresh.map(({ file, identity }) => `${file} ${identity?.snippet ?? ''}`),
    left: left.map(({ file, code }) => `${file} ${code}`),
  };
};

describe('a finding is known again', () => {
  const call = 'fetch(order.url)';

  it('by its fingerprint', () => {
    expect(tiers([finding('a.ts', call)], [finding('a.ts', call)])).toEqual({ pairs: ['a.ts exact a.ts'], fresh: [], left: [] });
  });

  it('in another file', () => {
    expect(tiers([finding('lib/a.ts', call)], [finding('src/a.ts', call)], ['src/a.ts']).pairs).toEqual(['src/a.ts moved lib/a.ts']);
    expect(tiers([finding('b.ts', call)], [finding('a.ts', call)]).pairs).toEqual(['a.ts moved b.ts']);
  });

  it('in its own file rather than in one of the same name, and there rather than elsewhere', () => {
    const before = [finding('x/a.ts', call, { occurrence: 1 }), finding('b.ts', call), finding('y/a.ts', call)];
    expect(tiers([finding('y/a.ts', call, { occurrence: 2 })], before).pairs).toEqual(['y/a.ts moved y/a.ts']);
    expect(tiers([finding('z/a.ts', call)], before.slice(0, 2)).pairs).toEqual(['x/a.ts moved z/a.ts']);
  });

  it('after a formatter', () => {
    const wide = `fetch( "http://a/" + id, { method: 'GET', }, )`;
    expect(tiers([finding('a.ts', wide)], [finding('a.ts', `fetch('http://a/' + id, {method:"GET"})`)]).pairs).toEqual(['a.ts moved a.ts']);
  });

  it('when one name in it is another, in the same file', () => {
    const [before, now] = [
      finding('a.ts', 'charge(order, card)', { name: 'charge' }),
      finding('a.ts', 'pay(order, card)', { name: 'pay' }),
    ];
    expect(tiers([now], [before]).pairs).toEqual(['a.ts renamed a.ts']);
    expect(tiers([{ ...now, file: 'lib/a.ts' }], [before], ['a.ts']).pairs).toEqual(['a.ts renamed lib/a.ts']);
    expect(tiers([{ ...now, file: 'lib/a.ts' }], [before]).pairs).toEqual([]);
    expect(tiers([{ ...now, file: 'b.ts' }], [before], ['a.ts'])).toMatchObject({ pairs: [], fresh: ['b.ts pay(order, card)'] });
  });
});

describe('a finding with functions in it', () => {
  const before = finding('src/a.ts', 'https.get(url, (res) => { res.resume(); })');
  const now = (file: string, code = "https.get(url, res => { if (ok) { res.on('data', keep); } })") => finding(file, code);

  it('is known again by what is around their bodies, in the same file or in what became of it', () => {
    expect(tiers([now('src/a.ts')], [before]).pairs).toEqual(['src/a.ts edited src/a.ts']);
    expect(tiers([now('lib/a.ts')], [before], ['src/a.ts']).pairs).toEqual(['src/a.ts edited lib/a.ts']);
  });

  it('is new elsewhere, or called otherwise', () => {
    expect(tiers([now('lib/a.ts')], [before]).pairs).toEqual([]);
    expect(tiers([now('lib/b.ts')], [before], ['src/a.ts']).pairs).toEqual([]);
    expect(tiers([now('src/a.ts', 'https.get(other(url), (res) => { keep(res); })')], [before]).pairs).toEqual([]);
  });
});

describe('a finding is new', () => {
  const call = 'fetch(order.url)';

  it('where it is a second one of the same sort: one known finding answers to one', () => {
    const now = [finding('a.ts', call), finding('b.ts', call), finding('a.ts', call, { occurrence: 1 })];
    expect(tiers(now, [finding('a.ts', call)])).toEqual({
      pairs: ['a.ts exact a.ts'],
      fresh: [`b.ts ${call}`, `a.ts ${call}`],
      left: [],
    });
  });

  it.each([
    ['of another rule', finding('a.ts', call, { rule: 'no-module-state' })],
    ['about another thing', finding('a.ts', call, { name: 'axios' })],
    ['in other code', finding('a.ts', 'fetch(order.url, options)')],
    ['with two other names', finding('a.ts', 'fetch(user.id)')],
  ])('%s', (_, now) => {
    expect(tiers([now], [finding('a.ts', call)])).toMatchObject({ pairs: [], left: [`a.ts ${call}`] });
  });

  it('where a bare name is all there is, and the known one has its file still', () => {
    const [before, now] = [finding('a.ts', 'cache', { name: 'cache' }), finding('b.ts', 'cache', { name: 'cache' })];
    expect(tiers([now], [before]).pairs).toEqual([]);
    expect(tiers([now], [before], ['a.ts']).pairs).toEqual(['a.ts moved b.ts']);
  });

  it('where nothing is known of its code', () => {
    const bare = { ...finding('b.ts', call), identity: { name: '', snippet: '' } };
    expect(tiers([bare], [{ ...bare, file: 'a.ts', fingerprint: 'f'.repeat(16) }]).pairs).toEqual([]);
  });
});

it('the order of what is known does not matter', () => {
  const before = ['c.ts', 'a.ts', 'b.ts'].map((file) => finding(file, 'fetch(order.url)'));
  const now = [finding('z.ts', 'fetch(order.url)')];
  expect(tiers(now, before).pairs).toEqual(tiers(now, [...before].reverse()).pairs);
});

describe('code', () => {
  it.each([
    ['a . b ( c )', 'a.b(c)'],
    ['f("x")', "f('x')"],
    ['[1, 2,]', '[1,2]'],
    [String.raw`f("a \"b\"")`, `f('a "b"')`],
    ['f();', 'f()'],
    ['f((a) => a)', 'f(a => a)'],
    ['async (req) => { g(req) }', 'async req => { g(req); }'],
  ])('%s is %s', (a, b) => expect(codeKey(a)).toBe(codeKey(b)));

  it.each([
    ['returnx', 'return x'],
    ["f('a b')", "f('ab')"],
    ['a, b', 'a b'],
    ['f((a, b) => a)', 'f(a, b => a)'],
    ['f(a) >= b', 'f a >= b'],
  ])('%s is not %s', (a, b) => expect(codeKey(a)).not.toBe(codeKey(b)));

  it.each([
    ['f(a, a)', 'f(b, b)', true],
    ['f(a, b)', 'f(b, a)', false],
    ['f(a, a)', 'f(b, a)', false],
    ['f(a)', 'f(1)', false],
    ['f(a)', 'f(a)', false],
    ['f(a)', 'f(a, b)', false],
  ])('%s with one name changed is %s: %s', (a, b, expected) => {
    expect(isRenamed({ name: '', code: a }, { name: '', code: b })).toBe(expected);
  });
});

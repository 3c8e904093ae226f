import { describe, expect, it } from 'vitest';
import { renderCheckstyle } from '../../src/report/checkstyle.js';
import { escapeText } from '../../src/report/escape.js';
import { renderJunit } from '../../src/report/junit.js';
import { elementsOf, readXml, type XmlElement } from './readers.js';
import { fullResult, HOSTILE, HOSTILE_FILE, hostileResult, optionsOf, resultOf, UNSAFE } from './samples.js';

/** As XML shows it: two code points more than elsewhere are written as escapes. */
const shown = (text: string): string => escapeText(text).replaceAll('\ufffe', '\\u{fffe}').replaceAll('\uffff', '\\u{ffff}');

const attributes = (element: XmlElement, name: string): Readonly<Record<string, string>>[] =>
  elementsOf(element, name).map((one) => one.attributes);

describe('the parser of these tests', () => {
  it.each(['<a>\u0001</a>', '<a>&#1;</a>', '<a b="<"/>', '<a>]]></a>', '<a>\ufffe</a>', '<a><b></a>', '<a>& </a>'])('refuses %j', (xml) => {
    expect(() => readXml(xml)).toThrow();
  });
});

describe('the Checkstyle report', () => {
  it('has a file element a file, with its errors', () => {
    const root = readXml(renderCheckstyle(fullResult(), optionsOf()));
    expect([root.name, root.attributes]).toEqual(['checkstyle', { version: '4.3' }]);
    expect(root.children.map(({ name, attributes: { name: file }, children }) => [name, file, children.length])).toEqual([
      ['file', 'src/pay.ts', 1],
      ['file', 'src/été/url 日本.ts', 2],
      ['file', '.', 1],
      ['file', 'src/broken.ts', 1],
    ]);
    expect(attributes(root, 'error').map(({ message: _, ...rest }) => rest)).toEqual([
      { line: '3', column: '10', severity: 'error', source: 'hidden-state.require-timeout' },
      { line: '1', column: '45', severity: 'info', source: 'hidden-state.require-timeout' },
      { line: '2', column: '7', severity: 'warning', source: 'hidden-state.no-module-state' },
      { line: '0', severity: 'warning', source: 'hidden-state' },
      { line: '0', severity: 'warning', source: 'hidden-state' },
    ]);
    expect(attributes(root, 'error').map(({ message }) => message)).toContain('could not be analysed: too deep');
  });

  it('is well-formed and keeps its structure, whatever the code', () => {
    const xml = renderCheckstyle(hostileResult(), optionsOf());
    expect(xml).not.toMatch(UNSAFE);
    const root = readXml(xml);
    expect(root.children.map(({ attributes: { name } }) => name)).toEqual([shown(HOSTILE_FILE), shown(HOSTILE_FILE)]);
    expect(attributes(root, 'error').map(({ message }) => message)).toEqual([
      shown(`\`${HOSTILE}\` ${HOSTILE}`),
      shown(`\`${HOSTILE}\` ${HOSTILE} (likely)`),
      shown(`could not be analysed: ${HOSTILE}`),
    ]);
  });

  it('is a document without findings, too', () => {
    expect(renderCheckstyle(resultOf(), optionsOf())).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3"/>\n');
  });
});

describe('the JUnit report', () => {
  it('counts what it holds', () => {
    const root = readXml(renderJunit(fullResult(), optionsOf()));
    expect(root.attributes).toEqual({ name: 'hidden-state', tests: '6', failures: '2', errors: '2', skipped: '1' });
    for (const suite of [root, ...elementsOf(root, 'testsuite')]) {
      const count = (name: string): string => String(elementsOf(suite, name).length);
      expect(suite.attributes).toMatchObject({
        tests: count('testcase'),
        failures: count('failure'),
        errors: count('error'),
        skipped: count('skipped'),
      });
    }
    expect(attributes(root, 'testsuite').map(({ name }) => name)).toEqual([
      'hidden-state',
      'src/broken.ts',
      'src/pay.ts',
      'src/été/url 日本.ts',
    ]);
  });

  it('has a test case a finding, known again by its name', () => {
    const root = readXml(renderJunit(fullResult(), optionsOf()));
    const [first] = elementsOf(root, 'testcase').filter(({ attributes: { file } }) => file === 'src/pay.ts');
    expect(first?.attributes).toEqual({
      name: 'require-timeout: unbounded [0123456789abcdef]',
      classname: 'src/pay.ts',
      file: 'src/pay.ts',
      line: '3',
    });
    expect(first?.children[0]).toMatchObject({ name: 'failure', attributes: { type: 'error' } });
    expect(first?.children[0]?.text).toBe(
      [
        'src/pay.ts:3:10 error require-timeout proven',
        '`fetch` waits for the response without a bound',
        '1. src/pay.ts:2:23 a request enters',
        '2. src/été/url 日本.ts:1:45 `get` waits',
        'rewrite: Bound the wait with `AbortSignal.timeout`',
        'rewrite: Pass the cache in',
      ].join('\n'),
    );
    const names = attributes(root, 'testcase').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(attributes(root, 'skipped')).toEqual([{ message: 'suppressed by a comment: one per process' }]);
  });

  it('lets what is info pass, with its text', () => {
    const output = elementsOf(readXml(renderJunit(fullResult(), optionsOf())), 'system-out');
    expect(output.map(({ text }) => text.split('\n')[0])).toEqual(['src/été/url 日本.ts:1:45 info require-timeout likely']);
  });

  it('has a test that passes where there is nothing', () => {
    const root = readXml(renderJunit(resultOf(), optionsOf()));
    expect(root.attributes).toEqual({ name: 'hidden-state', tests: '1', failures: '0', errors: '0', skipped: '0' });
    expect(attributes(root, 'testcase')).toEqual([{ name: 'No findings in 1 file', classname: 'hidden-state' }]);
  });

  it('is well-formed and keeps its structure, whatever the code', () => {
    const xml = renderJunit(hostileResult(), optionsOf());
    expect(xml).not.toMatch(UNSAFE);
    const root = readXml(xml);
    expect(root.attributes).toEqual({ name: 'hidden-state', tests: '4', failures: '1', errors: '1', skipped: '1' });
    const [failure] = elementsOf(root, 'failure');
    expect(failure?.attributes['message']).toBe(shown(`\`${HOSTILE}\` ${HOSTILE}`));
    expect(failure?.text.split('\n')).toHaveLength(4);
  });
});

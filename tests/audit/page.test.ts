import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { joinScripts, PAGE_SCRIPTS, renderAudit, STYLE } from '../../src/report/audit/index.js';
import { escapeHtml } from '../../src/report/audit/html.js';
import { findingAt, placeOf, resultOf } from '../report/samples.js';
import { CACHE, dataIn, FILES, optionsWith, STATE, WAIT } from './samples.js';

const RESULT = resultOf({ files: Object.keys(FILES), findings: [WAIT, CACHE], inventory: [STATE] });

describe('the data of the page', () => {
  const data = dataIn(renderAudit(RESULT, optionsWith({ codeowners: '/apps/ @web\n' })));

  it('answers first', () => {
    expect(data.verdict).toBe('no');
    expect(data.packages.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['root', 'yes'],
      ['api', 'no'],
      ['store', 'care'],
    ]);
  });

  it('has the findings, the worst first, with package, owner, code and story', () => {
    expect(data.findings.map(({ id, harm, against, owners }) => ({ id, harm, against, owners }))).toEqual([
      { id: CACHE.fingerprint, harm: 'wrong-data', against: 'no', owners: [0] },
      { id: WAIT.fingerprint, harm: 'outage', against: 'care', owners: [] },
    ]);
    expect(data.owners).toEqual(['@web']);
    expect(data.findings[0]?.frame.lines[0]).toEqual(['const ', 'cache', ' = new Map();']);
  });

  it('leads from state to the finding about it', () => {
    expect(data.states).toMatchObject([{ name: 'cache', bound: 'nothing', finding: 0, writes: [{ by: 'get', contexts: ['handler'] }] }]);
  });
});

describe('the page', () => {
  it('is the same for the same result', () => {
    expect(renderAudit(RESULT, optionsWith())).toBe(renderAudit(RESULT, optionsWith()));
  });

  it('allows its own script and style, and nothing else', () => {
    const html = renderAudit(RESULT, optionsWith());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ?? '';
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash('void 0')};`);
    expect(policy).toContain(`style-src ${hash('p{}')};`);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  it('names no address that could be asked', () => {
    const html = renderAudit(RESULT, optionsWith({ assets: { style: STYLE, script: joinScripts(readScripts()) } }));
    expect([...html.matchAll(/(?:https?:)?\/\/[\w.-]+/g)].map(([address]) => address)).toEqual(['http://www.w3.org']);
    expect(html).not.toMatch(/\b(?:src|srcset|poster|action)=|@import|url\(/i);
  });

  it('shows hostile names and code without becoming them', () => {
    const file = 'src/</script><img src=x onerror=alert(1)>\u202e\u0007.ts';
    const source = 'x("</script><script>alert(1)</script>\u2066\ud800");\n';
    const finding = findingAt(placeOf(file, source, 'x('), { message: '`</script>` <b>\u202e' });
    const html = renderAudit(
      resultOf({
        files: [file],
        findings: [finding],
        errors: [{ file, message: '<!--\u001b[2J' }],
        suppressed: [{ finding, reason: '</script>' }],
      }),
      optionsWith(
        { project: '<i>"\u202e', codeowners: '* @</script>\n', packages: [{ dir: '', name: '</title><script>', uses: [] }] },
        { [file]: source },
      ),
    );
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toMatch(/<img|<!--|<i>|<b>/);
    expect(html).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u);
    expect(dataIn(html).findings[0]?.message).toBe('`</script>` <b>\\u{202e}');
  });

  it('stays small: a thousand findings in two thousand files', () => {
    const files = Object.fromEntries(
      Array.from({ length: 2000 }, (_, i) => [`src/${i % 40}/file-${i}.ts`, FILES['apps/api/src/users.ts'] ?? '']),
    );
    const findings = Object.entries(files)
      .slice(0, 1000)
      .map(([file, text]) => findingAt(placeOf(file, text, 'cache.get'), { message: 'm'.repeat(250) }));
    expect(renderAudit(resultOf({ files: Object.keys(files), findings }), optionsWith({}, files)).length).toBeLessThan(2_000_000);
  });
});

it('escapes what could end text or an attribute', () => {
  expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
});

const PAGE = new URL('../../src/report/audit/page/', import.meta.url);
const readScripts = () => PAGE_SCRIPTS.map((name) => readFileSync(new URL(name, PAGE), 'utf8'));

describe('the script', () => {
  it('is made of all files, each once', () => {
    expect([...PAGE_SCRIPTS].sort()).toEqual(readdirSync(PAGE).filter((name) => name.endsWith('.js')));
  });

  it('is one script when they are joined, with every name once', () => {
    const joined = joinScripts(readScripts());
    expect(joined).not.toMatch(/^(?:import|export) /m);
    expect(() => new Script(`(() => {"use strict";${joined}\n})`)).not.toThrow();
    const names = [...joined.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(([, name]) => name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('never makes markup or code of text, and asks no network', () => {
    expect(joinScripts(readScripts())).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|\bfetch\b|XMLHttpRequest|<\/script|<!--/i,
    );
  });
});

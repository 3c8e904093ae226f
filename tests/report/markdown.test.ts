import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/report/markdown.js';
import { codeSpan, markdownText } from '../../src/report/markdown-text.js';
import { renderStepSummary } from '../../src/report/step-summary.js';
import { isCommand } from './readers.js';
import { HOSTILE, hostileResult, optionsOf, resultOf, shortResult, UNSAFE } from './samples.js';

const html = (markdown: string): string => marked.parse(markdown, { async: false, gfm: true });

/** The tags that a reader of Markdown makes of a text, without attributes. */
const tagsOf = (markdown: string): Set<string> =>
  new Set(Array.from(html(markdown).matchAll(/<\/?([^\s>]*)[^>]*>/g), ([, tag = '']) => tag));

/** What is read as prose: without code, tags and entities. */
const proseOf = (markdown: string): string =>
  html(markdown)
    .replace(/<code[^>]*>.*?<\/code>/gs, '<code>')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .trim();

const LAYOUT = ['h1', 'h2', 'h3', 'p', 'code', 'pre', 'ol', 'ul', 'li', 'strong', 'br', 'table', 'thead', 'tbody', 'tr', 'th', 'td'];

describe('the Markdown report', () => {
  it('shows findings by file with code, witness and rewrites', () => {
    expect(renderMarkdown(shortResult(), optionsOf())).toMatchInlineSnapshot(`
      "# hidden-state

      ## \`src/pay.ts\`

      ### error: \`require-timeout\`, line 3 (proven)

      \`fetch\` waits for the response without a bound

      \`\`\`text
        2 | export async function pay(order) {
      > 3 |   return fetch(url(order));
          |          ^^^^^^^^^^^^^^^^^
        4 | }
      \`\`\`

      1. \`src/pay.ts:2\` a request enters
      2. \`src/été/url 日本.ts:1\` \`get\` waits

      Rewrite: Bound the wait with \`AbortSignal.timeout\`

      \`\`\`diff
      --- a/src/pay.ts
      +++ b/src/pay.ts
      @@ -1,4 +1,5 @@
      +const ms = 500;
       import { url } from "./url";
       export async function pay(order) {
      -  return fetch(url(order));
      +  return fetch(url(order), { signal: AbortSignal.timeout(ms) });
       }
      \`\`\`

      **1 finding in 1 file: 1 error, 0 warnings, 0 info**
      "
    `);
  });

  it('says that there is nothing', () => {
    expect(renderMarkdown(resultOf(), optionsOf())).toBe('# hidden-state\n\n**No findings in 1 file**\n');
  });

  it.each([
    ['report', renderMarkdown],
    ['step summary', renderStepSummary],
  ])('has no link, image, HTML, mention or reference that code has made: %s', (_, render) => {
    const text = render(hostileResult(), optionsOf());
    expect(text).not.toMatch(UNSAFE);
    expect([...tagsOf(text)].filter((tag) => !LAYOUT.includes(tag))).toEqual([]);
    expect(proseOf(text)).not.toMatch(/@admin|#1\b/);
    expect(text.split('\n').filter(isCommand)).toEqual([]);
  });

  it('keeps a fence around code that has fences', () => {
    const text = renderMarkdown(hostileResult(), optionsOf());
    const blocks = marked.lexer(text).filter(({ type }) => type === 'code');
    expect(blocks).toHaveLength(4); // a frame and a patch for each finding
    for (const block of blocks) expect(block.raw).toContain('```');
  });
});

describe('a sentence in Markdown', () => {
  it.each([
    ['`fetch` waits for it (on requests), 3 times', '`fetch` waits for it (on requests), 3 times'],
    ['a_b *c* [d](e)', 'a\\_b \\*c\\* \\[d\\](e)'],
    ['see https://evil.example and xwww.evil.example', 'see https\\://evil.example and xwww\\.evil.example'],
    ['@admin, a@b.example, #12', '@&#8203;admin, a@&#8203;b.example, \\#&#8203;12'.replace('\\#', '#')],
    ['# 1. heading', '\\# 1. heading'],
    ['1. item', '1\\. item'],
    ['- item', '\\- item'],
    ['one ` backtick', 'one \\` backtick'],
    ['`a` and ` one', '`a` and \\` one'],
  ])('says the same: %s', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
    expect(proseOf(markdown).replaceAll('\u200b', '')).toBe(text.replace(/`a` |`fetch` /, ''));
    expect([...tagsOf(markdown)].filter((tag) => !['p', 'code'].includes(tag))).toEqual([]);
  });

  it.each(['a', ' a ', '`', '``a`b```', ' ', 'a\\', '*x*', '<b>', '|', 'a\\|b'])('keeps code as it is: %j', (code) => {
    const rendered = html(`x ${codeSpan(code)} y`);
    const [, inner = ''] = /^<p>x <code>(.*)<\/code> y<\/p>\n$/s.exec(rendered) ?? [];
    expect(inner.replaceAll('&lt;', '<').replaceAll('&gt;', '>')).toBe(code);
  });

  it('is one line of prose and code, whatever the code', () => {
    for (const text of [HOSTILE, `\`${HOSTILE}\``, `${HOSTILE}\``, `\`${HOSTILE}`]) {
      expect([...tagsOf(markdownText(text))].filter((tag) => !['p', 'code'].includes(tag))).toEqual([]);
      expect(markdownText(text)).not.toMatch(UNSAFE);
      expect(markdownText(text)).not.toContain('\n');
    }
  });
});

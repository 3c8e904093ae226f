import { describe, expect, it } from 'vitest';
import { EMPTY_CONFIG, resolveConfig } from '../../src/analyzer/config.js';
import { createMemoryHost } from '../../src/analyzer/host.js';
import { analyze, type Result } from '../../src/analyzer/index.js';
import { checkModule } from '../../src/analyzer/ir/check.js';
import { ModuleIR } from '../../src/analyzer/ir/module.js';
import { createLowerer } from '../../src/analyzer/lower/index.js';
import { RULES } from '../../src/rules/index.js';
import { DEEP, LONG } from './shapes.js';

const config = resolveConfig(EMPTY_CONFIG, RULES);
const lowerer = createLowerer();

function run(text: string, file = '/p/src/a.ts'): Result {
  const host = createMemoryHost({ '/p/package.json': '{}', [file]: text });
  const input = { root: '/p', paths: [file], host, config, rules: RULES, certainty: 'likely', inventory: true, rewrites: true } as const;
  const result = analyze({ ...input, config: { ...config, maxFileSize: 1 << 28 } });
  expect(result.errors.filter((error) => error.internal)).toEqual([]);
  return result;
}

/** How often a run looks at an instruction: the same on every machine, whatever else it does. */
function work(text: string): number {
  const { op } = Object.getOwnPropertyDescriptors(ModuleIR.prototype);
  const look = op.value as ModuleIR['op'];
  let looks = 0;
  ModuleIR.prototype.op = function (value) {
    looks += 1;
    return look.call(this, value);
  };
  try {
    run(text);
  } finally {
    Object.defineProperty(ModuleIR.prototype, 'op', op);
  }
  return looks;
}

const SMALL = 150;

describe('long code: four times the text is about four times the work', () => {
  for (const [name, write] of Object.entries(LONG)) {
    it(name, { timeout: 120_000 }, () => {
      const [small, large] = [write(SMALL), write(4 * SMALL)].map((text) => {
        const { ir, syntaxError } = lowerer.lower('a.ts', text);
        expect(syntaxError).toBeUndefined();
        expect(checkModule(ir)).toEqual([]);
        return ir.data.length;
      });
      expect(large).toBeLessThan(4.5 * small);
      expect(work(write(4 * SMALL))).toBeLessThan(4.5 * work(write(SMALL)));
    });
  }
});

describe("deep code: lowered, or that file's error", () => {
  for (const [name, write] of Object.entries(DEEP)) {
    it(name, { timeout: 120_000 }, () => {
      expect(run(write(100)).errors).toEqual([]);
      for (const depth of [1_000, 30_000]) {
        const { errors } = run(write(depth));
        expect(errors.map(({ message }) => message).filter((message) => message !== 'the code is nested too deeply to be parsed')).toEqual(
          [],
        );
      }
    });
  }
});

describe('very long code', () => {
  it.each([
    'a sum',
    'a text put together',
    'a condition of &&',
    'a condition of ??',
    'a sequence of commas',
    'a chain of calls',
    'a chain of members',
    'a template',
  ])('%s of 100,000 terms is lowered', { timeout: 120_000 }, (name) => {
    const { ir, syntaxError } = lowerer.lower('a.ts', LONG[name]?.(100_000) ?? '');
    expect(syntaxError).toBeUndefined();
    expect(ir.data.length).toBeGreaterThan(400_000);
    expect(run(LONG[name]?.(100_000) ?? '').errors).toEqual([]);
  });

  it('one line of 10 MB is lowered where it is named, and skipped where it is not', { timeout: 300_000 }, () => {
    const text = `export const f = async () => { await fetch('https://x'); };${'g(1,[2,{a:3}]);'.repeat(700_000)}`;
    expect(text.length).toBeGreaterThan(10_000_000);
    const { ir } = lowerer.lower('a.js', text);
    expect(ir.data.length).toBeLessThan(3 * text.length);
    const host = createMemoryHost({ '/p/a.js': text });
    const { skipped } = analyze({ root: '/p', host, config: { ...config, maxFileSize: 1 << 28 }, rules: RULES, certainty: 'likely' });
    expect(skipped).toEqual([{ file: 'a.js', reason: 'minified' }]);
  });

  it('a file that is nested too deeply ends nothing but itself', () => {
    const files = { '/p/a.ts': DEEP['calls']?.(50_000) ?? '', '/p/b.ts': 'export const f = async () => { await fetch("https://x"); };' };
    const result = analyze({
      root: '/p',
      paths: Object.keys(files),
      host: createMemoryHost(files),
      config,
      rules: RULES,
      certainty: 'likely',
    });
    expect(result.errors.map(({ file }) => file)).toEqual(['a.ts']);
    expect(result.findings.map(({ file }) => file)).toEqual(['b.ts']);
  });
});

describe('Unicode: places are where the text is', () => {
  it.each([
    ['identifiers beyond the first plane', 'const \u{1D4D0}\u{20000} = "\u{1F4A9}";'],
    ['a line separator and a paragraph separator', 'const a = "\u2028\u2029"; // \u2028 export const b = 1;\u2029'],
    ['half characters', 'const a = "\uD800", b = "\uDC00\uD800"; /* \uDFFF */'],
    ['directional marks', 'const a = "\u202E\u2066"; // \u202E fetch("no") \u2069'],
    ['joiners and spaces of no width', 'const a\u200C\u200D = 1;\uFEFF\u00A0\u3000 /* \u200B */'],
    ['combining marks and escapes', 'const e\u0301 = 1, \\u0061bc = 2, \\u{1D4D0} = 3;'],
    ['other line ends', 'const a = 1;\r\nconst b = 2;\rconst c = 3;'],
    ['no character', 'const a = "\0";'],
  ])('%s', (_, odd) => {
    const call = 'fetch("https://example.com/" + key)';
    for (const mark of ['', '\uFEFF']) {
      const text = `${odd}\nexport const f = async (key) => { ${odd.replace(/\/\/.*/su, '')} await ${call}; };\n`;
      const [finding, ...others] = run(mark + text).findings.filter(({ ruleId }) => ruleId === 'require-timeout');
      expect(others).toEqual([]);
      expect(finding && text.slice(finding.start.offset, finding.end.offset)).toBe(call);
      expect(finding?.start.line).toBe(text.slice(0, text.indexOf(call)).split(/\r\n|[\n\r\u2028\u2029]/).length);
    }
  });
});

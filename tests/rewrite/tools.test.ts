import { describe, expect, it } from 'vitest';
import { addParameter, makeAsync, type ts } from '../../src/analyzer/rewrite/tools.js';
import { compose } from './compose.js';

const one = (text: string, make: Parameters<typeof compose>[1], file = 'a.ts'): string | undefined =>
  compose({ [file]: text }, make)?.[file];

describe('imports', () => {
  const importing = (text: string, file = 'a.ts', name = 'LRUCache') =>
    one(
      text,
      ({ tools, unit }) =>
        tools.offer('x', (edit) => {
          const source = edit.source(unit(file));
          const local = edit.import(source, { from: 'lru-cache', name });
          edit.insert(source, source.text.length, `use(${local})${source.style.semi}`);
        }),
      file,
    );

  it('stand after those that are there, in their quotes', () => {
    expect(importing('import a from "a"; // why\n\na();\n')).toBe(
      'import a from "a"; // why\nimport { LRUCache } from "lru-cache";\n\na();\nuse(LRUCache);',
    );
  });
  it('join names of the same module', () => {
    expect(importing("import { a } from 'lru-cache'\na()\n")).toBe("import { a, LRUCache } from 'lru-cache'\na()\nuse(LRUCache)");
  });
  it('are left out where they are there already', () => {
    expect(importing("import { LRUCache as L } from 'lru-cache';\n")).toBe("import { LRUCache as L } from 'lru-cache';\nuse(L);");
  });
  it('take another name where theirs is taken', () => {
    expect(importing("import 'a';\nconst LRUCache = 1;\n")).toContain("import { LRUCache as LRUCache2 } from 'lru-cache';");
  });
  it('are requires in CommonJS, after the directive', () => {
    expect(importing("'use strict';\n\nmodule.exports = 1;\n", 'a.js')).toBe(
      "'use strict';\nconst { LRUCache } = require('lru-cache');\n\nmodule.exports = 1;\nuse(LRUCache);",
    );
  });
  it('keep a byte order mark and CRLF', () => {
    expect(importing("\uFEFFimport 'a';\r\n\r\nb();\r\n")).toBe(
      "\uFEFFimport 'a';\r\nimport { LRUCache } from 'lru-cache';\r\n\r\nb();\r\nuse(LRUCache);",
    );
  });
});

describe('options', () => {
  const setting = (text: string, index: number, settings: Parameters<import('../../src/analyzer/rewrite/tools.js').Edit['setOption']>[3]) =>
    one(text, ({ tools, find }) =>
      tools.offer('x', (edit) => {
        const call = text.slice(text.indexOf('f('), text.lastIndexOf(';'));
        const { source, node } = find('a.ts', call);
        edit.setOption(source, node as ts.CallExpression, index, settings);
      }),
    );

  it('become a last argument', () => {
    expect(setting('f(a);', 1, { timeout: '5_000' })).toBe('f(a, { timeout: 5_000 });');
  });
  it('join the properties that are there, before the trailing comma', () => {
    expect(setting('f(a, {\n  b: 1, // why\n});', 1, { timeout: '1' })).toBe('f(a, {\n  b: 1, // why\n  timeout: 1,\n});');
  });
  it('get a comma before them where there was none', () => {
    expect(setting('f({\n  b: 1 // why\n});', 0, { timeout: '1' })).toBe('f({\n  b: 1, // why\n  timeout: 1\n});');
  });
  it('replace a value and merge into an object', () => {
    expect(setting('f({ timeout: 0, c: { d: 1 } });', 0, { timeout: '1', c: { e: '2' } })).toBe('f({ timeout: 1, c: { d: 1, e: 2 } });');
  });
  it('spread what is not written here', () => {
    expect(setting('f(options);', 0, { timeout: '1' })).toBe('f({ ...options, timeout: 1 });');
  });
  it('are refused behind a spread', () => {
    expect(setting('f(...args);', 1, { timeout: '1' })).toBeUndefined();
  });
});

describe('statements', () => {
  it('come before another with its comments, and in a body that was an expression', () => {
    const before = (text: string, at: string) =>
      one(text, ({ tools, find }) =>
        tools.offer('x', (edit) => {
          const { source, node } = find('a.ts', at);
          edit.before(source, node, ['if (x) {', '  y();', '}']);
        }),
      );
    expect(before('function f() {\n\t// why\n\tg();\n}\n', 'g()')).toBe('function f() {\n\tif (x) {\n\t\ty();\n\t}\n\t// why\n\tg();\n}\n');
    expect(before('const f = () => g();\n', 'g()')).toBe('const f = () => {\n  if (x) {\n    y();\n  }\n  return g();\n};\n');
    expect(before('if (a) g();\n', 'g()')).toBeUndefined();
  });
  it('are enclosed, and templates keep their lines', () => {
    const text = 'async function f() {\n  a(`x\n  y`);\n\n  b(); // last\n}\n';
    const result = one(text, ({ tools, find }) =>
      tools.offer('x', (edit) => {
        const { source, node } = find('a.ts', 'b()');
        const first = source.statementOf(find('a.ts', 'a(`x\n  y`)').node);
        edit.enclose(source, [first, source.statementOf(node)], ['try {'], ['} finally {', '  c();', '}']);
      }),
    );
    expect(result).toBe('async function f() {\n  try {\n    a(`x\n  y`);\n\n    b(); // last\n  } finally {\n    c();\n  }\n}\n');
  });
});

describe('a new parameter', () => {
  const adding = (files: Record<string, string>) =>
    compose(files, ({ program, tools, unit }) =>
      tools.offer('x', (edit) => {
        const home = unit('a.ts');
        addParameter(program, edit, { unit: home, fn: 1 }, { name: 'cache', type: 'Map<string, string>', argument: () => 'new Map()' });
      }),
    );

  it('reaches the callers in other files', () => {
    const result = adding({
      'a.ts': 'export function f(a: string) {\n  return a;\n}\n',
      'b.ts': "import { f } from './a.js';\n\nf('x');\n",
    });
    expect(result).toEqual({
      'a.ts': 'export function f(a: string, cache: Map<string, string>) {\n  return a;\n}\n',
      'b.ts': "import { f } from './a.js';\n\nf('x', new Map());\n",
    });
  });
  it('is refused where the function is a value', () => {
    expect(
      adding({ 'a.ts': 'export function f(a: string) {\n  return a;\n}\n', 'b.ts': "import { f } from './a.js';\n\nf('x');\nkeep(f);\n" }),
    ).toBeUndefined();
  });
});

describe('a class', () => {
  const adding = (files: Record<string, string>) =>
    compose(files, ({ program, tools, unit }) =>
      tools.offer('x', (edit) => {
        const home = unit('a.ts');
        const { ctor } = home.ir.cls(0);
        addParameter(program, edit, { unit: home, fn: ctor }, { name: 'cache', type: 'Cache', argument: () => 'shared' });
      }),
    );

  it('gets what its constructor needs from each construction', () => {
    const result = adding({
      'a.ts': 'export class A {\n  constructor(readonly b: string) {}\n}\n',
      'b.ts': "import { A } from './a.js';\n\nexport const a: A = new A('x');\n",
    });
    expect(result?.['a.ts']).toContain('constructor(readonly b: string, cache: Cache) {}');
    expect(result?.['b.ts']).toContain("new A('x', shared)");
  });
  it('is left alone where somebody else may construct it', () => {
    const files = {
      'a.ts': 'export class A {\n  constructor(readonly b: string) {}\n}\nnew A(``);\n',
      'b.ts': "import { A } from './a.js';\n\nkeep(A);\n",
    };
    expect(adding(files)).toBeUndefined();
  });
});

describe('async', () => {
  const making = (text: string, name: string) =>
    one(text, ({ tools, unit }) =>
      tools.offer('x', (edit) => {
        const source = edit.source(unit('a.ts'));
        const visit = (node: ts.Node): ts.FunctionLikeDeclaration | undefined =>
          source.ts.isFunctionLike(node) && 'body' in node && source.textOf(node).includes(name)
            ? node
            : source.ts.forEachChild(node, visit);
        const found = visit(source.tree);
        if (found) makeAsync(edit, source, found);
      }),
    );

  it('stands before functions, arrows and methods, and their types become promises', () => {
    expect(making('export function f(): number {\n  return 1;\n}\n', 'f')).toBe(
      'export async function f(): Promise<number> {\n  return 1;\n}\n',
    );
    expect(making('const f = (a: string) => a;\n', 'a')).toBe('const f = async (a: string) => a;\n');
    expect(making('class A {\n  private f() {}\n}\n', 'f()')).toBe('class A {\n  private async f() {}\n}\n');
  });
  it('is refused for what cannot be', () => {
    expect(making('class A {\n  get f() {\n    return 1;\n  }\n}\n', 'get f')).toBeUndefined();
    expect(making('function* f() {}\n', 'f')).toBeUndefined();
  });
});

describe('defaults', () => {
  it('stand before what is spread in', () => {
    const text = 'f({\n  ...options,\n  a: 1,\n});\n';
    const result = one(text, ({ tools, find }) =>
      tools.offer('x', (edit) => {
        const { source, node } = find('a.ts', text.slice(2, text.lastIndexOf(')')));
        edit.setFirst(source, node as ts.ObjectLiteralExpression, { timeout: '1' });
      }),
    );
    expect(result).toBe('f({\n  timeout: 1,\n  ...options,\n  a: 1,\n});\n');
  });
});

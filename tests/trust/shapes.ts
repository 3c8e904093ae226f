const times = (n: number, part: (i: number) => string, between = ''): string => Array.from({ length: n }, (_, i) => part(i)).join(between);

/** Code that is as long as it is asked to be: what people, generators and the malicious write. */
export const LONG: Readonly<Record<string, (n: number) => string>> = {
  'a sum': (n) => `export const x = ${times(n, (i) => `a${i % 7}`, ' + ')};`,
  'a text put together': (n) => `export const x = ${times(n, (i) => `'s${i}'`, ' + ')};`,
  'a condition of &&': (n) => `export const x = ${times(n, (i) => `a${i % 7}`, ' && ')};`,
  'a condition of ??': (n) => `export const x = ${times(n, (i) => `a${i % 7}`, ' ?? ')};`,
  'a sequence of commas': (n) => `export const f = () => { ${times(n, (i) => `a${i % 7}`, ', ')} };`,
  'a chain of calls': (n) => `export const x = z${times(n, (i) => `.call(${i % 9})`)};`,
  'a chain of members': (n) => `export const x = z${times(n, (i) => `.b${i % 5}`)};`,
  'a chain of optional members': (n) => `export const x = z${times(n, (i) => `?.b${i % 5}`)};`,
  'a template': (n) => `export const x = \`${times(n, (i) => `\${a${i % 7}}`, '-')}\`;`,
  'an array': (n) => `export const x = [${times(n, (i) => `{ a: ${i} }`, ',')}];`,
  'an object': (n) => `export const x = {${times(n, (i) => `k${i}: ${i}`, ',')}}; export const y = x.k5;`,
  'a union': (n) => `export type X = ${times(n, (i) => `'k${i}'`, ' | ')}; export const f = (x: X) => x;`,
  'an enum': (n) => `export enum E { ${times(n, (i) => `A${i} = ${i}`, ', ')} }`,
  'a switch': (n) => `export function f(a) { let x = 0; switch (a) { ${times(n, (i) => `case ${i}: x += ${i}; break;`, ' ')} } return x; }`,
  'a switch that falls through': (n) =>
    `export function f(a) { let x = 0; switch (a) { ${times(n, (i) => `case ${i}: x += ${i};`, ' ')} } return x; }`,
  parameters: (n) => `export function f(${times(n, (i) => `a${i}`, ', ')}) { return a3; } export const x = f(${times(n, String, ', ')});`,
  'a pattern': (n) => `export function f({ ${times(n, (i) => `a${i} = ${i}`, ', ')} }) { return a3; }`,
  'branches that assign': (n) => `export function f(a) { let x = 0; ${times(n, (i) => `if (a) x = ${i};`, '\n')} return x; }`,
  'loops one after the other': (n) =>
    `export async function f(a) { let x = 0; ${times(n, () => 'for (const q of a) { x += q; await g(x); }', '\n')} return x; }`,
  'labels and jumps': (n) =>
    `export function f(a) { ${times(n, (i) => `l${i}: while (a) { if (a) break l${i}; continue l${i}; }`, '\n')} }`,
  'functions that call the next': (n) =>
    times(n, (i) => `export async function f${i}(a) { await fetch('http://x/${i}'); return f${(i + 1) % n}(a); }`, '\n'),
  'waits in one function': (n) =>
    `export const s = async (k) => {${times(n, (i) => `await fetch('http://s${i}.internal/' + k);`, '\n')} };`,
  'caches in one module': (n) =>
    times(n, (i) => `const c${i} = new Map(); export const s${i} = async (k) => { c${i}.set(k, await q(k)); return c${i}.get(k); };`, '\n'),
  'users of one cache': (n) =>
    `const c = new Map();\n${times(n, (i) => `export const s${i} = (k, v) => { c.set(k, v); return c.get(k); };`, '\n')}`,
  'users of one counter': (n) => `let c = 0;\n${times(n, (i) => `export const s${i} = () => { c += 1; if (c > ${i}) c = 0; };`, '\n')}`,
  'reads and writes of one store': (n) =>
    `import Redis from 'ioredis'; const r = new Redis();\n${times(n, (i) => `export const s${i} = async (k) => { const v = await r.get(k); await r.set(k, v + ${i}); };`, '\n')}`,
  'locks in one function': (n) =>
    `import { Mutex } from 'async-mutex'; const m = new Mutex();\nexport const s = async () => {${times(n, (i) => `{ const r = await m.acquire(); try { await fetch('x${i}'); } finally { r(); } }`, '\n')} };`,
  'locks of one kept semaphore': (n) =>
    `import { Sema } from 'async-sema'; const m = new Sema(1);\nexport const s = async () => {${times(n, (i) => `await m.acquire(); await fetch('x${i}'); m.release();`, '\n')} };`,
  'transactions on one client': (n) =>
    `import { Client } from 'pg'; const c = new Client();\nexport const s = async () => {${times(n, (i) => `await c.query('BEGIN'); await fetch('x${i}'); await c.query('COMMIT');`, '\n')} };`,
  'connections of one pool': (n) =>
    `import { Pool } from 'pg'; const p = new Pool();\nexport const s = async () => {${times(n, (i) => `{ const c = await p.connect(); await c.query('SELECT ${i}'); c.release(); }`, '\n')} };`,
  'a chain of then': (n) =>
    `export const s = (k) => fetch('u')${times(n, (i) => `.then((v) => { if (!v) return ${i}; return g(v, k); })`, '\n')};`,
  'a chain of catch': (n) => `export const s = (k) => fetch('u')${times(n, (i) => `.then((v) => g(v, ${i})).catch((e) => h(e))`, '\n')};`,
  'closures that assign one variable': (n) =>
    `export function f() { let x = 0; ${times(n, (i) => `g(() => { x = ${i}; });`, '\n')} return x; }`,
  'classes that extend the next': (n) =>
    times(n, (i) => `export class C${i} extends C${i + 1} { x = new Map(); m() { this.x.set(1, super.m()); } }`, '\n'),
  'constants of constants': (n) => `${times(n, (i) => `const k${i} = k${i - 1 < 0 ? 'z' : i - 1};`, '\n')}\nexport default k${n - 1};`,
  'imports and exports': (n) => times(n, (i) => `import { a${i} } from './m${i}'; export * from './m${i}'; a${i}();`, '\n'),
  comments: (n) =>
    times(n, (i) => `// eslint-disable-next-line hidden-state/no-module-state -- why ${i}\nexport const c${i} = new Map();`, '\n'),
  'white space and slashes': (n) => `export const x = 1;${' '.repeat(n * 10)}\n${'//\n'.repeat(n)}//${'//'.repeat(n)}\n/*${'*'.repeat(n)}/`,
};

/** Code within code within code. */
export const DEEP: Readonly<Record<string, (n: number) => string>> = {
  calls: (n) => `export const x = ${'f('.repeat(n)}1${')'.repeat(n)};`,
  functions: (n) => `export const x = ${'() => '.repeat(n)}1;`,
  blocks: (n) => `export function f() { ${'{'.repeat(n)} ${'}'.repeat(n)} }`,
  conditions: (n) => `export function f(a) { ${'if (a) {'.repeat(n)} g(); ${'}'.repeat(n)} }`,
  alternatives: (n) => `export const f = (a) => ${times(n, (i) => `a === ${i} ? ${i} : `)} 0;`,
  loops: (n) => `export async function f(a) { ${'for (const x of a) {'.repeat(n)} await g(); ${'}'.repeat(n)} }`,
  tries: (n) => `export async function f(a) { ${'try {'.repeat(n)} await g(); ${'} finally { h() }'.repeat(n)} }`,
  parentheses: (n) => `export const x = ${'('.repeat(n)}1${')'.repeat(n)};`,
  arrays: (n) => `export const x = ${'['.repeat(n)}1${']'.repeat(n)};`,
  operators: (n) => `export const x = ${'!'.repeat(n)}1;`,
  awaits: (n) => `export const f = async () => ${'await '.repeat(n)}1;`,
  assignments: (n) => `let q; export const x = ${'q = '.repeat(n)}1;`,
  types: (n) => `export type X = ${'Array<'.repeat(n)}string${'>'.repeat(n)};`,
  thens: (n) => `export const x = () => fetch('u')${'.then((v) => v)'.repeat(n)};`,
  templates: (n) => `export const x = ${'`${'.repeat(n)}1${'}`'.repeat(n)};`,
};

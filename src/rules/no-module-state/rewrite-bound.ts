import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import { refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { State } from '../../analyzer/state/types.js';
import { usesOf } from '../declared.js';
import type { Match } from './detect.js';
import { declared, methodCall, methodName, typeArguments, type Declared } from './rewrite-declared.js';

/** Entries to begin with; people know better, and find the number in the code. */
const ENTRIES = '10_000';
/** What `Map` and `LRUCache` have in common. */
const SHARED = new Set(['get', 'set', 'has', 'delete', 'clear']);

/**
 * A limit and a time to live, by `lru-cache`. Precondition: the package depends on it, or (`adds`) a package.json is there to add it to; and the state is an empty `Map` on which only `get`, `set`, `has`,
 * `delete` and `clear` are called. Nothing else changes: entries are still this process's own, but few and young.
 */
export function boundWithLru(state: State, program: Program, tools: RewriteTools, expires: boolean, adds = false): readonly Rewrite[] {
  const isThere = program.dependencyRange(state.unit, 'lru-cache') !== undefined;
  if (isThere === adds) return [];
  const own = expires ? offerLru(state, tools, { expires, adds, knowAge: false }) : [];
  return own.length > 0 ? own : offerLru(state, tools, { expires: false, adds, knowAge: expires });
}

interface Bounds {
  readonly expires: boolean;
  readonly adds: boolean;
  /** Entries hold the time when they were made, and whoever reads them looks at it: a time to live would be a second one. */
  readonly knowAge: boolean;
}

function offerLru(state: State, tools: RewriteTools, { expires, adds, knowAge }: Bounds): readonly Rewrite[] {
  const bounds = expires ? '10 000 entries, a minute each' : '10 000 entries';
  const title = `Bound \`${state.name}\`: ${bounds}${adds ? ' (npm install lru-cache)' : ''}`;
  return tools.offer(title, (edit) => {
    const { source, declaration, methods, uses } = readMap(edit, state);
    if ((expires || knowAge) && uses.some(({ node }) => asksForTime(source, node)) !== knowAge) refuse('its entries know their age');
    if (methods.some((name) => !SHARED.has(name))) refuse('more is called on it');
    const types = typeArguments(source, declaration).map((type) => source.textOf(type));
    if (source.style.isTypeScript && (types.length !== 2 || /\b(?:null|undefined|unknown|any)\b/.test(types[1])))
      refuse('values may be nothing');
    if (adds) {
      if (state.unit.manifest === undefined) refuse('no manifest to add the package to');
      edit.need(source, { name: 'lru-cache', range: '^10.4.0', to: 'dependencies' });
    }
    const name = edit.import(source, { from: 'lru-cache', name: 'LRUCache' });
    const args = source.style.isTypeScript ? `<${types.join(', ')}>` : '';
    const options = expires ? `{ max: ${ENTRIES}, ttl: 60_000 }` : `{ max: ${ENTRIES} }`;
    if (declaration.type) edit.remove(source, { start: declaration.name.end, end: declaration.type.end });
    edit.replace(source, declaration.initializer ?? refuse('no value'), `new ${name}${args}(${options})`);
  });
}

/** Does the function around a use ask what time it is? */
function asksForTime(source: Source, use: ts.Node): boolean {
  const fn = source.functionOf(use);
  return fn !== undefined && /\bDate\.now\(|\bperformance\.now\(|\bnew Date\(/.test(source.textOf(fn));
}

/**
 * Starts anew when it is full. Precondition: what it keeps was computed from the key, so that it can be computed again; entries are added by statements of their
 * own, `memo.set(key, value);`.
 */
export function emptyWhenFull(state: State, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer(`Empty \`${state.name}\` when it holds 10 000 entries`, (edit) => {
    const found = readMap(edit, state);
    const { source, name, uses } = found;
    const { ts: api, style } = source;
    const sets = uses.flatMap(({ node }) => {
      const call = methodCall(source, node);
      return call && methodName(source, call) === 'set' ? [call] : [];
    });
    if (sets.length === 0) refuse('nothing is set');
    checkComputed(found, sets);
    for (const call of sets) {
      const parent = source.parentOf(call);
      if (parent === undefined || !api.isExpressionStatement(parent)) refuse('set within an expression');
      edit.before(source, call, [`if (${name}.size >= ${ENTRIES}) ${name}.clear()${style.semi}`]);
    }
  });
}

/** An entry can be made again if it is made where it was looked for and not found, for a key that is not written there, and nobody changes it later. */
function checkComputed({ source, uses }: Declared, sets: readonly ts.CallExpression[]): void {
  const { ts: api } = source;
  const asks = uses.flatMap(({ node }) => {
    const call = methodCall(source, node);
    return call && ['get', 'has'].includes(methodName(source, call)) ? [call] : [];
  });
  for (const call of sets) {
    const [key] = call.arguments;
    if (key === undefined || api.isLiteralExpression(key)) refuse('its keys are written there');
    if (!asks.some((ask) => source.functionOf(ask) === source.functionOf(call))) refuse('not looked for where it is set');
  }
  for (const ask of asks) {
    const parent = source.parentOf(ask);
    const name = parent && api.isVariableDeclaration(parent) && api.isIdentifier(parent.name) ? parent.name : undefined;
    const fn = source.functionOf(ask);
    if (name && fn && usesOf(source, fn, name.text).some((use) => isChanged(source, use))) refuse('its entries are changed');
  }
}

const CHANGES = new Set(['push', 'unshift', 'splice', 'pop', 'shift', 'set', 'add', 'delete', 'clear']);

/** `entry.push(…)`, `entry.count = 1`, `entry.count += 1`, `entry.count++` */
function isChanged(source: Source, use: ts.Node): boolean {
  const { ts: api } = source;
  const access = source.parentOf(use);
  if (access === undefined || (!api.isPropertyAccessExpression(access) && !api.isElementAccessExpression(access))) return false;
  const parent = source.parentOf(access);
  if (parent === undefined || access.expression !== use) return false;
  if (api.isCallExpression(parent)) return api.isPropertyAccessExpression(access) && CHANGES.has(access.name.text);
  if (api.isPrefixUnaryExpression(parent) || api.isPostfixUnaryExpression(parent)) return true;
  return (
    api.isBinaryExpression(parent) &&
    parent.left === access &&
    parent.operatorToken.kind >= api.SyntaxKind.FirstAssignment &&
    parent.operatorToken.kind <= api.SyntaxKind.LastAssignment
  );
}

function readMap(edit: Edit, state: State): Declared & { readonly methods: readonly string[] } {
  const found = declared(edit, state);
  const { source, declaration, uses } = found;
  const { initializer } = declaration;
  if (!initializer || !source.ts.isNewExpression(initializer) || (initializer.arguments?.length ?? 0) > 0) refuse('not an empty `Map`');
  if (source.textOf(initializer.expression) !== 'Map') refuse('not a `Map`');
  const methods = uses.map(({ node }) => methodName(source, methodCall(source, node) ?? refuse('used as a value')));
  return { ...found, methods };
}

/** A limit among the options of a memoizer. Precondition: it is `memoizee`, whose second argument has `max`; others take a cache, or a function. */
export function limitMemoizer({ at, name }: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  const call = program.graph.libCallsIn(at.unit).find(({ unit, call, fn }) => unit.ir.start(call) === at.start && fn === 0);
  if (call?.callee.type.pkg !== 'memoizee') return [];
  return tools.offer(`Bound what \`${name}\` keeps: 10 000 results`, (edit) => {
    const source = edit.source(at.unit);
    edit.setOption(source, source.callAt(at.unit.ir.span(call.call)), 1, { max: ENTRIES });
  });
}

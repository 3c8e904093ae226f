import { Fn } from '../../analyzer/ir/ops.js';
import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import { layOut } from '../../analyzer/rewrite/layout.js';
import { refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { State } from '../../analyzer/state/types.js';
import { Carriage, outermost, type Owner } from '../carry.js';
import { awaitCall } from '../carry-async.js';
import {
  commentOf,
  declared,
  methodCall,
  methodName,
  removeDeclaration,
  typeArguments,
  typeName,
  type Declared,
} from './rewrite-declared.js';
import { isPlain } from './rewrite-plain.js';
import { redisInScope } from './rewrite-redis.js';

const METHODS = ['get', 'set', 'has', 'delete', 'clear'] as const;
type Method = (typeof METHODS)[number];

/** A module's cache, with what is called on it. */
interface Cache extends Declared {
  readonly methods: readonly Method[];
  readonly calls: readonly ts.CallExpression[];
  /** Key and value, as they are written; `undefined` in JavaScript. */
  readonly types: readonly [ts.TypeNode, ts.TypeNode] | undefined;
  /** May each use wait? Then the entries may be anywhere. */
  readonly waits: boolean;
}

/**
 * The caller owns the cache and passes it in. Precondition: the cache is a `Map` of this file that only `get`, `set`, `has`, `delete` and `clear` are called
 * on, in functions; each function up to the one that owns it has no caller out of sight.
 */
export function passCacheIn(state: State, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer(`Let the caller own \`${state.name}\` and pass it in`, (edit) => {
    const cache = readCache(edit, state);
    const cargo = new CacheCargo(program, edit, cache);
    const carriage = new Carriage(program, edit, cargo, state.unit);
    for (const { ref, node } of cache.uses) carriage.need(ref, node);
    const owners = carriage.owners.filter(({ isTest, hand }) => !isTest && hand === undefined);
    // Two owners are two caches: harmless for what one function fills and reads, and no longer one cache where several share it.
    if (owners.length > 1 && new Set(cache.uses.map(({ ref }) => outermost(ref).fn)).size > 1) refuse('several owners would not share it');
    carriage.write();
    carriage.finish();
    for (const { node, ref } of cache.uses) {
      const text = carriage.textAt(ref, node);
      if (text !== cache.name) edit.replace(cache.source, node, text);
    }
    if (cache.waits) for (const call of cache.calls) awaitCall(edit, cache.source, call);
    cargo.declare();
  });
}

function readCache(edit: Edit, state: State): Cache {
  const found = declared(edit, state);
  const { source, declaration, uses } = found;
  const { ts: api, style } = source;
  const { initializer } = declaration;
  if (!initializer || !api.isNewExpression(initializer) || (initializer.arguments?.length ?? 0) > 0) refuse('not an empty `Map`');
  if (source.textOf(initializer.expression) !== 'Map') refuse('not a `Map`');
  const calls = uses.map(({ node }) => methodCall(source, node) ?? refuse('used as a value'));
  const methods = METHODS.filter((method) => calls.some((call) => methodName(source, call) === method));
  if (!calls.every((call) => (METHODS as readonly string[]).includes(methodName(source, call)))) refuse('more is called on it');
  const [key, value] = typeArguments(source, declaration);
  if (style.isTypeScript && value === undefined) refuse('its types are not written');
  const waits = uses.every(
    ({ ref }) => (ref.unit.ir.fnFlags(ref.fn) & Fn.Async) !== 0 && (ref.unit.ir.fnFlags(ref.fn) & Fn.Generator) === 0,
  );
  return { ...found, methods, calls, types: style.isTypeScript ? [key, value] : undefined, waits };
}

/** Seconds for which replicas may go on with what they have: long enough to spare the database, short enough for people to wait. */
const SECONDS = 60;
const ENTRIES = '10_000';

class CacheCargo {
  readonly name: string;
  private readonly typeText: string;
  private readonly parts = new Set<'type' | 'memory' | 'redis'>();

  constructor(
    private readonly program: Program,
    private readonly edit: Edit,
    private readonly cache: Cache,
  ) {
    this.name = cache.name;
    const wanted = typeName(cache.name, 'Cache');
    this.typeText = cache.types ? edit.fresh(cache.source, wanted) : '';
    if (cache.types) this.parts.add('type');
  }

  type(source: Source): string {
    if (source === this.cache.source) return this.typeText;
    return this.edit.importFrom(source, this.cache.source.unit, { name: this.typeText, type: true });
  }

  /** Redis, where its entries are the same again after a trip there; not where one is looked for and then got, since it may expire in between. */
  hand(ref: Owner['ref'], at: Source): string | undefined {
    const { types, source, waits, methods } = this.cache;
    if (types === undefined || !waits || methods.includes('clear') || methods.includes('has')) return undefined;
    if (!/^(?:string|number)$/.test(source.textOf(types[0])) || !isPlain(this.program, this.edit, source, types[1])) return undefined;
    return redisInScope(this.program, at, ref);
  }

  make({ source, hand }: Owner, name: string): readonly string[] {
    const { semi } = source.style;
    const made = (part: 'memory' | 'redis', maker: string, argument: string): string[] => {
      this.parts.add(part);
      const local = source === this.cache.source ? maker : this.edit.importFrom(source, this.cache.source.unit, { name: maker });
      return [`const ${name} = ${local}(${argument})${semi}`];
    };
    if (hand !== undefined) return made('redis', `redis${this.typeText}`, hand);
    if (this.cache.types) return made('memory', `create${this.typeText}`, '');
    return [...commentOf(this.cache), `const ${name} = ${this.inMemory(source)}${semi}`];
  }

  /** A container of this process: with a limit where the package has one at hand. */
  private inMemory(source: Source): string {
    const { types, source: home } = this.cache;
    const args = types ? `<${types.map((type) => home.textOf(type)).join(', ')}>` : '';
    const isNullish = types !== undefined && /\b(?:null|undefined|unknown|any)\b/.test(home.textOf(types[1]));
    if (this.program.dependencyRange(source.unit, 'lru-cache') === undefined || isNullish) return `new Map${args}()`;
    const name = this.edit.import(source, { from: 'lru-cache', name: 'LRUCache' });
    return `new ${name}${args}({ max: ${ENTRIES}, ttl: ${SECONDS}_000 })`;
  }

  /** Puts what is needed in the place of the variable. */
  declare(): void {
    const { source, statement, types } = this.cache;
    const { semi } = source.style;
    const lines: string[][] = [];
    if (types) lines.push(this.typeLines(types));
    if (this.parts.has('memory'))
      lines.push([
        '/** Entries of one process. */',
        `export const create${this.typeText} = (): ${this.typeText} => ${this.inMemory(source)}${semi}`,
      ]);
    if (types && this.parts.has('redis')) lines.push(this.redisLines(source.textOf(types[1])));
    const text = layOut(
      source,
      lines
        .map((part) => part.join('\n'))
        .join('\n\n')
        .split('\n'),
      '',
    );
    if (text !== '') return this.edit.replace(source, statement, text);
    removeDeclaration(this.edit, this.cache);
  }

  private typeLines([keyNode, valueNode]: readonly [ts.TypeNode, ts.TypeNode]): string[] {
    const { source, methods, waits, calls } = this.cache;
    const { semi } = source.style;
    const key = source.textOf(keyNode);
    const value = source.textOf(valueNode).includes('=>') ? `(${source.textOf(valueNode)})` : source.textOf(valueNode);
    const eventually = (type: string): string => (waits ? `${type} | Promise<${type}>` : type);
    const asks = (method: Method): boolean =>
      calls.some((call) => {
        const parent = source.parentOf(call);
        return methodName(source, call) === method && !(parent && source.ts.isExpressionStatement(parent));
      });
    const signatures: Record<Method, string> = {
      get: `get(key: ${key}): ${eventually(`${value} | undefined`)}${semi}`,
      set: `set(key: ${key}, value: ${value}): unknown${semi}`,
      has: `has(key: ${key}): ${eventually('boolean')}${semi}`,
      delete: `delete(key: ${key}): ${asks('delete') ? eventually('boolean') : 'unknown'}${semi}`,
      clear: `clear(): unknown${semi}`,
    };
    return [
      waits
        ? '/** Keeps entries for whoever passes it in: a `Map` does, and so does a store that all replicas share. */'
        : '/** Keeps entries for whoever passes it in. */',
      `export interface ${this.typeText} {`,
      ...methods.map((method) => `  ${signatures[method]}`),
      '}',
    ];
  }

  private redisLines(value: string): string[] {
    const { source, methods, name } = this.cache;
    const { semi, str } = source.style;
    const redis = this.edit.import(source, { from: 'ioredis', name: 'Redis', type: true });
    const key = `\`${name}:\${key}\``;
    const made: Partial<Record<Method, string[]>> = {
      get: [
        '    get: async (key) => {',
        `      const text = await redis.get(${key})${semi}`,
        `      return text === null ? undefined : (JSON.parse(text) as ${value})${semi}`,
        '    },',
      ],
      set: [`    set: (key, value) => redis.set(${key}, JSON.stringify(value), ${str('EX')}, ${SECONDS}),`],
      delete: [`    delete: async (key) => (await redis.del(${key})) === 1,`],
    };
    return [
      '/** Entries that all replicas share, for a minute at most. */',
      `export function redis${this.typeText}(redis: ${redis}): ${this.typeText} {`,
      '  return {',
      ...methods.flatMap((method) => made[method] ?? []),
      `  }${semi}`,
      '}',
    ];
  }
}

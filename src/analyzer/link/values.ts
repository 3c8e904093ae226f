import type { ModuleIR, Span, Value } from '../ir/module.js';
import type { Manifest } from '../project/manifests.js';
import type { LibType } from './library.js';
import type { Memo } from './trail.js';

/** One module of a linked program. */
export interface Unit {
  readonly index: number;
  /** Absolute path, with `/`. */
  readonly path: string;
  /** Relative to the project's root. */
  readonly file: string;
  readonly ir: ModuleIR;
  /** The nearest package.json, if any. */
  readonly manifest: Manifest | undefined;
  /** Where each import row leads. */
  readonly targets: readonly Target[];
}

/** What an import specifier leads to. */
export type Target =
  | { readonly kind: 'unit'; readonly unit: number }
  | { readonly kind: 'package'; readonly name: string; readonly subpath: string }
  | { readonly kind: 'none'; readonly why: string };

/** A range in a module. */
export interface Site extends Span {
  readonly unit: Unit;
}

/** A call (or construction) as seen from one activation of the code around it. */
export interface CallSite {
  readonly unit: Unit;
  readonly value: Value;
  readonly env: Env | null;
}

/** One activation: the function that runs, the call that entered it, and the activation that its closure belongs to. */
export interface Env {
  readonly unit: Unit;
  readonly fn: number;
  readonly call: CallSite | null;
  /** `this`, where it is known. */
  readonly self: Val | null;
  /** Values of the parameters where no call site gives them (a callback's). */
  readonly given: readonly Val[] | null;
  readonly outer: Env | null;
  readonly depth: number;
  readonly memo: Memo<Value, Val>;
}

export type Const = { readonly k: 'const'; readonly value: string | number | boolean | null | undefined };
export type FnVal = { readonly k: 'fn'; readonly unit: Unit; readonly fn: number; readonly env: Env | null; readonly self: Val | null };
export type ClassVal = { readonly k: 'class'; readonly unit: Unit; readonly cls: number; readonly env: Env | null };
/** An instance of a first-party class; `site` is null where only its type is known. */
export type InstVal = { readonly k: 'inst'; readonly cls: ClassVal; readonly site: CallSite | null };
export type ObjVal = { readonly k: 'obj'; readonly unit: Unit; readonly value: Value; readonly env: Env | null };
export type ArrVal = { readonly k: 'arr'; readonly unit: Unit; readonly value: Value; readonly env: Env | null };
/** `Object.assign(a, b, …)`: members are looked for from the last part to the first. */
export type MergeVal = { readonly k: 'merge'; readonly parts: readonly Val[] };
export type NsVal = { readonly k: 'ns'; readonly unit: Unit };
/** A value that a model describes. */
export type LibVal = {
  readonly k: 'lib';
  readonly type: LibType;
  /** As a reader would name it: `axios.get`. */
  readonly name: string;
  /** The object it was taken from. */
  readonly recv: Val | null;
  /** Where the client was made; `export` where the package exports it ready-made; `typed` where only its declared type is known. */
  readonly origin: CallSite | 'export' | 'typed';
};
/** A value of a package that no model describes. */
export type PkgVal = { readonly k: 'pkg'; readonly pkg: string; readonly path: string };
export type GlobalVal = { readonly k: 'global'; readonly path: string };
/** A parameter that no known caller gives, or a member of one. */
export type ParamVal = { readonly k: 'param'; readonly unit: Unit; readonly fn: number; readonly index: number; readonly path: string };
/** A value of an interface or type literal. */
export type IfaceVal = { readonly k: 'iface'; readonly unit: Unit; readonly cls: number };
/** A function of which only the type is known. */
export type FnTypeVal = { readonly k: 'fntype'; readonly unit: Unit; readonly result: Value };
export type JoinVal = { readonly k: 'join'; readonly arms: readonly Val[] };
/** A string put together from parts. */
export type TextVal = { readonly k: 'text'; readonly unit: Unit; readonly value: Value; readonly env: Env | null };
/** The trail ends: `why` is for people (`trace`). `env` marks what comes from the environment. */
export type UnknownVal = { readonly k: 'unknown'; readonly why: string; readonly fromEnv?: boolean; readonly primitive?: boolean };

/** What an expression denotes. */
export type Val =
  | Const
  | FnVal
  | ClassVal
  | InstVal
  | ObjVal
  | ArrVal
  | MergeVal
  | NsVal
  | LibVal
  | PkgVal
  | GlobalVal
  | ParamVal
  | IfaceVal
  | FnTypeVal
  | JoinVal
  | TextVal
  | UnknownVal;

export const unknown = (why: string): UnknownVal => ({ k: 'unknown', why });
export const constant = (value: Const['value']): Const => ({ k: 'const', value });

/** The site of a value's instruction. */
export const siteOf = (unit: Unit, value: Value): Site => ({ unit, start: unit.ir.start(value), end: unit.ir.end(value) });

const envKey = (env: Env | null): string =>
  env === null ? '' : `@${env.unit.index}.${env.fn}.${env.call?.value ?? 0}${envKey(env.outer)}`;

/** A text that is equal for values that are the same thing. */
export function keyOf(v: Val): string {
  switch (v.k) {
    case 'const':
      return `c:${typeof v.value}:${String(v.value)}`;
    case 'fn':
      return `f:${v.unit.index}:${v.fn}${envKey(v.env)}`;
    case 'class':
      return `k:${v.unit.index}:${v.cls}${envKey(v.env)}`;
    case 'inst':
      return `i:${keyOf(v.cls)}:${v.site ? `${v.site.unit.index}:${v.site.value}${envKey(v.site.env)}` : ''}`;
    case 'obj':
    case 'arr':
    case 'text':
      return `${v.k}:${v.unit.index}:${v.value}${envKey(v.env)}`;
    case 'merge':
      return `m:${v.parts.map(keyOf).join('+')}`;
    case 'ns':
      return `n:${v.unit.index}`;
    case 'lib':
      return `l:${v.type.id}:${typeof v.origin === 'string' ? v.origin : `${v.origin.unit.index}:${v.origin.value}${envKey(v.origin.env)}`}`;
    case 'pkg':
      return `p:${v.pkg}:${v.path}`;
    case 'global':
      return `g:${v.path}`;
    case 'param':
      return `a:${v.unit.index}:${v.fn}:${v.index}:${v.path}`;
    case 'iface':
      return `t:${v.unit.index}:${v.cls}`;
    case 'fntype':
      return `y:${v.unit.index}:${v.result}`;
    case 'join':
      return `j:${v.arms.map(keyOf).join('|')}`;
    case 'unknown':
      return `u:${v.why}`;
  }
}

const isNullish = (v: Val): boolean => v.k === 'const' && (v.value === undefined || v.value === null);

/** More possibilities than this say nothing. */
const MAX_ARMS = 12;

/** One of several values. Arms that are the same are one; `keepNullish` keeps `undefined` and `null` arms. */
export function join(arms: readonly Val[], keepNullish = false): Val {
  const [only] = arms;
  if (arms.length === 1 && only.k !== 'join') return only; // most functions return one value
  const same = new Set<Val>();
  let nullish: Val | undefined;
  for (const arm of arms) {
    for (const v of arm.k === 'join' ? arm.arms : [arm]) {
      if (v === CYCLE) continue;
      if (!keepNullish && isNullish(v)) nullish = v;
      else same.add(v);
    }
  }
  if (same.size === 0) return nullish ?? CYCLE;
  if (same.size === 1) return [...same][0];
  if (same.size > 4 * MAX_ARMS) return unknown('too many possibilities');
  const seen = new Map([...same].map((v) => [keyOf(v), v]));
  if (seen.size > MAX_ARMS) return unknown('too many possibilities');
  return seen.size === 1 ? [...seen.values()][0] : { k: 'join', arms: [...seen.values()] };
}

/** The arms of a value: itself where it is no join. */
export const armsOf = (v: Val): readonly Val[] => (v.k === 'join' ? v.arms : [v]);

/** Stands for a value that is being evaluated; a join leaves it out. */
export const CYCLE: UnknownVal = { k: 'unknown', why: 'it depends on itself' };

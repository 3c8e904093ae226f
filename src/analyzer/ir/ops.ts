/**
 * The instruction set of the IR.
 *
 * An instruction is a record in the module's `code` array: `[op | count << 8, start, end, ...operands]`, `count` operands.
 * `start` and `end` are 0-based UTF-16 offsets into the file's text (without a BOM). A value is named by the offset of its
 * record in `code`. The schema below says what each operand is, so that the printer, the invariant checker and the
 * writer's renumbering need no knowledge of single instructions.
 *
 * Operand kinds: `v` a value, `s` a string, `i` a plain integer, `f` a function, `c` a class, `b` a binding, `m` an import.
 * A kind followed by `*` repeats to the end; `(…)*` repeats a group.
 */
export const OPS = {
  // constants
  undef: '',
  null: '',
  bool: 'i',
  /** The number as `String(value)` writes it. */
  num: 's',
  str: 's',
  bigint: 's',
  regex: 's',
  /** A template literal: its text chunks (as `str`) and its expressions, in order. */
  tmpl: 'v*',
  // roots
  /** The raw argument of the parameter with that index, before its default. */
  param: 'i',
  this: '',
  super: '',
  newtarget: '',
  /** `import.meta` */
  meta: '',
  /** A name that no declaration in the file binds. */
  global: 's',
  /** An imported binding. */
  import: 'm',
  /** Reads a binding of an outer function that is assigned exactly once. */
  capture: 'b',
  /** Reads a binding that is a place: assigned more than once and shared with a closure. */
  load: 'b',
  /** Assigns such a binding. Its value is the assigned value. */
  store: 'bv',
  // members
  /** flags (GET_OPTIONAL), object, name. Private names keep their `#`. */
  get: 'ivs',
  getx: 'ivv',
  set: 'vsv',
  setx: 'vvv',
  delete: 'vs',
  deletex: 'vv',
  // calls
  /** flags (CALL_*), callee, arguments. The receiver is the object of the callee's `get`. */
  call: 'ivv*',
  /** `...x` in arguments, an array, or an object. */
  spread: 'v',
  /** awaited value, 1 when the source does not spell it (`for await`, `await using`). */
  await: 'vi',
  /** yielded value, 1 for `yield*`. */
  yield: 'vi',
  /** A dynamic `import()` of a literal specifier: a promise of the namespace. */
  dynimport: 'm',
  // structures
  /** Entries of (kind OBJ_*, key, value). The key is a string id, or a value id where the kind is OBJ_COMPUTED, or -1. */
  object: '(ikv)*',
  array: 'v*',
  func: 'f',
  class: 'c',
  jsx: 'vvv*',
  // operators
  bin: 'svv',
  un: 'sv',
  /** 0 `&&`, 1 `||`, 2 `??`; only where the right side cannot call, await or assign. Elsewhere control flow and a phi. */
  logic: 'ivv',
  /** condition, then, else; under the same restriction. */
  select: 'vvv',
  /** (predecessor block, value) pairs. */
  phi: '(iv)*',
  // taking apart
  /** One element of an iterated value; 1 for `for await`. */
  iter: 'vi',
  /** One key of a `for … in`. */
  key: 'v',
  /** The i-th element of an array pattern. */
  elem: 'vi',
  /** What an object or array pattern leaves over. */
  rest: 'v',
  /** value, default: the default where the value is `undefined`. */
  dflt: 'vv',
  // types, as far as they name values
  /** entity (an import, a capture, a class …, with `get` for qualified names), type arguments */
  tref: 'vv*',
  tarr: 'v',
  tunion: 'v*',
  tinter: 'v*',
  /** A function type and what it returns. */
  tfn: 'v',
  /** `typeof x` */
  tquery: 'v',
  /** A type literal: its members are those of the class row. */
  tobj: 'c',
  tlit: 'v',
  /** `T['name']`, `Parameters<F>[0]`: a type and the type that indexes it. */
  tidx: 'vv',
  tunk: '',
  /** value, type, 1 for `as const`. Non-null assertions leave no trace. */
  cast: 'vvi',
  // scopes
  /** The value of a `using` declaration; 1 for `await using`. */
  using: 'vi',
  /** The end of the scope of a `using` value, on one path; 1 when it is awaited. */
  dispose: 'vi',
  /** The caught exception. */
  caught: '',
  /** Something not modelled, with the values inside it. */
  unknown: 'v*',
} as const;

/** The name of an instruction. */
export type OpName = keyof typeof OPS;

/** Instruction names by number. */
export const OP_NAMES = Object.keys(OPS) as readonly OpName[];

/** Instruction numbers by name. */
export const Op = Object.fromEntries(OP_NAMES.map((name, index) => [name, index])) as Readonly<Record<OpName, number>>;

export const GET_OPTIONAL = 1;

export const CALL_OPTIONAL = 1;
export const CALL_NEW = 2;
export const CALL_TAGGED = 4;
/** A `super(…)` call. */
export const CALL_SUPER = 8;
/** The call that a decorator `@f` without parentheses stands for. */
export const CALL_DECORATOR = 16;

export const OBJ_PROP = 0;
export const OBJ_COMPUTED = 1;
export const OBJ_SPREAD = 2;
export const OBJ_GETTER = 3;
export const OBJ_SETTER = 4;

export const LOGIC_AND = 0;
export const LOGIC_OR = 1;
export const LOGIC_NULLISH = 2;

/** What ends a basic block. */
export enum Term {
  /** to its only successor */
  Jump = 0,
  /** operand is the condition; successors are [true, false] */
  Branch = 1,
  /** operand is the value returned, or -1 */
  Return = 2,
  Throw = 3,
  /** the end of a `finally`: to where its `try` was left for */
  Dispatch = 4,
  /** nothing follows: an endless loop's exit, code after a `return` */
  End = 5,
}

/** Function flags. */
export enum Fn {
  Async = 1,
  Generator = 2,
  Arrow = 4,
  Method = 8,
  Constructor = 16,
  Getter = 32,
  Setter = 64,
  Static = 128,
  /** The module's own top-level code; always function 0. */
  Module = 256,
  /** Holds a class's instance field initialisers. */
  Fields = 512,
  /** An immediately invoked function expression. */
  Iife = 1024,
  /** Contains `this` that is its own. */
  UsesThis = 2048,
  /** A `'use server'` directive. */
  UseServer = 4096,
  /** A declaration without a body (overload, abstract, ambient). */
  NoBody = 8192,
  /** Not declared `async`, but waits: it returns a chain of promises whose callbacks are its own code. */
  Continues = 16384,
}

/** How a binding was declared. */
export enum Bind {
  Const = 0,
  Let = 1,
  Var = 2,
  Param = 3,
  Function = 4,
  Class = 5,
  Import = 6,
  Catch = 7,
  Enum = 8,
  Namespace = 9,
  /** An interface; its members are those of a class row. */
  Interface = 10,
  /** A type alias. */
  Type = 11,
  Using = 12,
}

/** Binding flags. */
export enum BindFlag {
  /** Read or written by another function than its owner. */
  Captured = 1,
  /** Assigned more than once in all (an initialiser counts), or assigned from a closure. */
  Reassigned = 2,
  /** A place: `Captured` and `Reassigned`; read by `load`, written by `store`. */
  Place = 4,
  Ambient = 8,
}

/** How an import row came to be. */
export enum Import {
  Esm = 0,
  TypeOnly = 1,
  Require = 2,
  Dynamic = 3,
  /** `export … from` */
  Reexport = 4,
  /** `import './x'` */
  SideEffect = 5,
}

/** What an export row exports. */
export enum Export {
  /** target is a binding */
  Binding = 0,
  /** target is a value (`export default <expr>`, `exports.x = <expr>`) */
  Value = 1,
  /** target is an import row */
  Import = 2,
  /** target is an import row; everything it exports */
  Star = 3,
  /** `module.exports = v`, `export = v`: target is a value; the exported name is `=` */
  Assign = 4,
  /** target is a binding; exists as a type only */
  Type = 5,
}

/** Member kinds of a class, an interface or a type literal. */
export enum Member {
  Method = 0,
  Getter = 1,
  Setter = 2,
  Field = 3,
  /** A constructor parameter that is a field. */
  ParamProperty = 4,
  Accessor = 5,
  Index = 6,
}

/** Member flags. */
export enum MemberFlag {
  Static = 1,
  Private = 2,
  Readonly = 4,
  Optional = 8,
  Abstract = 16,
  Override = 32,
}

/** Class flags. */
export enum Cls {
  Abstract = 1,
  Interface = 2,
  TypeLiteral = 4,
  Ambient = 8,
  /** A function with methods on its prototype; it may be called without `new`, too. */
  Function = 16,
}

/** Module flags. */
export enum Mod {
  UseClient = 1,
  UseServer = 2,
  /** No bodies: imports, exports, bindings and classes only. */
  Outline = 4,
  /** Has `import` or `export` syntax. */
  Esm = 8,
  HasJsx = 16,
  /** The parser reported syntax errors; what it understood was lowered. */
  SyntaxErrors = 32,
}

import { type ModuleWriter, Table } from '../ir/module.js';
import { Bind, BindFlag, Fn, Op } from '../ir/ops.js';
import { skipTrivia, type ts, type TypeScript } from '../syntax.js';
import type { Kinds } from './kinds.js';
import { type Binding, type FnScope, type Scopes, TYPE_PARAMETER } from './scopes.js';
import type { FunctionBuilder } from './ssa.js';

export type ExpressionHandler = (cx: Lowering, node: ts.Node) => number;
export type StatementHandler = (cx: Lowering, node: ts.Node) => void;

/** What to do with each kind of node; made once for a parser. */
export interface Tables {
  readonly kinds: Kinds;
  readonly expressions: readonly ExpressionHandler[];
  /** Kinds that are expressions: what `unknown` keeps of syntax that has no lowering. */
  readonly isExpression: readonly boolean[];
  readonly statements: readonly StatementHandler[];
  readonly types: readonly ExpressionHandler[];
  /** Plain binary operators by token kind, as text. */
  readonly operators: readonly string[];
  /** For compound assignments, the operator without its `=`. */
  readonly compound: readonly string[];
}

/** A construct that `break`, `continue` or `return` may have to leave. */
export interface Frame {
  readonly labels: readonly string[];
  /** Where `break` goes, or -1. */
  readonly breakTo: number;
  /** Where `continue` goes, or -1. */
  readonly continueTo: number;
  /** Only a `break` with a label leaves it. */
  readonly labelOnly: boolean;
  readonly final: Final | undefined;
  /** The body of a callback that stands in its place: where its `return` goes, and the variable that holds what it hands over. */
  readonly returns?: { readonly slot: number; readonly block: number };
}

/** A `finally`, or the end of a `using` scope: code that runs however its block is left. */
export interface Final {
  readonly entry: number;
  /** The variable that holds what is to be returned. */
  readonly slot: number;
  /** Ways on, after it: to a block, out of the frames above a depth, or a return. */
  readonly ways: { depth: number; target: number; block: number }[];
}

/** A function whose code is still to be lowered. */
export interface Job {
  readonly node: ts.Node;
  readonly fn: number;
  run(cx: Lowering): void;
}

/** All that is known while one file is lowered. */
export class Lowering {
  readonly text: string;
  readonly K: Kinds;
  readonly bindings: readonly Binding[];
  readonly jobs: Job[] = [];
  /** Functions that are classes, with what is on their prototypes; missing where there are none. */
  prototypes: Map<ts.Node, Map<string, ts.FunctionExpression>> | undefined;
  /** The rows of functions on prototypes, which are made before the code comes by that puts them there. */
  methods: Map<ts.Node, number> | undefined;

  /** The function that is being lowered: its row, its scope, its {@link Fn} flags. */
  fn = 0;
  scope: FnScope;
  fnFlags = 0;
  frames: Frame[] = [];
  /** What `this` is in static initialisers, or -1. */
  thisValue = -1;
  /** Labels in front of the statement that comes next. */
  labels: string[] = [];
  /** The object of the namespace whose body is being lowered, or -1. */
  namespace = -1;
  /** Operands of the instructions being put together: one stack, so that none needs a list of its own. */
  readonly operands: number[] = [];
  /** The links of the chains being lowered. */
  readonly links: ts.Node[] = [];
  /** {@link Mod} flags. */
  flags = 0;
  /** The row of the function's first parameter. */
  firstParam = 0;

  private hasExports: boolean | undefined;
  private triviaPos = -1;
  private triviaEnd = -1;

  constructor(
    readonly ts: TypeScript,
    readonly tables: Tables,
    readonly file: ts.SourceFile,
    readonly scopes: Scopes,
    readonly outline: boolean,
    readonly fb: FunctionBuilder,
    readonly writer: ModuleWriter,
  ) {
    this.text = file.text;
    this.K = tables.kinds;
    this.bindings = scopes.bindings;
    this.scope = scopes.root;
  }

  /** Compiled CommonJS is worth looking for. Searching the text takes time, and few files ask. */
  get mentionsExports(): boolean {
    return (this.hasExports ??= this.text.includes('exports'));
  }

  enterFunction(fn: number, scope: FnScope): void {
    this.fn = scope.index = fn;
    this.scope = scope;
    if (this.frames.length > 0) this.frames = [];
    if (this.labels.length > 0) this.labels = [];
    this.thisValue = -1;
    this.namespace = -1;
    this.fnFlags = this.writer.column(Table.functions, fn, 1);
    this.firstParam = this.writer.column(Table.functions, fn, 4);
    this.fb.begin(this.writer);
  }
  leaveFunction(position: number): void {
    this.writer.setColumn(Table.functions, this.fn, 1, this.fnFlags);
    this.fb.finish(this.fn, position);
  }

  expr(node: ts.Node): number {
    return this.tables.expressions[node.kind](this, node);
  }
  stmt(node: ts.Node): void {
    this.tables.statements[node.kind](this, node);
  }
  type(node: ts.Node): number {
    return this.tables.types[node.kind](this, node);
  }
  /** A declared type, or -1 where none is declared. */
  maybeType(node: ts.TypeNode | undefined): number {
    return node === undefined ? -1 : this.tables.types[node.kind](this, node);
  }

  /**
   * Where the first token of a node starts. It takes numbers because every kind of node is an object of another shape: who knows
   * the kind reads them many times faster than this would. Nested nodes that start together ask one after the other: the last
   * answer is kept.
   */
  start(pos: number, end: number): number {
    if (pos !== this.triviaPos) {
      this.triviaPos = pos;
      this.triviaEnd = Math.min(skipTrivia(this.text, pos), this.text.length);
    }
    return this.triviaEnd > end ? end : this.triviaEnd;
  }
  str(text: string): number {
    return this.writer.string(text);
  }
  unknown(node: ts.Node, values: readonly number[]): number {
    return this.fb.emit(Op.unknown, this.start(node.pos, node.end), node.end, values);
  }
  undef(at: number): number {
    return this.fb.emit0(Op.undef, at, at);
  }
  literal(text: string, start: number, end: number): number {
    return this.fb.emit1(Op.str, start, end, this.str(text));
  }

  // names

  /** The binding that an identifier declares or names. */
  binding(name: ts.Node): Binding | undefined {
    if (name.end === name.pos) return undefined;
    const id = this.scopes.resolved[name.end];
    return id > 0 ? this.bindings[id - 1] : undefined;
  }
  isGlobal(node: ts.Node, name: string): boolean {
    return node.kind === this.K.Identifier && (node as ts.Identifier).escapedText === name && this.binding(node) === undefined;
  }

  /** Rows for what others may ask for: the module's own bindings, and what functions share. */
  createRows(): void {
    for (const b of this.bindings) if (b.kind !== TYPE_PARAMETER && (b.scope === this.scopes.top || b.captured)) this.rowOf(b);
  }
  rowOf(b: Binding): number {
    if (b.row >= 0) return b.row;
    const start = this.start(b.node.pos, b.node.end);
    const flags =
      (b.captured ? BindFlag.Captured : 0) |
      (b.reassigned ? BindFlag.Reassigned : 0) |
      (b.place ? BindFlag.Place : 0) |
      (b.ambient ? BindFlag.Ambient : 0);
    const declStart = this.start(b.decl.pos, b.decl.end);
    b.row = this.writer.row(
      Table.bindings,
      this.str(unescape(b.name)),
      b.kind,
      flags,
      0,
      -1,
      -1,
      start,
      b.node.end,
      declStart,
      b.decl.end,
      -1,
    );
    return b.row;
  }
  /** Owners are known when all functions have rows. */
  finishRows(): void {
    for (const b of this.bindings) if (b.row >= 0) this.writer.setColumn(Table.bindings, b.row, 3, Math.max(0, b.fn.index));
  }

  /** Gives a binding the value of its declaration. */
  define(b: Binding, value: number): void {
    if (b.row >= 0) this.fb.patch(Table.bindings, b.row, 4, value);
    if (b.place) this.fb.emit2(Op.store, this.start(b.node.pos, b.node.end), b.node.end, b.row, value);
    else if (this.isVariable(b)) this.fb.write(this.slot(b, b.kind === Bind.Var || b.loose ? -1 : this.fb.handler), value);
    else b.value = value;
  }
  /** Needs SSA form: one value does not stand for it everywhere. */
  private isVariable(b: Binding): boolean {
    return b.reassigned || b.kind === Bind.Var || b.loose;
  }
  private slot(b: Binding, handler: number): number {
    if (b.slot < 0) b.slot = this.fb.newSlot(this.start(b.node.pos, b.node.end), b.node.end, handler);
    return b.slot;
  }

  assign(name: ts.Identifier, value: number): void {
    const b = this.binding(name);
    const start = this.start(name.pos, name.end);
    if (b === undefined) {
      const holder = this.fb.emit1(Op.global, start, name.end, this.str('globalThis'));
      this.fb.emit3(Op.set, start, name.end, holder, this.str(nameOf(name)), value);
    } else if (b.kind === Bind.Import || (b.fn !== this.scope && !b.place)) this.unknown(name, [value]);
    else if (b.place) this.fb.emit2(Op.store, start, name.end, this.rowOf(b), value);
    else this.fb.write(this.slot(b, -1), value);
  }

  readName(name: ts.Identifier): number {
    const b = this.binding(name);
    // `declare const globalThis: {…} & typeof global` says what is on it: it is the same object.
    if (b === undefined || (b.ambient && name.escapedText === 'globalThis')) return this.readGlobal(name);
    const own = b.fn === this.scope;
    if (own && b.value >= 0) return b.value;
    if (b.importRow >= 0) return this.fb.emit1(Op.import, this.start(name.pos, name.end), name.end, b.importRow);
    if (b.place) return this.fb.emit1(Op.load, this.start(name.pos, name.end), name.end, this.rowOf(b));
    if (!own || b.ambient || b.kind === Bind.Interface || b.kind === Bind.Type) {
      return this.fb.emit1(Op.capture, this.start(name.pos, name.end), name.end, this.rowOf(b));
    }
    if (this.isVariable(b)) return this.fb.read(this.slot(b, -1));
    // Used before its declaration.
    return this.fb.emit0(Op.undef, this.start(name.pos, name.end), name.end);
  }
  private readGlobal(name: ts.Identifier): number {
    const start = this.start(name.pos, name.end),
      text = name.escapedText as string;
    if (text === 'undefined') return this.fb.emit0(Op.undef, start, name.end);
    if (text === '' || text === 'arguments') return this.fb.emit(Op.unknown, start, name.end, []);
    return this.fb.emit1(Op.global, start, name.end, this.str(nameOf(name)));
  }

  readThis(start: number, end: number): number {
    if (this.thisValue >= 0) return this.thisValue;
    if ((this.fnFlags & Fn.Arrow) === 0) this.fnFlags |= Fn.UsesThis;
    return this.fb.emit0(Op.this, start, end);
  }
}

/** A name as it is written: TypeScript puts an underscore in front of names that start with two. */
export function unescape(name: string): string {
  return name.startsWith('___') ? name.slice(1) : name;
}

export function nameOf(node: ts.Identifier | ts.PrivateIdentifier): string {
  return unescape(node.escapedText as string);
}

/** A property's name where the text tells it; `undefined` where it is computed. */
export function staticName(cx: Lowering, name: ts.Node): string | undefined {
  const { K } = cx;
  switch (name.kind) {
    case K.Identifier:
    case K.PrivateIdentifier:
      return nameOf(name as ts.Identifier);
    case K.StringLiteral:
    case K.NoSubstitutionTemplateLiteral:
    case K.NumericLiteral:
    case K.BigIntLiteral:
      return (name as ts.StringLiteral).text;
    case K.ComputedPropertyName: {
      const e = (name as ts.ComputedPropertyName).expression;
      if (e.kind === K.StringLiteral || e.kind === K.NoSubstitutionTemplateLiteral || e.kind === K.NumericLiteral)
        return (e as ts.StringLiteral).text;
      if (e.kind === K.PropertyAccessExpression && cx.isGlobal((e as ts.PropertyAccessExpression).expression, 'Symbol')) {
        return `[Symbol.${nameOf((e as ts.PropertyAccessExpression).name)}]`;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  const { modifiers } = node as ts.HasModifiers;
  if (modifiers === undefined) return false;
  for (let i = 0; i < modifiers.length; i++) if (modifiers[i].kind === kind) return true;
  return false;
}

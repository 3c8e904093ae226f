import { Table } from '../ir/module.js';
import { Fn, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { hasModifier, type Lowering, nameOf } from './context.js';
import type { Kinds } from './kinds.js';
import { lowerClassValue } from './classes.js';
import { lowerReturned } from './continuations.js';
import { bindPattern, withDefault } from './patterns.js';
import { prototypeClass } from './prototypes.js';
import { hoistFunctions, lowerStatements } from './statements.js';

const PARAM_OPTIONAL = 1;
const PARAM_REST = 2;
const PARAM_PROPERTY = 4;

/** What a class needs to know of a constructor's parameters. */
export interface LoweredParam {
  readonly node: ts.ParameterDeclaration;
  readonly type: number;
  readonly decorators: readonly number[];
}
export interface LoweredFunction {
  readonly index: number;
  readonly params: readonly LoweredParam[];
  readonly returnType: number;
}

/** A value whose name comes from where it is put, as in `const name = () => …`. */
export function lowerNamed(cx: Lowering, node: ts.Expression, name: string): number {
  const { K } = cx;
  const { kind } = node;
  switch (kind) {
    case K.ArrowFunction:
    case K.FunctionExpression:
      return functionValue(cx, node as ts.FunctionExpression, name, 0);
    case K.ClassExpression:
      return lowerClassValue(cx, node as ts.ClassExpression, name, undefined);
    case K.ParenthesizedExpression:
      return lowerNamed(cx, (node as ts.ParenthesizedExpression).expression, name);
    default:
      return cx.tables.expressions[kind](cx, node);
  }
}

export function functionValue(cx: Lowering, node: ts.FunctionLikeDeclaration, name: string, flags: number): number {
  const start = cx.start(node.pos, node.end);
  const method = cx.methods?.get(node);
  if (method !== undefined) return cx.fb.emit1(Op.func, start, node.end, method);
  const own = node.name && node.name.kind === cx.K.Identifier ? nameOf(node.name as ts.Identifier) : name;
  const made = prototypeClass(cx, node, own);
  if (made !== undefined) return made;
  const { index } = createFunction(cx, node, own, flags, -1);
  return cx.fb.emit1(Op.func, start, node.end, index);
}

/**
 * Gives a function its row and queues its body. Types of parameters and of the result are values of the enclosing
 * function, so they are lowered here.
 */
export function createFunction(cx: Lowering, node: ts.SignatureDeclaration, name: string, extra: number, cls: number): LoweredFunction {
  const { K, writer, fb } = cx;
  const { body } = node as ts.FunctionLikeDeclaration;
  const params: LoweredParam[] = [];
  const { parameters } = node;
  for (let i = 0; i < parameters.length; i++) {
    const p = parameters[i];
    if (p.name.kind === K.Identifier && (p.name as ts.Identifier).escapedText === 'this') continue;
    params.push({ node: p, type: cx.maybeType(p.type), decorators: lowerDecorators(cx, p) });
  }
  const returnType = cx.maybeType(node.type);
  const firstParam = writer.rowCount(Table.params);
  for (let i = 0; i < params.length; i++) {
    const { node: p, type } = params[i];
    const flags =
      (p.questionToken || p.initializer ? PARAM_OPTIONAL : 0) |
      (p.dotDotDotToken ? PARAM_REST : 0) |
      (isParamProperty(cx, p) ? PARAM_PROPERTY : 0);
    const row = writer.row(Table.params, cx.str(p.name.kind === K.Identifier ? nameOf(p.name as ts.Identifier) : ''), -1, -1, flags);
    fb.patch(Table.params, row, 2, type);
  }
  const noBody = body === undefined || cx.outline;
  let flags = extra | (noBody ? Fn.NoBody : 0);
  if (node.kind === K.ArrowFunction) flags |= Fn.Arrow;
  if (hasModifier(node, K.AsyncKeyword)) flags |= Fn.Async;
  if ((node as ts.FunctionDeclaration).asteriskToken) flags |= Fn.Generator;
  if (body !== undefined && body.kind === K.Block && hasDirective(K, (body as ts.Block).statements, 'use server')) flags |= Fn.UseServer;
  const index = writer.row(
    Table.functions,
    cx.str(name),
    flags,
    cx.fn,
    cls,
    firstParam,
    params.length,
    -1,
    0,
    cx.start(node.pos, node.end),
    node.end,
    writer.codeEnd,
    writer.codeEnd,
    -1,
  );
  fb.patch(Table.functions, index, 12, returnType);
  if (!noBody) cx.jobs.push({ node, fn: index, run: runFunction });
  return { index, params, returnType };
}

export function isParamProperty(cx: Lowering, p: ts.ParameterDeclaration): boolean {
  const { K } = cx;
  if (p.modifiers === undefined) return false;
  return p.modifiers.some(
    (m) =>
      m.kind === K.PublicKeyword ||
      m.kind === K.PrivateKeyword ||
      m.kind === K.ProtectedKeyword ||
      m.kind === K.ReadonlyKeyword ||
      m.kind === K.OverrideKeyword,
  );
}

/** Decorators as values, in order. */
export function lowerDecorators(cx: Lowering, node: ts.Node): readonly number[] {
  const { modifiers } = node as ts.HasModifiers;
  if (modifiers === undefined) return NONE;
  let values: number[] | undefined;
  for (const m of modifiers) if (m.kind === cx.K.Decorator) (values ??= []).push(cx.expr((m as ts.Decorator).expression));
  return values ?? NONE;
}

const NONE: readonly number[] = [];

/** Whether a directive such as `'use client'` stands in front of the statements. */
export function hasDirective(K: Kinds, statements: readonly ts.Statement[], text: string): boolean {
  for (const s of statements) {
    if (s.kind !== K.ExpressionStatement) return false;
    const e = (s as ts.ExpressionStatement).expression;
    if (e.kind !== K.StringLiteral) return false;
    if ((e as ts.StringLiteral).text === text) return true;
  }
  return false;
}

function runFunction(this: { node: ts.Node }, cx: Lowering): void {
  const node = this.node as ts.FunctionLikeDeclaration;
  const { K, fb } = cx;
  const body = node.body as ts.Node; // functions without a body are not queued
  const start = cx.start(node.pos, node.end);
  if (node.kind === K.FunctionExpression && node.name) {
    const self = cx.binding(node.name);
    if (self && self.refs > 0) cx.define(self, fb.emit1(Op.func, start, node.end, cx.fn));
  }
  const properties: { name: ts.Identifier; value: number }[] = [];
  const { firstParam } = cx,
    { parameters } = node;
  let index = 0;
  for (let i = 0; i < parameters.length; i++) {
    const p = parameters[i];
    const isName = p.name.kind === K.Identifier;
    if (isName && (p.name as ts.Identifier).escapedText === 'this') continue;
    const at = index++;
    const isProperty = isParamProperty(cx, p);
    const b = isName ? cx.binding(p.name) : undefined;
    if (isName && !isProperty && p.initializer === undefined && (b === undefined || b.refs === 0) && (b === undefined || b.row < 0))
      continue;
    const raw = fb.emit1(Op.param, cx.start(p.name.pos, p.name.end), p.name.end, at);
    fb.patch(Table.params, firstParam + at, 1, raw);
    const value = p.initializer ? withDefault(cx, raw, p.initializer, isName ? nameOf(p.name as ts.Identifier) : '') : raw;
    bindPattern(cx, p.name, value);
    if (isProperty && isName) properties.push({ name: p.name as ts.Identifier, value });
  }
  if (properties.length > 0) {
    const self = cx.readThis(start, start);
    for (const { name, value } of properties) fb.emit3(Op.set, cx.start(name.pos, name.end), name.end, self, cx.str(nameOf(name)), value);
  }
  if (body.kind === K.Block) {
    const { statements } = body as ts.Block;
    hoistFunctions(cx, statements);
    lowerStatements(cx, statements, 0);
  } else lowerReturned(cx, body as ts.Expression);
}

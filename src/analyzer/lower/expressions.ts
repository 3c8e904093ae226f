import { Table } from '../ir/module.js';
import {
  CALL_NEW,
  CALL_OPTIONAL,
  CALL_SUPER,
  CALL_TAGGED,
  Fn,
  GET_OPTIONAL,
  Import,
  LOGIC_AND,
  LOGIC_NULLISH,
  LOGIC_OR,
  OBJ_COMPUTED,
  OBJ_GETTER,
  OBJ_PROP,
  OBJ_SETTER,
  OBJ_SPREAD,
  Op,
} from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { isNullish, lowerAssignment, lowerUpdate } from './assignments.js';
import { recordCompiledExport, requireRow } from './commonjs.js';
import { type Lowering, nameOf, staticName } from './context.js';
import { condition } from './control.js';
import { lowerSequence, sequenceAt } from './continuations.js';
import { createFunction, functionValue, lowerNamed } from './functions.js';
import { literalKey } from './patterns.js';
import { isSimple } from './simple.js';
import { lowerUnknownType } from './types.js';

/** Syntax that has no lowering: the values of the expressions in it are kept. */
export function lowerUnknown(cx: Lowering, node: ts.Node): number {
  const values: number[] = [];
  cx.ts.forEachChild(node, (child) => {
    if (cx.tables.isExpression[child.kind]) values.push(cx.expr(child));
  });
  return cx.unknown(node, values);
}

// chains

/** Member accesses, calls and templates that lean to the left, from the inside out: such chains may be thousands long. */
export function lowerChain(cx: Lowering, node: ts.Expression): number {
  const { K, fb } = cx;
  const sequence = sequenceAt(cx, node);
  if (sequence !== undefined) return lowerSequence(cx, sequence);
  const { links } = cx,
    height = links.length;
  let at: ts.Node = node;
  let value = -1;
  const start = cx.start(node.pos, node.end);
  for (;;) {
    const { kind } = at;
    // Each kind has its own line: a field is read fast where the objects have one shape.
    if (kind === K.PropertyAccessExpression) {
      links.push(at);
      at = (at as ts.PropertyAccessExpression).expression;
    } else if (kind === K.CallExpression) {
      const row = requireRow(cx, at as ts.CallExpression);
      if (row >= 0) {
        value = fb.emit1(Op.import, start, (at as ts.CallExpression).end, row);
        break;
      }
      links.push(at);
      at = (at as ts.CallExpression).expression;
    } else if (kind === K.ElementAccessExpression || kind === K.NonNullExpression) {
      links.push(at);
      at = (at as ts.NonNullExpression).expression;
    } else if (kind === K.TaggedTemplateExpression) {
      links.push(at);
      at = (at as ts.TaggedTemplateExpression).tag;
    } else break;
  }
  if (value < 0) value = chainBase(cx, at, links[links.length - 1]);
  while (links.length > height) value = link(cx, links.pop() as ts.Node, value, start);
  return value;
}

function chainBase(cx: Lowering, base: ts.Node, first: ts.Node): number {
  const { K } = cx;
  if (base.kind === K.ImportKeyword) return -1;
  if (first.kind !== K.CallExpression) return cx.expr(base);
  let inner = base;
  while (inner.kind === K.ParenthesizedExpression) inner = (inner as ts.ParenthesizedExpression).expression;
  const isFunction = inner.kind === K.FunctionExpression || inner.kind === K.ArrowFunction;
  return isFunction ? functionValue(cx, inner as ts.FunctionExpression, '', Fn.Iife) : cx.expr(base);
}

function link(cx: Lowering, node: ts.Node, value: number, start: number): number {
  const { K, fb } = cx;
  switch (node.kind) {
    case K.PropertyAccessExpression: {
      const { name, questionDotToken, end } = node as ts.PropertyAccessExpression;
      return fb.emit3(Op.get, start, end, questionDotToken ? GET_OPTIONAL : 0, value, cx.str(nameOf(name)));
    }
    case K.ElementAccessExpression: {
      const { argumentExpression, questionDotToken } = node as ts.ElementAccessExpression;
      const flags = questionDotToken ? GET_OPTIONAL : 0;
      const name = literalKey(cx, argumentExpression);
      if (name !== undefined) return fb.emit3(Op.get, start, node.end, flags, value, cx.str(name));
      return fb.emit3(Op.getx, start, node.end, flags, value, cx.expr(argumentExpression));
    }
    case K.CallExpression:
      return lowerCall(cx, node as ts.CallExpression, value, start);
    case K.TaggedTemplateExpression:
      return lowerTagged(cx, node as ts.TaggedTemplateExpression, value, start);
    default:
      return value;
  }
}

function lowerArguments(cx: Lowering, args: readonly ts.Expression[]): void {
  for (let i = 0; i < args.length; i++) cx.operands.push(cx.expr(args[i]));
}

function lowerCall(cx: Lowering, node: ts.CallExpression, callee: number, start: number): number {
  const { K, operands } = cx;
  const base = node.expression;
  if (base.kind === K.ImportKeyword) return lowerDynamicImport(cx, node, start);
  const from = operands.length;
  operands.push((node.questionDotToken ? CALL_OPTIONAL : 0) | (base.kind === K.SuperKeyword ? CALL_SUPER : 0), callee);
  lowerArguments(cx, node.arguments);
  recordCompiledExport(cx, node, operands, from + 2);
  return cx.fb.emitFrom(Op.call, start, node.end, operands, from);
}

function lowerDynamicImport(cx: Lowering, node: ts.CallExpression, start: number): number {
  const specifier = node.arguments.length > 0 ? literalKey(cx, node.arguments[0]) : undefined;
  if (specifier === undefined)
    return cx.unknown(
      node,
      node.arguments.map((a) => cx.expr(a)),
    );
  const row = cx.writer.row(Table.imports, cx.str(specifier), cx.str('*'), Import.Dynamic, cx.str(''), start, node.end);
  return cx.fb.emit1(Op.dynimport, start, node.end, row);
}

export function lowerNew(cx: Lowering, node: ts.NewExpression): number {
  const start = cx.start(node.pos, node.end);
  const { operands } = cx,
    from = operands.length;
  operands.push(CALL_NEW, cx.expr(node.expression));
  if (node.arguments) lowerArguments(cx, node.arguments);
  return cx.fb.emitFrom(Op.call, start, node.end, operands, from);
}

export function lowerSpread(cx: Lowering, node: ts.SpreadElement): number {
  return cx.fb.emit1(Op.spread, cx.start(node.pos, node.end), node.end, cx.expr(node.expression));
}

// templates

export function lowerTemplate(cx: Lowering, node: ts.TemplateExpression): number {
  const { operands } = cx,
    from = operands.length;
  chunk(cx, node.head, operands, false);
  for (const span of node.templateSpans) {
    operands.push(cx.expr(span.expression));
    chunk(cx, span.literal, operands, false);
  }
  return cx.fb.emitFrom(Op.tmpl, cx.start(node.pos, node.end), node.end, operands, from);
}

function chunk(cx: Lowering, node: ts.TemplateLiteralLikeNode, operands: number[], keepEmpty: boolean): void {
  if (node.text !== '' || keepEmpty) operands.push(cx.literal(node.text, cx.start(node.pos, node.end), node.end));
}

function lowerTagged(cx: Lowering, node: ts.TaggedTemplateExpression, callee: number, start: number): number {
  const { K, fb } = cx;
  const { template } = node;
  const chunks: number[] = [];
  const operands = [CALL_TAGGED, callee, -1];
  if (template.kind === K.NoSubstitutionTemplateLiteral) chunk(cx, template as ts.NoSubstitutionTemplateLiteral, chunks, true);
  else {
    chunk(cx, (template as ts.TemplateExpression).head, chunks, true);
    for (const span of (template as ts.TemplateExpression).templateSpans) {
      operands.push(cx.expr(span.expression));
      chunk(cx, span.literal, chunks, true);
    }
  }
  operands[2] = fb.emit(Op.tmpl, cx.start(template.pos, template.end), template.end, chunks);
  return fb.emit(Op.call, start, node.end, operands);
}

// operators

/** All operators that lean to the left, assignments included: `a + b + …` may be a hundred thousand terms long. */
export function lowerBinary(cx: Lowering, node: ts.BinaryExpression): number {
  const { K, fb, tables } = cx;
  const { left, operatorToken } = node;
  if (left.kind !== K.BinaryExpression) {
    if (isAssignment(cx, operatorToken.kind)) return lowerAssignment(cx, node);
    return operator(cx, node, cx.expr(left), cx.start(node.pos, node.end));
  }
  if (isAssignment(cx, operatorToken.kind)) return lowerAssignment(cx, node);
  const spine: ts.BinaryExpression[] = [];
  let at: ts.Node = node;
  while (at.kind === K.BinaryExpression && !isAssignment(cx, (at as ts.BinaryExpression).operatorToken.kind)) {
    spine.push(at as ts.BinaryExpression);
    at = (at as ts.BinaryExpression).left;
  }
  let value = cx.expr(at);
  const start = cx.start(node.pos, node.end);
  for (let i = spine.length - 1; i >= 0; i--) {
    const text = tables.operators[spine[i].operatorToken.kind];
    value =
      text === undefined
        ? operator(cx, spine[i], value, start)
        : fb.emit3(Op.bin, start, spine[i].end, cx.str(text), value, cx.expr(spine[i].right));
  }
  return value;
}

function isAssignment(cx: Lowering, kind: ts.SyntaxKind): boolean {
  return kind >= cx.K.FirstAssignment && kind <= cx.K.LastAssignment;
}

function operator(cx: Lowering, node: ts.BinaryExpression, left: number, start: number): number {
  const { K, fb, tables } = cx;
  const { right, end } = node,
    { kind } = node.operatorToken;
  const text = tables.operators[kind];
  if (text !== undefined) return fb.emit3(Op.bin, start, end, cx.str(text), left, cx.expr(right));
  if (kind === K.CommaToken) return cx.expr(right);
  const logic = kind === K.AmpersandAmpersandToken ? LOGIC_AND : kind === K.BarBarToken ? LOGIC_OR : LOGIC_NULLISH;
  if (isSimple(cx, right)) return fb.emit3(Op.logic, start, end, logic, left, cx.expr(right));
  const test = logic === LOGIC_NULLISH ? isNullish(cx, left, start) : left;
  const other = fb.newBlock(),
    after = fb.newBlock();
  const from = fb.cur;
  if (logic === LOGIC_OR) fb.branch(test, after, other);
  else fb.branch(test, other, after);
  fb.enter(other);
  const value = cx.expr(right);
  const to = fb.cur;
  fb.jump(after);
  fb.enter(after);
  return fb.join(start, end, [from, to], [left, value]);
}

export function lowerConditional(cx: Lowering, node: ts.ConditionalExpression): number {
  const { fb } = cx;
  const start = cx.start(node.pos, node.end),
    { end } = node;
  if (isSimple(cx, node.whenTrue) && isSimple(cx, node.whenFalse)) {
    return fb.emit3(Op.select, start, end, cx.expr(node.condition), cx.expr(node.whenTrue), cx.expr(node.whenFalse));
  }
  const yes = fb.newBlock(),
    no = fb.newBlock(),
    after = fb.newBlock();
  condition(cx, node.condition, yes, no);
  fb.enter(yes);
  const whenTrue = cx.expr(node.whenTrue),
    fromTrue = fb.cur;
  fb.jump(after);
  fb.enter(no);
  const whenFalse = cx.expr(node.whenFalse),
    fromFalse = fb.cur;
  fb.jump(after);
  fb.enter(after);
  return fb.join(start, end, [fromTrue, fromFalse], [whenTrue, whenFalse]);
}

export function lowerPrefix(cx: Lowering, node: ts.PrefixUnaryExpression): number {
  const { K, fb } = cx;
  const { operand, operator: op, end } = node;
  if (op === K.PlusPlusToken || op === K.MinusMinusToken) return lowerUpdate(cx, node, true);
  const start = cx.start(node.pos, node.end);
  if (op === K.MinusToken && operand.kind === K.NumericLiteral)
    return fb.emit1(Op.num, start, end, cx.str(`-${(operand as ts.NumericLiteral).text}`));
  const text = op === K.ExclamationToken ? '!' : op === K.MinusToken ? '-' : op === cx.ts.SyntaxKind.PlusToken ? '+' : '~';
  return fb.emit2(Op.un, start, end, cx.str(text), cx.expr(operand));
}

export function lowerPostfix(cx: Lowering, node: ts.PostfixUnaryExpression): number {
  return lowerUpdate(cx, node, false);
}

export function lowerTypeOf(cx: Lowering, node: ts.TypeOfExpression): number {
  return cx.fb.emit2(Op.un, cx.start(node.pos, node.end), node.end, cx.str('typeof'), cx.expr(node.expression));
}

export function lowerVoid(cx: Lowering, node: ts.VoidExpression): number {
  const start = cx.start(node.pos, node.end);
  if (node.expression.kind === cx.K.NumericLiteral) return cx.fb.emit0(Op.undef, start, node.end);
  return cx.fb.emit2(Op.un, start, node.end, cx.str('void'), cx.expr(node.expression));
}

export function lowerDelete(cx: Lowering, node: ts.DeleteExpression): number {
  const { K, fb } = cx;
  const start = cx.start(node.pos, node.end);
  let at: ts.Node = node.expression;
  while (at.kind === K.ParenthesizedExpression || at.kind === K.NonNullExpression) at = (at as ts.NonNullExpression).expression;
  if (at.kind === K.PropertyAccessExpression) {
    const { expression, name } = at as ts.PropertyAccessExpression;
    return fb.emit2(Op.delete, start, node.end, cx.expr(expression), cx.str(nameOf(name)));
  }
  if (at.kind === K.ElementAccessExpression) {
    const { expression, argumentExpression } = at as ts.ElementAccessExpression;
    const object = cx.expr(expression),
      name = literalKey(cx, argumentExpression);
    if (name !== undefined) return fb.emit2(Op.delete, start, node.end, object, cx.str(name));
    return fb.emit2(Op.deletex, start, node.end, object, cx.expr(argumentExpression));
  }
  return fb.emit2(Op.un, start, node.end, cx.str('delete'), cx.expr(at));
}

export function lowerAwait(cx: Lowering, node: ts.AwaitExpression): number {
  return cx.fb.emit2(Op.await, cx.start(node.pos, node.end), node.end, cx.expr(node.expression), 0);
}

export function lowerYield(cx: Lowering, node: ts.YieldExpression): number {
  const start = cx.start(node.pos, node.end);
  const value = node.expression ? cx.expr(node.expression) : cx.undef(node.end);
  return cx.fb.emit2(Op.yield, start, node.end, value, node.asteriskToken ? 1 : 0);
}

export function lowerCast(cx: Lowering, node: ts.AsExpression): number {
  const { K, fb } = cx;
  const value = cx.expr(node.expression);
  const { type } = node;
  if (type.kind === K.TypeReference && ((type as ts.TypeReferenceNode).typeName as ts.Identifier).escapedText === 'const') {
    return fb.emit3(Op.cast, cx.start(node.pos, node.end), node.end, value, -1, 1);
  }
  // `as any` says nothing: no trace of it is needed.
  if (cx.tables.types[type.kind] === lowerUnknownType) return value;
  const lowered = cx.type(type);
  return fb.opOf(lowered) === Op.tunk ? value : fb.emit3(Op.cast, cx.start(node.pos, node.end), node.end, value, lowered, 0);
}

export function lowerInner(cx: Lowering, node: ts.ParenthesizedExpression): number {
  return cx.expr(node.expression);
}

// structures

export function lowerArray(cx: Lowering, node: ts.ArrayLiteralExpression): number {
  const start = cx.start(node.pos, node.end);
  const { operands } = cx,
    from = operands.length;
  lowerArguments(cx, node.elements);
  return cx.fb.emitFrom(Op.array, start, node.end, operands, from);
}

export function lowerOmitted(cx: Lowering, node: ts.Node): number {
  return cx.fb.emit0(Op.undef, node.pos, node.pos);
}

export function lowerObject(cx: Lowering, node: ts.ObjectLiteralExpression): number {
  const { K, operands: entries } = cx;
  const from = entries.length;
  const { properties } = node;
  for (let i = 0; i < properties.length; i++) {
    const p = properties[i];
    switch (p.kind) {
      case K.PropertyAssignment: {
        const name = entryKey(cx, (p as ts.PropertyAssignment).name, OBJ_PROP, entries);
        entries.push(lowerNamed(cx, (p as ts.PropertyAssignment).initializer, name));
        break;
      }
      case K.ShorthandPropertyAssignment:
        entries.push(
          OBJ_PROP,
          cx.str(nameOf((p as ts.ShorthandPropertyAssignment).name)),
          cx.readName((p as ts.ShorthandPropertyAssignment).name),
        );
        break;
      case K.SpreadAssignment:
        entries.push(OBJ_SPREAD, -1, cx.expr((p as ts.SpreadAssignment).expression));
        break;
      case K.MethodDeclaration:
      case K.GetAccessor:
      case K.SetAccessor: {
        const [kind, flag] =
          p.kind === K.GetAccessor ? [OBJ_GETTER, Fn.Getter] : p.kind === K.SetAccessor ? [OBJ_SETTER, Fn.Setter] : [OBJ_PROP, 0];
        const name = entryKey(cx, (p as ts.MethodDeclaration).name, kind, entries);
        const { index } = createFunction(cx, p as ts.MethodDeclaration, name, Fn.Method | flag, -1);
        entries.push(cx.fb.emit1(Op.func, cx.start(p.pos, p.end), p.end, index));
        break;
      }
      default:
        entries.push(OBJ_SPREAD, -1, lowerUnknown(cx, p));
    }
  }
  return cx.fb.emitFrom(Op.object, cx.start(node.pos, node.end), node.end, entries, from);
}

/** Pushes an entry's kind and key; a computed accessor is only a computed entry. */
function entryKey(cx: Lowering, key: ts.PropertyName, kind: number, entries: number[]): string {
  const name = staticName(cx, key);
  if (name !== undefined) entries.push(kind, cx.str(name));
  else
    entries.push(
      OBJ_COMPUTED,
      key.kind === cx.K.ComputedPropertyName ? cx.expr((key as ts.ComputedPropertyName).expression) : cx.unknown(key, []),
    );
  return name ?? '';
}

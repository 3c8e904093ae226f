import { GET_OPTIONAL, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { type Lowering, staticName } from './context.js';
import { lowerNamed } from './functions.js';
import { isSimple } from './simple.js';

/** `value`, or the default where it is `undefined`. */
export function withDefault(cx: Lowering, value: number, initializer: ts.Expression, name: string): number {
  const { fb } = cx;
  const start = cx.start(initializer.pos, initializer.end),
    { end } = initializer;
  if (isSimple(cx, initializer)) {
    return fb.emit2(Op.dflt, start, end, value, lowerNamed(cx, initializer, name));
  }
  const none = fb.emit0(Op.undef, start, start);
  const missing = fb.emit3(Op.bin, start, end, cx.str('==='), value, none);
  const from = fb.cur,
    other = fb.newBlock(),
    after = fb.newBlock();
  fb.branch(missing, other, after);
  fb.enter(other);
  const given = lowerNamed(cx, initializer, name);
  const to = fb.cur;
  fb.jump(after);
  fb.enter(after);
  return fb.join(start, end, [from, to], [value, given]);
}

/** Declares the names of a binding pattern, with the parts of a value. */
export function bindPattern(cx: Lowering, name: ts.BindingName, value: number): void {
  const { K, fb } = cx;
  if (name.kind === K.Identifier) {
    const b = cx.binding(name);
    if (b) cx.define(b, value);
    return;
  }
  const isObject = name.kind === K.ObjectBindingPattern;
  const { elements } = name as ts.BindingPattern;
  for (let i = 0; i < elements.length; i++) {
    if (elements[i].kind !== K.BindingElement) continue;
    const e = elements[i] as ts.BindingElement;
    let part: number;
    if (e.dotDotDotToken) part = fb.emit1(Op.rest, cx.start(e.pos, e.end), e.end, value);
    else if (isObject) part = property(cx, value, e.propertyName ?? e.name, e);
    else part = fb.emit2(Op.elem, cx.start(e.pos, e.end), e.end, value, i);
    if (e.initializer) part = withDefault(cx, part, e.initializer, e.name.kind === K.Identifier ? (staticName(cx, e.name) ?? '') : '');
    bindPattern(cx, e.name, part);
  }
}

function property(cx: Lowering, value: number, key: ts.Node, at: ts.Node): number {
  const name = staticName(cx, key);
  if (name !== undefined) return cx.fb.emit3(Op.get, cx.start(key.pos, key.end), key.end, 0, value, cx.str(name));
  if (key.kind !== cx.K.ComputedPropertyName) return cx.unknown(at, [value]);
  return cx.fb.emit3(Op.getx, cx.start(key.pos, key.end), key.end, 0, value, cx.expr((key as ts.ComputedPropertyName).expression));
}

/** Something that can be assigned: the parts that are evaluated before the value is. */
export interface Target {
  readonly node: ts.Node;
  /** The object of a member, or -1. */
  readonly object: number;
  /** A member's name, or -1. */
  readonly name: number;
  /** A member's key, or -1. */
  readonly key: number;
}

export function targetOf(cx: Lowering, node: ts.Node): Target {
  const { K } = cx;
  let at = node;
  for (;;) {
    switch (at.kind) {
      case K.ParenthesizedExpression:
      case K.AsExpression:
      case K.SatisfiesExpression:
      case K.TypeAssertionExpression:
      case K.NonNullExpression:
        at = (at as ts.ParenthesizedExpression).expression;
        continue;
      case K.PropertyAccessExpression: {
        const { expression, name } = at as ts.PropertyAccessExpression;
        return { node: at, object: cx.expr(expression), name: cx.str(staticName(cx, name) ?? ''), key: -1 };
      }
      case K.ElementAccessExpression: {
        const { expression, argumentExpression } = at as ts.ElementAccessExpression;
        const object = cx.expr(expression);
        const literal = literalKey(cx, argumentExpression);
        if (literal !== undefined) return { node: at, object, name: cx.str(literal), key: -1 };
        return { node: at, object, name: -1, key: cx.expr(argumentExpression) };
      }
      default:
        return { node: at, object: -1, name: -1, key: -1 };
    }
  }
}

/** The name in `a['name']`. Numbers stay keys. */
export function literalKey(cx: Lowering, node: ts.Node): string | undefined {
  return node.kind === cx.K.StringLiteral || node.kind === cx.K.NoSubstitutionTemplateLiteral ? (node as ts.StringLiteral).text : undefined;
}

/** The target's present value. */
export function readTarget(cx: Lowering, target: Target): number {
  const { node, object, name, key } = target;
  if (object < 0) return cx.expr(node);
  const start = cx.start(node.pos, node.end);
  const flags = (node as ts.PropertyAccessExpression).questionDotToken ? GET_OPTIONAL : 0;
  return key < 0 ? cx.fb.emit3(Op.get, start, node.end, flags, object, name) : cx.fb.emit3(Op.getx, start, node.end, flags, object, key);
}

/** Assigns. The span of a member write is the whole assignment. */
export function writeTarget(cx: Lowering, target: Target, value: number, start: number, end: number): void {
  const { node, object, name, key } = target;
  const { K, fb } = cx;
  if (object >= 0) {
    if (key < 0) fb.emit3(Op.set, start, end, object, name, value);
    else fb.emit3(Op.setx, start, end, object, key, value);
  } else if (node.kind === K.Identifier) cx.assign(node as ts.Identifier, value);
  else if (node.kind === K.ObjectLiteralExpression) takeProperties(cx, node as ts.ObjectLiteralExpression, value);
  else if (node.kind === K.ArrayLiteralExpression) takeElements(cx, node as ts.ArrayLiteralExpression, value);
  else cx.unknown(node, [cx.expr(node), value]);
}

/** One part of a pattern that looks like an expression: a target, perhaps with a default. */
function take(cx: Lowering, node: ts.Node, part: () => number): void {
  const { K } = cx;
  const isDefault = node.kind === K.BinaryExpression && (node as ts.BinaryExpression).operatorToken.kind === K.EqualsToken;
  const left = isDefault ? (node as ts.BinaryExpression).left : node;
  const target = targetOf(cx, left);
  let value = part();
  if (isDefault) value = withDefault(cx, value, (node as ts.BinaryExpression).right, staticName(cx, left) ?? '');
  writeTarget(cx, target, value, cx.start(node.pos, node.end), node.end);
}

function takeProperties(cx: Lowering, pattern: ts.ObjectLiteralExpression, value: number): void {
  const { K, fb } = cx;
  for (const p of pattern.properties) {
    if (p.kind === K.ShorthandPropertyAssignment) {
      const { name, objectAssignmentInitializer } = p as ts.ShorthandPropertyAssignment;
      let part = property(cx, value, name, p);
      if (objectAssignmentInitializer) part = withDefault(cx, part, objectAssignmentInitializer, staticName(cx, name) ?? '');
      cx.assign(name, part);
    } else if (p.kind === K.PropertyAssignment) {
      take(cx, (p as ts.PropertyAssignment).initializer, () => property(cx, value, (p as ts.PropertyAssignment).name, p));
    } else if (p.kind === K.SpreadAssignment) {
      take(cx, (p as ts.SpreadAssignment).expression, () => fb.emit1(Op.rest, cx.start(p.pos, p.end), p.end, value));
    } else cx.unknown(p, [value]);
  }
}

function takeElements(cx: Lowering, pattern: ts.ArrayLiteralExpression, value: number): void {
  const { K, fb } = cx;
  pattern.elements.forEach((e, i) => {
    if (e.kind === K.OmittedExpression) return;
    if (e.kind === K.SpreadElement)
      take(cx, (e as ts.SpreadElement).expression, () => fb.emit1(Op.rest, cx.start(e.pos, e.end), e.end, value));
    else take(cx, e, () => fb.emit2(Op.elem, cx.start(e.pos, e.end), e.end, value, i));
  });
}

import { Mod, OBJ_PROP, OBJ_SPREAD, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import type { Lowering } from './context.js';
import { isIntrinsic } from './scope-table.js';

export function lowerJsxElement(cx: Lowering, node: ts.JsxElement): number {
  return element(cx, node, node.openingElement.tagName, node.openingElement.attributes, node.children);
}

export function lowerJsxSelfClosing(cx: Lowering, node: ts.JsxSelfClosingElement): number {
  return element(cx, node, node.tagName, node.attributes, []);
}

/** A fragment is an element with an empty tag. */
export function lowerJsxFragment(cx: Lowering, node: ts.JsxFragment): number {
  return element(cx, node, undefined, undefined, node.children);
}

function element(
  cx: Lowering,
  node: ts.Node,
  tag: ts.JsxTagNameExpression | undefined,
  attributes: ts.JsxAttributes | undefined,
  children: readonly ts.JsxChild[],
): number {
  const { K, fb } = cx;
  cx.flags |= Mod.HasJsx;
  const start = cx.start(node.pos, node.end);
  const tagValue =
    tag === undefined
      ? cx.literal('', start, start)
      : isIntrinsic(tag, K)
        ? cx.literal(cx.text.slice(cx.start(tag.pos, tag.end), tag.end), cx.start(tag.pos, tag.end), tag.end)
        : cx.expr(tag);
  const { operands } = cx,
    from = operands.length;
  const properties = attributes === undefined ? NONE : attributes.properties;
  for (let i = 0; i < properties.length; i++) {
    const p = properties[i];
    if (p.kind === K.JsxSpreadAttribute) operands.push(OBJ_SPREAD, -1, cx.expr((p as ts.JsxSpreadAttribute).expression));
    else {
      const { name, initializer } = p as ts.JsxAttribute;
      const key = cx.str(cx.text.slice(cx.start(name.pos, name.end), name.end));
      operands.push(OBJ_PROP, key, initializer ? child(cx, initializer) : fb.emit1(Op.bool, cx.start(name.pos, name.end), name.end, 1));
    }
  }
  const props = fb.emitFrom(Op.object, start, attributes ? attributes.end : start, operands, from);
  operands.push(tagValue, props);
  for (let i = 0; i < children.length; i++) {
    const c = children[i],
      { kind } = c;
    if (kind === K.JsxText && (c as ts.JsxText).containsOnlyTriviaWhiteSpaces) continue;
    if (kind === K.JsxExpression && (c as ts.JsxExpression).expression === undefined) continue;
    operands.push(child(cx, c));
  }
  return fb.emitFrom(Op.jsx, start, node.end, operands, from);
}

const NONE: readonly ts.JsxAttributeLike[] = [];

function child(cx: Lowering, node: ts.Node): number {
  const { K, fb } = cx;
  if (node.kind === K.JsxText) return fb.emit1(Op.str, node.pos, node.end, cx.str((node as ts.JsxText).text.trim()));
  if (node.kind !== K.JsxExpression) return cx.expr(node);
  const { expression, dotDotDotToken } = node as ts.JsxExpression;
  if (expression === undefined) return cx.undef(node.end);
  const value = cx.expr(expression);
  return dotDotDotToken ? fb.emit1(Op.spread, cx.start(node.pos, node.end), node.end, value) : value;
}

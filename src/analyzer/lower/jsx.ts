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
  cx: Lowering, node: ts.Node, tag: ts.JsxTagNameExpression | undefined, attributes: ts.JsxAttributes | undefined, children: readonly ts.JsxChild[],
): number {
  const { K, fb } = cx;
  cx.flags |= Mod.HasJsx;
  const start = cx.start(node);
  const tagValue =
    tag === undefined ? cx.literal('', start, start)
    : isIntrinsic(tag, K) ? cx.literal(cx.text.slice(cx.start(tag), tag.end), cx.start(tag), tag.end)
    : cx.expr(tag);
  const entries: number[] = [];
  for (const p of attributes?.properties ?? []) {
    if (p.kind === K.JsxSpreadAttribute) entries.push(OBJ_SPREAD, -1, cx.expr((p as ts.JsxSpreadAttribute).expression));
    else {
      const { name, initializer } = p as ts.JsxAttribute;
      const key = cx.str(cx.text.slice(cx.start(name), name.end));
      entries.push(OBJ_PROP, key, initializer ? child(cx, initializer) : fb.emit1(Op.bool, cx.start(name), name.end, 1));
    }
  }
  const props = fb.emit(Op.object, start, attributes ? attributes.end : start, entries);
  const operands = [tagValue, props];
  for (const c of children) {
    if (c.kind === K.JsxText && (c as ts.JsxText).containsOnlyTriviaWhiteSpaces) continue;
    if (c.kind === K.JsxExpression && (c as ts.JsxExpression).expression === undefined) continue;
    operands.push(child(cx, c));
  }
  return fb.emit(Op.jsx, start, node.end, operands);
}

function child(cx: Lowering, node: ts.Node): number {
  const { K, fb } = cx;
  if (node.kind === K.JsxText) return fb.emit1(Op.str, node.pos, node.end, cx.str((node as ts.JsxText).text.trim()));
  if (node.kind !== K.JsxExpression) return cx.expr(node);
  const { expression, dotDotDotToken } = node as ts.JsxExpression;
  if (expression === undefined) return cx.undef(node.end);
  const value = cx.expr(expression);
  return dotDotDotToken ? fb.emit1(Op.spread, cx.start(node), node.end, value) : value;
}

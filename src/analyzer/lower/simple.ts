import type { ts } from '../syntax.js';
import type { Lowering } from './context.js';

/** More nodes than this are not worth one instruction; it also keeps nested questions cheap. */
const LIMIT = 48;

/** Whether evaluating it can neither call, await, yield nor assign: then it may be an operand of `logic` and `select`. */
export function isSimple(cx: Lowering, node: ts.Expression): boolean {
  return cost(cx, node, LIMIT) >= 0;
}

/** What is left of the budget, or less than nothing. */
function cost(cx: Lowering, node: ts.Node, budget: number): number {
  const { K } = cx;
  let left = budget - 1;
  let at = node;
  for (;;) {
    if (left < 0) return -1;
    switch (at.kind) {
      case K.Identifier:
      case K.StringLiteral:
      case K.NumericLiteral:
      case K.NoSubstitutionTemplateLiteral:
      case K.BigIntLiteral:
      case K.RegularExpressionLiteral:
      case K.TrueKeyword:
      case K.FalseKeyword:
      case K.NullKeyword:
      case K.ThisKeyword:
      case K.SuperKeyword:
      case K.ArrowFunction:
      case K.FunctionExpression:
      case K.OmittedExpression:
      case K.JsxText:
        return left;
      case K.PropertyAccessExpression:
      case K.ParenthesizedExpression:
      case K.NonNullExpression:
      case K.AsExpression:
      case K.SatisfiesExpression:
      case K.TypeAssertionExpression:
      case K.TypeOfExpression:
      case K.VoidExpression:
      case K.SpreadElement:
      case K.SpreadAssignment:
      case K.JsxSpreadAttribute:
        at = (at as ts.PropertyAccessExpression).expression;
        break;
      case K.ElementAccessExpression:
        left = cost(cx, (at as ts.ElementAccessExpression).argumentExpression, left);
        at = (at as ts.ElementAccessExpression).expression;
        break;
      case K.PrefixUnaryExpression: {
        const { operator, operand } = at as ts.PrefixUnaryExpression;
        if (operator === K.PlusPlusToken || operator === K.MinusMinusToken) return -1;
        at = operand;
        break;
      }
      case K.BinaryExpression: {
        const { operatorToken, right } = at as ts.BinaryExpression;
        if (operatorToken.kind >= K.FirstAssignment && operatorToken.kind <= K.LastAssignment) return -1;
        left = cost(cx, right, left);
        at = (at as ts.BinaryExpression).left;
        break;
      }
      case K.ConditionalExpression: {
        const { condition, whenTrue, whenFalse } = at as ts.ConditionalExpression;
        left = cost(cx, condition, left);
        if (left >= 0) left = cost(cx, whenTrue, left);
        at = whenFalse;
        break;
      }
      case K.TemplateExpression:
        return list(
          cx,
          (at as ts.TemplateExpression).templateSpans.map((s) => s.expression),
          left,
        );
      case K.ArrayLiteralExpression:
        return list(cx, (at as ts.ArrayLiteralExpression).elements, left);
      case K.ObjectLiteralExpression:
        return list(cx, (at as ts.ObjectLiteralExpression).properties, left);
      case K.ShorthandPropertyAssignment:
        return left;
      case K.PropertyAssignment:
        if ((at as ts.PropertyAssignment).name.kind === K.ComputedPropertyName) {
          left = cost(cx, ((at as ts.PropertyAssignment).name as ts.ComputedPropertyName).expression, left);
        }
        at = (at as ts.PropertyAssignment).initializer;
        break;
      case K.JsxElement:
        left = list(cx, (at as ts.JsxElement).openingElement.attributes.properties, left);
        return left < 0 ? -1 : list(cx, (at as ts.JsxElement).children, left);
      case K.JsxFragment:
        return list(cx, (at as ts.JsxFragment).children, left);
      case K.JsxSelfClosingElement:
        return list(cx, (at as ts.JsxSelfClosingElement).attributes.properties, left);
      case K.JsxAttribute:
      case K.JsxExpression: {
        const inner: ts.Node | undefined =
          at.kind === K.JsxAttribute ? (at as ts.JsxAttribute).initializer : (at as ts.JsxExpression).expression;
        if (inner === undefined) return left;
        at = inner;
        break;
      }
      default:
        return -1;
    }
    left--;
  }
}

function list(cx: Lowering, nodes: readonly ts.Node[], budget: number): number {
  let left = budget;
  for (const node of nodes) {
    if (left < 0) return -1;
    left = cost(cx, node, left);
  }
  return left;
}

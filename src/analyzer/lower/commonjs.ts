import { Table } from '../ir/module.js';
import { Export, Import, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { type Lowering, nameOf } from './context.js';
import { literalKey } from './patterns.js';

/** The name that an assignment exports: `=` for `module.exports`. Nothing where the target is another thing. */
export function commonJsTarget(cx: Lowering, left: ts.Node): string | undefined {
  const { K } = cx;
  if (left.kind !== K.PropertyAccessExpression && left.kind !== K.ElementAccessExpression) return undefined;
  const { expression } = left as ts.PropertyAccessExpression | ts.ElementAccessExpression;
  const name = memberName(cx, left);
  if (name === undefined) return undefined;
  if (isExports(cx, expression)) return name;
  return name === 'exports' && cx.isGlobal(expression, 'module') ? '=' : undefined;
}

/** `exports` or `module.exports` */
export function isExports(cx: Lowering, node: ts.Node): boolean {
  const { K } = cx;
  if (cx.isGlobal(node, 'exports')) return true;
  return (
    node.kind === K.PropertyAccessExpression &&
    (node as ts.PropertyAccessExpression).name.escapedText === 'exports' &&
    cx.isGlobal((node as ts.PropertyAccessExpression).expression, 'module')
  );
}

function memberName(cx: Lowering, node: ts.Node): string | undefined {
  if (node.kind === cx.K.PropertyAccessExpression) return nameOf((node as ts.PropertyAccessExpression).name);
  return literalKey(cx, (node as ts.ElementAccessExpression).argumentExpression);
}

export function recordCommonJs(cx: Lowering, name: string, value: number, node: ts.BinaryExpression, start: number): void {
  // `exports.a = exports.b = void 0` only reserves the names.
  if (cx.fb.opOf(value) === Op.undef) return;
  const row = cx.writer.row(Table.exports, cx.str(name), name === '=' ? Export.Assign : Export.Value, -1, start, node.end, cx.fn);
  cx.fb.patch(Table.exports, row, 2, value);
}

/** The row of a literal `require('p')`, or -1. */
export function requireRow(cx: Lowering, node: ts.CallExpression): number {
  const { K } = cx;
  if (node.arguments.length !== 1) return -1;
  const callee = node.expression;
  if (callee.kind !== K.Identifier) return -1;
  const specifier = literalKey(cx, node.arguments[0]);
  if (specifier === undefined) return -1;
  const b = cx.binding(callee);
  if (b === undefined ? (callee as ts.Identifier).escapedText !== 'require' : !b.require || b.reassigned) return -1;
  return cx.writer.row(Table.imports, cx.str(specifier), cx.str('*'), Import.Require, cx.str(''), cx.start(node.pos, node.end), node.end);
}

/** What compilers write for `export * from` and for re-exported names. */
export function recordCompiledExport(cx: Lowering, node: ts.CallExpression, operands: readonly number[], from: number): void {
  const { K, fb, writer } = cx;
  const callee = node.expression;
  const { kind } = callee;
  const isMember = kind === K.PropertyAccessExpression;
  const name = isMember
    ? (callee as ts.PropertyAccessExpression).name.escapedText
    : kind === K.Identifier
      ? (callee as ts.Identifier).escapedText
      : '';
  if ((name !== '___exportStar' && name !== '___reExport' && name !== 'defineProperty') || !cx.mentionsExports) return;
  if (name === '___exportStar' || name === '___reExport') {
    const module = operands.slice(from).find((a) => fb.opOf(a) === Op.import);
    if (module !== undefined && node.arguments.some((a) => isExports(cx, a))) {
      writer.row(Table.exports, cx.str('*'), Export.Star, fb.operandOf(module, 0), cx.start(node.pos, node.end), node.end, cx.fn);
    }
  } else if (name === 'defineProperty' && isMember && node.arguments.length === 3 && isExports(cx, node.arguments[0])) {
    const key = literalKey(cx, node.arguments[1]);
    const descriptor = node.arguments[2];
    if (key === undefined || key === '__esModule' || descriptor.kind !== K.ObjectLiteralExpression) return;
    const value = describedValue(cx, descriptor as ts.ObjectLiteralExpression);
    if (value === undefined) return;
    const row = writer.row(Table.exports, cx.str(key), Export.Value, -1, cx.start(node.pos, node.end), node.end, cx.fn);
    fb.patch(Table.exports, row, 2, cx.expr(value));
  }
}

/** The `value` of a property descriptor, or what its getter returns: a getter that only returns is lowered in place. */
function describedValue(cx: Lowering, descriptor: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const { K } = cx;
  for (const p of descriptor.properties) {
    const name = p.name && p.name.kind === K.Identifier ? (p.name as ts.Identifier).escapedText : '';
    const isAssignment = p.kind === K.PropertyAssignment;
    if (name === 'value' && isAssignment && (p as ts.PropertyAssignment).initializer.kind === K.Identifier)
      return (p as ts.PropertyAssignment).initializer;
    if (name !== 'get') continue;
    const fn = isAssignment ? (p as ts.PropertyAssignment).initializer : p;
    const body = (fn as ts.FunctionExpression | ts.ArrowFunction | ts.MethodDeclaration).body;
    if (body === undefined) continue;
    const only = body.kind === K.Block ? (body as ts.Block).statements : undefined;
    const returned =
      only === undefined
        ? (body as ts.Expression)
        : only.length === 1 && only[0].kind === K.ReturnStatement
          ? (only[0] as ts.ReturnStatement).expression
          : undefined;
    if (returned && isMemberPath(cx, returned)) return returned;
  }
  return undefined;
}

/** `a.b.c`: nothing that would be declared twice if it were lowered twice. */
function isMemberPath(cx: Lowering, node: ts.Expression): boolean {
  let at = node;
  while (at.kind === cx.K.PropertyAccessExpression) at = (at as ts.PropertyAccessExpression).expression;
  return at.kind === cx.K.Identifier;
}

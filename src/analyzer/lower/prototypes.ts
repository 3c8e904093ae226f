import { Bind } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { type Lowering, nameOf } from './context.js';
import { lowerConstructorFunction, type PrototypeMethod } from './classes.js';

/**
 * Finds what classes were before they had a syntax: `function Store() {…}` and `Store.prototype.get = function () {…}`, at the top level of
 * a file. Such a function is lowered as the class that it is; {@link prototypeClass} gives its value.
 */
export function findPrototypes(cx: Lowering, statements: readonly ts.Statement[]): void {
  if (cx.outline || !cx.text.includes('.prototype')) return;
  for (const s of statements) {
    if (s.kind !== cx.K.ExpressionStatement) continue;
    const targets: ts.Expression[] = [];
    let value = (s as ts.ExpressionStatement).expression;
    while (isAssignment(cx, value)) {
      targets.push(value.left);
      value = value.right;
    }
    for (const target of targets) addMethods(cx, target, value);
  }
}

function addMethods(cx: Lowering, target: ts.Expression, value: ts.Expression): void {
  const { K } = cx;
  if (!isMember(cx, target)) return;
  if (target.name.escapedText === 'prototype') {
    if (value.kind !== K.ObjectLiteralExpression) return;
    for (const property of (value as ts.ObjectLiteralExpression).properties) {
      if (property.kind !== K.PropertyAssignment || property.name?.kind !== K.Identifier) continue;
      addMethod(cx, target.expression, nameOf(property.name as ts.Identifier), (property as ts.PropertyAssignment).initializer);
    }
  } else if (isMember(cx, target.expression) && target.expression.name.escapedText === 'prototype') {
    addMethod(cx, target.expression.expression, nameOf(target.name), value);
  }
}

function addMethod(cx: Lowering, holder: ts.Expression, name: string, value: ts.Expression): void {
  if (value.kind !== cx.K.FunctionExpression) return; // the `this` of an arrow is the module's
  const maker = functionNamed(cx, holder);
  if (maker === undefined) return;
  const methods = (cx.prototypes ??= new Map<ts.Node, Map<string, PrototypeMethod>>()).get(maker) ?? new Map<string, PrototypeMethod>();
  cx.prototypes.set(maker, methods);
  methods.set(name, value as ts.FunctionExpression); // of two, the last one counts
}

/** The function that a name of the top level stands for, and nothing else ever does. */
function functionNamed(cx: Lowering, name: ts.Expression): ts.Node | undefined {
  const { K } = cx;
  const b = name.kind === K.Identifier ? cx.binding(name) : undefined;
  if (b === undefined || b.reassigned || b.fn !== cx.scopes.root || b.scope !== cx.scopes.top) return undefined;
  if (b.kind === Bind.Function) return b.body && (b.decl as ts.FunctionDeclaration).body !== undefined ? b.decl : undefined;
  if (b.kind !== Bind.Const && b.kind !== Bind.Let && b.kind !== Bind.Var) return undefined;
  const { initializer } = b.decl as ts.VariableDeclaration;
  return initializer?.kind === K.FunctionExpression ? initializer : undefined;
}

const isMember = (cx: Lowering, node: ts.Expression): node is ts.PropertyAccessExpression & { readonly name: ts.Identifier } =>
  node.kind === cx.K.PropertyAccessExpression && (node as ts.PropertyAccessExpression).name.kind === cx.K.Identifier;

const isAssignment = (cx: Lowering, node: ts.Expression): node is ts.BinaryExpression =>
  node.kind === cx.K.BinaryExpression && (node as ts.BinaryExpression).operatorToken.kind === cx.K.EqualsToken;

/** The value of a function that has methods on its prototype; undefined for any other. */
export function prototypeClass(cx: Lowering, node: ts.FunctionLikeDeclaration, name: string): number | undefined {
  const methods = cx.prototypes?.get(node);
  return methods && lowerConstructorFunction(cx, node, name, methods);
}

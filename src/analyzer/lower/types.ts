import { Table } from '../ir/module.js';
import { Bind, Cls, Import, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { lowerMembers } from './classes.js';
import { type Lowering, nameOf } from './context.js';
import { exportDeclared } from './modules.js';
import { TYPE_PARAMETER } from './scopes.js';

/** Types are lowered as far as they name values: what an instance is made from, and what keys there can be. */
export function lowerUnknownType(cx: Lowering, node: ts.Node): number {
  return cx.fb.tunk(cx.start(node.pos, node.end), node.end);
}

export function lowerTypeReference(cx: Lowering, node: ts.TypeReferenceNode): number {
  const { K } = cx;
  let root: ts.Node = node.typeName;
  while (root.kind === K.QualifiedName) root = (root as ts.QualifiedName).left;
  if (cx.binding(root)?.kind === TYPE_PARAMETER) return lowerUnknownType(cx, node);
  if ((root as ts.Identifier).escapedText === 'const') return lowerUnknownType(cx, node);
  const { operands } = cx,
    from = operands.length;
  operands.push(typeEntity(cx, node.typeName));
  const { typeArguments } = node;
  if (typeArguments !== undefined) for (let i = 0; i < typeArguments.length; i++) operands.push(cx.type(typeArguments[i]));
  return cx.fb.emitFrom(Op.tref, cx.start(node.pos, node.end), node.end, operands, from);
}

/**
 * What a type's name names. Types may be used in front of their declaration, so a declared one is read through its
 * binding, by `capture`, in its own function too.
 */
function typeEntity(cx: Lowering, name: ts.Node): number {
  const { K, fb } = cx;
  const start = cx.start(name.pos, name.end),
    { end } = name;
  if (name.kind === K.QualifiedName) {
    const { left, right } = name as ts.QualifiedName;
    return fb.emit3(Op.get, start, end, 0, typeEntity(cx, left), cx.str(nameOf(right)));
  }
  if (name.kind !== K.Identifier) return cx.unknown(name, []);
  const b = cx.binding(name);
  if (b === undefined) return fb.emit1(Op.global, start, end, cx.str(nameOf(name as ts.Identifier)));
  if (b.importRow >= 0) return fb.emit1(Op.import, start, end, b.importRow);
  if (b.kind === TYPE_PARAMETER) return fb.tunk(start, end);
  if (b.place) return fb.emit1(Op.load, start, end, cx.rowOf(b));
  if (b.row < 0 && b.value >= 0 && b.fn === cx.scope) return b.value;
  return fb.emit1(Op.capture, start, end, cx.rowOf(b));
}

export function lowerTypeQuery(cx: Lowering, node: ts.TypeQueryNode): number {
  const { K } = cx;
  const { exprName } = node;
  const value =
    exprName.kind === K.Identifier || exprName.kind === K.QualifiedName ? queried(cx, exprName) : lowerUnknownType(cx, exprName);
  return cx.fb.emit1(Op.tquery, cx.start(node.pos, node.end), node.end, value);
}

function queried(cx: Lowering, name: ts.EntityName): number {
  const { K } = cx;
  if (name.kind === K.QualifiedName) {
    const { left, right } = name as ts.QualifiedName;
    return cx.fb.emit3(Op.get, cx.start(name.pos, name.end), name.end, 0, queried(cx, left), cx.str(nameOf(right)));
  }
  return typeEntity(cx, name);
}

export function lowerListType(cx: Lowering, node: ts.UnionTypeNode | ts.IntersectionTypeNode): number {
  const op = node.kind === cx.ts.SyntaxKind.UnionType ? Op.tunion : Op.tinter;
  const operands = node.types.map((t) => cx.type(t));
  // A union of keywords says as little as one.
  if (operands.every((o) => cx.fb.opOf(o) === Op.tunk)) return operands[0] ?? lowerUnknownType(cx, node);
  return cx.fb.emit(op, cx.start(node.pos, node.end), node.end, operands);
}

export function lowerArrayType(cx: Lowering, node: ts.ArrayTypeNode): number {
  return cx.fb.emit1(Op.tarr, cx.start(node.pos, node.end), node.end, cx.type(node.elementType));
}

export function lowerInnerType(cx: Lowering, node: ts.ParenthesizedTypeNode): number {
  return cx.type(node.type);
}

export function lowerTypeOperator(cx: Lowering, node: ts.TypeOperatorNode): number {
  return node.operator === cx.K.ReadonlyKeyword ? cx.type(node.type) : lowerUnknownType(cx, node);
}

export function lowerFunctionType(cx: Lowering, node: ts.FunctionTypeNode): number {
  return cx.fb.emit1(Op.tfn, cx.start(node.pos, node.end), node.end, cx.type(node.type));
}

export function lowerTypeLiteral(cx: Lowering, node: ts.TypeLiteralNode): number {
  const cls = lowerMembers(cx, node, '', Cls.TypeLiteral, -1);
  return cx.fb.emit1(Op.tobj, cx.start(node.pos, node.end), node.end, cls);
}

export function lowerLiteralType(cx: Lowering, node: ts.LiteralTypeNode): number {
  if (node.literal.kind === cx.K.NullKeyword) return cx.expr(node.literal);
  return cx.fb.emit1(Op.tlit, cx.start(node.pos, node.end), node.end, cx.expr(node.literal));
}

export function lowerIndexedType(cx: Lowering, node: ts.IndexedAccessTypeNode): number {
  const index = cx.type(node.indexType);
  // `T[keyof T]` and `T[K]` say nothing about one member.
  if (cx.fb.opOf(index) !== Op.tlit) return lowerUnknownType(cx, node);
  return cx.fb.emit2(Op.tidx, cx.start(node.pos, node.end), node.end, cx.type(node.objectType), index);
}

export function lowerUndefinedType(cx: Lowering, node: ts.Node): number {
  return cx.fb.emit0(Op.undef, cx.start(node.pos, node.end), node.end);
}

/** `import('p').A` and `typeof import('p')` */
export function lowerImportType(cx: Lowering, node: ts.ImportTypeNode): number {
  const { K, fb } = cx;
  const start = cx.start(node.pos, node.end);
  const specifier = (node.argument as ts.LiteralTypeNode).literal as ts.StringLiteral | undefined;
  if (specifier === undefined || specifier.kind !== K.StringLiteral) return lowerUnknownType(cx, node);
  const row = cx.writer.row(Table.imports, cx.str(specifier.text), cx.str('*'), Import.TypeOnly, cx.str(''), start, node.end);
  let value = fb.emit1(Op.import, start, node.end, row);
  const names: string[] = [];
  let name: ts.Node | undefined = node.qualifier;
  for (; name?.kind === K.QualifiedName; name = (name as ts.QualifiedName).left) names.unshift(nameOf((name as ts.QualifiedName).right));
  if (name) names.unshift(nameOf(name as ts.Identifier));
  for (const n of names) value = fb.emit3(Op.get, start, node.end, 0, value, cx.str(n));
  if (node.isTypeOf) return fb.emit1(Op.tquery, start, node.end, value);
  return fb.emit(Op.tref, start, node.end, [value, ...(node.typeArguments ?? []).map((a) => cx.type(a))]);
}

// declarations

export function lowerInterface(cx: Lowering, node: ts.InterfaceDeclaration): void {
  const b = cx.binding(node.name);
  if (b === undefined) return;
  const bases: number[] = [];
  for (const clause of node.heritageClauses ?? []) {
    for (const t of clause.types) bases.push(t.expression.kind === cx.K.Identifier ? typeEntity(cx, t.expression) : cx.expr(t.expression));
  }
  const heritage = bases.length > 0 ? cx.fb.emit(Op.tunion, cx.start(node.pos, node.end), node.name.end, bases) : -1;
  const cls = lowerMembers(cx, node, nameOf(node.name), Cls.Interface, heritage);
  const row = cx.rowOf(b);
  // Declarations of one interface merge; the first has the binding.
  if (b.decl === node && b.kind === Bind.Interface) cx.writer.setColumn(Table.bindings, row, 10, cls);
  exportDeclared(cx, node);
}

export function lowerTypeAlias(cx: Lowering, node: ts.TypeAliasDeclaration): void {
  const b = cx.binding(node.name);
  const type = cx.type(node.type);
  if (b) cx.fb.patch(Table.bindings, cx.rowOf(b), 5, type);
  exportDeclared(cx, node);
}

import { Table } from '../ir/module.js';
import { Bind, Export, Import, Mod, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { hasModifier, type Lowering, nameOf } from './context.js';
import type { Binding } from './scopes.js';
import { functionValue, lowerNamed } from './functions.js';

/** Imports are there before any statement runs: they get their rows first. */
export function lowerImports(cx: Lowering, statements: readonly ts.Statement[]): void {
  const { K } = cx;
  for (const s of statements) {
    if (s.kind === K.ImportDeclaration) lowerImport(cx, s as ts.ImportDeclaration);
    else if (s.kind === K.ImportEqualsDeclaration) importEquals(cx, s as ts.ImportEqualsDeclaration);
    else if (s.kind !== K.ExportDeclaration && s.kind !== K.ExportAssignment && !hasModifier(s, K.ExportKeyword)) continue;
    cx.flags |= Mod.Esm;
  }
}

function lowerImport(cx: Lowering, node: ts.ImportDeclaration): void {
  const { K } = cx;
  const specifier = (node.moduleSpecifier as ts.StringLiteral).text ?? '';
  const clause = node.importClause;
  if (clause === undefined) {
    importRow(cx, specifier, '', Import.SideEffect, '', node);
    return;
  }
  const kind = clause.isTypeOnly ? Import.TypeOnly : Import.Esm;
  if (clause.name) bindImport(cx, specifier, 'default', kind, clause.name, clause.name);
  const named = clause.namedBindings;
  if (named === undefined) return;
  if (named.kind === K.NamespaceImport) bindImport(cx, specifier, '*', kind, (named as ts.NamespaceImport).name, named);
  else {
    for (const e of (named as ts.NamedImports).elements) {
      bindImport(cx, specifier, exportName(e.propertyName ?? e.name), e.isTypeOnly ? Import.TypeOnly : kind, e.name, e);
    }
  }
}

function exportName(name: ts.Identifier | ts.StringLiteral): string {
  return 'escapedText' in name ? nameOf(name) : name.text;
}

function importRow(cx: Lowering, specifier: string, name: string, kind: number, local: string, node: ts.Node): number {
  return cx.writer.row(Table.imports, cx.str(specifier), cx.str(name), kind, cx.str(local), cx.start(node.pos, node.end), node.end);
}

function bindImport(cx: Lowering, specifier: string, name: string, kind: number, local: ts.Identifier, node: ts.Node): void {
  const row = importRow(cx, specifier, name, kind, nameOf(local), node);
  const b = cx.binding(local);
  if (b && b.kind === Bind.Import) b.importRow = row;
}

function importEquals(cx: Lowering, node: ts.ImportEqualsDeclaration): void {
  const { moduleReference, name } = node;
  if (moduleReference.kind !== cx.K.ExternalModuleReference) return;
  const specifier = (moduleReference as ts.ExternalModuleReference).expression;
  if (!('text' in specifier)) return;
  bindImport(cx, specifier.text as string, '*', node.isTypeOnly ? Import.TypeOnly : Import.Require, name, node);
}

export function lowerImportEquals(cx: Lowering, node: ts.ImportEqualsDeclaration): void {
  const { K, fb } = cx;
  const b = cx.binding(node.name);
  if (node.moduleReference.kind !== K.ExternalModuleReference) {
    const value = entityValue(cx, node.moduleReference);
    if (b) cx.define(b, value);
  }
  if (!hasModifier(node, K.ExportKeyword)) return;
  if (b && b.importRow >= 0) exportRow(cx, nameOf(node.name), Export.Import, b.importRow, node.name);
  else if (cx.namespace >= 0)
    fb.emit3(
      Op.set,
      cx.start(node.name.pos, node.name.end),
      node.name.end,
      cx.namespace,
      cx.str(nameOf(node.name)),
      cx.readName(node.name),
    );
  else if (b) exportRow(cx, nameOf(node.name), Export.Binding, cx.rowOf(b), node.name);
}

/** `A.B.C` as a value. */
export function entityValue(cx: Lowering, name: ts.Node): number {
  const { K } = cx;
  if (name.kind === K.Identifier) return cx.readName(name as ts.Identifier);
  if (name.kind !== K.QualifiedName) return cx.unknown(name, []);
  const { left, right } = name as ts.QualifiedName;
  return cx.fb.emit3(Op.get, cx.start(name.pos, name.end), name.end, 0, entityValue(cx, left), cx.str(nameOf(right)));
}

function exportRow(cx: Lowering, name: string, kind: number, target: number, node: ts.Node): number {
  return cx.writer.row(Table.exports, cx.str(name), kind, target, cx.start(node.pos, node.end), node.end, cx.fn);
}

function exportBinding(cx: Lowering, name: string, b: Binding, at: ts.Node): void {
  if (b.importRow >= 0) exportRow(cx, name, Export.Import, b.importRow, at);
  else exportRow(cx, name, b.kind === Bind.Interface || b.kind === Bind.Type ? Export.Type : Export.Binding, cx.rowOf(b), at);
}

/** Rows (in a namespace: members) for what a declaration with `export` declares. */
export function exportDeclared(cx: Lowering, node: ts.Node, value = -1): void {
  const { K } = cx;
  if (!hasModifier(node, K.ExportKeyword)) return;
  const isDefault = hasModifier(node, K.DefaultKeyword);
  if (node.kind === K.VariableStatement) {
    for (const d of (node as ts.VariableStatement).declarationList.declarations) exportNames(cx, d.name);
    return;
  }
  const { name } = node as ts.FunctionDeclaration;
  if (name && (node.kind !== K.FunctionDeclaration || isLastDeclaration(cx, node as ts.FunctionDeclaration))) {
    exportAs(cx, name, isDefault ? 'default' : nameOf(name));
    return;
  }
  if (name !== undefined || !isDefault) return;
  const target = node.kind === K.FunctionDeclaration ? functionValue(cx, node as ts.FunctionDeclaration, 'default', 0) : value;
  cx.fb.patch(Table.exports, exportRow(cx, 'default', Export.Value, -1, node), 2, target);
}

/** Overloads are exported once. */
function isLastDeclaration(cx: Lowering, node: ts.FunctionDeclaration): boolean {
  const b = node.name && cx.binding(node.name);
  return b === undefined || b.decl === node;
}

function exportNames(cx: Lowering, name: ts.BindingName): void {
  if (name.kind === cx.K.Identifier) exportAs(cx, name as ts.Identifier, nameOf(name as ts.Identifier));
  else
    for (const e of (name as ts.BindingPattern).elements)
      if (e.kind === cx.K.BindingElement) exportNames(cx, (e as ts.BindingElement).name);
}

function exportAs(cx: Lowering, name: ts.Identifier, as: string): void {
  const b = cx.binding(name);
  if (b === undefined) return;
  if (cx.namespace < 0) exportBinding(cx, as, b, name);
  else if (b.kind !== Bind.Interface && b.kind !== Bind.Type) {
    cx.fb.emit3(Op.set, cx.start(name.pos, name.end), name.end, cx.namespace, cx.str(as), cx.readName(name));
  }
}

export function lowerExportDeclaration(cx: Lowering, node: ts.ExportDeclaration): void {
  const { K } = cx;
  const clause = node.exportClause;
  const from = node.moduleSpecifier && 'text' in node.moduleSpecifier ? (node.moduleSpecifier.text as string) : undefined;
  const kind = (typeOnly: boolean): number => (typeOnly || node.isTypeOnly ? Import.TypeOnly : Import.Reexport);
  if (clause === undefined) {
    if (from !== undefined) exportRow(cx, '*', Export.Star, importRow(cx, from, '*', kind(false), '', node), node);
  } else if (clause.kind === K.NamespaceExport) {
    const name = exportName((clause as ts.NamespaceExport).name);
    exportRow(cx, name, Export.Import, importRow(cx, from ?? '', '*', kind(false), '', clause), clause);
  } else {
    for (const e of (clause as ts.NamedExports).elements) {
      const source = e.propertyName ?? e.name;
      const name = exportName(e.name);
      if (from !== undefined) exportRow(cx, name, Export.Import, importRow(cx, from, exportName(source), kind(e.isTypeOnly), '', e), e);
      else exportLocal(cx, name, source, e);
    }
  }
}

function exportLocal(cx: Lowering, name: string, source: ts.Node, at: ts.Node): void {
  const b = cx.binding(source);
  const type = cx.scopes.types.get(source.end);
  if (b) exportBinding(cx, name, b, at);
  if (type && type.kind !== -1) exportBinding(cx, name, type, at);
}

/** `export default v` and `export = v`. A local name that has one value is exported as that binding. */
export function lowerExportAssignment(cx: Lowering, node: ts.ExportAssignment): void {
  const { K } = cx;
  const name = node.isExportEquals ? '=' : 'default';
  const { expression } = node;
  if (expression.kind === K.Identifier && !node.isExportEquals) {
    const b = cx.binding(expression),
      type = cx.scopes.types.get(expression.end);
    if (b === undefined && type) {
      exportLocal(cx, name, expression, node);
      return;
    }
    if (b && (b.importRow >= 0 || !b.reassigned)) {
      exportBinding(cx, name, b, node);
      return;
    }
  }
  const value = lowerNamed(cx, expression, node.isExportEquals ? '' : 'default');
  cx.fb.patch(Table.exports, exportRow(cx, name, node.isExportEquals ? Export.Assign : Export.Value, -1, node), 2, value);
}

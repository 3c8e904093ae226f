import type { Kinds } from './kinds.js';
import type { ts } from '../syntax.js';

const HOOK = /^use[A-Z]/;
/** Components are capitalised, hooks start with `use`: React's own convention, which its compiler relies on, too. */
const COMPONENT_OR_HOOK = /^([A-Z]|use[A-Z])/;

/**
 * Is a module made of components and hooks only: does it import React's hooks, and export nothing that is named otherwise? Hooks
 * cannot run in a request. A module that also exports a loader, an action or a handler is looked into.
 */
export function isComponentModule(K: Kinds, statements: readonly ts.Statement[]): boolean {
  return statements.some((s) => importsHooks(K, s)) && statements.every((s) => exportsOnlyComponents(K, s));
}

function importsHooks(K: Kinds, statement: ts.Statement): boolean {
  if (statement.kind !== K.ImportDeclaration) return false;
  const { moduleSpecifier, importClause } = statement as ts.ImportDeclaration;
  if ((moduleSpecifier as ts.StringLiteral).text !== 'react') return false;
  const named = importClause?.namedBindings;
  if (named === undefined || named.kind !== K.NamedImports) return false;
  return (named as ts.NamedImports).elements.some((e) => HOOK.test((e.propertyName ?? e.name).text));
}

function exportsOnlyComponents(K: Kinds, statement: ts.Statement): boolean {
  if (statement.kind === K.ExportDeclaration) {
    const clause = (statement as ts.ExportDeclaration).exportClause;
    if (clause === undefined || clause.kind !== K.NamedExports) return false;
    return (clause as ts.NamedExports).elements.every((e) => COMPONENT_OR_HOOK.test(e.name.text) || e.name.text === 'default');
  }
  const modifiers = (statement as { readonly modifiers?: readonly ts.ModifierLike[] }).modifiers ?? [];
  if (!modifiers.some((m) => m.kind === K.ExportKeyword) || modifiers.some((m) => m.kind === K.DefaultKeyword)) return true;
  if (statement.kind === K.VariableStatement) {
    return (statement as ts.VariableStatement).declarationList.declarations.every(
      (d) => d.name.kind === K.Identifier && COMPONENT_OR_HOOK.test((d.name as ts.Identifier).text),
    );
  }
  if (statement.kind !== K.FunctionDeclaration) return true; // types, enums and classes
  const { name } = statement as ts.FunctionDeclaration;
  return name === undefined || COMPONENT_OR_HOOK.test(name.text);
}

import { Bind } from '../ir/ops.js';
import type { ts, TypeScript } from '../syntax.js';
import type { Kinds } from './kinds.js';
import type { ScopePass, ScopeTable } from './scopes.js';

/** How the scope pass walks each kind of node. Chains that lean to the left are loops: real files have very long ones. */
export function createScopeTable(api: TypeScript, K: Kinds): ScopeTable {
  const S = api.SyntaxKind;
  const generic = (s: ScopePass, node: ts.Node): void => s.children(node);
  const nothing = (): void => undefined;
  const table: ((s: ScopePass, node: ts.Node) => void)[] = new Array<(s: ScopePass, node: ts.Node) => void>(S.Count + 1).fill(generic);
  // Handlers take the node type that belongs to their kinds; the table cannot say so.
  const on = <N extends ts.Node>(kinds: readonly ts.SyntaxKind[], visit: (s: ScopePass, node: N) => void): void => {
    for (const kind of kinds) table[kind] = visit as (s: ScopePass, node: ts.Node) => void;
  };
  for (let kind: number = S.Unknown; kind <= S.LastKeyword; kind++) table[kind] = nothing;
  for (let kind: number = S.FirstTypeNode; kind <= S.LastTypeNode; kind++) table[kind] = nothing;
  on([S.BreakStatement, S.ContinueStatement, S.EmptyStatement, S.MetaProperty, S.OmittedExpression, S.JsxText, S.IndexSignature], nothing);

  on<ts.Identifier>([S.Identifier], (s, node) => s.read(node));
  on<ts.Expression>(
    [
      S.PropertyAccessExpression,
      S.ElementAccessExpression,
      S.CallExpression,
      S.NewExpression,
      S.NonNullExpression,
      S.ParenthesizedExpression,
      S.TaggedTemplateExpression,
    ],
    (s, node) => chain(s, K, node),
  );
  on<ts.BinaryExpression>([S.BinaryExpression], (s, node) => binary(s, K, node));
  // The most frequent kinds have handlers of their own only because a generic walk costs more.
  // A function that sees nodes of a few shapes only reads their fields fast: functions that look alike are kept apart.
  on<ts.ExpressionStatement>([S.ExpressionStatement], (s, node) => s.visit(node.expression));
  on<ts.ReturnStatement>([S.ReturnStatement], (s, node) => {
    if (node.expression === undefined) return;
    if (s.guards === 0) s.inSequence(node.expression);
    s.visit(node.expression);
  });
  on<ts.AwaitExpression>([S.AwaitExpression], (s, node) => {
    s.inSequence(node.expression);
    s.visit(node.expression);
  });
  on<ts.TryStatement>([S.TryStatement], (s, node) => {
    s.guards += 1;
    s.visit(node.tryBlock);
    if (node.finallyBlock === undefined) s.guards -= 1;
    s.maybe(node.catchClause);
    if (node.finallyBlock === undefined) return;
    s.guards -= 1;
    s.visit(node.finallyBlock);
  });
  on<ts.JsxExpression>([S.JsxExpression, S.JsxSpreadAttribute, S.TemplateSpan], (s, node) => s.maybe(node.expression));
  on<ts.SpreadElement>([S.SpreadElement, S.SpreadAssignment, S.Decorator, S.ComputedPropertyName], (s, node) => s.visit(node.expression));
  on<ts.YieldExpression>([S.ThrowStatement, S.TypeOfExpression, S.VoidExpression, S.DeleteExpression, S.YieldExpression], (s, node) =>
    s.maybe(node.expression),
  );
  on<ts.ArrayLiteralExpression>([S.ArrayLiteralExpression], (s, node) => s.all(node.elements));
  on<ts.ObjectLiteralExpression>([S.ObjectLiteralExpression], (s, node) => s.all(node.properties));
  on<ts.TemplateExpression>([S.TemplateExpression], (s, node) => s.all(node.templateSpans));
  on<ts.ConditionalExpression>([S.ConditionalExpression], (s, node) => {
    s.visit(node.condition);
    s.visit(node.whenTrue);
    s.visit(node.whenFalse);
  });
  on<ts.AsExpression>([S.AsExpression, S.SatisfiesExpression, S.TypeAssertionExpression], (s, node) => {
    s.visit(node.type);
    s.visit(node.expression);
  });
  on<ts.PrefixUnaryExpression>([S.PrefixUnaryExpression, S.PostfixUnaryExpression], (s, node) => {
    if (node.operator === K.PlusPlusToken || node.operator === K.MinusMinusToken) s.target(node.operand);
    else s.visit(node.operand);
  });
  on<ts.PropertyAssignment>([S.PropertyAssignment], (s, node) => {
    s.propertyName(node.name);
    s.visit(node.initializer);
  });
  on<ts.ShorthandPropertyAssignment>([S.ShorthandPropertyAssignment], (s, node) => s.read(node.name));
  on<ts.FunctionExpression>([S.ArrowFunction, S.FunctionDeclaration, S.Constructor], (s, node) => s.functionLike(node, undefined));
  on<ts.MethodDeclaration>([S.MethodDeclaration, S.GetAccessor, S.SetAccessor], (s, node) => {
    s.propertyName(node.name);
    s.functionLike(node, undefined);
  });
  on<ts.FunctionExpression>([S.FunctionExpression], (s, node) => s.functionLike(node, node.name));
  on<ts.ClassLikeDeclaration>([S.ClassDeclaration, S.ClassExpression], (s, node) => s.classLike(node));

  on<ts.VariableStatement>([S.VariableStatement], (s, node) => s.visit(node.declarationList));
  on<ts.VariableDeclarationList>([S.VariableDeclarationList], (s, node) => {
    const { declarations } = node;
    if ((node.flags & K.Using) !== 0) s.guards += 1;
    for (let i = 0; i < declarations.length; i++) {
      const d = declarations[i];
      s.maybe(d.type);
      s.maybe(d.initializer);
      s.assignPattern(d.name, 1);
      if (
        d.name.kind === K.Identifier &&
        d.initializer?.kind === K.CallExpression &&
        isCreateRequire(d.initializer as ts.CallExpression, K)
      ) {
        const binding = s.declared(d.name as ts.Identifier);
        if (binding) binding.require = true;
      }
    }
  });
  on<ts.Block>([S.Block], (s, node) => s.inScope(() => s.block(node.statements, false)));
  on<ts.IfStatement>([S.IfStatement], (s, node) => {
    let at: ts.Statement | undefined = node;
    while (at !== undefined && at.kind === K.IfStatement) {
      s.visit((at as ts.IfStatement).expression);
      s.visit((at as ts.IfStatement).thenStatement);
      at = (at as ts.IfStatement).elseStatement;
    }
    s.maybe(at);
  });
  on<ts.ForStatement>([S.ForStatement], (s, node) =>
    s.inScope(() => {
      loopHead(s, K, node.initializer);
      s.maybe(node.condition);
      s.maybe(node.incrementor);
      s.visit(node.statement);
    }),
  );
  on<ts.ForInOrOfStatement>([S.ForInStatement, S.ForOfStatement], (s, node) => {
    s.visit(node.expression);
    s.inScope(() => {
      if (node.initializer.kind === K.VariableDeclarationList) loopHead(s, K, node.initializer);
      else s.target(node.initializer);
      s.visit(node.statement);
    });
  });
  on<ts.SwitchStatement>([S.SwitchStatement], (s, node) => {
    s.visit(node.expression);
    s.inScope(() => {
      s.looseDeclarations(node.caseBlock.clauses);
      for (const clause of node.caseBlock.clauses) {
        if (clause.kind === K.CaseClause) s.visit((clause as ts.CaseClause).expression);
        s.all(clause.statements);
      }
    });
  });
  on<ts.CatchClause>([S.CatchClause], (s, node) =>
    s.inScope(() => {
      if (node.variableDeclaration) {
        s.declarePattern(node.variableDeclaration.name, Bind.Catch, node.variableDeclaration, false);
        s.assignPattern(node.variableDeclaration.name, 1);
      }
      s.block(node.block.statements, false);
    }),
  );
  on<ts.LabeledStatement>([S.LabeledStatement], (s, node) => s.visit(node.statement));

  on<ts.InterfaceDeclaration>([S.InterfaceDeclaration], (s, node) =>
    s.inScope(() => {
      s.typeParameters(node.typeParameters);
      for (const clause of node.heritageClauses ?? []) s.all(clause.types);
      typeMembers(s, node.members);
    }),
  );
  on<ts.TypeAliasDeclaration>([S.TypeAliasDeclaration], (s, node) =>
    s.inScope(() => {
      s.typeParameters(node.typeParameters);
      s.visit(node.type);
    }),
  );
  on<ts.EnumDeclaration>([S.EnumDeclaration], (s, node) => {
    for (const m of node.members) s.maybe(m.initializer);
  });
  on<ts.ModuleDeclaration>([S.ModuleDeclaration], (s, node) => s.namespaceBody(node));
  on([S.ImportDeclaration, S.NamespaceExportDeclaration], nothing);
  on<ts.ImportEqualsDeclaration>([S.ImportEqualsDeclaration], (s, node) => {
    if (node.moduleReference.kind !== K.ExternalModuleReference) entity(s, K, node.moduleReference as ts.EntityName, false);
  });
  on<ts.ExportDeclaration>([S.ExportDeclaration], (s, node) => {
    if (node.moduleSpecifier || node.exportClause?.kind !== K.NamedExports) return;
    for (const e of (node.exportClause as ts.NamedExports).elements) {
      const name = e.propertyName ?? e.name;
      if (name.kind === K.Identifier) s.readExported(name as ts.Identifier);
    }
  });
  on<ts.ExportAssignment>([S.ExportAssignment], (s, node) => {
    if (node.expression.kind === K.Identifier) s.readExported(node.expression as ts.Identifier);
    else s.visit(node.expression);
  });

  on<ts.JsxElement>([S.JsxElement], (s, node) => {
    s.visit(node.openingElement);
    s.all(node.children);
  });
  on<ts.JsxFragment>([S.JsxFragment], (s, node) => s.all(node.children));
  on<ts.JsxSelfClosingElement>([S.JsxOpeningElement, S.JsxSelfClosingElement], (s, node) => {
    if (!isIntrinsic(node.tagName, K)) s.visit(node.tagName);
    s.all(node.attributes.properties);
  });
  on<ts.JsxAttribute>([S.JsxAttribute], (s, node) => s.maybe(node.initializer));

  on<ts.TypeReferenceNode>([S.TypeReference], (s, node) => {
    entity(s, K, node.typeName, true);
    s.all(node.typeArguments);
  });
  on<ts.ExpressionWithTypeArguments>([S.ExpressionWithTypeArguments], (s, node) => {
    // In an interface's heritage a name is a type; in a class's it is a value, which may name the same class.
    if (node.expression.kind === K.Identifier) s.readType(node.expression as ts.Identifier);
    else s.visit(node.expression);
    s.all(node.typeArguments);
  });
  on<ts.TypeQueryNode>([S.TypeQuery], (s, node) => {
    if (node.exprName.kind === K.Identifier || node.exprName.kind === K.QualifiedName) entity(s, K, node.exprName, false);
  });
  on<ts.FunctionTypeNode>([S.FunctionType, S.ConstructorType], (s, node) =>
    s.inScope(() => {
      s.typeParameters(node.typeParameters);
      s.maybe(node.type);
    }),
  );
  on<ts.TypeLiteralNode>([S.TypeLiteral], (s, node) => typeMembers(s, node.members));
  on(
    [S.ArrayType, S.UnionType, S.IntersectionType, S.ParenthesizedType, S.OptionalType, S.RestType, S.TypeOperator, S.IndexedAccessType],
    generic,
  );
  on<ts.ImportTypeNode>([S.ImportType], (s, node) => s.all(node.typeArguments));
  return table;
}

function chain(s: ScopePass, K: Kinds, node: ts.Expression): void {
  let at: ts.Node = node;
  for (;;) {
    switch (at.kind) {
      case K.PropertyAccessExpression:
        at = (at as ts.PropertyAccessExpression).expression;
        continue;
      case K.CallExpression:
        s.all((at as ts.CallExpression).arguments);
        at = (at as ts.CallExpression).expression;
        continue;
      case K.NonNullExpression:
      case K.ParenthesizedExpression:
        break;
      case K.ElementAccessExpression:
        s.visit((at as ts.ElementAccessExpression).argumentExpression);
        break;
      case K.NewExpression:
        s.all((at as ts.NewExpression).arguments);
        break;
      case K.TaggedTemplateExpression:
        s.visit((at as ts.TaggedTemplateExpression).template);
        at = (at as ts.TaggedTemplateExpression).tag;
        continue;
      default:
        s.visit(at);
        return;
    }
    at = (at as ts.NonNullExpression).expression;
  }
}

function binary(s: ScopePass, K: Kinds, node: ts.BinaryExpression): void {
  let at: ts.Node = node;
  while (at.kind === K.BinaryExpression) {
    const { operatorToken, left, right } = at as ts.BinaryExpression;
    if (operatorToken.kind >= K.FirstAssignment && operatorToken.kind <= K.LastAssignment) {
      s.target(left);
      at = right;
      continue;
    }
    s.visit(right);
    at = left;
  }
  s.visit(at);
}

function loopHead(s: ScopePass, K: Kinds, initializer: ts.ForInitializer | undefined): void {
  if (initializer === undefined) return;
  if (initializer.kind === K.VariableDeclarationList && (initializer.flags & K.BlockScoped) !== 0) {
    s.declareList(initializer as ts.VariableDeclarationList, undefined);
  }
  s.visit(initializer);
}

function entity(s: ScopePass, K: Kinds, name: ts.EntityName, asType: boolean): void {
  let at: ts.Node = name;
  while (at.kind === K.QualifiedName) at = (at as ts.QualifiedName).left;
  if (at.kind !== K.Identifier) return;
  if (asType && at === name) s.readType(at as ts.Identifier);
  else s.read(at as ts.Identifier);
}

function typeMembers(s: ScopePass, members: readonly ts.TypeElement[]): void {
  for (const m of members) {
    s.propertyName(m.name);
    s.inScope(() => {
      s.typeParameters((m as ts.MethodSignature).typeParameters);
      s.maybe((m as ts.MethodSignature).type);
    });
  }
}

/** A tag such as `div` or `my-element`, which is a name and not a value. */
export function isIntrinsic(tag: ts.Node, K: Kinds): boolean {
  if (tag.kind === K.JsxNamespacedName) return true;
  if (tag.kind !== K.Identifier) return false;
  const first = (tag as ts.Identifier).escapedText as string;
  return /^[a-z]|-/.test(first);
}

function isCreateRequire(call: ts.CallExpression, K: Kinds): boolean {
  const callee = call.expression;
  if (callee.kind === K.Identifier) return (callee as ts.Identifier).escapedText === 'createRequire';
  return callee.kind === K.PropertyAccessExpression && (callee as ts.PropertyAccessExpression).name.escapedText === 'createRequire';
}

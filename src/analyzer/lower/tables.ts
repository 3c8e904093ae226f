import { Op } from '../ir/ops.js';
import type { ts, TypeScript } from '../syntax.js';
import { lowerClassValue } from './classes.js';
import type { ExpressionHandler, Lowering, StatementHandler, Tables } from './context.js';
import * as E from './expressions.js';
import { functionValue } from './functions.js';
import * as J from './jsx.js';
import { createKinds } from './kinds.js';
import * as Loops from './loops.js';
import * as M from './modules.js';
import * as St from './statements.js';
import * as T from './types.js';

/** One handler for every kind of node. What is not listed becomes `unknown`. */
export function createTables(api: TypeScript): Tables {
  const S = api.SyntaxKind;
  const size = S.Count + 1;
  const expressions = new Array<ExpressionHandler>(size).fill(E.lowerUnknown);
  const isExpression = new Array<boolean>(size).fill(false);
  const statements = new Array<StatementHandler>(size).fill(unknownStatement);
  const types = new Array<ExpressionHandler>(size).fill(T.lowerUnknownType);

  // A handler takes the node type that belongs to its kinds; the arrays cannot say so.
  const expr = <N extends ts.Node>(kinds: readonly ts.SyntaxKind[], handler: (cx: Lowering, node: N) => number): void => {
    for (const kind of kinds) {
      expressions[kind] = handler as ExpressionHandler;
      isExpression[kind] = true;
    }
  };
  const stmt = <N extends ts.Node>(kinds: readonly ts.SyntaxKind[], handler: (cx: Lowering, node: N) => void): void => {
    for (const kind of kinds) statements[kind] = handler as StatementHandler;
  };
  const type = <N extends ts.Node>(kinds: readonly ts.SyntaxKind[], handler: (cx: Lowering, node: N) => number): void => {
    for (const kind of kinds) types[kind] = handler as ExpressionHandler;
  };
  const text = (op: number) => (cx: Lowering, node: ts.LiteralLikeNode) =>
    cx.fb.emit1(op, cx.start(node.pos, node.end), node.end, cx.str(node.text));
  const plain = (op: number) => (cx: Lowering, node: ts.Node) => cx.fb.emit0(op, cx.start(node.pos, node.end), node.end);
  const bool = (value: number) => (cx: Lowering, node: ts.Node) => cx.fb.emit1(Op.bool, cx.start(node.pos, node.end), node.end, value);

  // Apart from the rest, because it is frequent, and fields are read faster where all objects have one shape.
  expr<ts.StringLiteral>([S.StringLiteral], (cx, node) => cx.fb.emit1(Op.str, cx.start(node.pos, node.end), node.end, cx.str(node.text)));
  expr([S.NoSubstitutionTemplateLiteral], text(Op.str));
  expr([S.NumericLiteral], text(Op.num));
  expr([S.BigIntLiteral], text(Op.bigint));
  expr([S.RegularExpressionLiteral], text(Op.regex));
  expr([S.NullKeyword], plain(Op.null));
  expr([S.SuperKeyword], plain(Op.super));
  expr([S.TrueKeyword], bool(1));
  expr([S.FalseKeyword], bool(0));
  expr([S.ThisKeyword], (cx, node) => cx.readThis(cx.start(node.pos, node.end), node.end));
  expr<ts.MetaProperty>([S.MetaProperty], (cx, node) =>
    cx.fb.emit0(node.keywordToken === S.NewKeyword ? Op.newtarget : Op.meta, cx.start(node.pos, node.end), node.end),
  );
  expr<ts.Identifier>([S.Identifier], (cx, node) => cx.readName(node));
  expr<ts.Expression>(
    [S.PropertyAccessExpression, S.ElementAccessExpression, S.CallExpression, S.NonNullExpression, S.TaggedTemplateExpression],
    E.lowerChain,
  );
  expr([S.NewExpression], E.lowerNew);
  expr([S.SpreadElement], E.lowerSpread);
  expr([S.TemplateExpression], E.lowerTemplate);
  expr([S.BinaryExpression], E.lowerBinary);
  expr([S.ConditionalExpression], E.lowerConditional);
  expr([S.PrefixUnaryExpression], E.lowerPrefix);
  expr([S.PostfixUnaryExpression], E.lowerPostfix);
  expr([S.TypeOfExpression], E.lowerTypeOf);
  expr([S.VoidExpression], E.lowerVoid);
  expr([S.DeleteExpression], E.lowerDelete);
  expr([S.AwaitExpression], E.lowerAwait);
  expr([S.YieldExpression], E.lowerYield);
  expr([S.AsExpression, S.SatisfiesExpression, S.TypeAssertionExpression], E.lowerCast);
  expr([S.ParenthesizedExpression, S.ExpressionWithTypeArguments], E.lowerInner);
  expr([S.ArrayLiteralExpression], E.lowerArray);
  expr([S.OmittedExpression], E.lowerOmitted);
  expr([S.ObjectLiteralExpression], E.lowerObject);
  expr<ts.FunctionExpression>([S.FunctionExpression, S.ArrowFunction], (cx, node) => functionValue(cx, node, '', 0));
  expr<ts.ClassExpression>([S.ClassExpression], (cx, node) => lowerClassValue(cx, node, '', undefined));
  expr([S.JsxElement], J.lowerJsxElement);
  expr([S.JsxSelfClosingElement], J.lowerJsxSelfClosing);
  expr([S.JsxFragment], J.lowerJsxFragment);

  const nothing = (): void => undefined;
  stmt([S.EmptyStatement, S.DebuggerStatement, S.ImportDeclaration, S.NamespaceExportDeclaration, S.NotEmittedStatement], nothing);
  stmt([S.Block], St.lowerBlock);
  stmt([S.ExpressionStatement], St.lowerExpressionStatement);
  stmt([S.VariableStatement], St.lowerVariableStatement);
  stmt([S.IfStatement], St.lowerIf);
  stmt([S.WhileStatement], Loops.lowerWhile);
  stmt([S.DoStatement], Loops.lowerDo);
  stmt([S.ForStatement], Loops.lowerFor);
  stmt([S.ForInStatement, S.ForOfStatement], Loops.lowerForInOf);
  stmt([S.SwitchStatement], St.lowerSwitch);
  stmt([S.LabeledStatement], St.lowerLabeled);
  stmt([S.BreakStatement], St.lowerBreak);
  stmt([S.ContinueStatement], St.lowerContinue);
  stmt([S.ReturnStatement], St.lowerReturn);
  stmt([S.ThrowStatement], St.lowerThrow);
  stmt([S.TryStatement], St.lowerTry);
  stmt<ts.WithStatement>([S.WithStatement], (cx, node) => {
    cx.expr(node.expression);
    cx.stmt(node.statement);
  });
  stmt([S.FunctionDeclaration], St.lowerFunctionDeclaration);
  stmt([S.ClassDeclaration], St.lowerClassDeclaration);
  stmt([S.EnumDeclaration], St.lowerEnum);
  stmt([S.ModuleDeclaration], St.lowerNamespace);
  stmt([S.InterfaceDeclaration], T.lowerInterface);
  stmt([S.TypeAliasDeclaration], T.lowerTypeAlias);
  stmt([S.ImportEqualsDeclaration], M.lowerImportEquals);
  stmt([S.ExportDeclaration], M.lowerExportDeclaration);
  stmt([S.ExportAssignment], M.lowerExportAssignment);

  type([S.TypeReference], T.lowerTypeReference);
  type([S.TypeQuery], T.lowerTypeQuery);
  type([S.UnionType, S.IntersectionType], T.lowerListType);
  type([S.ArrayType], T.lowerArrayType);
  type([S.ParenthesizedType, S.OptionalType], T.lowerInnerType);
  type([S.TypeOperator], T.lowerTypeOperator);
  type([S.FunctionType, S.ConstructorType], T.lowerFunctionType);
  type([S.TypeLiteral], T.lowerTypeLiteral);
  type([S.LiteralType], T.lowerLiteralType);
  type([S.IndexedAccessType], T.lowerIndexedType);
  type([S.UndefinedKeyword], T.lowerUndefinedType);
  type([S.ImportType], T.lowerImportType);

  const operators: string[] = [];
  const compound: string[] = [];
  for (let kind: number = S.FirstBinaryOperator; kind <= S.LastBinaryOperator; kind++) {
    const token = api.tokenToString(kind) ?? '';
    if (kind >= S.FirstCompoundAssignment && kind <= S.LastCompoundAssignment) compound[kind] = token.slice(0, -1);
    else if (![S.EqualsToken, S.CommaToken, S.AmpersandAmpersandToken, S.BarBarToken, S.QuestionQuestionToken].includes(kind))
      operators[kind] = token;
  }
  operators[S.InKeyword] = 'in';
  operators[S.InstanceOfKeyword] = 'instanceof';
  return { kinds: createKinds(api), expressions, isExpression, statements, types, operators, compound };
}

/** A statement that has no lowering: what is in it is kept. */
function unknownStatement(cx: Lowering, node: ts.Node): void {
  E.lowerUnknown(cx, node);
}

import { Table } from '../ir/module.js';
import { Op, Term } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { lowerClassValue } from './classes.js';
import { type Lowering, nameOf } from './context.js';
import { breakTo, condition, continueTo, inFrame, returnValue, startBlock, withFinal } from './control.js';
import { lowerReturned } from './continuations.js';
import { createFunction, lowerNamed } from './functions.js';
import { exportDeclared } from './modules.js';
import { bindPattern } from './patterns.js';
import { prototypeClass } from './prototypes.js';
import { isSimple } from './simple.js';

/** Statements from an index on. What follows a `using` declaration runs inside a `finally` that disposes of it. */
export function lowerStatements(cx: Lowering, statements: readonly ts.Statement[], from: number): void {
  const { K } = cx;
  for (let i = from; i < statements.length; i++) {
    const s = statements[i];
    const { kind } = s;
    if (kind !== K.VariableStatement) {
      cx.tables.statements[kind](cx, s);
      continue;
    }
    const list = (s as ts.VariableStatement).declarationList;
    lowerVariableStatement(cx, s as ts.VariableStatement);
    if ((list.flags & K.Using) === 0) continue;
    withDisposal(cx, list, () => lowerStatements(cx, statements, i + 1));
    return;
  }
}

/** Function declarations have their values before the first statement. */
export function hoistFunctions(cx: Lowering, statements: readonly ts.Statement[]): void {
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i];
    if (s.kind !== cx.K.FunctionDeclaration) continue;
    const f = s as ts.FunctionDeclaration;
    const b = f.name && cx.binding(f.name);
    // Overloads say nothing that the implementation does not; without one, the declaration is all there is.
    if (b === undefined || (f.body === undefined && (b.body || b.value >= 0))) continue;
    cx.define(b, prototypeClass(cx, f, nameOf(b.node)) ?? functionIn(cx, f, nameOf(b.node)));
  }
}

function functionIn(cx: Lowering, node: ts.FunctionDeclaration, name: string): number {
  const { index } = createFunction(cx, node, name, 0, -1);
  return cx.fb.emit1(Op.func, cx.start(node.pos, node.end), node.end, index);
}

export function lowerBlock(cx: Lowering, node: ts.Block): void {
  hoistFunctions(cx, node.statements);
  lowerStatements(cx, node.statements, 0);
}

// variables

export function lowerVariableStatement(cx: Lowering, node: ts.VariableStatement): void {
  lowerVariables(cx, node.declarationList);
  if (node.modifiers !== undefined) exportDeclared(cx, node);
}

export function lowerVariables(cx: Lowering, list: ts.VariableDeclarationList): void {
  const { K, fb } = cx;
  const { declarations } = list;
  for (let i = 0; i < declarations.length; i++) {
    const d = declarations[i];
    const isName = d.name.kind === K.Identifier;
    const b = isName ? cx.binding(d.name) : undefined;
    const type = cx.maybeType(d.type);
    if (b && b.row >= 0) fb.patch(Table.bindings, b.row, 5, type);
    if (d.initializer === undefined) {
      if (b && !b.ambient && (list.flags & K.BlockScoped) !== 0) cx.define(b, cx.undef(d.name.end));
      continue;
    }
    let value = lowerInitializer(cx, d.initializer, isName ? nameOf(d.name as ts.Identifier) : '');
    if ((list.flags & K.Using) !== 0) value = fb.emit2(Op.using, cx.start(d.pos, d.end), d.end, value, isAwaited(cx, list));
    // Where no row keeps the declared type, the value does.
    else if (type >= 0 && fb.opOf(type) !== Op.tunk && (b === undefined || b.row < 0))
      value = fb.emit3(Op.cast, cx.start(d.pos, d.end), d.end, value, type, 0);
    bindPattern(cx, d.name, value);
  }
}

/** An outline has only what the value of a declaration may be told from. */
function lowerInitializer(cx: Lowering, node: ts.Expression, name: string): number {
  const { K } = cx;
  const isKept = !cx.outline || node.kind === K.CallExpression || node.kind === K.ClassExpression || isSimple(cx, node);
  return isKept ? lowerNamed(cx, node, name) : cx.unknown(node, []);
}

/** 1 for `await using`, as the IR says it. */
export function isAwaited(cx: Lowering, list: ts.VariableDeclarationList): number {
  return (list.flags & cx.K.BlockScoped) === cx.K.Using ? 0 : 1;
}

/** Runs a body whose end, on every path, disposes of what a list declares. */
export function withDisposal(cx: Lowering, list: ts.VariableDeclarationList, body: () => void): void {
  const held = list.declarations.map((d) => {
    const b = cx.binding(d.name);
    return { value: b && b.value >= 0 ? b.value : -1, d };
  });
  const last = (): void => {
    for (const { value, d } of held.reverse()) {
      if (value >= 0) cx.fb.emit2(Op.dispose, cx.start(d.pos, d.end), d.end, value, isAwaited(cx, list));
    }
  };
  const guarded = (): void => {
    startBlock(cx);
    body();
  };
  withFinal(cx, guarded, last, list.end);
}

// branches and loops

export function lowerIf(cx: Lowering, node: ts.IfStatement): void {
  const { K, fb } = cx;
  const after = fb.newBlock();
  for (let s = node; ; s = s.elseStatement as ts.IfStatement) {
    const yes = fb.newBlock(),
      no = s.elseStatement ? fb.newBlock() : after;
    condition(cx, s.expression, yes, no);
    fb.enter(yes);
    cx.stmt(s.thenStatement);
    fb.jump(after);
    if (s.elseStatement === undefined) break;
    fb.enter(no);
    if (s.elseStatement.kind === K.IfStatement) continue;
    cx.stmt(s.elseStatement);
    fb.jump(after);
    break;
  }
  fb.enter(after);
}

/** Tests in order, then the bodies, each falling into the next. */
export function lowerSwitch(cx: Lowering, node: ts.SwitchStatement): void {
  const { K, fb } = cx;
  const subject = cx.expr(node.expression);
  const { clauses } = node.caseBlock;
  for (const clause of clauses) hoistFunctions(cx, clause.statements);
  const exit = fb.newBlock();
  const bodies = clauses.map(() => fb.newBlock());
  let otherwise = exit;
  clauses.forEach((clause, i) => {
    if (clause.kind !== K.CaseClause) {
      otherwise = bodies[i];
      return;
    }
    const { expression } = clause as ts.CaseClause;
    const value = cx.expr(expression);
    const test = fb.emit3(Op.bin, cx.start(expression.pos, expression.end), expression.end, cx.str('==='), subject, value);
    const next = fb.newBlock();
    fb.branch(test, bodies[i], next);
    fb.enter(next);
  });
  fb.jump(otherwise);
  inFrame(cx, exit, -1, false, () =>
    clauses.forEach((clause, i) => {
      fb.jump(bodies[i]);
      fb.enter(bodies[i]);
      lowerStatements(cx, clause.statements, 0);
    }),
  );
  fb.jump(exit);
  fb.enter(exit);
}

export function lowerLabeled(cx: Lowering, node: ts.LabeledStatement): void {
  const { K, fb } = cx;
  cx.labels.push(nameOf(node.label));
  switch (node.statement.kind) {
    case K.ForStatement:
    case K.ForInStatement:
    case K.ForOfStatement:
    case K.WhileStatement:
    case K.DoStatement:
    case K.LabeledStatement:
      cx.stmt(node.statement);
      return;
  }
  const after = fb.newBlock();
  inFrame(cx, after, -1, true, () => cx.stmt(node.statement));
  fb.jump(after);
  fb.enter(after);
}

export function lowerBreak(cx: Lowering, node: ts.BreakStatement): void {
  breakTo(cx, node.label && nameOf(node.label));
}
export function lowerContinue(cx: Lowering, node: ts.ContinueStatement): void {
  continueTo(cx, node.label && nameOf(node.label));
}

// leaving

export function lowerReturn(cx: Lowering, node: ts.ReturnStatement): void {
  if (node.expression) lowerReturned(cx, node.expression);
  else returnValue(cx, -1);
}

export function lowerThrow(cx: Lowering, node: ts.ThrowStatement): void {
  cx.fb.end(Term.Throw, cx.expr(node.expression));
}

export function lowerTry(cx: Lowering, node: ts.TryStatement): void {
  const { finallyBlock, catchClause } = node;
  const guarded = (): void => (catchClause ? lowerCatch(cx, node.tryBlock, catchClause) : inNewBlock(cx, node.tryBlock));
  if (finallyBlock) withFinal(cx, guarded, () => lowerBlock(cx, finallyBlock), finallyBlock.pos);
  else guarded();
}

function inNewBlock(cx: Lowering, block: ts.Block): void {
  startBlock(cx);
  lowerBlock(cx, block);
}

function lowerCatch(cx: Lowering, tryBlock: ts.Block, clause: ts.CatchClause): void {
  const { fb } = cx;
  const outer = fb.handler;
  const caughtAt = fb.newBlock(),
    after = fb.newBlock();
  fb.handler = caughtAt;
  inNewBlock(cx, tryBlock);
  fb.jump(after);
  fb.handler = outer;
  fb.enter(caughtAt);
  const name = clause.variableDeclaration?.name;
  const start = name ? cx.start(name.pos, name.end) : cx.start(clause.pos, clause.end);
  const caught = fb.emit0(Op.caught, start, name ? name.end : start);
  if (name) bindPattern(cx, name, caught);
  lowerBlock(cx, clause.block);
  fb.jump(after);
  fb.enter(after);
}

// declarations

export function lowerFunctionDeclaration(cx: Lowering, node: ts.FunctionDeclaration): void {
  exportDeclared(cx, node);
}

export function lowerClassDeclaration(cx: Lowering, node: ts.ClassDeclaration): void {
  const b = node.name && cx.binding(node.name);
  const value = lowerClassValue(cx, node, b ? nameOf(b.node) : '', b);
  exportDeclared(cx, node, value);
}

export function lowerEnum(cx: Lowering, node: ts.EnumDeclaration): void {
  const { K, fb } = cx;
  const entries: number[] = [];
  let next = 0;
  for (const m of node.members) {
    const name = 'text' in m.name ? m.name.text : '';
    let value: number;
    if (m.initializer) {
      value = cx.expr(m.initializer);
      next = m.initializer.kind === K.NumericLiteral ? Number((m.initializer as ts.NumericLiteral).text) + 1 : next + 1;
    } else value = fb.emit1(Op.num, cx.start(m.pos, m.end), m.end, cx.str(String(next++)));
    entries.push(0, cx.str(name), value);
  }
  const value = fb.emit(Op.object, cx.start(node.pos, node.end), node.end, entries);
  const b = cx.binding(node.name);
  if (b && b.value < 0) cx.define(b, value);
  exportDeclared(cx, node);
}

/** A namespace is an object; its body runs in place and sets what it exports. Ambient ones are nothing. */
export function lowerNamespace(cx: Lowering, node: ts.ModuleDeclaration): void {
  const { K, fb } = cx;
  const b = node.name.kind === K.Identifier ? cx.binding(node.name) : undefined;
  const { body } = node;
  if (b === undefined || b.ambient || body === undefined || cx.outline) {
    if (b) exportDeclared(cx, node);
    return;
  }
  let object = b.value >= 0 || b.place || b.slot >= 0 ? cx.readName(node.name as ts.Identifier) : -1;
  if (object < 0) {
    object = fb.emit(Op.object, cx.start(node.pos, node.end), node.name.end, []);
    cx.define(b, object);
  }
  exportDeclared(cx, node);
  const outer = cx.namespace;
  cx.namespace = object;
  if (body.kind === K.ModuleBlock) {
    hoistFunctions(cx, (body as ts.ModuleBlock).statements);
    lowerStatements(cx, (body as ts.ModuleBlock).statements, 0);
  } else if (body.kind === K.ModuleDeclaration) lowerNamespace(cx, body as ts.NamespaceDeclaration);
  cx.namespace = outer;
}

/** In an outline only assignments and short calls count: they may be exports. */
export function lowerExpressionStatement(cx: Lowering, node: ts.ExpressionStatement): void {
  const { expression } = node;
  if (cx.outline && !cx.mentionsExports && expression.kind !== cx.K.BinaryExpression) return;
  cx.expr(expression);
}

import { Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import type { Lowering } from './context.js';
import { condition, inFrame } from './control.js';
import { bindPattern, targetOf, writeTarget } from './patterns.js';
import { isAwaited, lowerVariables, withDisposal } from './statements.js';

function loop(cx: Lowering, exit: number, next: number, body: ts.Statement): void {
  inFrame(cx, exit, next, false, () => cx.stmt(body));
  cx.fb.jump(next);
}

export function lowerWhile(cx: Lowering, node: ts.WhileStatement): void {
  const { fb } = cx;
  const head = fb.newBlock(),
    body = fb.newBlock(),
    exit = fb.newBlock();
  fb.jump(head);
  fb.enterUnsealed(head);
  if (isTrue(cx, node.expression)) fb.jump(body);
  else condition(cx, node.expression, body, exit);
  fb.enter(body);
  loop(cx, exit, head, node.statement);
  fb.seal(head);
  fb.enter(exit);
}

export function lowerDo(cx: Lowering, node: ts.DoStatement): void {
  const { fb } = cx;
  const body = fb.newBlock(),
    test = fb.newBlock(),
    exit = fb.newBlock();
  fb.jump(body);
  fb.enterUnsealed(body);
  loop(cx, exit, test, node.statement);
  fb.enter(test);
  if (isTrue(cx, node.expression)) fb.jump(body);
  else condition(cx, node.expression, body, exit);
  fb.seal(body);
  fb.enter(exit);
}

function isTrue(cx: Lowering, node: ts.Expression): boolean {
  return node.kind === cx.K.TrueKeyword || (node.kind === cx.K.NumericLiteral && (node as ts.NumericLiteral).text === '1');
}

export function lowerFor(cx: Lowering, node: ts.ForStatement): void {
  const { K, fb } = cx;
  const head = fb.newBlock(),
    body = fb.newBlock(),
    next = fb.newBlock(),
    exit = fb.newBlock();
  const { initializer, condition: test, incrementor } = node;
  const rest = (): void => {
    fb.jump(head);
    fb.enterUnsealed(head);
    if (test && !isTrue(cx, test)) condition(cx, test, body, exit);
    else fb.jump(body);
    fb.enter(body);
    loop(cx, exit, next, node.statement);
    fb.enter(next);
    if (incrementor) cx.expr(incrementor);
    fb.jump(head);
    fb.seal(head);
    fb.enter(exit);
  };
  if (initializer?.kind === K.VariableDeclarationList) {
    lowerVariables(cx, initializer as ts.VariableDeclarationList);
    if ((initializer.flags & K.Using) !== 0) {
      withDisposal(cx, initializer as ts.VariableDeclarationList, rest);
      return;
    }
  } else if (initializer) cx.expr(initializer);
  rest();
}

/** The head has no condition of its own: its branch has the operand -1. */
export function lowerForInOf(cx: Lowering, node: ts.ForInOrOfStatement): void {
  const { K, fb } = cx;
  const iterated = cx.expr(node.expression);
  const head = fb.newBlock(),
    body = fb.newBlock(),
    exit = fb.newBlock();
  const { initializer } = node;
  const start = cx.start(initializer.pos, initializer.end);
  fb.jump(head);
  fb.enterUnsealed(head);
  let item: number;
  if (node.kind === K.ForInStatement) item = fb.emit1(Op.key, start, initializer.end, iterated);
  else {
    const isAwait = (node as ts.ForOfStatement).awaitModifier ? 1 : 0;
    item = fb.emit2(Op.iter, start, initializer.end, iterated, isAwait);
    if (isAwait) item = fb.emit2(Op.await, start, initializer.end, item, 1);
  }
  fb.branch(-1, body, exit);
  fb.enter(body);
  inFrame(cx, exit, head, false, () => {
    if (initializer.kind !== K.VariableDeclarationList) {
      writeTarget(cx, targetOf(cx, initializer), item, start, initializer.end);
      cx.stmt(node.statement);
      return;
    }
    const list = initializer as ts.VariableDeclarationList;
    const isUsing = (list.flags & K.Using) !== 0;
    const value = isUsing ? fb.emit2(Op.using, start, initializer.end, item, isAwaited(cx, list)) : item;
    if (list.declarations.length > 0) bindPattern(cx, list.declarations[0].name, value);
    if (isUsing) withDisposal(cx, list, () => cx.stmt(node.statement));
    else cx.stmt(node.statement);
  });
  fb.jump(head);
  fb.seal(head);
  fb.enter(exit);
}

import { layOut } from '../../analyzer/rewrite/layout.js';
import { bare, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { usesOf } from '../declared.js';

/**
 * What is answered where the peer refuses, a default or a stale value, is answered when time is up, too. Precondition: the answer of `fetch` gets a name, the next statement
 * returns where it is not `ok` and does not look at it otherwise, and nothing around deals with failures.
 */
export function answerAsRefused(edit: Edit, source: Source, call: ts.CallExpression | ts.NewExpression): void {
  const { ts: api, style } = source;
  const waits = source.parentOf(call);
  const declaration = waits && api.isAwaitExpression(waits) ? source.parentOf(waits) : undefined;
  if (!declaration || !api.isVariableDeclaration(declaration) || !api.isIdentifier(declaration.name) || declaration.type)
    refuse('the answer has no name');
  const name = declaration.name.text;
  const statement = source.statementOf(declaration);
  const refused = refusedAfter(source, statement, name);
  for (const around of source.ancestorsOf(call)) {
    if (api.isFunctionLike(around)) break;
    if (api.isTryStatement(around) && around.catchClause) refuse('its failure is dealt with');
  }
  const error = style.isTypeScript ? '(error: unknown)' : '(error)';
  const lines = [
    `.catch(${error} => {`,
    `  if (error instanceof Error && error.name === ${style.str('TimeoutError')}) return undefined${style.semi}`,
    `  throw error${style.semi}`,
    '})',
  ];
  edit.insert(source, call.end, layOut(source, lines, source.indentAt(source.start(statement))).trimStart());
  edit.replace(source, refused, `${name}?.ok`);
}

/** `res.ok` of `if (!res.ok) return …` right after a statement. */
function refusedAfter(source: Source, statement: ts.Statement, name: string): ts.Expression {
  const { ts: api } = source;
  const list = source.parentOf(statement);
  const next = list && api.isBlock(list) ? list.statements.at(list.statements.indexOf(statement) + 1) : undefined;
  if (!next || !api.isIfStatement(next) || next.elseStatement) refuse('a refusal is not looked at');
  const test = bare(source, next.expression);
  const ok =
    api.isPrefixUnaryExpression(test) && test.operator === api.SyntaxKind.ExclamationToken ? bare(source, test.operand) : undefined;
  if (ok === undefined || source.textOf(ok) !== `${name}.ok`) refuse('a refusal is looked at in another way');
  if (usesOf(source, next.thenStatement, name).length > 0) refuse('what is answered depends on the refusal');
  const last = api.isBlock(next.thenStatement) ? next.thenStatement.statements.at(-1) : next.thenStatement;
  if (last === undefined || !api.isReturnStatement(last) || last.expression === undefined) refuse('nothing is answered then');
  return ok;
}

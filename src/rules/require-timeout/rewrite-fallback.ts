import type { Wait } from '../../analyzer/models/types.js';
import { layOut } from '../../analyzer/rewrite/layout.js';
import { bare, refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { usesOf } from '../declared.js';
import { chainOf } from '../places.js';

/** How an error says that time was up; see {@link Wait.fails}. */
export type Failing = NonNullable<Wait['fails']>;

/** What was awaited, as the code names it. */
interface Answer {
  readonly name: ts.Identifier;
  /** The member of the answer that it is, where that is taken out of it: `{ data }`. */
  readonly member: string | undefined;
  readonly statement: ts.Statement;
  /** All of the call, with what is called on what it gives (`.json()`). */
  readonly whole: ts.Expression;
}

/**
 * What is answered where the peer refuses or has nothing, a default or a stale value, is answered when time is up, too. Precondition: the answer gets a name, the next
 * statement returns where the answer says that it is no success, or where it is nothing, and does not look at it otherwise; nothing around deals with failures.
 */
export function answerAsRefused(edit: Edit, source: Source, call: ts.CallExpression, { member, is }: Failing): void {
  const { ts: api, style } = source;
  const answer = answerOf(source, call);
  for (const around of source.ancestorsOf(call)) {
    if (api.isFunctionLike(around)) break;
    if (api.isTryStatement(around) && around.catchClause) refuse('its failure is dealt with');
  }
  lookAtNothing(edit, source, answer);
  const nothing = answer.member === undefined ? 'undefined' : `{ ${answer.member}: undefined }`;
  const test = is.map((one) => `error.${member} === ${style.str(one)}`).join(' || ');
  const known = member === 'name' || !style.isTypeScript ? 'error instanceof Error' : `error instanceof Error && '${member}' in error`;
  const lines = [
    `.catch(${style.isTypeScript ? '(error: unknown)' : '(error)'} => {`,
    `  if (${known.replaceAll("'", style.str('').charAt(0))} && ${is.length > 1 ? `(${test})` : test}) return ${nothing}${style.semi}`,
    `  throw error${style.semi}`,
    '})',
  ];
  edit.insert(source, answer.whole.end, layOut(source, lines, source.indentAt(source.start(answer.statement))).trimStart());
}

/** `const answer = await call;`, `const { data } = await call;` */
function answerOf(source: Source, call: ts.CallExpression): Answer {
  const { ts: api } = source;
  const whole = chainOf(source, call);
  if (/\.(?:then|catch|finally)\s*\(/.test(source.text.slice(call.end, whole.end))) refuse('its failure is dealt with');
  const waits = source.parentOf(whole);
  const declaration = waits && api.isAwaitExpression(waits) ? source.parentOf(waits) : undefined;
  if (!declaration || !api.isVariableDeclaration(declaration) || declaration.type) refuse('the answer has no name');
  const statement = source.statementOf(declaration);
  const { name } = declaration;
  if (api.isIdentifier(name)) return { name, member: undefined, statement, whole };
  const [element, more] = name.elements;
  if (!api.isObjectBindingPattern(name) || more !== undefined || !api.isBindingElement(element) || !api.isIdentifier(element.name))
    refuse('the answer is taken apart');
  if (element.dotDotDotToken || element.initializer) refuse('the answer is taken apart');
  return { name: element.name, member: source.textOf(element.propertyName ?? element.name), statement, whole };
}

/** Lets the statement behind find out that there is no answer. */
function lookAtNothing(edit: Edit, source: Source, { name: { text: name }, member, statement }: Answer): void {
  const { ts: api } = source;
  const list = source.parentOf(statement);
  const next = list && api.isBlock(list) ? list.statements.at(list.statements.indexOf(statement) + 1) : undefined;
  if (!next || !api.isIfStatement(next) || next.elseStatement) refuse('a refusal is not looked at');
  if (usesOf(source, next.thenStatement, name).length > 0) refuse('what is answered depends on the refusal');
  const last = api.isBlock(next.thenStatement) ? next.thenStatement.statements.at(-1) : next.thenStatement;
  if (last === undefined || !api.isReturnStatement(last) || last.expression === undefined) refuse('nothing is answered then');
  const test = bare(source, next.expression);
  const isNot = api.isPrefixUnaryExpression(test) && test.operator === api.SyntaxKind.ExclamationToken;
  const denied = isNot ? bare(source, test.operand) : undefined;
  if (denied && source.textOf(denied) === name) return;
  if (member !== undefined) refuse('a refusal is looked at in another way');
  if (denied && source.textOf(denied) === `${name}.ok`) return edit.replace(source, denied, `${name}?.ok`);
  const left = api.isBinaryExpression(test) && /^[!=]==?$|^>=?$/.test(source.textOf(test.operatorToken)) ? test.left : undefined;
  if (
    !left ||
    !api.isBinaryExpression(test) ||
    !api.isNumericLiteral(test.right) ||
    ![`${name}.status`, `${name}.statusCode`].includes(source.textOf(left))
  )
    return refuse('a refusal is looked at in another way');
  if (/^!==?$/.test(source.textOf(test.operatorToken))) edit.replace(source, left, source.textOf(left).replace('.', '?.'));
  else edit.insert(source, source.start(test), `${name} === undefined || `);
}

import { closesOf as callsThatClose, type PairRegion } from '../../analyzer/effects/held-pairs.js';
import type { Rewrite } from '../../analyzer/finding.js';
import type { Span } from '../../analyzer/ir/module.js';
import { modelOfCall } from '../../analyzer/link/calls.js';
import type { Program } from '../../analyzer/link/program.js';
import { lineOfStatement, refuse, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';

/**
 * Everything after the taking goes into a `try`, and the giving back into its `finally`. Preconditions: it is taken by a declaration or a
 * statement of its own; each giving back is a statement of its own, in the same function, all of them the same; it is not a transaction,
 * which ends in two ways.
 */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  const { pair } = match;
  if (pair.open.region.kind === 'transaction' && pair.how !== 'pool') return sketch(match, tools);
  return tools.offer('Give it back in a `finally`', (edit) => {
    const source = edit.source(pair.open.unit);
    const taken = source.statementOf(source.callAt(pair.open.unit.ir.span(pair.open.call)));
    const rest = following(source, taken);
    const closes = closesOf(program, source, pair);
    const body = bodyOf(source, rest, closes);
    const release = releaseOf(program, source, match, taken, closes);
    const removed = closes.map((close) => closeSpan(source, close));
    const own = body.filter((statement) => !closes.includes(statement));
    const [first] = own;
    const last = own.at(-1);
    if (first === undefined || last === undefined) refuse('nothing is done while it is held');
    const enclosed = body.slice(body.indexOf(first), body.indexOf(last) + 1);
    edit.enclose(
      source,
      enclosed,
      ['try {'],
      ['} finally {', ...release.map((line) => `  ${line}`), '}'],
      removed.filter((span) => span.start < last.end),
    );
    for (const span of removed.filter(({ start }) => start >= last.end)) edit.remove(source, span);
  });
}

/** The statements behind one, in the same list. */
function following(source: Source, statement: ts.Statement): readonly ts.Statement[] {
  const list = (source.parentOf(statement) as { statements?: readonly ts.Statement[] } | undefined)?.statements ?? []; // `statementOf` gives listed ones
  return list.slice(list.indexOf(statement) + 1);
}

/** The statements that give it back. Refuses where one is more than that. */
function closesOf(program: Program, source: Source, pair: PairRegion): readonly ts.Statement[] {
  const { unit, fn } = pair.open;
  const { ts: api } = source;
  return callsThatClose(program, unit, pair)
    .flatMap(({ calls }) => [...calls].flatMap(([value, at]) => (at === fn ? [value] : [])))
    .sort((a, b) => a - b)
    .map((value) => {
      const call = source.callAt(unit.ir.span(value));
      const around = source.parentOf(call);
      const whole = around && api.isAwaitExpression(around) ? around : call;
      const statement = source.parentOf(whole);
      if (statement === undefined || !api.isExpressionStatement(statement)) refuse('what gives it back is part of something else');
      return source.statementOf(statement);
    });
}

/**
 * The statements over which it is held: up to where the last giving back is, or all that follow, where that is nowhere, or names declared
 * meanwhile are used later.
 */
function bodyOf(source: Source, rest: readonly ts.Statement[], closes: readonly ts.Statement[]): readonly ts.Statement[] {
  const last = rest.findLastIndex((statement) => closes.some((close) => statement.pos <= close.pos && close.end <= statement.end));
  if (closes.some((close) => !rest.some((statement) => statement.pos <= close.pos && close.end <= statement.end)))
    refuse('it is given back elsewhere');
  if (last < 0) return rest;
  const names = new Set(rest.slice(0, last + 1).flatMap((statement) => declaredBy(source, statement)));
  return rest.slice(last + 1).some((statement) => uses(source, statement, names)) ? rest : rest.slice(0, last + 1);
}

function declaredBy({ ts: api }: Source, statement: ts.Statement): string[] {
  const names: string[] = [];
  const bind = (name: ts.BindingName): void => {
    if (api.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (api.isBindingElement(element)) bind(element.name);
  };
  if (api.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) bind(name);
  if ((api.isFunctionDeclaration(statement) || api.isClassDeclaration(statement)) && statement.name) names.push(statement.name.text);
  return names;
}

function uses(source: Source, node: ts.Node, names: ReadonlySet<string>): boolean {
  if (source.ts.isIdentifier(node) && names.has(node.text)) return true;
  return source.ts.forEachChild(node, (child) => (uses(source, child, names) ? true : undefined)) ?? false;
}

/** The statement that gives it back, as the code writes it; where it does so nowhere, by the first method that the library has for it. */
function releaseOf(
  program: Program,
  source: Source,
  { pair }: Match,
  taken: ts.Statement,
  closes: readonly ts.Statement[],
): readonly string[] {
  const { semi } = source.style;
  const texts = new Set(closes.map((close) => source.textOf(close).replace(/;$/, '')));
  if (texts.size > 1) refuse('it is given back in several ways');
  const [text] = texts;
  const { ts: api } = source;
  if (text !== undefined) return tolerant(text, semi);
  const declared = api.isVariableStatement(taken) ? taken.declarationList.declarations.at(0)?.name : undefined;
  const [method] = pair.methods;
  if (declared === undefined || !api.isIdentifier(declared) || method === undefined) refuse('what is taken has no name');
  if (method === '()') return tolerant(`${declared.text}()`, semi);
  const callee = program.member(program.value(pair.open.unit, pair.open.call), method);
  const waits = callee.k === 'lib' && modelOfCall(program, callee, false)?.waits !== undefined;
  return tolerant(`${waits ? 'await ' : ''}${declared.text}.${method}()`, semi);
}

/** A release that fails must not hide why the work failed, nor undo that it succeeded: the lock expires, or breaks with its connection. */
const tolerant = (text: string, semi: string): readonly string[] =>
  text.startsWith('await ')
    ? ['try {', `  ${text}${semi}`, '} catch {', '  // it expires by itself; what the work itself came to counts', '}']
    : [`${text}${semi}`];

/** What to take out with a statement that gives it back: its line, or the `finally` that holds nothing else. */
function closeSpan(source: Source, close: ts.Statement): Span {
  const { ts: api } = source;
  const block = source.parentOf(close);
  const around = block && source.parentOf(block);
  if (
    block &&
    api.isBlock(block) &&
    around &&
    api.isTryStatement(around) &&
    around.finallyBlock === block &&
    block.statements.length === 1
  ) {
    if (around.catchClause === undefined) refuse('a `try` would be left with nothing behind it');
    return { start: around.catchClause.end, end: block.end };
  }
  return lineOfStatement(source, close);
}

/** A transaction ends in two ways: shown, for which of them is meant is not known. */
function sketch({ pair }: Match, tools: RewriteTools): readonly Rewrite[] {
  return tools.sketch('End the transaction on every way out', () => {
    const { unit, semi } = tools.source(pair.open.unit).style;
    return [
      'try {',
      `${unit}// the work`,
      `${unit}// commit`,
      '} catch (error) {',
      `${unit}// roll back; should that fail, too, \`error\` says more`,
      `${unit}throw error${semi}`,
      '} finally {',
      `${unit}// give the connection back`,
      '}',
    ].join('\n');
  });
}

import type { Rewrite } from '../../analyzer/finding.js';
import { findDatabaseWrites } from '../../analyzer/effects/summaries.js';
import type { Program } from '../../analyzer/link/program.js';
import { importedAs } from '../../analyzer/rewrite/imports.js';
import { refuse, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { hasAfter, isInTransaction } from './after.js';
import { placeOf, type Match } from './detect.js';
import { publish } from './rewrite-publish.js';

/** What to do about a consequence that a request waits for, the strongest first. */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  if (match.kind !== 'after-write') return [];
  const edits = [...handToPlatform(match, program, tools), ...runAfter(match, program, tools), ...publish(match, program, tools)];
  return edits.length > 0 ? edits : sketch(match, tools);
}

/**
 * The platform waits for it, as for other things in the file. Precondition: the file has `waitUntil` of Vercel already; else as for `after`, which works
 * on other platforms, too.
 */
function handToPlatform(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Let the platform wait for it, after the response', (edit) => {
    const source = edit.source(match.sequence.unit);
    const waitUntil = importedAs(source, { from: '@vercel/functions', name: 'waitUntil' }) ?? refuse('no `waitUntil`');
    if (isInTransaction(program, match.sequence)) refuse('a transaction is open');
    const { statement, call } = consequenceIn(source, match, program);
    edit.replace(source, { start: source.start(statement), end: source.start(call) }, `${waitUntil}(`);
    edit.insert(source, call.end, ')');
  });
}

/** The consequence and its statement. Refuses where it is no statement of its own, `await send(…);`, writes, or has a `catch` of its own. */
function consequenceIn(source: Source, match: Match, program: Program): { statement: ts.Statement; call: ts.Expression } {
  const { ts: api } = source;
  const call = source.callAt(placeOf(match.sequence));
  const statement = source.statementOf(call);
  if (!api.isExpressionStatement(statement) || !api.isAwaitExpression(statement.expression)) refuse('not a statement of its own');
  if (statement.expression.expression !== call) refuse('other things are waited for with it');
  if (writesToo(match, program)) refuse('it writes, too');
  if (hasOwnCatch(source, statement)) refuse('its failure is dealt with here');
  return { statement, call };
}

/**
 * Next.js runs it after the response, and keeps the platform from stopping it. Precondition: the function may call `after`; the consequence is a statement of its own,
 * `await send(…);`, and a failure of it is not dealt with in particular.
 */
function runAfter(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Let Next.js run it after the response', (edit) => {
    const { unit } = match.sequence;
    if (!hasAfter(program, match.sequence)) refuse('no `after`');
    const source = edit.source(unit);
    const { statement } = consequenceIn(source, match, program);
    const after = edit.import(source, { from: 'next/server', name: 'after' });
    edit.enclose(source, [statement], [`${after}(async () => {`], [`})${source.style.semi}`]);
  });
}

/** Does what is called write to a database, too? Who asks next may ask for that. */
function writesToo({ sequence: { unit, fn, ...sequence } }: Match, program: Program): boolean {
  const { start, end } = placeOf({ unit, fn, ...sequence });
  const writes = program.derive(findDatabaseWrites);
  const callees = program.graph
    .calleesOf(unit, fn)
    .filter(({ call }) => call >= 0 && unit.ir.start(call) === start && unit.ir.end(call) === end);
  return callees.some(({ to }) => writes.of(to.unit, to.fn).length > 0);
}

/** Is there a `catch` around a statement that is about a part of the function only? One around all of it answers the request. */
function hasOwnCatch(source: Source, statement: ts.Statement): boolean {
  const { ts: api } = source;
  let inner: ts.Node = statement;
  for (const around of source.ancestorsOf(statement)) {
    if (api.isFunctionLike(around)) return false;
    const isCaught = api.isTryStatement(around) && around.tryBlock === inner && around.catchClause !== undefined;
    const list = isCaught ? source.parentOf(around) : undefined;
    const owner = list && source.parentOf(list);
    if (isCaught && !(owner && api.isFunctionLike(owner))) return true;
    inner = around;
  }
  return false;
}

/** The form that it takes, where the edit is a person's. */
function sketch({ sequence, taker }: Match, tools: RewriteTools): readonly Rewrite[] {
  return tools.sketch(taker.by === 'queue' ? `Hand it to a job of ${taker.pkg}` : 'Publish an event, and let a job send it', () => {
    const source = tools.source(sequence.unit);
    const { semi, str } = source.style;
    const call = source.callAt(placeOf(sequence));
    const args = (call.arguments ?? []).map((one) => source.textOf(one)).join(', ');
    const name = source.textOf(call.expression);
    const told =
      taker.by === 'queue'
        ? `await queue.add(${str(name)}, { args: [${args}] })`
        : `await events.publish(${str(name)}, { args: [${args}] })`;
    return [`// in place of the call`, `${told}${semi}`, '', '// where jobs run', `await ${name}(...job.data.args)${semi}`, ''].join('\n');
  });
}

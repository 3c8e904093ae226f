import { findDatabaseWrites } from '../../analyzer/effects/summaries.js';
import type { Program } from '../../analyzer/link/program.js';
import { refuse, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { placeOf, type Match } from './detect.js';

/** The consequence and its statement. Refuses where it is no statement of its own, `await send(…);`, writes, or has a `catch` of its own. */
export function consequenceIn(source: Source, match: Match, program: Program): { statement: ts.Statement; call: ts.Expression } {
  const { ts: api } = source;
  const call = source.callAt(placeOf(match.sequence));
  const statement = source.statementOf(call);
  if (!api.isExpressionStatement(statement) || !api.isAwaitExpression(statement.expression)) refuse('not a statement of its own');
  if (statement.expression.expression !== call) refuse('other things are waited for with it');
  if (writesToo(match, program)) refuse('it writes, too');
  if (hasOwnCatch(source, statement)) refuse('its failure is dealt with here');
  return { statement, call };
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

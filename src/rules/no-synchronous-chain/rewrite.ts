import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import { refuse, type RewriteTools } from '../../analyzer/rewrite/tools.js';
import { hasAfter } from './after.js';
import { placeOf, type Match } from './detect.js';
import { publish } from './rewrite-publish.js';

/** What to do about a consequence that a request waits for, the strongest first. */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  if (match.kind !== 'after-write') return [];
  const edits = [...runAfter(match, program, tools), ...publish(match, program, tools)];
  return edits.length > 0 ? edits : sketch(match, tools);
}

/**
 * Next.js runs it after the response, and keeps the platform from stopping it. Precondition: the function may call `after`; the consequence is a statement of its own, `await send(…);`.
 */
function runAfter(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Let Next.js run it after the response', (edit) => {
    const { unit } = match.sequence;
    if (!hasAfter(program, match.sequence)) refuse('no `after`');
    const source = edit.source(unit);
    const { ts: api } = source;
    const statement = source.statementOf(source.callAt(placeOf(match.sequence)));
    if (!api.isExpressionStatement(statement) || !api.isAwaitExpression(statement.expression)) refuse('not a statement of its own');
    const after = edit.import(source, { from: 'next/server', name: 'after' });
    edit.enclose(source, [statement], [`${after}(async () => {`], [`})${source.style.semi}`]);
  });
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

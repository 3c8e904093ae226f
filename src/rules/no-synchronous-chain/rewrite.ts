import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import { importedAs } from '../../analyzer/rewrite/imports.js';
import { refuse, type RewriteTools } from '../../analyzer/rewrite/tools.js';
import { hasAfter, isInTransaction } from './after.js';
import { placeOf, type Match } from './detect.js';
import { consequenceIn } from './rewrite-consequence.js';
import { handOver } from './rewrite-hand.js';
import { sendToInngest } from './rewrite-inngest.js';
import { emitToListener } from './rewrite-listener.js';
import { publish } from './rewrite-publish.js';
import { addJob } from './rewrite-queue.js';

/** What to do about a consequence that a request waits for, the strongest first. */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  if (match.kind !== 'after-write') return [];
  const edits = [
    ...addJob(match, program, tools),
    ...handOver(match, program, tools, false),
    ...sendToInngest(match, program, tools),
    ...handToPlatform(match, program, tools),
    ...runAfter(match, program, tools),
    ...handOver(match, program, tools, true),
    ...emitToListener(match, program, tools),
    ...publish(match, program, tools),
  ];
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

import type { Rewrite } from '../../analyzer/finding.js';
import type { LibCall } from '../../analyzer/link/callgraph.js';
import { argument } from '../../analyzer/link/calls.js';
import { rangesOverlap, type LibType } from '../../analyzer/link/library.js';
import type { Program } from '../../analyzer/link/program.js';
import type { CallSite } from '../../analyzer/link/values.js';
import type { Handing } from '../../analyzer/models/types.js';
import { refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { atHand } from './at-hand.js';
import type { Match } from './detect.js';
import { consequenceFor, payloadOf, type Done } from './rewrite-queue.js';

/**
 * A job of a queue that is at hand does it (`queue.add('sendWelcome', …)`, `agenda.now(…)`), or a listener of an emitter that is: a handler of its own, which stands beside
 * one that is there. Precondition: as for a job of BullMQ; and one handler with a function written there is in sight, none has that name, and no version is in use that
 * does it in another way.
 */
export function handOver(match: Match, program: Program, tools: RewriteTools, forgets: boolean): readonly Rewrite[] {
  const title = forgets ? 'Emit an event, and let a listener do it' : 'Add a job to the queue, and let a handler of its own do it';
  return tools.offer(title, (edit) => {
    const { unit } = match.sequence;
    const { source, statement, call, done } = consequenceFor(match, program, edit);
    const taker = atHand(program, unit, (type) => waysOf(type).some((way) => (way.forgets === true) === forgets));
    const { type } = taker?.value ?? refuse('nothing at hand');
    if (taker === undefined || !isPlain(edit, taker.site)) refuse('it says which jobs there are');
    const range = program.dependencyRange(unit, type.pkg);
    const isInUse = ({ not }: Handing): boolean => not === undefined || (range !== undefined && !rangesOverlap(range, not));
    const handing = waysOf(type).find(isInUse) ?? refuse('that version does it in another way');
    const handler = handlerOf(program, taker.site, handing, done.name);
    const told = `${taker.name}.${handing.add}(${source.style.str(done.name)}, ${payloadOf(source, call, done)})`;
    if (forgets) edit.replace(source, { start: source.start(statement), end: call.end }, told);
    else edit.replace(source, call, told);
    addHandler(edit, handler, handing, done);
  });
}

/** How work is handed to it, in its versions. */
const waysOf = ({ model: { jobs } }: LibType): readonly Handing[] => (jobs === undefined ? [] : [jobs].flat());

/** Is it made in a declaration without types that say which jobs or events there are? */
function isPlain(edit: Edit, { unit, value }: CallSite): boolean {
  const source = edit.source(unit);
  const made = source.callAt(unit.ir.span(value));
  const declaration = source.parentOf(made);
  const { ts: api } = source;
  if (made.typeArguments || !declaration || !(api.isVariableDeclaration(declaration) || api.isPropertyDeclaration(declaration)))
    return false;
  return declaration.type === undefined || /^\w+$/.test(source.textOf(declaration.type));
}

/** The last handler that is added to it. Refuses where one has the name already. */
function handlerOf(program: Program, site: CallSite, { handle }: Handing, name: string): LibCall {
  const handlers = program.graph.libCalls.filter(({ callee }) => {
    const { recv } = callee;
    return (
      recv?.k === 'lib' &&
      callee.name.endsWith(`.${handle}`) &&
      typeof recv.origin !== 'string' &&
      recv.origin.unit === site.unit &&
      recv.origin.value === site.value
    );
  });
  const names = handlers.map(({ unit, call }) => argument(program, { unit, value: call, env: null }, 0));
  if (names.some((one) => one?.k === 'const' && one.value === name)) refuse('there is one of that name');
  return handlers.at(-1) ?? refuse('no handler is in sight');
}

/** A handler like those that are there, after the last of them. */
function addHandler(edit: Edit, { unit, call, callee }: LibCall, handing: Handing, done: Done): void {
  const { handle, data, typed, forgets, list, first } = handing;
  const source = edit.source(unit);
  const { ts: api, style } = source;
  const node = source.callAt(unit.ir.span(call));
  const method = node.expression;
  const statement = source.statementOf(node);
  if (!api.isPropertyAccessExpression(method) || !isStatementOf(source, statement, node)) refuse('the handler is added in another way');
  if (!node.arguments?.some((one) => api.isArrowFunction(one) || api.isFunctionExpression(one))) refuse('the handler is elsewhere');
  const own = unit === done.unit ? done.name : edit.importFrom(source, done.unit, { name: done.name });
  const { semi, str, isTypeScript } = style;
  const type = `{ ${done.names.map((name, i) => `${name}: ${done.types[i]}`).join('; ')} }`;
  const given = data === '' ? 'event' : 'job';
  const values = done.names.map((name) => [given, ...(data === '' ? [] : [data]), name].join('.')).join(', ');
  const receiver = `${source.textOf(method.expression)}.${handle}${isTypeScript && typed === true ? `<${type}>` : ''}(${str(done.name)}, `;
  const job =
    isTypeScript && typeof typed === 'string'
      ? `: ${edit.import(source, { from: callee.type.pkg, name: typed, type: true })}<${type}>`
      : '';
  const word = wordBefore(source, statement);
  const lines =
    forgets === true
      ? [
          `${receiver}(${given}${isTypeScript ? `: ${type}` : ''}) => {`,
          `  ${own}(${values}).catch(${isTypeScript ? '(error: unknown)' : '(error)'} => console.error(error))${semi}`,
          `})${semi}`,
        ]
      : list === true
        ? [`${word}${receiver}async (jobs) => {`, `  for (const job of jobs) await ${own}(${values})${semi}`, `})${semi}`]
        : [`${word}${receiver}async (${given}${job}) => {`, `  await ${own}(${values})${semi}`, `})${semi}`];
  if (first !== undefined) {
    if (!word.startsWith('await')) refuse('nobody waits for what has to come first');
    lines.unshift(`${word}${source.textOf(method.expression)}.${first}(${str(done.name)})${semi}`);
  }
  edit.after(source, statement, ['', ...lines]);
}

/** `queue.process(…);`, `await boss.work(…);`, `void queue.process(…);` */
function isStatementOf({ ts: api }: Source, statement: ts.Statement, call: ts.Node): boolean {
  if (!api.isExpressionStatement(statement)) return false;
  const { expression } = statement;
  return expression === call || ((api.isAwaitExpression(expression) || api.isVoidExpression(expression)) && expression.expression === call);
}

/** What stands before a call in its statement: `await `, `void `. */
const wordBefore = (source: Source, statement: ts.Statement): string => /^(?:await|void)\s+/.exec(source.textOf(statement))?.[0] ?? '';

import type { Rewrite } from '../../analyzer/finding.js';
import type { FnRef, LibCall } from '../../analyzer/link/callgraph.js';
import { argument } from '../../analyzer/link/calls.js';
import type { Program } from '../../analyzer/link/program.js';
import type { CallSite, Unit } from '../../analyzer/link/values.js';
import { makeAsync, refuse, type Edit, type RewriteTools, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isInTransaction } from './after.js';
import { atHand, type AtHand } from './at-hand.js';
import type { Match } from './detect.js';
import { consequenceIn } from './rewrite-consequence.js';

const QUEUE = 'bullmq#Queue';

/**
 * A job of a queue that is at hand does it: the request adds the job, and the queue's worker, which is in sight, calls the function. Precondition: the consequence
 * is a function that the project exports, called as a statement of its own with texts, numbers and truth values, which a job carries unchanged; the queue has one worker with a
 * processor of its own, and neither says which jobs there are.
 */
export function addJob(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer('Add a job to the queue, and let its worker do it', (edit) => {
    const { source, call, done } = consequenceFor(match, program, edit);
    const { name: queue, site } = queueAtHand(program, source.unit) ?? refuse('no queue at hand');
    const worker = workerOf(program, site);
    const home = edit.source(site.unit);
    if (/^new\s+\w+\s*</.test(home.textOf(home.callAt(site.unit.ir.span(site.value))))) refuse('it says which jobs there are');
    edit.replace(source, call, `${queue}.add(${source.style.str(done.name)}, ${payloadOf(source, call, done)})`);
    takeJob(edit, worker, done);
  });
}

/** A queue that a module makes or imports, as it calls it; the only one. */
const queueAtHand = (program: Program, unit: Unit): AtHand | undefined => atHand(program, unit, ({ id }) => id === QUEUE);

/** The function that is called, with the names and types of what it is given. */
export interface Done {
  readonly unit: Unit;
  readonly name: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
}

/** A consequence that a job may do instead: its statement, and the function that it calls. Refuses where a transaction is open. */
export function consequenceFor(
  match: Match,
  program: Program,
  edit: Edit,
): { readonly source: Source; readonly statement: ts.Statement; readonly call: ts.CallExpression; readonly done: Done } {
  const source = edit.source(match.sequence.unit);
  if (isInTransaction(program, match.sequence)) refuse('a transaction is open');
  const { statement, call } = consequenceIn(source, match, program);
  if (!source.ts.isCallExpression(call) || !source.ts.isIdentifier(call.expression)) return refuse('not a function of its own');
  return { source, statement, call, done: calledBy(program, edit, source, match, call) };
}

/** What a call calls, if a job may call it instead. */
function calledBy(program: Program, edit: Edit, source: Source, match: Match, call: ts.CallExpression): Done {
  const to = calleeAt(program, source, match, call);
  const { name } = to.unit.ir.fn(to.fn);
  const exported = program.exported(to.unit, name);
  if (exported?.k !== 'fn' || exported.unit !== to.unit || exported.fn !== to.fn) refuse('not exported by its name');
  const home = edit.source(to.unit);
  return { unit: to.unit, name, ...givenTo(home, home.functionAt(to.unit.ir.fn(to.fn)), call) };
}

/** The one function that a call calls. */
export function calleeAt(program: Program, source: Source, { sequence: { unit, fn } }: Match, call: ts.CallExpression): FnRef {
  const edges = program.graph
    .calleesOf(unit, fn)
    .filter((edge) => edge.call >= 0 && unit.ir.start(edge.call) === source.start(call) && unit.ir.end(edge.call) === call.end);
  const [edge, more] = edges;
  if (edge === undefined || more !== undefined || edge.kind !== 'call') return refuse('what is called is not followed');
  return edge.to;
}

/** The names and types of what a call gives a function, where a job or an event carries it unchanged: texts, numbers and truth values. */
export function givenTo(home: Source, { parameters }: ts.FunctionLikeDeclaration, call: ts.CallExpression): Pick<Done, 'names' | 'types'> {
  if (parameters.length !== call.arguments.length || parameters.length === 0) refuse('another number of arguments');
  const names = parameters.map(({ name: own, type, dotDotDotToken }) => {
    if (!home.ts.isIdentifier(own) || dotDotDotToken || !type || !/^(?:string|number|boolean)$/.test(home.textOf(type)))
      return refuse('a job may not carry it as it is');
    return own.text;
  });
  return { names, types: parameters.map(({ type }) => (type ? home.textOf(type) : 'unknown')) };
}

/** What a function is given, as an object by the names of its parameters. */
export function payloadOf(source: Source, call: ts.CallExpression, { names }: Pick<Done, 'names'>): string {
  const entries = names.map((name, i) => {
    const text = source.textOf(call.arguments[i]);
    return name === text ? name : `${name}: ${text}`;
  });
  return `{ ${entries.join(', ')} }`;
}

/** Where the one worker of a queue is made. */
function workerOf(program: Program, queue: CallSite): LibCall {
  const nameOf = (site: CallSite): unknown => {
    const named = argument(program, site, 0);
    return named?.k === 'const' && typeof named.value === 'string' ? named.value : undefined;
  };
  const name = nameOf(queue) ?? refuse('the queue has no name in sight');
  const workers = program.graph.libCalls.filter(
    ({ callee, unit, call }) =>
      callee.type.pkg === 'bullmq' && callee.name.endsWith('Worker') && nameOf({ unit, value: call, env: null }) === name,
  );
  const [worker, more] = workers;
  return worker !== undefined && more === undefined ? worker : refuse('not one worker is in sight');
}

/** The processor does jobs of that name first. */
function takeJob(edit: Edit, { unit, call }: LibCall, done: Done): void {
  const source = edit.source(unit);
  const { ts: api, style } = source;
  const node = source.callAt(unit.ir.span(call));
  const processor = node.arguments?.at(1);
  if (node.typeArguments || !processor || (!api.isArrowFunction(processor) && !api.isFunctionExpression(processor)))
    return refuse('the processor is elsewhere');
  const [job, ...others] = processor.parameters;
  if (job === undefined || !api.isIdentifier(job.name) || job.type || others.length > 0 || !api.isBlock(processor.body))
    return refuse('the job has no name');
  const [first] = processor.body.statements;
  if (first === undefined) refuse('the processor is empty');
  const own = unit === done.unit ? done.name : edit.importFrom(source, done.unit, { name: done.name });
  makeAsync(edit, source, processor);
  const name = job.name.text;
  const { semi, str } = style;
  edit.before(source, first, [
    `if (${name}.name === ${str(done.name)}) {`,
    `  await ${own}(${done.names.map((one) => `${name}.data.${one}`).join(', ')})${semi}`,
    `  return${semi}`,
    '}',
  ]);
}

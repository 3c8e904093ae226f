import type { Edge, LibCall } from '../../analyzer/link/callgraph.js';
import { describe, doerName, functionName } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf } from '../../analyzer/link/values.js';
import { reasonSteps } from '../../analyzer/context/story.js';
import { defineRule, type Step } from '../define.js';
import { detect, isConstruction, type Match, type Options } from './detect.js';
import { rewrite } from './rewrite.js';

const messages = {
  unbounded:
    '`{{callee}}` waits for {{what}} without a limit: if it never comes, {{who}} hangs for good, with everything it holds; set {{advice}}',
  client:
    '`{{callee}}` makes a client that waits for {{what}} without a limit: if the other side stops answering, every call on it{{count}} hangs for good; set {{advice}}',
  idleOnly:
    '`{{callee}}` has no limit on the whole wait: the runtime gives up after {{seconds}} s without a byte, and never while bytes trickle in, so a slow peer holds {{who}}; set {{advice}}',
  longDefault: '`{{callee}}` waits up to {{seconds}} s for {{what}} by its own default, longer than most callers do; set {{advice}}',
} as const;

/** Who is harmed. */
function harmed(program: Program, { unit, fn, call }: LibCall): string {
  const contexts = program.contexts.of(unit, fn);
  if (contexts.has('handler')) return 'each request that gets here';
  if (contexts.has('job')) return 'the job';
  return program.contexts.loadOnly(unit, fn) ? 'the start-up' : `each run of ${doerName(program, { unit, fn, value: call }, unit)}`;
}

function seconds({ waits: [wait] }: Match): number {
  return Math.round((typeof wait.default === 'object' ? wait.default.idle : Number(wait.default)) / 1000);
}

function nameOf({ unit, call, callee: { name } }: LibCall): string {
  const callee = describe(unit, unit.ir.operand(call, 1));
  if (callee === '…') return name; // what a condition chose has no name of its own
  return isConstruction(unit, call) ? `new ${callee}()` : callee;
}

const list = (items: readonly string[]): string => [...new Set(items)].join(' and ');

/** How a request gets to a call: through the callers that leave the limit out, where it is theirs to give. */
function stepsTo(program: Program, call: LibCall, via: readonly Edge[]): Step[] {
  return via.length === 0 ? reasonSteps(program, call) : [...reasonSteps(program, via[0].from), ...stepsAlong(program, via)];
}

/** The callers that leave the limit out. */
const stepsAlong = (program: Program, via: readonly Edge[]): Step[] =>
  via.map(({ from, to, call: at }) => ({
    at: siteOf(from.unit, at),
    message: `calls ${functionName(program, to.unit, to.fn)} without a limit`,
  }));

/** Who gets here, then the client, then the calls that depend on it. */
function witnessOf(program: Program, { call, dependents, waits, isClient, via }: Match): Step[] {
  const what = list(waits.map((wait) => wait.for));
  if (!isClient)
    return [
      ...stepsTo(program, call, via),
      { at: siteOf(call.unit, call.call), message: `waits for ${what}, with nothing that ends the wait` },
    ];
  return [
    ...stepsAlong(program, via),
    { at: siteOf(call.unit, call.call), message: 'the client is made without a limit' },
    ...dependents
      .slice(0, 10)
      .map((use): Step => ({ at: siteOf(use.unit, use.call), message: `waits in ${functionName(program, use.unit, use.fn)}` })),
  ];
}

export default defineRule<Match, typeof messages, Options>({
  id: 'require-timeout',
  summary: 'Requires a bound on every wait for another process',
  harm: 'outage',
  messages,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      clientCode: {
        type: 'boolean',
        description: 'Report code that runs in browsers, too; the bodies of client components are never looked into',
      },
      longDefault: {
        type: 'integer',
        minimum: 0,
        description: 'Milliseconds from which a default of the library itself is reported as `info`; 0: never',
      },
    },
  },
  defaultOptions: { clientCode: false, longDefault: 60_000 },
  detect,
  rewrite,
  explain(match, program) {
    const { call, waits, dependents, isClient } = match;
    const base = { at: siteOf(call.unit, call.call), witness: witnessOf(program, match), name: nameOf(call) };
    const callee = nameOf(call),
      advice = list(waits.map((wait) => wait.advice)),
      what = list(waits.map((wait) => wait.for));
    const count = dependents.length === 0 ? '' : ` (${dependents.length} seen)`;
    if (match.kind === 'idle-only')
      return {
        ...base,
        messageId: 'idleOnly',
        data: { callee, seconds: seconds(match), who: isClient ? `every call on it${count}` : harmed(program, call), advice },
      };
    if (match.kind === 'long-default')
      return { ...base, messageId: 'longDefault', data: { callee, seconds: seconds(match), what, advice } };
    if (!isClient) return { ...base, messageId: 'unbounded', data: { callee, what, who: harmed(program, call), advice } };
    return { ...base, messageId: 'client', data: { callee, what, count, advice } };
  },
});

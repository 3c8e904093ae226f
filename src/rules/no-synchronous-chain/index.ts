import { reasonSteps } from '../../analyzer/context/story.js';
import type { Moment, Sequence } from '../../analyzer/effects/sequence.js';
import { describe, functionName } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type Unit } from '../../analyzer/link/values.js';
import type { System } from '../../analyzer/models/types.js';
import { defineRule, type Step } from '../define.js';
import { alsoOn } from '../together.js';
import { detect, placeOf, type Match, type Options, type Taker } from './detect.js';
import { rewrite } from './rewrite.js';

const messages = {
  afterWrite:
    'The request waits for `{{consequence}}`{{way}}{{each}}{{also}} after `{{write}}` on line {{line}} and uses nothing of its answer: it is as slow as {{other}}{{fails}}; {{advice}}',
  together: 'The request waits for `{{consequence}}`{{way}}{{also}} together with `{{write}}` on line {{line}}: {{harm}}; {{advice}}',
  beforeCommit:
    '`{{consequence}}`{{way}}{{each}}{{also}} runs before the transaction of line {{opened}} commits: if a statement or the commit fails, {{other}} has been told of a change that never was, and until then the transaction waits for it; {{advice}}',
} as const;

const CONSEQUENCES = ['mail', 'push', 'webhook', 'analytics', 'search', 'http'] as const satisfies readonly System[];

const OTHERS: Readonly<Partial<Record<System, string>>> = {
  mail: 'the mail service',
  push: 'the service that delivers the message',
  webhook: "the webhook's receiver",
  analytics: 'the analytics service',
  search: 'the search index',
  http: 'the other service',
};

/** What people call the one that is waited for. */
const otherOf = ({ effect }: Moment): string => effect.call.callee.type.owner.service ?? OTHERS[effect.system] ?? 'the other service';

const calleeName = (unit: Unit, call: number): string => describe(unit, unit.ir.operand(call, 1));

/** As the function itself writes the call, and how it gets from there to the effect. */
function wayTo({ effect }: Moment): string {
  if (effect.chain.length === 0) return '';
  const { unit, call } = effect.call;
  return ` (${calleeName(unit, call)} in ${unit.file})`;
}

function nameAt(unit: Unit, { at, effect }: Moment, sequence: Sequence): string {
  const inside = effect.chain.filter((edge) => edge.from.unit === unit);
  const place = placeOf(sequence);
  if (effect.call.unit === unit && place.start === unit.ir.start(effect.call.call)) return calleeName(unit, effect.call.call);
  const edge = inside.find((step) => unit.ir.start(step.call) === place.start);
  return calleeName(unit, edge?.call ?? at);
}

function writeName(unit: Unit, { at, effect }: Moment): string {
  return effect.call.unit === unit ? calleeName(unit, effect.call.call) : calleeName(unit, at);
}

const writeAt = (unit: Unit, { at, effect }: Moment): number => unit.ir.start(effect.call.unit === unit ? effect.call.call : at);

/** What a request suffers from what it waits for together with its write. */
const harmOf = ({ fails }: Sequence, other: string): string =>
  fails
    ? `when ${other} fails the request fails although the write may stay`
    : `it is as slow as the slower of the two, and ${other} may be`;

function advise(taker: Taker, order: Sequence['order']): string {
  const when = order === 'uncommitted' ? 'write the event in the same transaction and send it from there once it has committed' : undefined;
  if (taker.by === 'queue') return when ?? `hand it to a job (\`${taker.pkg}\` is there)`;
  if (taker.by === 'after') return when ?? 'hand it to a job, or to `after()` where losing it in a crash is acceptable';
  return when ?? 'record the event with the write and let a job send it';
}

function steps(program: Program, unit: Unit, moment: Moment, last: string): Step[] {
  const { chain, call } = moment.effect;
  return [
    ...chain.map((edge): Step => ({
      at: siteOf(edge.from.unit, edge.call),
      message:
        edge.kind === 'runs' && edge.to.unit === unit
          ? 'waits for what this runs'
          : `calls ${functionName(program, edge.to.unit, edge.to.fn)}`,
    })),
    { at: siteOf(call.unit, call.call), message: last },
  ];
}

function witnessOf(program: Program, { sequence, others }: Match): Step[] {
  const { unit, write, consequence, transaction, order } = sequence;
  const other = otherOf(consequence);
  const wrote = steps(program, unit, write, order === 'uncommitted' ? 'writes, inside the transaction' : 'writes to the database');
  const told = steps(program, unit, consequence, `waits for ${other}`);
  const opened: Step[] =
    order === 'uncommitted' && transaction
      ? [{ at: siteOf(transaction.unit, transaction.call), message: 'the transaction begins, and commits when its function returns' }]
      : [];
  return [
    ...reasonSteps(program, sequence),
    ...opened,
    ...(order === 'after' || write.at < consequence.at ? [...wrote, ...told] : [...told, ...wrote]),
    ...others.map((at): Step => ({ at, message: 'waits for another consequence' })),
  ];
}

export default defineRule<Match, typeof messages, Options>({
  id: 'no-synchronous-chain',
  summary: 'Disallows requests that wait for the consequences of what they have written',
  harm: 'latency',
  messages,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      consequences: {
        type: 'array',
        uniqueItems: true,
        items: { enum: CONSEQUENCES },
        description: 'What counts as a consequence that a request must not wait for',
      },
    },
  },
  defaultOptions: { consequences: CONSEQUENCES },
  detect,
  rewrite,
  explain(match, program) {
    const { sequence, taker } = match;
    const { unit, write, consequence, transaction } = sequence;
    const name = nameAt(unit, consequence, sequence);
    const base = { at: placeOf(sequence), witness: witnessOf(program, match), name };
    const said = {
      consequence: name,
      way: wayTo(consequence),
      also: alsoOn(base.at, match.others),
      other: otherOf(consequence),
      advice: advise(taker, sequence.order),
    };
    const each = sequence.repeated ? ', once for each round of the loop,' : '';
    const written = { write: writeName(unit, write), line: unit.ir.position(writeAt(unit, write)).line };
    if (match.kind === 'together')
      return { ...base, messageId: 'together', data: { ...said, ...written, harm: harmOf(sequence, said.other) } };
    if (match.kind === 'before-commit' && transaction)
      return {
        ...base,
        messageId: 'beforeCommit',
        data: { ...said, each, opened: transaction.unit.ir.position(transaction.unit.ir.start(transaction.call)).line },
      };
    return {
      ...base,
      messageId: 'afterWrite',
      data: { ...said, ...written, each, fails: sequence.fails ? ', and fails with it although the write stays' : '' },
    };
  },
});

import type { System } from '../../analyzer/models/types.js';
import { describe, functionName } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type Site } from '../../analyzer/link/values.js';
import { defineRule, type Step } from '../define.js';
import { alsoOn } from '../together.js';
import { detect, type Match, type Options } from './detect.js';
import { rewrite } from './rewrite.js';

const messages = {
  here: '{{holder}} ({{where}}) is still {{held}} while `{{callee}}` is awaited{{also}}: {{harm}}; {{advice}}',
  through:
    '{{holder}} ({{where}}) is still {{held}} while `{{callee}}` is awaited, which leads to `{{slow}}` ({{chain}}){{also}}: {{harm}}; {{advice}}',
} as const;

const SLOW_THING: Readonly<Partial<Record<System, string>>> = {
  http: 'another service',
  mail: 'the mail server',
  push: 'a push service',
  webhook: 'a webhook',
  payment: 'the payment provider',
  ai: 'a model',
  storage: 'object storage',
  cloud: 'a cloud service',
  search: 'the search index',
  analytics: 'the analytics service',
  process: 'a child process',
  timer: 'a timer',
};

function harmOf({ kind, effect, retries }: Match): string {
  const slow = SLOW_THING[effect.system] ?? 'another service';
  const again = retries ? ', and the body may run again after a conflict, the call with it' : '';
  if (kind === 'lock') return `everyone who wants the lock waits for ${slow}${again}`;
  return `its connection and its rows stay taken for as long as ${slow} takes${again}`;
}

function adviceOf({ kind, effect }: Match): string {
  if (effect.system === 'timer') return 'sleep after it ends';
  return kind === 'lock' ? 'move the call out of the locked region' : 'make the call before it or after the commit';
}

const lineOf = ({ unit, start }: Site): number => unit.ir.position(start).line;

/** Where the holder is, seen from the finding: the line, and the file where that is another one. */
function whereOf(holder: Site, at: Site): string {
  return holder.unit === at.unit ? `line ${lineOf(holder)}` : `${holder.unit.file}:${lineOf(holder)}`;
}

function chainOf({ effect, at }: Match): string {
  const names = effect.chain
    .map(({ to }) => ({ to, name: to.unit.ir.fn(to.fn).name }))
    .filter(
      ({ to, name }) =>
        name !== '' && !(to.unit === at.unit && lineOf({ unit: to.unit, ...to.unit.ir.fn(to.fn) }) > lineOf(at) && name === ''),
    );
  const places = names.slice(-3).map(({ to }) => `\`${to.unit.ir.fn(to.fn).name}\``);
  return [...places, `${effect.call.unit.file}:${lineOf(siteOf(effect.call.unit, effect.call.call))}`].join(' → ');
}

function witnessOf(program: Program, match: Match): Step[] {
  const { holder, opened, effect, at, kind } = match;
  const taken = kind === 'lock' ? 'the lock is taken here' : 'the transaction begins here';
  const steps: Step[] = [{ at: holder.at, message: opened ? `\`${holder.name}\` runs this inside a ${kind}` : taken }];
  if (opened) steps.push({ at: opened.at, message: taken });
  for (const edge of effect.chain)
    steps.push({
      at: siteOf(edge.from.unit, edge.call),
      message: edge.kind === 'call' ? `calls ${functionName(program, edge.to.unit, edge.to.fn)}` : 'runs a callback and waits for it',
    });
  const slow = siteOf(effect.call.unit, effect.call.call);
  steps.push({ at: slow, message: `waits for ${SLOW_THING[effect.system] ?? 'another service'}${match.bounded ? ', with a limit' : ''}` });
  steps.push(...match.others.map((other): Step => ({ at: other, message: 'waits for something slow, too' })));
  return steps.length > 0 ? steps : [{ at, message: taken }];
}

export default defineRule<Match, typeof messages, Options>({
  id: 'no-lock-across-await',
  summary: 'Disallows waiting for something slow while a lock or a transaction is held',
  harm: 'outage',
  messages,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { mutexes: { type: 'boolean', description: 'Report locks, not only transactions' } },
  },
  defaultOptions: { mutexes: true },
  detect,
  rewrite,
  explain(match, program) {
    const { holder, at, callee, effect, kind } = match;
    const name = describe(callee.unit, callee.unit.ir.operand(callee.value, 1));
    const data = {
      holder: kind === 'lock' ? `the lock of \`${holder.name}\`` : `the transaction of \`${holder.name}\``,
      held: kind === 'lock' ? 'held' : 'open',
      where: whereOf(holder.at, at),
      callee: name,
      also: alsoOn(at, match.others),
      harm: harmOf(match),
      advice: adviceOf(match),
    };
    const base = { at, witness: witnessOf(program, match), name };
    const isSlowItself = effect.call.unit === callee.unit && effect.call.call === callee.value;
    if (isSlowItself) return { ...base, messageId: 'here', data };
    const slow = describe(effect.call.unit, effect.call.unit.ir.operand(effect.call.call, 1));
    return { ...base, messageId: 'through', data: { ...data, slow, chain: chainOf(match) } };
  },
});

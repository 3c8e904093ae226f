import { reasonSteps } from '../../analyzer/context/story.js';
import { describe } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf } from '../../analyzer/link/values.js';
import { defineRule, type Step } from '../define.js';
import { alsoOn } from '../together.js';
import { detect, type Match, type Options } from './detect.js';
import { rewrite } from './rewrite.js';

const messages = {
  cluster:
    '`{{ask}}`{{also}} asks every process for one thing and one answer is kept: each look-up costs all of them, and more with each process that is added; name the owner in its options',
  order:
    '`{{ask}}`{{also}} tells every process to do what only one of them can: each time costs all of them, and more with each process that is added; name the owner in its options',
  search:
    '`{{ask}}`{{also}} makes every process search for one thing and one answer is kept: each search costs all of them, and more with each process that is added; keep in one place which process has it',
  anyone:
    '`{{ask}}`{{also}} makes every process fetch the same user from Discord and one answer is kept: each look-up costs all of them, and more with each process that is added; fetch it here, as no process owns users',
  group:
    '`{{ask}}`{{also}} asks every one of `{{nodes}}` for the same key and one answer is kept: each look-up costs all of them, and the slowest decides; ask the one that owns the key',
  loop: '`{{ask}}`{{also}} asks one of `{{nodes}}` after the other for the same key{{goesOn}}: a look-up costs as many round trips as there are nodes, and all of them for a key that is nowhere; ask the one that owns the key',
} as const;

function witnessOf(program: Program, { lookup, others }: Match): Step[] {
  const { unit, shape, nodes, ask } = lookup;
  const asks: Step = {
    at: siteOf(unit, ask),
    message:
      shape === 'cluster'
        ? lookup.asks === 'order'
          ? 'every process is told'
          : 'every process is asked'
        : 'each node is asked for the same key',
  };
  const list: Step[] =
    shape === 'cluster'
      ? []
      : [{ at: siteOf(unit, nodes), message: shape === 'loop' ? 'the nodes, one after the other' : 'the nodes, all at once' }];
  const again = others.map((at): Step => ({ at, message: 'and again' }));
  return [...reasonSteps(program, lookup), ...list, asks, ...again];
}

export default defineRule<Match, typeof messages, Options>({
  id: 'no-broadcast-lookup',
  summary: 'Disallows asking every node for what one of them owns',
  harm: 'latency',
  messages,
  schema: { type: 'object', additionalProperties: false, properties: {} },
  defaultOptions: {},
  detect,
  rewrite,
  explain(match, program) {
    const { unit, shape, ask: call, nodes: collection, goesOn, asks } = match.lookup;
    const ask = describe(unit, unit.ir.operand(call, 1));
    const also = alsoOn(siteOf(unit, call), match.others);
    const base = { at: siteOf(unit, call), witness: witnessOf(program, match), name: ask };
    if (shape === 'cluster') return { ...base, messageId: asks === 'question' ? 'cluster' : asks, data: { ask, also } };
    const nodes = describe(unit, collection);
    return shape === 'group'
      ? { ...base, messageId: 'group', data: { ask, also, nodes } }
      : { ...base, messageId: 'loop', data: { ask, also, nodes, goesOn: goesOn ? ', even after one had it' : '' } };
  },
});

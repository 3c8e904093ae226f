import { siteOf, type Site } from '../../analyzer/link/values.js';
import { defineRule, type Step } from '../define.js';
import { detect, type Match, type Options } from './detect.js';
import { rewrite } from './rewrite.js';

const messages = {
  never: '`{{open}}` takes {{what}} that nothing here gives back: after as many calls as there are, everyone waits; {{advice}}',
  return: '`{{open}}` takes {{what}}, and the `return` on line {{line}} leaves without giving it back; {{advice}}',
  open: '`{{open}}` begins a transaction, and the connection goes back to its pool with it still open, by the way over line {{line}}: what its next user writes is in it, and is lost with it; {{advice}}',
  throw: '`{{open}}` takes {{what}}, and stays that way when what is awaited on line {{line}} fails; {{advice}}',
} as const;

const lineOf = ({ unit, start }: Site): number => unit.ir.position(start).line;

function whatOf({ pair }: Match): string {
  if (pair.how === 'pool') return 'a connection out of its pool';
  return pair.open.region.kind === 'lock' ? 'a lock' : 'a transaction and its connection';
}

function adviceOf({ pair, kind }: Match): string {
  if (kind === 'open') {
    const ends = pair.methods.filter((method) => pair.leaves?.includes(method) !== true && pair.how !== 'sql');
    return `call \`${ends.find((method) => /^(?:rollback|abort)/i.test(method)) ?? 'ROLLBACK'}\` before that`;
  }
  const methods = pair.methods
    .map((method) => (method === '()' ? 'the function it gives' : `\`${method}\``))
    .slice(0, 2)
    .join(' or ');
  return kind === 'never' ? `call ${methods} in a \`finally\`` : `move ${methods} to a \`finally\``;
}

const waysOut = {
  return: 'leaves the function while it is held',
  throw: 'leaves the function while it is held, if this fails',
  open: 'on this way nothing ends it before its connection is given back',
} as const;

export default defineRule<Match, typeof messages, Options>({
  id: 'require-lock-release',
  summary: 'Requires that what is taken is given back on every way out',
  harm: 'outage',
  messages,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { exceptions: { type: 'boolean', description: 'Report what only an exception leaves held' } },
  },
  defaultOptions: { exceptions: true },
  detect,
  rewrite,
  explain(match) {
    const {
      pair: { open },
      at,
      exit,
      kind,
    } = match;
    const taken: Step = { at: siteOf(open.unit, open.call), message: `${whatOf(match)} is taken here` };
    const witness = kind === 'never' ? [taken] : [taken, { at: exit, message: waysOut[kind] }];
    const data = { open: open.name, what: whatOf(match), advice: adviceOf(match) };
    const base = { at, witness, name: open.name };
    if (kind === 'never') return { ...base, messageId: 'never', data };
    return { ...base, messageId: kind, data: { ...data, line: lineOf(exit) } };
  },
});

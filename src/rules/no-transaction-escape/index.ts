import { describe, functionName } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type CallSite, type Site } from '../../analyzer/link/values.js';
import { defineRule, type Step } from '../define.js';
import { detect, type Match, type Options } from './detect.js';
import { rewrite } from './rewrite.js';

const messages = {
  read: '`{{callee}}` reads outside the transaction that `{{open}}` opens ({{where}}){{through}}: it needs a second connection while the first is held, and sees nothing of what the transaction has written; use {{handle}}',
  write:
    '`{{callee}}` writes outside the transaction that `{{open}}` opens ({{where}}){{through}}: the write stays when the transaction is rolled back, and needs a second connection while the first is held; use {{handle}}',
  nested:
    '`{{callee}}` begins a transaction of its own inside the one that `{{open}}` opens ({{where}}){{through}}: it commits alone, needs a second connection, and can wait for rows that the outer one holds; use {{handle}}',
  readLeftOut:
    '`{{callee}}` leaves out `{{option}}`, so that it reads outside the transaction that `{{open}}` opens ({{where}}){{through}}: it sees nothing of what the transaction has written, and what it reads may change meanwhile; give it {{handle}}',
  writeLeftOut:
    '`{{callee}}` leaves out `{{option}}`, so that it writes outside the transaction that `{{open}}` opens ({{where}}){{through}}: the write stays when the transaction is rolled back; give it {{handle}}',
  idle: '`{{callee}}` writes in the transaction that `{{open}}` opens ({{where}}), and nothing there is given its `{{option}}`: the transaction holds nothing, and the write stays when it is rolled back; give every operation {{handle}}',
} as const;

const lineOf = ({ unit, start }: Site): number => unit.ir.position(start).line;
const nameOf = ({ unit, value }: CallSite): string => describe(unit, unit.ir.operand(value, 1));
const placeOf = ({ unit, value }: CallSite): Site => siteOf(unit, value);

function handleOf({ region: { body, open, via }, left, handle }: Match): string {
  if (handle !== undefined) return handle;
  if (left) {
    if (left.idle) return `\`{ ${left.option} }\``;
    const name = describe(left.carried.unit, left.carried.value);
    return left.option === name ? `\`{ ${name} }\`` : `\`{ ${left.option}: ${name} }\``;
  }
  const row = body.unit.ir.fn(body.fn);
  const at = open.region.handle ?? 0;
  // Who hands the body on says what else it is called with.
  const name = at < row.paramCount && (via.length === 0 || row.paramCount === 1) ? body.unit.ir.param(row.firstParam + at).name : '';
  return name === '' ? "the transaction's own client" : `\`${name}\``;
}

function witnessOf(program: Program, match: Match): Step[] {
  const { region, path, left } = match;
  const { open, via } = region;
  const steps: Step[] = via.map((edge) => ({
    at: siteOf(edge.from.unit, edge.call),
    message: `hands the body to ${functionName(program, edge.to.unit, edge.to.fn)}`,
  }));
  steps.push({ at: siteOf(open.unit, open.call), message: 'the transaction begins here' });
  path.forEach((site, i) =>
    steps.push({
      at: placeOf(site),
      message:
        i < path.length - 1
          ? 'is called without the transaction reaching what follows'
          : left
            ? `is not given ${handleOf(match)}`
            : `uses the client that the transaction was opened on, not ${handleOf(match)}`,
      ...(i === path.length - 1 && { second: true }),
    }),
  );
  return steps;
}

export default defineRule<Match, typeof messages, Options>({
  id: 'no-transaction-escape',
  summary: 'Disallows the outer client inside a transaction',
  harm: 'wrong-data',
  lanes: ['In the transaction', 'Outside of it'],
  messages,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: { reads: { type: 'boolean', description: 'Report reads, not only writes' } },
  },
  defaultOptions: { reads: true },
  detect,
  rewrite,
  explain(match, program) {
    const { region, path, at, kind } = match;
    const opened = region.via[0] ? siteOf(region.via[0].from.unit, region.via[0].call) : siteOf(region.open.unit, region.open.call);
    const use = path[path.length - 1];
    const data = {
      callee: nameOf(use),
      open: region.open.name,
      handle: handleOf(match),
      where: opened.unit === at.unit ? `line ${lineOf(opened)}` : `${opened.unit.file}:${lineOf(opened)}`,
      through:
        path.length > 1
          ? `, through ${path
              .slice(0, -1)
              .map((site) => `\`${nameOf(site)}\``)
              .join(' → ')} (${use.unit.file}:${lineOf(placeOf(use))})`
          : '',
    };
    const base = { at, witness: witnessOf(program, match), name: nameOf(path[0]) };
    if (match.left === undefined) return { ...base, messageId: kind, data };
    const option = { ...data, option: match.left.option };
    if (match.left.idle) return { ...base, messageId: 'idle', data: option };
    return { ...base, messageId: kind === 'read' ? 'readLeftOut' : 'writeLeftOut', data: option };
  },
});

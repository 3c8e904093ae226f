import { isOfShape } from '../../analyzer/effects/operations-keyed.js';
import { memberNames } from '../../analyzer/effects/same-place.js';
import type { Occurrence } from '../../analyzer/effects/operations.js';
import { chainOf, type Node } from '../../analyzer/effects/operations-frames.js';
import { Op } from '../../analyzer/ir/ops.js';
import { reasonSteps } from '../../analyzer/context/story.js';
import { describe, functionName } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf, type Site } from '../../analyzer/link/values.js';
import type { SqlStatement } from '../../analyzer/sql/statements.js';
import { defineRule, type Step } from '../define.js';
import { detect, type Match, type Options } from './detect.js';
import { rewrite } from './rewrite.js';

const messages = {
  lostUpdate:
    '`{{write}}` writes {{what}} computed from what `{{read}}` on line {{line}} gave: of two requests at once, both read the same value and the later write undoes the earlier; {{advice}}',
  checkThenAct:
    '`{{write}}` sets `{{field}}`, which was looked at in what `{{read}}` on line {{line}} gave: two requests both see the old value and both go on; put the old value into the condition and look at how many entries changed',
  askedFor:
    '`{{write}}` sets `{{field}}`, by which `{{read}}` on line {{line}} had found the entry: two requests both find it and both go on; put the old value into the condition and look at how many entries changed',
  limit:
    '`{{write}}` adds to {{what}} or takes from it what the value from `{{read}}` on line {{line}} allowed: requests at once all see the same value and pass the limit together; {{advice}}',
  checkThenCreate:
    '`{{write}}` creates what `{{read}}` on line {{line}} did not find: two requests at once both find nothing and both create; rely on a unique index with an upsert, or catch the refusal',
  quota:
    '`{{write}}` adds an entry that the number from `{{read}}` on line {{line}} allowed: requests at once all see the same number and exceed the limit together; count and insert under a lock, or keep a counter with a condition',
  nextNumber:
    '`{{write}}` takes its `{{field}}` from what `{{read}}` on line {{line}} gave: two requests at once take the same number; let the store count (a sequence, an atomic increment)',
  madeTwice:
    '`{{write}}` stores something new because `{{read}}` on line {{line}} found nothing: two requests at once both make one, and the earlier is replaced after it was handed out; set it only if absent',
  usedTwice:
    '`{{write}}` removes what `{{read}}` on line {{line}} found and what is used here: two requests at once both find it before either has removed it, and both use it; take it out first in one step that says whether it was there',
} as const;

/** The line on which a function reads, or calls what reads for it. */
function lineOf({ read }: Match['pair']): number {
  const { frame, value } = shownCall(read);
  return frame.unit.ir.position(frame.unit.ir.start(value)).line;
}

/** The call that a reader of the function sees: what its own callbacks do is written there, too, what a helper does is not. */
function shownCall({ node }: Occurrence): Node {
  for (const frame of chainOf(node.frame)) {
    if (frame.caller === null || frame.edge === null) continue;
    const { ir } = frame.caller.unit;
    const isInPlace = frame.edge.kind !== 'call' || ir.op(ir.operand(frame.edge.call, 1)) === Op.func;
    if (!isInPlace || frame.unit !== frame.caller.unit) return { frame: frame.caller, value: frame.edge.call };
  }
  return node;
}

/** Where the write is, or the call that leads to it; a callback that the read calls is written there, too. */
function placeOf({ operations, write }: Match['pair']): Site {
  const { root } = operations.frames;
  const shown = shownCall(write);
  const isAnswered = chainOf(write.node.frame).some(({ edge }) => edge?.kind === 'later');
  return isAnswered && shown.frame.unit === root.unit ? siteOf(root.unit, shown.value) : siteOf(root.unit, write.top);
}

function callName(occurrence: Occurrence): string {
  const { frame, value } = shownCall(occurrence);
  const { statement, node } = occurrence;
  if (statement && node.frame === frame) return statementName(statement.sql);
  return describe(frame.unit, frame.unit.ir.operand(value, 1));
}

const VERBS = { read: 'SELECT … FROM', create: 'INSERT INTO', write: 'UPDATE', update: 'UPDATE', remove: 'DELETE FROM' } as const;
const statementName = ({ kind, table }: SqlStatement): string => `${VERBS[kind]} ${table}`;

/** The calls that lead from the function to an operation, then the operation. */
function stepsTo(program: Program, occurrence: Occurrence, message: string): Step[] {
  const calls = chainOf(occurrence.node.frame).flatMap((frame): Step[] =>
    frame.caller && frame.edge
      ? [{ at: siteOf(frame.caller.unit, frame.edge.call), message: `calls ${functionName(program, frame.unit, frame.fn)}` }]
      : [],
  );
  return [...calls, { at: siteOf(occurrence.node.frame.unit, occurrence.node.value), message }];
}

function witnessOf(program: Program, { pair: { read, write, operations } }: Match): Step[] {
  const { root } = operations.frames;
  const isRemoval = write.op.kind === 'remove';
  return [
    ...reasonSteps(program, root),
    ...stepsTo(program, read, 'one request reads'),
    {
      at: siteOf(read.node.frame.unit, read.node.value),
      message: `another request reads the same, before the first has ${isRemoval ? 'removed it' : 'written'}`,
      second: true,
    },
    ...stepsTo(program, write, `the first request ${isRemoval ? 'removes it' : 'writes'}`),
    {
      at: siteOf(write.node.frame.unit, write.node.value),
      message: isRemoval
        ? 'the other request has it already, and finds nothing to remove'
        : 'the other request writes, too, from what it read',
      second: true,
    },
  ];
}

const ADVICE: Readonly<Record<string, string>> = {
  database: 'let the database compute it (an increment, an update with the old value in its condition)',
  store: 'use an atomic command (an increment, a script)',
};

/** Of a store that nothing describes. */
const OF_SHAPE = 'make the two one, under a lock or by an operation of the store';

const LIMITS: Readonly<Record<string, string>> = {
  database: 'put the limit into the condition and look at how many entries changed',
  store: 'change it first, and look at what that gives',
};

export default defineRule<Match, typeof messages, Options>({
  id: 'no-read-modify-write',
  summary: 'Disallows writing back what was read before, or acting on it, where others may write in between',
  harm: 'lost-update',
  messages,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      withoutSchema: {
        type: 'boolean',
        description:
          'Report entries that are looked for and then created, though no schema says whether the store would refuse the second, as `info`',
      },
    },
  },
  defaultOptions: { withoutSchema: true },
  detect,
  rewrite,
  explain(match, program) {
    const {
      pair: { read, write },
      field,
    } = match;
    const common = { read: callName(read), write: callName(write), line: lineOf(match.pair) };
    const base = {
      at: placeOf(match.pair),
      witness: witnessOf(program, match),
      name: [...(write.statement ? [write.statement.sql.table] : memberNames(write.lib.callee)), field].join('.'),
    };
    switch (match.kind) {
      case 'lost-update': {
        const { system } = write.lib.callee.type.owner;
        const advice = isOfShape(write) && system === 'store' ? OF_SHAPE : (ADVICE[system ?? ''] ?? 'make the two one, under a lock');
        return { ...base, messageId: 'lostUpdate', data: { ...common, what: field === '' ? 'a value' : `\`${field}\``, advice } };
      }
      case 'check-then-act':
        return { ...base, messageId: match.asked === true ? 'askedFor' : 'checkThenAct', data: { ...common, field } };
      case 'limit': {
        const advice = LIMITS[write.lib.callee.type.owner.system ?? ''] ?? 'make the two one, under a lock';
        return { ...base, messageId: 'limit', data: { ...common, what: field === '' ? 'the value' : `\`${field}\``, advice } };
      }
      case 'check-then-create':
        return { ...base, messageId: 'checkThenCreate', data: common };
      case 'quota':
        return { ...base, messageId: 'quota', data: common };
      case 'next-number':
        return { ...base, messageId: 'nextNumber', data: { ...common, field } };
      case 'made-twice':
        return { ...base, messageId: 'madeTwice', data: common };
      case 'used-twice':
        return { ...base, messageId: 'usedTwice', data: common };
    }
  },
});

import type { FnRef } from '../../analyzer/link/callgraph.js';
import { doerName, functionName } from '../../analyzer/link/names.js';
import type { Program } from '../../analyzer/link/program.js';
import { siteOf } from '../../analyzer/link/values.js';
import type { Write } from '../../analyzer/state/types.js';
import { defineRule, type Step } from '../define.js';
import type { Kind } from './classify.js';
import { detect, type Match, type Options } from './detect.js';
import { inventory } from './inventory.js';
import { rewrite } from './rewrite.js';

const messages = {
  cache:
    '`{{name}}` caches by key in this process: {{writer}}{{context}} fills it, {{removal}}, so replicas answer from different copies{{growth}}; let the caller own the cache and pass it in',
  memo: '`{{name}}` keeps what {{writer}}{{context}} computes for every key it ever sees and {{removal}}, so memory grows with the input; bound it or let the caller own it',
  collection:
    '`{{name}}` collects entries in this process: {{writer}}{{context}} adds to it and {{removal}}, so each replica has its own and a restart loses them; let the caller own it',
  counter:
    '`{{name}}` is counted in this process by {{writer}}{{context}}: each replica has its own count and a restart starts anew; keep the count where all replicas see it',
  flag: '`{{name}}` is switched in this process by {{writer}}{{context}}: other replicas do not see it; keep it where all replicas see it, or pass it in',
  slot: '`{{name}}` holds the last answer for the whole process: {{writer}}{{context}} assigns it, and what one replica learns or forgets the others do not, so they answer differently until each asks again; let the caller own it',
  aging:
    '`{{name}}` keeps an answer in this process until its time is up: {{writer}}{{context}} asks for it, so until then replicas answer differently, and all that find it too old ask at once; let the caller own it',
  once: '`{{name}}` keeps the first answer that {{writer}}{{context}} gets for as long as the process lives: what changes later is seen only after a restart; give it a time to live, or let the caller own it',
  shared:
    "`{{name}}` is one variable for all requests: {{writer}}{{context}} assigns it from its own input, so a request that runs meanwhile sees another's; pass the value along",
  setting: '`{{name}}` is set after load by {{writer}}: what a caller sees depends on who ran before; pass it in',
  registry: '`{{name}}` is a registry that {{writer}}{{context}} changes after load: each replica has its own; let a factory own it',
  handles:
    '`{{name}}` keeps one handle for each key that {{writer}}{{context}} is asked for, and {{removal}}; bound it, or let the caller own the handles',
  connections:
    '`{{name}}` holds what is connected to this process: {{reader}}{{asked}} looks one up by its key and finds nothing where it is connected to another replica; send through what all replicas hear, or route by the key',
  memoizer:
    '`{{name}}` keeps every answer that this function gets in the process, without a limit: replicas differ and memory grows with the arguments; set a limit or let the caller own the cache',
  worked:
    '`{{name}}` keeps every result of this function in the process, without a limit, and memory grows with what requests ask for; set a limit or let the caller own the cache',
} as const;

const ALL_KINDS: readonly Kind[] = ['cache', 'memo', 'collection', 'counter', 'flag', 'slot', 'setting', 'registry', 'handles', 'memoizer'];

/** The context that says most about a writer. */
function contextOf(program: Program, { unit, fn }: FnRef): string {
  const contexts = program.contexts.of(unit, fn);
  return contexts.has('handler') ? ' (on requests)' : contexts.has('job') ? ' (in a job)' : '';
}

function mainWrite(program: Program, writes: readonly Write[]): Write {
  const kept = writes.filter((w) => w.kind !== 'remove' && w.kind !== 'clear');
  const added = kept.filter((w) => w.kind !== 'assign');
  const adds = added.length > 0 ? added : kept;
  return adds.find((w) => contextOf(program, w) !== '') ?? adds[0] ?? writes[0];
}

const VERBS: Readonly<Record<Write['kind'], string>> = {
  assign: 'assigns it',
  write: 'writes to it',
  update: 'changes it',
  remove: 'removes from it',
  clear: 'empties it',
};

function witnessOf(program: Program, { writes, reads, state, at }: Match): Step[] {
  if (!state) return [{ at, message: 'made once, when the module loads' }];
  const places = new Set<string>();
  const once = <T extends { unit: Write['unit']; value: number }>(items: readonly T[], limit: number): T[] =>
    items
      .filter(({ unit, value }) => {
        const key = `${unit.index}:${unit.ir.position(unit.ir.start(value)).line}`;
        return !places.has(key) && places.add(key);
      })
      .slice(0, limit);
  return [
    { at, message: 'held for as long as the process lives' },
    ...once(writes, 8).map((w): Step => ({
      at: siteOf(w.unit, w.value),
      message: `${functionName(program, w.unit, w.fn)}${contextOf(program, w)} ${VERBS[w.kind]}`,
    })),
    ...once(reads, 4).map((r): Step => ({
      at: siteOf(r.unit, r.value),
      message: `${functionName(program, r.unit, r.fn)} reads it`,
      second: true,
    })),
  ];
}

export default defineRule<Match, typeof messages, Options>({
  id: 'no-module-state',
  summary: 'Disallows module-level state that functions change after load',
  harm: 'wrong-data',
  harmByKind: { memo: 'memory', handles: 'memory', memoizer: 'memory' },
  lanes: ['Replica A', 'Replica B'],
  messages,
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      kinds: { type: 'array', items: { type: 'string', enum: ALL_KINDS }, uniqueItems: true, description: 'The kinds of state to report' },
      clientCode: {
        type: 'boolean',
        description: 'Report code that runs in browsers, too; the bodies of client components are never looked into',
      },
    },
  },
  defaultOptions: { kinds: ALL_KINDS, clientCode: false },
  detect,
  inventory,
  rewrite,
  explain(match, program) {
    const { kind, severity, name, writes, verdict, at } = match;
    const base = { at, name, witness: witnessOf(program, match) };
    if (writes.length === 0) return { ...base, messageId: match.waits === true ? 'memoizer' : 'worked', data: { name } };
    const main = mainWrite(program, writes);
    const removal =
      verdict?.bounds?.removed === true
        ? 'entries leave it only in this process'
        : verdict?.bounds?.expires === true
          ? 'old entries are replaced but never removed'
          : 'nothing ever removes entries';
    const data = {
      name,
      writer: doerName(program, main, at.unit),
      context: contextOf(program, main),
      removal,
      growth: verdict?.bounds?.removed === true || verdict?.open === false ? '' : ' and memory grows with the keys',
    };
    if (verdict?.lookup) {
      return {
        ...base,
        messageId: 'connections',
        data: { name, reader: doerName(program, verdict.lookup, at.unit), asked: contextOf(program, verdict.lookup) },
      };
    }
    if (kind === 'slot' && verdict?.once === true) return { ...base, messageId: 'once', data };
    if (kind === 'slot' && verdict?.aging === true) return { ...base, messageId: 'aging', data };
    return { ...base, messageId: kind === 'slot' && severity !== 'info' && verdict?.input === true ? 'shared' : kind, data };
  },
});

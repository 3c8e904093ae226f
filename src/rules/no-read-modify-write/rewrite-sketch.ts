import { refuse, type RewriteTools } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';

/**
 * The idempotency key of the mission document as text: what a repeated request did already is not done again. Precondition: a number of a key-value
 * store that knows `NX` is added to.
 */
export function onceOnly({ pair: { write } }: Match, tools: RewriteTools): string {
  const { adds, words, unless } = write.op;
  const knowsNx = words?.includes('NX') === true || [unless ?? []].flat().includes('2.NX');
  if (adds === undefined || !('args' in adds) || !knowsNx) return refuse('no store that sets only what is absent');
  const { unit } = write.node.frame;
  const source = tools.source(unit);
  const call = source.callAt(unit.ir.span(write.node.value));
  const callee = call.expression;
  if (!source.ts.isPropertyAccessExpression(callee)) return refuse('not called as a method');
  const store = source.textOf(callee.expression);
  const { semi, str } = source.style;
  const isPlain = words?.includes('NX') === true;
  const [ifAbsent, expiry] = isPlain
    ? [`${str('EX')}, 86_400, ${str('NX')}`, `${str('EX')}, 86_400`]
    : ['{ EX: 86_400, NX: true }', '{ EX: 86_400 }'];
  return [
    '// idempotencyKey: an id of the request that a repetition has, too (the payment, the event)',
    `const first = await ${store}.set(\`proc:\${idempotencyKey}\`, ${str('processing')}, ${ifAbsent})${semi}`,
    'if (first) {',
    `  await ${store}.${adds.method}(…)${semi}`,
    `  await ${store}.set(\`proc:\${idempotencyKey}\`, ${str('done')}, ${expiry})${semi}`,
    '}',
  ].join('\n');
}

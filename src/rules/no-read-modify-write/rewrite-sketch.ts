import { refuse, type RewriteTools } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { CLAIM, DAY, wordsOf } from './rewrite-once.js';

/**
 * The idempotency key of the mission document as text: what a repeated request did already is not done again. Precondition: a number of a key-value
 * store that knows `NX` is added to.
 */
export function onceOnly({ pair: { write } }: Match, tools: RewriteTools): string {
  const { adds } = write.op;
  if (adds === undefined || !('args' in adds)) return refuse('no store that sets only what is absent');
  const { unit } = write.node.frame;
  const source = tools.source(unit);
  const call = source.callAt(unit.ir.span(write.node.value));
  const callee = call.expression;
  if (!source.ts.isPropertyAccessExpression(callee)) return refuse('not called as a method');
  const store = source.textOf(callee.expression);
  const { semi, str } = source.style;
  const { ifAbsent, expires } = wordsOf(source, write.op);
  return [
    '// idempotencyKey: an id of the request that a repetition has, too (the payment, the event)',
    `const first = await ${store}.set(\`proc:\${idempotencyKey}\`, ${str('processing')}, ${ifAbsent(CLAIM)})${semi}`,
    'if (first) {',
    `  await ${store}.${adds.method}(…)${semi}`,
    `  await ${store}.set(\`proc:\${idempotencyKey}\`, ${str('done')}, ${expires(DAY)})${semi}`,
    '}',
  ].join('\n');
}

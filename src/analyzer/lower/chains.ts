import type { ts, TypeScript } from '../syntax.js';
import type { Kinds } from './kinds.js';

/** A function that is written where a promise's method takes it. */
export type Callback = ts.ArrowFunction | ts.FunctionExpression;

/** One call of `then`, `catch` or `finally` in a chain. */
export interface Stage {
  readonly call: ts.CallExpression;
  readonly name: 'then' | 'catch' | 'finally';
  /** Runs with the value; in a `finally`, with nothing. */
  readonly onValue: Callback | undefined;
  /** Runs with the failure. */
  readonly onFailure: Callback | undefined;
}

/** A promise and what follows it, in the order in which it runs. */
export interface Chain {
  readonly base: ts.Expression;
  readonly stages: readonly Stage[];
}

/** Each `catch` and `finally` encloses what comes before it: so many levels are enough. */
const MAX_ENCLOSING = 16;

/**
 * The chain of an expression whose promise is awaited or returned where it stands: `p.then((x) => …)` is there what `await p` and the code after it
 * are. `undefined` where no callback of a `then` is written in place, or one cannot be moved out of its function.
 */
export function chainOf(api: TypeScript, K: Kinds, node: ts.Expression): Chain | undefined {
  const stages: Stage[] = [];
  let at = node;
  for (let stage = stageOf(api, K, at); stage !== undefined; stage = stageOf(api, K, at)) {
    stages.push(stage);
    at = (stage.call.expression as ts.PropertyAccessExpression).expression;
  }
  // What comes before the first callback of a `then` is a promise like any other.
  while (stages.length > 0 && !continues(stages[stages.length - 1])) stages.pop();
  const first = stages[stages.length - 1];
  if (first === undefined || stages.filter(({ name }) => name !== 'then').length > MAX_ENCLOSING) return undefined;
  return { base: (first.call.expression as ts.PropertyAccessExpression).expression, stages: stages.reverse() };
}

const continues = ({ name, onValue }: Stage): boolean => name === 'then' && onValue !== undefined;

function stageOf(api: TypeScript, K: Kinds, node: ts.Expression): Stage | undefined {
  if (node.kind !== K.CallExpression) return undefined;
  const call = node as ts.CallExpression;
  const callee = call.expression;
  if (callee.kind !== K.PropertyAccessExpression || call.questionDotToken !== undefined) return undefined;
  const { name: member, questionDotToken } = callee as ts.PropertyAccessExpression;
  const name = member.escapedText as string;
  if ((name !== 'then' && name !== 'catch' && name !== 'finally') || questionDotToken !== undefined) return undefined;
  const [first, second] = call.arguments;
  const [one, other] = [callbackOf(api, K, first), callbackOf(api, K, second)];
  if (name === 'catch') return { call, name, onValue: undefined, onFailure: one };
  if (name === 'finally') return { call, name, onValue: one, onFailure: undefined };
  // What is not written in place runs at the same place in the order: then both are left where they are.
  const isWhole = second === undefined || (one !== undefined && other !== undefined);
  return isWhole ? { call, name, onValue: one, onFailure: other } : { call, name, onValue: undefined, onFailure: undefined };
}

/** A function whose body means the same outside of it: it takes one thing at most, and has no `this` or `arguments` of its own. */
function callbackOf(api: TypeScript, K: Kinds, node: ts.Expression | undefined): Callback | undefined {
  let at = node;
  while (at?.kind === K.ParenthesizedExpression) at = (at as ts.ParenthesizedExpression).expression;
  if (at === undefined || (at.kind !== K.ArrowFunction && at.kind !== K.FunctionExpression)) return undefined;
  const callback = at as Callback;
  const { parameters, asteriskToken, name } = callback;
  if (asteriskToken !== undefined || name !== undefined || parameters.length > 1 || parameters[0]?.dotDotDotToken) return undefined;
  return callback.kind === K.FunctionExpression && hasOwnWords(api, K, callback) ? undefined : callback;
}

/** `this` and `arguments`, which each function has for itself; arrows have those of the function around them. */
function hasOwnWords(api: TypeScript, K: Kinds, callback: Callback): boolean {
  const isOwn = (node: ts.Node): boolean => {
    const { kind } = node;
    if (kind === K.ThisKeyword || kind === api.SyntaxKind.MetaProperty) return true;
    if (kind === K.Identifier) return (node as ts.Identifier).escapedText === 'arguments' || (node as ts.Identifier).escapedText === 'this';
    if (kind !== K.ArrowFunction && api.isFunctionLike(node)) return false;
    return api.forEachChild(node, isOwn) ?? false;
  };
  return api.forEachChild(callback, isOwn) ?? false;
}

import type { Rewrite } from '../../analyzer/finding.js';
import type { LibCall } from '../../analyzer/link/callgraph.js';
import { argument } from '../../analyzer/link/calls.js';
import { armsOf } from '../../analyzer/link/values.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Wait } from '../../analyzer/models/types.js';
import { isSwitchedOff } from '../../analyzer/waits/callers.js';
import {
  bare,
  keyOf,
  refuse,
  settingText,
  type Edit,
  type RewriteTools,
  type Setting,
  type Source,
  type ts,
} from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { answerAsRefused } from './rewrite-fallback.js';
import { limitOf } from './rewrite-limit.js';
import { numeral, placesOf, type Place } from './rewrite-place.js';
import { signalText } from './rewrite-signal.js';

/**
 * The smallest bound that the client and its version know, where the model names an option, a signal or a call for it. Precondition: the argument it
 * belongs to is written in the call, or is a value that a new object can be spread from.
 */
export function rewrite(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[] {
  const { call } = match;
  const limit = limitOf(match, program, tools);
  const bound = tools.offer(titleOf(match, limit), (edit) => bind(edit, match, program, limit));
  if (bound.length === 0) return bound;
  const answered = tools.offer(`${titleOf(match, limit)}, and answer as for a refusal when time is up`, (edit) => {
    const [{ fails }, ...others] = match.waits;
    if (fails === undefined || others.some((wait) => wait.fails !== fails)) refuse('what it throws is not known');
    bind(edit, match, program, limit);
    const source = edit.source(call.unit);
    const node = source.callAt(call.unit.ir.span(call.call));
    if (!source.ts.isCallExpression(node)) refuse('not a call');
    answerAsRefused(edit, source, node, fails);
  });
  return [...bound, ...(answered.length > 0 ? answered : fallback(match, tools))];
}

/** Writes the limit where each of the waits has it. */
function bind(edit: Edit, match: Match, program: Program, limit: number): void {
  const { call, waits } = match;
  const source = edit.source(call.unit);
  const node = source.callAt(call.unit.ir.span(call.call));
  const chains = new Set(waits.flatMap(({ edit: own }) => (own !== undefined && 'chain' in own ? [own.chain] : [])));
  for (const chain of chains) edit.insert(source, node.end, chain.replace(/\bms\b/g, numeral(limit)));
  const open = waits.filter((wait) => wait.edit === undefined || !('chain' in wait.edit));
  const places = open.flatMap((wait) => placed(program, call, wait, limit));
  for (const index of new Set(places.map((place) => place.index)))
    setAt(
      program,
      edit,
      source,
      match,
      places.filter((place) => place.index === index),
      limit,
    );
}

function titleOf({ isClient, call }: Match, limit: number): string {
  const time = limit >= 120_000 ? `${String(limit / 60_000)} min` : `${String(limit / 1000)} s`;
  return isClient
    ? `Bound every call of the client to ${time}`
    : `Bound the ${(call.unit.ir.operand(call.call, 0) & 2) === 0 ? 'call' : 'client'} to ${time}`;
}

function placed(program: Program, call: LibCall, wait: Wait, limit: number): readonly Place[] {
  const places = placesOf(program, call, wait, limit);
  return places.length > 0 ? places : refuse('no option of the call bounds it');
}

/** Sets options in one argument. */
function setAt(program: Program, edit: Edit, source: Source, { call }: Match, places: readonly Place[], limit: number): void {
  const node = source.callAt(call.unit.ir.span(call.call));
  const [{ index, textAs }] = places;
  const given = node.arguments?.at(index);
  const literal = given && optionsLiteral(program, source, call, index, bare(source, given));
  const values = places.map(({ path, value }): readonly [readonly string[], string] => [
    path,
    value === 'signal' ? signalText(program, call, limit, signalIn(source, literal, path)) : value.text,
  ]);
  const settings = nested(values);
  const { ts: api } = source;
  if (given !== undefined && isFunction(program, source, call, index, given))
    // `exec(command, callback)`: what is last stays last.
    return edit.insert(source, source.start(given), `${settingText(source, settings)}, `);
  const site = { unit: call.unit, value: call.call, env: null };
  const isOpen =
    literal !== undefined && (!api.isObjectLiteralExpression(literal) || literal.properties.some((one) => api.isSpreadAssignment(one)));
  if (isOpen && Object.keys(settings).some((name) => isSwitchedOff(program, site, index, name))) refuse('a caller switches it off');
  if (literal !== undefined && api.isObjectLiteralExpression(literal) && literal.properties.some((one) => api.isSpreadAssignment(one))) {
    // A limit that comes before what is spread in stays the caller's to change. What is spread may bring an object of the same name in its place.
    if (Object.values(settings).some((one) => typeof one !== 'string')) refuse('what is spread into it may replace it');
    return edit.setFirst(source, literal, settings);
  }
  if (given !== undefined && literal !== undefined && given !== literal && api.isObjectLiteralExpression(literal))
    return edit.set(source, literal, settings);
  if (given === undefined || literal === undefined || api.isObjectLiteralExpression(literal))
    return edit.setOption(
      source,
      node,
      index,
      settings,
      Array.from({ length: index }, () => 'undefined'),
    );
  const text = settingText(source, settings).slice(2, -2);
  if (textAs !== undefined && (api.isStringLiteralLike(literal) || api.isTemplateExpression(literal)))
    return edit.replace(source, given, `{ ${textAs}: ${source.textOf(given)}, ${text} }`);
  if (textAs !== undefined || (api.isIdentifier(literal) && literal.text === 'undefined')) refuse('what stands there is no object');
  edit.replace(source, given, `{ ${spreadText(source, settings, given)} }`);
}

/** Settings before what is spread in; an object among them takes in what stands there, which has to have a name for that. */
function spreadText(source: Source, settings: Readonly<Record<string, Setting>>, given: ts.Expression): string {
  const own = source.textOf(given);
  const entries = Object.entries(settings);
  const isDeep = entries.some(([, value]) => typeof value !== 'string');
  if (isDeep && !/^(?:this\.)?[\w$]+(?:\.[\w$]+)*$/.test(own)) refuse('what is spread into it may replace it');
  const plain = entries.filter(([, value]) => typeof value === 'string');
  const deep = entries.flatMap(([key, value]) =>
    typeof value === 'string' ? [] : [`${key}: { ${settingText(source, value).slice(2, -2)}, ...${own}.${key} }`],
  );
  const operand = /^[\w$.]+(?:\([^()]*\))?$/.test(own) ? own : `(${own})`;
  return [...plain.map(([key, value]) => `${key}: ${settingText(source, value)}`), `...${operand}`, ...deep].join(', ');
}

/** Does a function stand where options may? */
function isFunction(program: Program, source: Source, { unit, call }: LibCall, index: number, given: ts.Expression): boolean {
  const { ts: api } = source;
  if (api.isArrowFunction(given) || api.isFunctionExpression(given)) return true;
  const value = argument(program, { unit, value: call, env: null }, index);
  return value !== undefined && armsOf(value).some(({ k }) => k === 'fn' || k === 'fntype');
}

/** The options as they are written: in the call, or in the same function before it. */
function optionsLiteral(program: Program, source: Source, { unit, fn, call }: LibCall, index: number, given: ts.Expression): ts.Expression {
  const { ts: api } = source;
  if (!api.isIdentifier(given)) return given;
  const value = argument(program, { unit, value: call, env: null }, index);
  if (value?.k !== 'obj' || value.unit !== unit || program.functionAt(unit, value.value) !== fn) return given;
  return source.nodeAt(unit.ir.span(value.value), api.isObjectLiteralExpression);
}

/** The signal that a call is given already: one that only somebody else aborts. */
function signalIn(source: Source, options: ts.Expression | undefined, [name, ...rest]: readonly string[]): string | undefined {
  const { ts: api } = source;
  if (options === undefined || !api.isObjectLiteralExpression(options) || rest.length > 0) return undefined;
  const found = options.properties.find((property) => keyOf(source, property) === name);
  if (found === undefined) return undefined;
  if (api.isShorthandPropertyAssignment(found)) return name;
  if (!api.isPropertyAssignment(found)) return refuse('the signal is a method');
  const text = source.textOf(found.initializer);
  return text === 'undefined' || text === 'null' ? undefined : text;
}

function nested(values: readonly (readonly [readonly string[], string])[]): Readonly<Record<string, Setting>> {
  const settings: Record<string, Setting> = {};
  for (const name of new Set(values.map(([[first]]) => first))) {
    const own = values.filter(([[first]]) => first === name);
    settings[name] = own[0][0].length === 1 ? own[0][1] : nested(own.map(([[, ...rest], text]) => [rest, text]));
  }
  return settings;
}

/** What to do when time is up is the caller's to say: shown, never applied. Precondition: the call itself is bounded, and is awaited in a statement. */
function fallback({ call, isClient }: Match, tools: RewriteTools): readonly Rewrite[] {
  if (isClient) return [];
  return tools.sketch('Answer with a stale or default value when time is up', () => {
    const source = tools.source(call.unit);
    const node = source.callAt(call.unit.ir.span(call.call));
    const { unit, semi } = source.style;
    const statement = source.textOf(source.statementOf(node)).split(/\r?\n/).join(`\n${unit}`);
    return [
      'try {',
      `${unit}${statement}`,
      '} catch (error) {',
      `${unit}if (!isTimeout(error)) throw error${semi} // TimeoutError, ECONNABORTED, ETIMEDOUT`,
      `${unit}// use the last answer that came in time, or a default, and say so in the log`,
      '}',
    ].join('\n');
  });
}

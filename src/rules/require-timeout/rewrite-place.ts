import type { Program } from '../../analyzer/link/program.js';
import { argument } from '../../analyzer/link/calls.js';
import { armsOf } from '../../analyzer/link/values.js';
import type { LibCall } from '../../analyzer/link/callgraph.js';
import type { Wait } from '../../analyzer/models/types.js';

/** What is to stand at an option path of a call: source text, or the limit as a signal that aborts in time. */
export interface Place {
  /** The argument. */
  readonly index: number;
  /** Members from there; none for the argument itself. */
  readonly path: readonly string[];
  readonly value: 'signal' | { readonly text: string };
  /** What a plain text in that argument becomes; see `WaitEdit`. */
  readonly textAs?: string;
}

/**
 * Where the limit of a wait is written with the least change: what the model says, or its first option or signal, in the argument that holds the
 * options already, else in the next one. None where that is not certain, or no option bounds the wait.
 */
export function placesOf(program: Program, call: LibCall, { bounds, edit }: Wait, limit: number): readonly Place[] {
  const text = (template: string): string => template.replace(/\bms\b/g, numeral(limit));
  if (edit !== undefined) {
    if (!('set' in edit)) return [];
    const places = Object.entries(edit.set).map(([path, value]) => place(path, { text: text(value) }, edit.text));
    return places.some((one) => one === undefined) ? [] : places.filter((one) => one !== undefined);
  }
  const count = call.unit.ir.operandCount(call.call) - 2;
  const options = bounds.flatMap((bound): Place[] => {
    if ('option' in bound && bound.requires === undefined) {
      const [first, ...rest] = bound.option.split('.');
      const index = first === '*' ? optionsIndex(program, call, count) : Number(first);
      const value =
        bound.unit === 's' ? numeral(limit / 1000) : bound.unit === 'deadline' ? `Date.now() + ${numeral(limit)}` : numeral(limit);
      return rest.length > 0 && index >= 0 ? [{ index, path: rest, value: { text: value } }] : [];
    }
    if (!('signal' in bound)) return [];
    const found = place(bound.signal, 'signal');
    return found ? [found] : [];
  });
  const best = options.find(({ index }) => index < count && isObject(program, call, index)) ?? options.find(({ index }) => index === count);
  return best ? [best] : options.length > 0 && options.every(({ index }) => index === options[0].index) ? [options[0]] : [];
}

function place(path: string, value: Place['value'], textAs?: string): Place | undefined {
  const [first, ...rest] = path.split('.');
  const index = Number(first);
  return Number.isInteger(index) && rest.length > 0 ? { index, path: rest, value, ...(textAs !== undefined && { textAs }) } : undefined;
}

/** The argument that is an object, else the next one after texts and numbers; -1 where one may be either. */
function optionsIndex(program: Program, call: LibCall, count: number): number {
  for (let i = 0; i < count; i++) {
    if (isObject(program, call, i)) return i;
    const value = argument(program, { unit: call.unit, value: call.call, env: null }, i);
    const isPlain =
      value !== undefined &&
      armsOf(value).every((arm) => arm.k === 'const' || arm.k === 'text' || (arm.k === 'unknown' && arm.fromEnv === true));
    if (!isPlain) return -1;
  }
  return count;
}

const isObject = (program: Program, { unit, call }: LibCall, index: number): boolean =>
  argument(program, { unit, value: call, env: null }, index)?.k === 'obj';

/** A number as people write it: `5_000`. */
export const numeral = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, '_');

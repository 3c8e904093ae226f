import { Op } from '../ir/ops.js';
import type { Value } from '../ir/module.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';
import type { Asks } from './fanout-asks.js';

/** Code that is handed over as a text: its constant pieces, and between them what is put in. */
export interface CodeText {
  readonly pieces: readonly string[];
}

/** Something is looked up under a value that is put into the text: `guilds.get('${id}')`. */
const LOOKS_UP = /\.(?:get|has|resolve|fetch)\(\s*["'`]?$/;
/** Under a value, in code that only has users, whom no process owns. */
const FETCHES_USER = /\b(?:users\.fetch|fetchUser)\(\s*["'`]?$/;
/** Through everything, by something that names no owner. */
const SEARCHES = /\.(?:find|some|filter)\(/;
const COMMENT = /\/\/[^\n]*/g;
/** Done to what was found; more than it tells. */
const ACTS = /\.(?:send|leave|delete|ban|kick|edit|setName)\(/;

/** The text of code in an instruction: a template, or pieces joined by `+`. Undefined where nothing is put in. */
export function codeTextOf({ ir }: Unit, value: Value): CodeText | undefined {
  const pieces: string[] = [''];
  const add = (v: Value): void => {
    if (ir.op(v) === Op.str) pieces[pieces.length - 1] += ir.text(v, 0);
    else if (ir.op(v) === Op.tmpl) ir.eachOperandValue(v, add);
    else if (ir.op(v) === Op.bin && ir.text(v, 0) === '+') ir.eachOperandValue(v, add);
    else pieces.push('');
  };
  if (![Op.tmpl, Op.bin].includes(ir.op(value))) return undefined;
  add(value);
  return pieces.length > 1 ? { pieces } : undefined;
}

/** The text that a call is given first, written there or in a variable of its function. */
export function codeGivenTo(program: Program, unit: Unit, call: Value): CodeText | undefined {
  const { ir } = unit;
  if (ir.operandCount(call) < 3) return undefined;
  const here = codeTextOf(unit, ir.operand(call, 2));
  if (here) return here;
  const given = program.value(unit, ir.operand(call, 2));
  return given.k === 'text' ? codeTextOf(given.unit, given.value) : undefined;
}

/** Does the code look up one thing, by a value that is put in? */
export const looksUpOne = ({ pieces }: CodeText): boolean => pieces.slice(0, -1).some((piece) => LOOKS_UP.test(piece));

/** What code in a text asks for. It answers with its last expression, so that an order tells what came of it, too. */
export function asksInText({ pieces }: CodeText): Asks {
  const before = pieces.slice(0, -1);
  if (!before.some((piece) => LOOKS_UP.test(piece))) return before.some((piece) => SEARCHES.test(piece)) ? 'search' : 'question';
  if (before.every((piece) => !LOOKS_UP.test(piece) || FETCHES_USER.test(piece))) return 'anyone';
  return pieces.some((piece) => ACTS.test(piece.replace(COMMENT, ''))) ? 'order' : 'question';
}

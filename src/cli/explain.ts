import { escapeText } from '../report/escape.js';
import { createPaint, type Paint } from '../report/paint.js';
import { UsageError, type Flags } from './args.js';
import { TOOL_NAME, wantsColor, type CliIo, type Tools } from './io.js';
import { didYouMean } from './suggest.js';

/** `hidden-state explain`: the page of a rule, as plain Markdown, or dressed for a terminal. */
export function runExplain(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  const [given, ...more] = operands;
  if (given === undefined || more.length > 0) throw new UsageError(`\`explain\` needs one rule; \`${TOOL_NAME} rules\` lists them`);
  const id = given.replace(/^hidden-state\//, '');
  const ids = tools.rules.map((rule) => rule.id);
  if (!ids.includes(id)) throw new UsageError(`unknown rule \`${given}\`${didYouMean(id, ids) || `; \`${TOOL_NAME} rules\` lists them`}`);
  const page = tools.readOwn(`docs/rules/${id}.md`);
  if (page === undefined) throw new UsageError(`the page of \`${id}\` is missing from this installation`);
  const color = wantsColor(flags.toggle('color', 'no-color'), io, io.stdout);
  io.stdout.write(color ? dressed(page, createPaint(true)) : page);
  return 0;
}

/** Markdown for a terminal: headings stand out, code is set off, marks that only a browser needs are gone. */
function dressed(page: string, paint: Paint): string {
  let inCode = false;
  const lines = page.split('\n').flatMap((line): string[] => {
    if (/^```/.test(line)) {
      inCode = !inCode;
      const [, word] = /^```\w* (bad|good)/.exec(line) ?? [];
      return word === undefined ? [] : [`    ${word === 'bad' ? paint.error('bad') : paint.info('good')}`];
    }
    if (inCode) return [paint.faint(`    ${escapeText(line)}`)];
    return /^\|[ :|-]+\|$/.test(line) ? [] : [dressedLine(escapeText(line), paint)];
  });
  return lines.join('\n');
}

function dressedLine(line: string, paint: Paint): string {
  const [, title] = /^#+ (.*)$/.exec(line) ?? [];
  if (title !== undefined) return paint.strong(title);
  return line
    .replace(/\*\*(.+?)\*\*/g, (_, text: string) => paint.strong(text))
    .replace(/`([^`]+)`/g, (_, text: string) => paint.info(text))
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 ($2)');
}

import { escapeText } from '../report/escape.js';
import { plural } from '../report/options.js';
import { createPaint } from '../report/paint.js';
import { UsageError, type Flags } from './args.js';
import { detectSetup, type Setup } from './init-detect.js';
import { configFile, linterAdvice, workflowFile, type NewFile } from './init-files.js';
import { wantsColor, type CliIo, type Tools } from './io.js';
import { absolute, seenFrom } from './settings.js';

/** `hidden-state init`: shows what it found and would write; writes it where that is wanted. Nothing that is there is changed. */
export function runInit(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  if (operands.length > 0) throw new UsageError('`init` takes no path: start it where the project is');
  const paint = createPaint(wantsColor(flags.toggle('color', 'no-color'), io, io.stdout));
  const ids = tools.rules.map(({ id }) => id);
  const setup = detectSetup(absolute(io.cwd, '.'), io.host, tools);
  const files = [configFile(setup), workflowFile(setup)];
  const missing = files.filter(({ path }) => io.host.stat(path) === undefined);
  const say = (text: string): void => io.stdout.write(`${text}\n`);
  for (const line of found(setup)) say(line);
  for (const file of files) {
    say(`\n${paint.strong(seenFrom(io.cwd, file.path))}${missing.includes(file) ? '' : ' is there already, and stays as it is'}`);
    if (missing.includes(file)) say(paint.faint(indented(file.text)));
  }
  for (const { title, text } of linterAdvice(setup, ids)) say(`\n${paint.strong(title)}\n${paint.faint(indented(text))}`);
  const written = missing.length > 0 && agreed(missing, flags, io) ? write(missing, io) : [];
  say('');
  for (const file of written) say(`wrote ${file}`);
  if (missing.length > 0 && written.length === 0) say('Nothing was written; `--yes` writes what is shown above.');
  say(nextSteps(setup, missing.length === 0 || written.length > 0));
  return 0;
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');

function found({ root, manager, workspaces, libraries, linter, isInstalled }: Setup): string[] {
  const shown = libraries.slice(0, 12).map(escapeText);
  const more = libraries.length > shown.length ? ` and ${libraries.length - shown.length} more` : '';
  return [
    `Project: ${escapeText(root)} (${manager}${workspaces === 0 ? '' : `, ${plural(workspaces, 'workspace pattern')}`})`,
    `Libraries that are known: ${shown.length === 0 ? 'none among the dependencies' : `${shown.join(', ')}${more}`}`,
    `Linter: ${linter === undefined ? 'none; the command line needs none' : `${linter.name} (${escapeText(linter.file)})`}`,
    ...(isInstalled ? [] : ['The package is not among the dependencies yet.']),
  ];
}

function agreed(files: readonly NewFile[], flags: Flags, io: CliIo): boolean {
  if (flags.has('yes')) return true;
  const answer = io.ask(`Write ${files.length === 1 ? 'this file' : `these ${files.length} files`}? [y/N] `);
  return answer !== undefined && /^y(es)?$/i.test(answer.trim());
}

function write(files: readonly NewFile[], io: CliIo): string[] {
  return files.map(({ path, text }) => {
    const shown = seenFrom(io.cwd, path);
    try {
      io.writeFile(path, text);
    } catch (error) {
      throw new UsageError(`cannot write \`${shown}\`: ${error instanceof Error ? error.message : String(error)}`);
    }
    return shown;
  });
}

function nextSteps({ commands, isInstalled }: Setup, isWritten: boolean): string {
  const steps = [
    ...(isInstalled ? [] : [commands.add]),
    ...(isWritten ? [`${commands.run} check --update-baseline`] : []),
    `${commands.run} check`,
  ];
  return `Next:\n${steps.map((step) => `    ${step}`).join('\n')}`;
}

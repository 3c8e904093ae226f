import { CATEGORIES } from '../analyzer/project/categories.js';
import { LEVEL_WORDS } from '../analyzer/config/validate.js';
import { FORMATS } from '../report/index.js';

/** The commands, with what follows their name. */
export const COMMANDS = {
  check: {
    usage: 'check [paths...]',
    summary: 'Report hidden state in files and directories (default: this directory)',
  },
  trace: {
    usage: 'trace <file:line>',
    summary: 'Show where each value on a line comes from, and why a rule did or did not speak',
  },
  rules: { usage: 'rules', summary: 'List the rules, with their options' },
} as const;

export type Command = keyof typeof COMMANDS;

/** A flag: how it is written and what it does. The help is made from this. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** The placeholder of its value; a flag without one is a switch. */
  readonly value?: string;
  readonly repeatable?: true;
  readonly summary: string;
  readonly commands: readonly Command[];
}

const ANALYSIS: readonly Command[] = ['check', 'trace'];
const CHECK: readonly Command[] = ['check'];
const ALL: readonly Command[] = ['check', 'trace', 'rules'];

export const OPTIONS = [
  { name: 'config', short: 'c', value: 'FILE', summary: 'Use this configuration file', commands: ANALYSIS },
  {
    name: 'format',
    short: 'f',
    value: Object.keys(FORMATS).join('|'),
    summary: 'Format of the report (default: text)',
    commands: CHECK,
  },
  { name: 'output-file', short: 'o', value: 'FILE', summary: 'Write the report to a file', commands: CHECK },
  { name: 'strict', summary: 'Report what is likely, too, not only what is proven', commands: ANALYSIS },
  {
    name: 'rule',
    value: 'ID=LEVEL',
    repeatable: true,
    summary: `Set a rule's level: ${LEVEL_WORDS.join(', ')}`,
    commands: ANALYSIS,
  },
  {
    name: 'fail-on',
    value: 'LEVEL',
    summary: 'Lowest severity that fails: error (default), warning, info, never',
    commands: CHECK,
  },
  { name: 'no-exit-code', summary: 'Exit with 0 when there are findings', commands: CHECK },
  {
    name: 'include',
    value: 'KIND',
    repeatable: true,
    summary: `Analyse these, too: ${CATEGORIES.join(', ')}`,
    commands: ANALYSIS,
  },
  { name: 'ignore-pattern', value: 'GLOB', repeatable: true, summary: 'Leave out files', commands: ANALYSIS },
  {
    name: 'no-ignore',
    summary: 'Disregard .gitignore and the ignore patterns of the configuration',
    commands: ANALYSIS,
  },
  { name: 'cache', summary: 'Keep what was read of each file for the next run', commands: ANALYSIS },
  { name: 'no-cache', summary: 'Keep and use no cache (default)', commands: ANALYSIS },
  {
    name: 'cache-location',
    value: 'DIR',
    summary: 'Directory of the cache (default: node_modules/.cache/hidden-state)',
    commands: ANALYSIS,
  },
  { name: 'stats', summary: 'Print times and counts to stderr', commands: CHECK },
  { name: 'no-progress', summary: 'Show no progress', commands: CHECK },
  { name: 'color', summary: 'Use colours, whatever the terminal', commands: ALL },
  { name: 'no-color', summary: 'Use no colours', commands: ALL },
  { name: 'help', short: 'h', summary: 'Show this help', commands: ALL },
  { name: 'version', short: 'v', summary: 'Show the version', commands: ALL },
] as const satisfies readonly OptionSpec[];

type Spec = (typeof OPTIONS)[number];
export type OptionName = Spec['name'];
/** Flags that take a value. */
export type ValueName = Extract<Spec, { value: string }>['name'];
/** Flags that are on or off. */
export type SwitchName = Exclude<OptionName, ValueName>;

const EXIT_CODES = `Exit codes:
  0  nothing at or above the failing severity
  1  findings
  2  wrong usage or configuration, no file to analyse, internal error
`;

/** The help of the tool, or of one command. */
export function helpText(command?: Command): string {
  const commands = Object.entries(COMMANDS).filter(([name]) => command === undefined || name === command);
  const options = OPTIONS.filter((spec: OptionSpec) => command === undefined || spec.commands.includes(command));
  return [
    `Usage: hidden-state ${command === undefined ? '<command> [options]' : `${COMMANDS[command].usage} [options]`}\n`,
    command === undefined
      ? `Commands:\n${table(commands.map(([, { usage, summary }]) => [usage, summary]))}`
      : `${COMMANDS[command].summary}\n`,
    `Options:\n${table(options.map((spec: OptionSpec) => [optionLabel(spec), spec.summary]))}`,
    EXIT_CODES,
  ].join('\n');
}

function optionLabel({ short, name, value, repeatable }: OptionSpec): string {
  const flag = `${short === undefined ? '    ' : `-${short}, `}--${name}`;
  return value === undefined ? flag : `${flag} ${value}${repeatable === true ? ' ...' : ''}`;
}

/** Rows in two columns. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}

import { CATEGORIES } from '../analyzer/project/categories.js';
import { LEVEL_WORDS, UNUSED_WORDS } from '../analyzer/config/validate.js';
import { FORMATS } from '../report/index.js';

/** The commands, with what follows their name. */
export const COMMANDS = {
  check: { usage: 'check [paths...]', summary: 'Report hidden state in files and directories (default: this directory)' },
  merge: { usage: 'merge [paths...]', summary: 'Report on what several `check --shard` have read, as `check` would' },
  fix: { usage: 'fix [paths...]', summary: 'Rewrite what is found, where that is safe, and show it as a diff' },
  audit: { usage: 'audit [dir]', summary: 'Write one HTML page that answers: can we run two replicas of this?' },
  init: { usage: 'init', summary: 'Set the tool up in this project: shows what it would write, then asks' },
  explain: { usage: 'explain <rule>', summary: 'Show the page of a rule: what it finds, why that breaks, what to write instead' },
  trace: { usage: 'trace <file:line>', summary: 'Show where each value on a line comes from, and why a rule did or did not speak' },
  rules: { usage: 'rules', summary: 'List the rules, with their options' },
  'print-config': { usage: 'print-config [file]', summary: 'Print the configuration that counts, for the project or for a file' },
  completion: { usage: 'completion <bash|zsh|fish>', summary: 'Print a completion script for a shell' },
} as const satisfies Record<string, CommandSpec>;

/** How a command is written and what it does. */
export interface CommandSpec {
  readonly usage: string;
  readonly summary: string;
}

export type Command = keyof typeof COMMANDS;

/** The flags by what they are about, in the order of the help. */
export const GROUPS = {
  source: 'What is looked at',
  rules: 'What is reported',
  gate: 'What counts',
  report: 'How it is shown',
  speed: 'Speed',
  other: 'Other',
} as const;

/** A flag: how it is written and what it does. The help and the completions are made from this. */
export interface OptionSpec {
  readonly name: string;
  readonly short?: string;
  /** The placeholder of its value; a flag without one is a switch. */
  readonly value?: string;
  /** The words that the value may be, or a file. */
  readonly values?: readonly string[] | 'file';
  readonly repeatable?: true;
  readonly summary: string;
  readonly group: keyof typeof GROUPS;
  readonly commands: readonly Command[];
}

const ANALYSIS: readonly Command[] = ['check', 'merge', 'fix', 'audit', 'trace', 'print-config'];
const JUDGES: readonly Command[] = ['check', 'merge', 'fix', 'trace', 'print-config'];
const RUNS: readonly Command[] = ['check', 'fix', 'audit', 'trace'];
const REPORTS: readonly Command[] = ['check', 'merge', 'audit'];
const RUNS_SHOWN: readonly Command[] = ['check', 'merge', 'fix', 'audit'];
/** Those that say what fails. */
const CHECKS: readonly Command[] = ['check', 'merge'];
const CHECK: readonly Command[] = ['check'];
const FIX: readonly Command[] = ['fix'];
const INIT: readonly Command[] = ['init'];
const ALL = Object.keys(COMMANDS) as readonly Command[]; // the keys of a literal
const FORMAT_WORDS = Object.keys(FORMATS);

export const OPTIONS = [
  {
    name: 'config',
    short: 'c',
    value: 'FILE',
    values: 'file',
    group: 'source',
    commands: ANALYSIS,
    summary: 'Use this configuration file',
  },
  {
    name: 'include',
    value: 'KIND',
    values: CATEGORIES,
    repeatable: true,
    group: 'source',
    commands: ANALYSIS,
    summary: `Analyse these, too: ${CATEGORIES.join(', ')}`,
  },
  { name: 'ignore-pattern', value: 'GLOB', repeatable: true, group: 'source', commands: ANALYSIS, summary: 'Leave out files' },
  {
    name: 'no-ignore',
    group: 'source',
    commands: ANALYSIS,
    summary: 'Disregard .gitignore and the ignore patterns of the configuration',
  },
  { name: 'staged', group: 'source', commands: CHECK, summary: 'Read the files from the index of git: what the next commit will have' },
  { name: 'stdin', group: 'source', commands: CHECK, summary: 'Read one file from stdin, and report what is in it' },
  {
    name: 'stdin-filename',
    value: 'FILE',
    values: 'file',
    group: 'source',
    commands: CHECK,
    summary: 'The file that stdin stands for; it need not exist',
  },
  {
    name: 'only',
    value: 'FILE:LINE',
    repeatable: true,
    group: 'rules',
    commands: FIX,
    summary: 'Rewrite the findings on that line only',
  },
  { name: 'strict', group: 'rules', commands: JUDGES, summary: 'Report what is likely, too, not only what is proven' },
  {
    name: 'rule',
    value: 'ID=LEVEL',
    repeatable: true,
    group: 'rules',
    commands: ANALYSIS,
    summary: `Set a rule's level: ${LEVEL_WORDS.join(', ')}; with \`fix\`, ID alone rewrites the findings of that rule only`,
  },
  { name: 'quiet', group: 'rules', commands: CHECKS, summary: 'Show errors only' },
  {
    name: 'report-unused-disable-directives',
    group: 'rules',
    commands: CHECKS,
    summary: 'Report comments that switch off what reports nothing, as errors',
  },
  {
    name: 'report-unused-disable-directives-severity',
    value: 'LEVEL',
    values: UNUSED_WORDS,
    group: 'rules',
    commands: CHECKS,
    summary: `Report them with this severity: ${UNUSED_WORDS.join(', ')}`,
  },
  {
    name: 'require-disable-reason',
    group: 'rules',
    commands: CHECKS,
    summary: 'Report comments that switch a rule off without a reason behind `--`',
  },
  {
    name: 'fail-on',
    value: 'LEVEL',
    values: ['error', 'warning', 'info', 'never'],
    group: 'gate',
    commands: CHECKS,
    summary: 'Lowest severity that fails: error (default), warning, info, never',
  },
  { name: 'max-warnings', value: 'N', group: 'gate', commands: CHECKS, summary: 'Fail where there are more warnings' },
  { name: 'no-exit-code', group: 'gate', commands: CHECKS, summary: 'Exit with 0 when there are findings' },
  {
    name: 'since',
    value: 'COMMIT',
    group: 'gate',
    commands: CHECKS,
    summary: 'Report what is new against a commit, wherever the cause lies',
  },
  {
    name: 'baseline',
    value: 'FILE',
    values: 'file',
    group: 'gate',
    commands: CHECKS,
    summary: 'Leave out the findings that this file knows',
  },
  { name: 'no-baseline', group: 'gate', commands: CHECKS, summary: 'Disregard the baseline of the configuration' },
  {
    name: 'update-baseline',
    group: 'gate',
    commands: CHECKS,
    summary: 'Write all findings to the baseline (default: hidden-state-baseline.json)',
  },
  { name: 'prune-baseline', group: 'gate', commands: CHECKS, summary: 'Take out of the baseline what is gone, and add nothing' },
  {
    name: 'format',
    short: 'f',
    value: 'FORMAT',
    values: FORMAT_WORDS,
    repeatable: true,
    group: 'report',
    commands: CHECKS,
    summary: `Format of the report: ${FORMAT_WORDS.join(', ')} (default: text)`,
  },
  {
    name: 'output-file',
    short: 'o',
    value: '[FORMAT=]FILE',
    values: 'file',
    repeatable: true,
    group: 'report',
    commands: REPORTS,
    summary: 'Write the report, or the one in that format, to a file',
  },
  { name: 'stats', group: 'report', commands: CHECKS, summary: 'Print times and counts to stderr' },
  { name: 'no-progress', group: 'report', commands: RUNS_SHOWN, summary: 'Show no progress' },
  { name: 'color', group: 'report', commands: ALL, summary: 'Use colours, whatever the terminal' },
  { name: 'no-color', group: 'report', commands: ALL, summary: 'Use no colours' },
  { name: 'cache', group: 'speed', commands: RUNS, summary: 'Keep what was read of each file for the next run' },
  { name: 'no-cache', group: 'speed', commands: RUNS, summary: 'Keep and use no cache (default)' },
  {
    name: 'cache-location',
    value: 'DIR',
    values: 'file',
    group: 'speed',
    commands: RUNS,
    summary: 'Directory of the cache (default: node_modules/.cache/hidden-state)',
  },
  {
    name: 'threads',
    value: 'N',
    group: 'speed',
    commands: RUNS,
    summary: 'Threads that parse at once (default: 1; two processors are kept busy by one)',
  },
  {
    name: 'shard',
    value: 'I/N',
    group: 'speed',
    commands: CHECK,
    summary: 'Read part I of N of the project, and write it down for `merge`: for a run on several machines',
  },
  {
    name: 'shard-dir',
    value: 'DIR',
    values: 'file',
    group: 'speed',
    commands: CHECKS,
    summary: 'Directory of the shards (default: .hidden-state)',
  },
  { name: 'dry-run', group: 'other', commands: FIX, summary: 'Show the diff and write nothing' },
  { name: 'force', group: 'other', commands: FIX, summary: 'Rewrite although there are changes that are not committed' },
  { name: 'yes', short: 'y', group: 'other', commands: INIT, summary: 'Write without asking' },
  { name: 'help', short: 'h', group: 'other', commands: ALL, summary: 'Show this help' },
  { name: 'version', short: 'v', group: 'other', commands: ALL, summary: 'Show the version' },
] as const satisfies readonly OptionSpec[];

type Spec = (typeof OPTIONS)[number];
export type OptionName = Spec['name'];
/** Flags that take a value. */
export type ValueName = Extract<Spec, { value: string }>['name'];
/** Flags that are on or off. */
export type SwitchName = Exclude<OptionName, ValueName>;

/** The flags of a command, or all. */
export const optionsOf = (command?: Command): readonly OptionSpec[] =>
  OPTIONS.filter((spec: OptionSpec) => command === undefined || spec.commands.includes(command));

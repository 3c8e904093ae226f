import { COMMANDS, GROUPS, optionsOf, type Command, type OptionSpec } from './options.js';

const EXIT_CODES = `Exit codes:
  0  nothing at or above the failing severity
  1  findings
  2  wrong usage or configuration, no file to analyse, internal error
`;

const EXAMPLES: Readonly<Partial<Record<Command | 'all', readonly string[]>>> = {
  all: [
    'hidden-state check',
    'hidden-state check src --strict',
    'hidden-state check --baseline known.json --format github',
    'hidden-state explain require-timeout',
  ],
  check: [
    'hidden-state check --update-baseline        take what there is as known',
    'hidden-state check --since origin/main      only what this branch brings',
    'hidden-state check --staged --since HEAD    only what this commit brings',
    'hidden-state check -f text -o sarif=out.sarif',
  ],
};

/** Columns of the help where the width of the terminal is not known, and at most. */
const WIDTH = 100;

/** The help of the tool, or of one command, for a terminal of so many columns. */
export function helpText(command?: Command, columns = WIDTH): string {
  const width = Math.min(columns, WIDTH);
  const examples = EXAMPLES[command ?? 'all'] ?? [];
  return [
    `Usage: hidden-state ${command === undefined ? '<command> [options]' : `${COMMANDS[command].usage} [options]`}\n`,
    command === undefined
      ? `Finds hidden state in JavaScript and TypeScript services.\n\nCommands:\n${table(
          Object.values(COMMANDS).map(({ usage, summary }) => [usage, summary]),
          width,
        )}`
      : `${COMMANDS[command].summary}\n`,
    ...(examples.length === 0 ? [] : [`Examples:\n${examples.map((line) => `  ${line}\n`).join('')}`]),
    ...groups(optionsOf(command), width),
    EXIT_CODES,
  ].join('\n');
}

function groups(options: readonly OptionSpec[], width: number): string[] {
  const left = Math.max(...options.map((spec) => optionLabel(spec).length).filter((length) => length <= MAX_LABEL));
  return Object.entries(GROUPS).flatMap(([group, title]) => {
    const rows = options.filter((spec) => spec.group === group).map((spec): [string, string] => [optionLabel(spec), spec.summary]);
    return rows.length === 0 ? [] : [`${title}:\n${table(rows, width, left)}`];
  });
}

/** Columns of a flag with its value; what is longer has its summary below. */
const MAX_LABEL = 32;

function optionLabel({ short, name, value, repeatable }: OptionSpec): string {
  const flag = `${short === undefined ? '    ' : `-${short}, `}--${name}`;
  return value === undefined ? flag : `${flag} ${value}${repeatable === true ? ' ...' : ''}`;
}

/** Rows in two columns, the right one wrapped. */
function table(
  rows: readonly (readonly [string, string])[],
  width: number,
  left = Math.max(0, ...rows.map(([label]) => label.length)),
): string {
  const indent = ' '.repeat(left + 4);
  return rows
    .map(([label, text]) => {
      const lines = wrap(text, Math.max(30, width - indent.length));
      const head = label.length > left ? `  ${label}\n${indent}` : `  ${label.padEnd(left)}  `;
      return `${head}${lines.join(`\n${indent}`)}\n`;
    })
    .join('');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length >= width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

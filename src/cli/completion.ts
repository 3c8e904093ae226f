import { UsageError, type Flags } from './args.js';
import { TOOL_NAME, type CliIo, type Tools } from './io.js';
import { COMMANDS, optionsOf, type Command, type OptionSpec } from './options.js';
import { oneOf } from './settings.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
const COMMAND_NAMES = Object.keys(COMMANDS) as readonly Command[]; // the keys of a literal

/** `hidden-state completion`: a script that a shell reads at its start. */
export function runCompletion(operands: readonly string[], _flags: Flags, io: CliIo, { rules }: Tools): number {
  const [shell, ...more] = operands;
  if (shell === undefined || more.length > 0) throw new UsageError(`\`completion\` needs one shell: ${SHELLS.join(', ')}`);
  const ids = rules.map(({ id }) => id);
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  io.stdout.write(scripts[oneOf('completion', shell, SHELLS)](ids));
  return 0;
}

/** The words that follow a command where they are known; files otherwise. */
function operandsOf(command: Command, rules: readonly string[]): readonly string[] | 'file' | undefined {
  if (command === 'explain') return rules;
  if (command === 'completion') return SHELLS;
  return COMMANDS[command].usage === command ? undefined : 'file';
}

const flagsOf = (command: Command): string[] =>
  optionsOf(command).flatMap(({ name, short }) => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])]);

const valued = (): readonly OptionSpec[] => optionsOf().filter(({ value }) => value !== undefined);
const patternOf = ({ name, short }: OptionSpec): string => [`--${name}`, ...(short === undefined ? [] : [`-${short}`])].join('|');

function bashScript(rules: readonly string[]): string {
  const values = valued().map((spec) => {
    const reply = Array.isArray(spec.values) ? `COMPREPLY=($(compgen -W "${spec.values.join(' ')}" -- "$cur"))` : fileOrNothing(spec);
    return `    ${patternOf(spec)}) ${reply}; return ;;`;
  });
  const commands = COMMAND_NAMES.map((command) => {
    const words = operandsOf(command, rules);
    const others = Array.isArray(words) ? ` ${words.join(' ')}` : '';
    const files = words === 'file' ? ` [[ $cur == -* ]] || COMPREPLY=($(compgen -f -- "$cur"));` : '';
    return `    ${command}) COMPREPLY=($(compgen -W "${flagsOf(command).join(' ')}${others}" -- "$cur"));${files} ;;`;
  });
  return `# bash completion of ${TOOL_NAME}: source <(${TOOL_NAME} completion bash)
_hidden_state() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  case $prev in
${values.join('\n')}
  esac
  case \${COMP_WORDS[1]} in
${commands.join('\n')}
    *) COMPREPLY=($(compgen -W "${[...COMMAND_NAMES, '--help', '--version'].join(' ')}" -- "$cur")) ;;
  esac
}
complete -o filenames -F _hidden_state ${TOOL_NAME}
`;
}

const fileOrNothing = (spec: OptionSpec): string => (spec.values === 'file' ? 'COMPREPLY=($(compgen -f -- "$cur"))' : 'COMPREPLY=()');

const zshQuote = (text: string): string => text.replaceAll("'", "'\\''").replace(/[[\]:]/g, '\\$&');

function zshScript(rules: readonly string[]): string {
  const flag = ({ name, short, value, values, summary, repeatable }: OptionSpec): string[] => {
    const action = Array.isArray(values) ? `(${values.join(' ')})` : values === 'file' ? '_files' : '';
    const tail = value === undefined ? '' : `:${zshQuote(value)}:${action}`;
    const star = repeatable === true ? '*' : '';
    return [`--${name}`, ...(short === undefined ? [] : [`-${short}`])].map((word) => `'${star}${word}[${zshQuote(summary)}]${tail}'`);
  };
  const commands = COMMAND_NAMES.map((command) => {
    const words = operandsOf(command, rules);
    const rest = words === undefined ? [] : [words === 'file' ? `'*:file:_files'` : `'*:word:(${words.join(' ')})'`];
    return `    ${command}) _arguments ${[...optionsOf(command).flatMap(flag), ...rest].join(' \\\n      ')} ;;`;
  });
  return `#compdef ${TOOL_NAME}
# zsh completion of ${TOOL_NAME}: source <(${TOOL_NAME} completion zsh)
_hidden_state() {
  if (( CURRENT == 2 )); then
    local -a commands=(${COMMAND_NAMES.map((name) => `'${name}:${zshQuote(COMMANDS[name].summary)}'`).join(' ')})
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${commands.join('\n')}
  esac
}
compdef _hidden_state ${TOOL_NAME}
`;
}

const fishQuote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fishScript(rules: readonly string[]): string {
  const lines = COMMAND_NAMES.flatMap((command) => {
    const words = operandsOf(command, rules);
    const when = `-n '__fish_seen_subcommand_from ${command}'`;
    return [
      `complete -c ${TOOL_NAME} -f -n __fish_use_subcommand -a ${command} -d ${fishQuote(COMMANDS[command].summary)}`,
      ...(words === undefined
        ? []
        : [`complete -c ${TOOL_NAME} ${when} ${words === 'file' ? '-F' : `-f -a ${fishQuote(words.join(' '))}`}`]),
      ...optionsOf(command).map((spec) => `complete -c ${TOOL_NAME} ${when} ${fishFlag(spec)}`),
    ];
  });
  return `# fish completion of ${TOOL_NAME}: ${TOOL_NAME} completion fish | source\n${lines.join('\n')}\n`;
}

function fishFlag({ name, short, value, values, summary }: OptionSpec): string {
  const words = Array.isArray(values)
    ? ` -x -a ${fishQuote(values.join(' '))}`
    : values === 'file'
      ? ' -r -F'
      : value === undefined
        ? ''
        : ' -x';
  return `-l ${name}${short === undefined ? '' : ` -s ${short}`}${words} -d ${fishQuote(summary)}`;
}

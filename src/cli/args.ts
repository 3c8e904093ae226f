import { parseArgs } from 'node:util';
import { COMMANDS, OPTIONS, type Command, type OptionName, type OptionSpec, type SwitchName, type ValueName } from './options.js';
import { didYouMean } from './suggest.js';

/** The user asked for something that cannot be: told in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The flags that were given. */
export interface Flags {
  has(name: SwitchName): boolean;
  /** The last value given. */
  get(name: ValueName): string | undefined;
  all(name: ValueName): readonly string[];
  /** Which of two opposite switches came last. */
  toggle(on: SwitchName, off: SwitchName): boolean | undefined;
}

export interface Arguments {
  readonly command: Command | undefined;
  readonly operands: readonly string[];
  readonly flags: Flags;
}

type Given = readonly (readonly [OptionName, string])[];
type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** Reads the command line. Throws {@link UsageError} for what it does not know. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(OPTIONS.map((spec: OptionSpec) => [spec.name, parserOption(spec)])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [readOption(token)] : []));
  const flags = createFlags(given);
  const [name, ...operands] = words;
  const asks = flags.has('help') || flags.has('version');
  if (name === undefined) return { command: undefined, operands, flags };
  if (!isCommand(name)) {
    if (asks) return { command: undefined, operands, flags };
    throw new UsageError(
      `unknown command \`${name}\`${didYouMean(name, Object.keys(COMMANDS)) || '; to check a path, write `hidden-state check <path>`'}`,
    );
  }
  if (!asks) refuseForeign(name, given);
  return { command: name, operands, flags };
}

const isCommand = (name: string): name is Command => Object.hasOwn(COMMANDS, name);

function parserOption({ short, value }: OptionSpec) {
  return {
    type: value === undefined ? ('boolean' as const) : ('string' as const),
    ...(short !== undefined && { short }),
  };
}

function readOption(token: Extract<Token, { kind: 'option' }>): readonly [OptionName, string] {
  const spec: (OptionSpec & { name: OptionName }) | undefined = OPTIONS.find(({ name }) => name === token.name);
  if (spec === undefined) {
    const hint = token.rawName.startsWith('--')
      ? didYouMean(
          token.rawName,
          OPTIONS.map(({ name }) => `--${name}`),
        )
      : '';
    throw new UsageError(`unknown option \`${token.rawName}\`${hint}`);
  }
  if (spec.value === undefined) {
    if (token.value !== undefined) throw new UsageError(`\`${token.rawName}\` takes no value`);
    return [spec.name, ''];
  }
  const swallowed = token.inlineValue === false && token.value.startsWith('-') && token.value.length > 1;
  if (token.value === undefined || token.value === '' || swallowed) {
    throw new UsageError(`\`${token.rawName}\` needs a value: ${spec.value}`);
  }
  return [spec.name, token.value];
}

function refuseForeign(command: Command, given: Given): void {
  for (const [name] of given) {
    const spec: OptionSpec | undefined = OPTIONS.find((option) => option.name === name);
    if (spec?.commands.includes(command) === false) throw new UsageError(`\`--${name}\` has no meaning for \`${command}\``);
  }
}

function createFlags(given: Given): Flags {
  const all = (name: OptionName): string[] => given.flatMap(([other, value]) => (other === name ? [value] : []));
  return {
    has: (name) => all(name).length > 0,
    get: (name) => all(name).at(-1),
    all,
    toggle: (on, off) => {
      const last = given.findLast(([name]) => name === on || name === off);
      return last === undefined ? undefined : last[0] === on;
    },
  };
}

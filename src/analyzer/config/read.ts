import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { EMPTY_CONFIG, joinConfigs, type RuleInfo, type UserConfig } from '../config.js';
import type { Host } from '../host.js';
import { ancestorsOf, baseOf, dirOf, joinPath } from '../project/paths.js';
import { ruleSchemas, validateConfig, type ConfigProblem } from './validate.js';

/** The name of the configuration's file. */
export const CONFIG_FILE = 'hidden-state.config.json';
/** The key of the configuration in `package.json`. */
export const PACKAGE_KEY = 'hidden-state';

/** A configuration that cannot be used: each problem says where in the file. */
export class ConfigError extends Error {
  constructor(
    readonly file: string,
    readonly problems: readonly string[],
  ) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

export interface LoadedConfig {
  readonly config: UserConfig;
  /** The file it was read from, absolute; absent where there is none. */
  readonly file?: string;
  /** Something the user should know: two configurations in one directory. */
  readonly note?: string;
}

interface Found {
  readonly file: string;
  readonly raw: unknown;
  readonly note?: string;
}

/**
 * Loads the named configuration, or the nearest from a directory upwards, up to the repository's root. In one directory the
 * file wins over the key in `package.json`. Throws {@link ConfigError}.
 */
export function loadConfig(host: Host, where: { from: string; file?: string }, rules: readonly RuleInfo[]): LoadedConfig {
  const found = where.file === undefined ? findConfig(host, where.from) : readNamed(host, where.file);
  if (found === undefined) return { config: EMPTY_CONFIG };
  const { file, note } = found;
  const config = completed(found, [], (from) => readNamed(host, from), rules);
  return { config, file, ...(note !== undefined && { note }) };
}

/** Checks a configuration, and joins it with what it extends. `trail` holds the files that extend this one. */
function completed({ file, raw }: Found, trail: readonly string[], read: (file: string) => Found, rules: readonly RuleInfo[]): UserConfig {
  const validated = validateConfig(raw, ruleSchemas(rules));
  if (!validated.ok) throw new ConfigError(file, validated.problems.map(describe));
  const { extends: bases = [], baseline, ...own } = validated.config;
  const dir = dirOf(file);
  const config = baseline === undefined ? own : { ...own, baseline: joinPath(dir, baseline) };
  const seen = [...trail, file];
  return bases
    .map((base, index) => {
      const from = joinPath(dir, base);
      if (seen.includes(from)) throw new ConfigError(file, [`extends[${index}]: \`${base}\` extends this file in turn`]);
      try {
        return completed(read(from), seen, read, rules);
      } catch (error) {
        if (error instanceof ConfigError && error.file === from && error.problems[0] === NO_SUCH_FILE) {
          throw new ConfigError(file, [`extends[${index}]: no such file: \`${base}\``]);
        }
        throw error;
      }
    })
    .reduceRight((above, base) => joinConfigs(base, above), config);
}

const NO_SUCH_FILE = 'no such file';

const describe = ({ path, message }: ConfigProblem): string => (path === '' ? `the configuration ${message}` : `${path}: ${message}`);

function readNamed(host: Host, file: string): Found {
  if (host.stat(file)?.kind !== 'file') throw new ConfigError(file, [NO_SUCH_FILE]);
  const raw = parseJson(file, readText(host, file));
  if (baseOf(file) !== 'package.json') return { file, raw };
  const key = packageKey(raw);
  if (key === undefined) throw new ConfigError(file, [`has no key \`${PACKAGE_KEY}\``]);
  return { file, raw: key };
}

function findConfig(host: Host, from: string): Found | undefined {
  for (const dir of ancestorsOf(from)) {
    const found = configIn(host, dir);
    if (found !== undefined || host.stat(`${dir}/.git`) !== undefined) return found;
  }
  return undefined;
}

function configIn(host: Host, dir: string): Found | undefined {
  const file = `${dir === '/' ? '' : dir}/${CONFIG_FILE}`;
  const key = keyIn(host, `${dirOf(file) === '/' ? '' : dirOf(file)}/package.json`);
  if (host.stat(file)?.kind !== 'file') return key;
  const raw = parseJson(file, readText(host, file));
  return {
    file,
    raw,
    ...(key !== undefined && { note: `\`${CONFIG_FILE}\` is used; the key \`${PACKAGE_KEY}\` in package.json is not` }),
  };
}

/** A `package.json` that cannot be read says nothing to us, unless it mentions our key: then it is the user's mistake. */
function keyIn(host: Host, file: string): Found | undefined {
  if (host.stat(file)?.kind !== 'file') return undefined;
  let text;
  try {
    text = host.readText(file);
  } catch {
    return undefined;
  }
  if (!text.includes(`"${PACKAGE_KEY}"`)) return undefined;
  const raw = packageKey(parseJson(file, text));
  return raw === undefined ? undefined : { file, raw };
}

function packageKey(manifest: unknown): unknown {
  if (typeof manifest !== 'object' || manifest === null || !Object.hasOwn(manifest, PACKAGE_KEY)) return undefined;
  return (manifest as Record<string, unknown>)[PACKAGE_KEY]; // an object with that own key
}

function readText(host: Host, file: string): string {
  try {
    return host.readText(file);
  } catch (error) {
    throw new ConfigError(file, [`cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/** Parses strict JSON. The engine's own messages differ between versions and lack lines; a second parser says where. */
function parseJson(file: string, text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    throw new ConfigError(file, [`broken JSON${whereBroken(plain)}`]);
  }
}

function whereBroken(text: string): string {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch {
    return ''; // nested too deeply for it
  }
  const [first] = errors;
  if (first === undefined) return '';
  const before = text.slice(0, first.offset).split(/\r\n|\n|\r/);
  const what = printParseErrorCode(first.error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase();
  return ` at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${what}`;
}

import type { FailOn, Level, OptionsSchema, Override, RuleInfo, RuleSetting, UserConfig, ValueSchema } from '../config.js';
import type { Certainty, Severity } from '../finding.js';
import type { Model } from '../models/types.js';
import { CATEGORIES, type Category } from '../project/categories.js';

/** What is wrong with a configuration, and where: `rules.require-timeout[1].foo`. */
export interface ConfigProblem {
  readonly path: string;
  readonly message: string;
}

export type Validated =
  { readonly ok: true; readonly config: UserConfig } | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

export const LEVEL_WORDS = ['off', 'info', 'warn', 'warning', 'error', 'default'] as const;
export const FAIL_WORDS = ['error', 'warning', 'warn', 'info', 'never'] as const;
export const CERTAINTIES = ['proven', 'likely'] as const;
/** What may be said about disable comments without effect. */
export const UNUSED_WORDS = ['off', 'info', 'warn', 'warning', 'error'] as const;
const SIDES = ['server', 'client'] as const;

/** Both `warn` and `warning` are accepted; one is used. */
export const normalLevel = (word: (typeof LEVEL_WORDS)[number]): Level => (word === 'warn' ? 'warning' : word);
/** See {@link normalLevel}. */
export const normalFailOn = (word: (typeof FAIL_WORDS)[number]): FailOn => (word === 'warn' ? 'warning' : word);

/** See {@link normalLevel}. */
export const normalUnused = (word: (typeof UNUSED_WORDS)[number]): Severity | 'off' => (word === 'warn' ? 'warning' : word);

type RuleSchemas = Readonly<Record<string, OptionsSchema>>;
type Json = Readonly<Record<string, unknown>>;

/** Collects problems at a place in the configuration; every check answers the valid value or `undefined`. */
interface At {
  readonly path: string;
  readonly key: (name: string) => At;
  readonly item: (index: number) => At;
  readonly fail: (message: string) => undefined;
}

/** The rules' option schemas, by id. */
export const ruleSchemas = (rules: readonly RuleInfo[]): RuleSchemas => Object.fromEntries(rules.map(({ id, schema }) => [id, schema]));

const KEYS = [
  '$schema',
  'rules',
  'include',
  'ignore',
  'certainty',
  'failOn',
  'maxFileSize',
  'models',
  'overrides',
  'extends',
  'baseline',
  'reportUnusedDisableDirectives',
  'requireDisableReason',
] as const;

/** Checks a parsed configuration. Unknown keys and rules are refused: a misspelt switch must not be off in silence. */
export function validateConfig(raw: unknown, schemas: RuleSchemas): Validated {
  const problems: ConfigProblem[] = [];
  const at = place('', problems);
  const read = object(raw, at, KEYS);
  const value = <T>(key: string, check: (value: unknown, at: At) => T | undefined): T | undefined =>
    read !== undefined && Object.hasOwn(read, key) ? check(read[key], at.key(key)) : undefined;

  value('$schema', string);
  const certainty = value('certainty', (v, a): Certainty | undefined => oneOf(v, a, CERTAINTIES));
  const failOn = value('failOn', (v, a) => oneOf(v, a, FAIL_WORDS));
  const maxFileSize = value('maxFileSize', positiveInteger);
  const base = value('extends', (v, a) => (Array.isArray(v) ? list(v, a, localFile) : wrapped(localFile(v, a))));
  const baseline = value('baseline', nonEmpty);
  const unused = value('reportUnusedDisableDirectives', (v, a) => oneOf(v, a, UNUSED_WORDS));
  const requireDisableReason = value('requireDisableReason', boolean);
  const config: UserConfig = {
    rules: value('rules', (v, a) => ruleSettings(v, a, schemas)) ?? {},
    include: value('include', (v, a) => list(v, a, (item, b): Category | undefined => oneOf(item, b, CATEGORIES))) ?? [],
    ignore: value('ignore', (v, a) => list(v, a, nonEmpty)) ?? [],
    models: value('models', (v, a) => list(v, a, model)) ?? [],
    overrides: value('overrides', (v, a) => list(v, a, (item, b) => override(item, b, schemas))) ?? [],
    ...(certainty !== undefined && { certainty }),
    ...(failOn !== undefined && { failOn: normalFailOn(failOn) }),
    ...(maxFileSize !== undefined && { maxFileSize }),
    ...(base !== undefined && { extends: base }),
    ...(baseline !== undefined && { baseline }),
    ...(unused !== undefined && { reportUnusedDisableDirectives: normalUnused(unused) }),
    ...(requireDisableReason !== undefined && { requireDisableReason }),
  };
  return problems.length === 0 ? { ok: true, config } : { ok: false, problems };
}

function place(path: string, problems: ConfigProblem[]): At {
  return {
    path,
    key: (name) => {
      const plain = /^[\w$@/-]+$/.test(name);
      return place(plain ? (path === '' ? name : `${path}.${name}`) : `${path}[${JSON.stringify(name)}]`, problems);
    },
    item: (index) => place(`${path}[${index}]`, problems),
    fail: (message) => {
      problems.push({ path, message });
      return undefined;
    },
  };
}

const words = (list: readonly (string | number)[]): string => list.map((word) => `\`${word}\``).join(', ');

function object(value: unknown, at: At, known?: readonly string[], noun = 'key'): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return at.fail('must be an object');
  for (const key of Object.keys(value)) {
    if (known !== undefined && !known.includes(key)) {
      at.key(key).fail(`unknown ${noun}; known: ${words(known) || 'none'}`);
    }
  }
  return value as Json; // an object that is no array
}

const string = (value: unknown, at: At): string | undefined => (typeof value === 'string' ? value : at.fail('must be a string'));

const nonEmpty = (value: unknown, at: At): string | undefined =>
  typeof value === 'string' && value !== '' ? value : at.fail('must be a string that is not empty');

const boolean = (value: unknown, at: At): boolean | undefined => (typeof value === 'boolean' ? value : at.fail('must be true or false'));

/** A path from the file it stands in: a bare name would look like a package, and nothing is looked up. */
const localFile = (value: unknown, at: At): string | undefined =>
  typeof value === 'string' && /^\.{1,2}\/.*\.json$/s.test(value)
    ? value
    : at.fail('must be a path to a JSON file that starts with `./` or `../`');

const wrapped = <T>(value: T | undefined): T[] | undefined => (value === undefined ? undefined : [value]);

const positiveInteger = (value: unknown, at: At): number | undefined =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : at.fail('must be a positive integer');

function oneOf<const T extends string>(value: unknown, at: At, known: readonly T[]): T | undefined {
  return known.find((word) => word === value) ?? at.fail(`must be one of ${words(known)}`);
}

function list<T>(value: unknown, at: At, check: (value: unknown, at: At) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return at.fail('must be an array');
  return value.map((item: unknown, index) => check(item, at.item(index))).filter((item): item is T & {} => item !== undefined);
}

function knownRules<T>(value: unknown, at: At, schemas: RuleSchemas, check: (value: unknown, at: At, id: string) => T | undefined) {
  const read = object(value, at);
  if (read === undefined) return undefined;
  const entries = Object.entries(read).flatMap(([id, item]): [string, T][] => {
    const here = at.key(id);
    const checked = Object.hasOwn(schemas, id)
      ? check(item, here, id)
      : here.fail(`unknown rule; known: ${words(Object.keys(schemas)) || 'none'}`);
    return checked === undefined ? [] : [[id, checked]];
  });
  return Object.fromEntries(entries);
}

function level(value: unknown, at: At): Level | undefined {
  const word = oneOf(value, at, LEVEL_WORDS);
  return word === undefined ? undefined : normalLevel(word);
}

function ruleSettings(value: unknown, at: At, schemas: RuleSchemas): Record<string, RuleSetting> | undefined {
  return knownRules(value, at, schemas, (setting, here, id): RuleSetting | undefined => {
    if (!Array.isArray(setting)) {
      if (typeof setting !== 'string') return here.fail('must be a level or `[level, options]`');
      const word = level(setting, here);
      return word === undefined ? undefined : { level: word, options: {} };
    }
    if (setting.length === 0 || setting.length > 2) return here.fail('must be `[level, options]`');
    const word = level(setting[0], here.item(0));
    const options = setting.length === 2 ? ruleOptions(setting[1], here.item(1), schemas[id]) : {};
    return word === undefined || options === undefined ? undefined : { level: word, options };
  });
}

function ruleOptions(value: unknown, at: At, schema: OptionsSchema | undefined): Json | undefined {
  const properties = schema?.properties ?? {};
  const read = object(value, at, Object.keys(properties), 'option');
  for (const [key, option] of Object.entries(read ?? {})) {
    if (Object.hasOwn(properties, key)) checkOption(option, at.key(key), properties[key] ?? {});
  }
  return read;
}

function checkOption(value: unknown, at: At, schema: ValueSchema): void {
  if (schema.enum !== undefined && !schema.enum.some((word) => word === value)) {
    at.fail(`must be one of ${words(schema.enum)}`);
  } else if (schema.type !== undefined && !hasType(value, schema.type)) {
    at.fail(`must be ${schema.type === 'integer' || /^[aeiou]/.test(schema.type) ? 'an' : 'a'} ${schema.type}`);
  } else if (schema.minimum !== undefined && typeof value === 'number' && value < schema.minimum) {
    at.fail(`must be at least ${schema.minimum}`);
  } else if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) value.forEach((item, index) => checkOption(item, at.item(index), items));
    const distinct = new Set(value.map((item) => JSON.stringify(item)));
    if (schema.uniqueItems === true && distinct.size !== value.length) at.fail('must not name anything twice');
  }
}

function hasType(value: unknown, type: NonNullable<ValueSchema['type']>): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function override(value: unknown, at: At, schemas: RuleSchemas): Override | undefined {
  const read = object(value, at, ['files', 'rules']);
  if (read === undefined) return undefined;
  const files = list(read['files'], at.key('files'), nonEmpty);
  if (files?.length === 0) at.key('files').fail('must name at least one file');
  const rules = knownRules(read['rules'], at.key('rules'), schemas, (setting, here) =>
    Array.isArray(setting) ? here.fail('must be a level: options cannot differ by file') : level(setting, here),
  );
  return files === undefined || rules === undefined ? undefined : { files, rules };
}

/** Shallow on purpose: names inside a model are checked where models are joined. */
function model(value: unknown, at: At): Model | undefined {
  const read = object(value, at, ['package', 'source', 'exports', 'types', 'entries', 'side']);
  if (read === undefined) return undefined;
  const names = Array.isArray(read['package'])
    ? list(read['package'], at.key('package'), nonEmpty)
    : nonEmpty(read['package'], at.key('package'));
  if (names?.length === 0) at.key('package').fail('must name at least one package');
  object(read['exports'], at.key('exports'));
  if ('source' in read) string(read['source'], at.key('source'));
  if ('types' in read) object(read['types'], at.key('types'));
  if ('entries' in read) list(read['entries'], at.key('entries'), (entry, here) => object(entry, here, ['files', 'exports', 'context']));
  if ('side' in read) oneOf(read['side'], at.key('side'), SIDES);
  return { source: 'configuration', ...read } as unknown as Model; // its outer shape was checked above
}

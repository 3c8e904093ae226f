import type { RuleInfo } from '../config.js';
import { CATEGORIES } from '../project/categories.js';
import { CERTAINTIES, FAIL_WORDS, LEVEL_WORDS, UNUSED_WORDS } from './validate.js';

const LEVEL = {
  enum: LEVEL_WORDS,
  description:
    'off: not reported. info, warning, error: replaces the severities error and warning of its findings. default: as the rule says.',
};
const LOCAL_FILE = { type: 'string', pattern: '^\\.{1,2}/.*\\.json$' };
const GLOBS = { type: 'array', items: { type: 'string', minLength: 1 } };

/** The JSON schema of the configuration file, for editors. It accepts what {@link import('./validate.js').validateConfig} accepts. */
export function configSchema(rules: readonly RuleInfo[]): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of hidden-state',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      extends: {
        description: 'JSON files to start from, as paths from this file. What stands here wins; lists are joined.',
        anyOf: [LOCAL_FILE, { type: 'array', items: LOCAL_FILE }],
      },
      rules: { description: 'A level, or a level and options, by rule.', ...byRule(rules, ruleSetting) },
      include: {
        description: 'Kinds of files to analyse that are off otherwise.',
        type: 'array',
        items: { enum: CATEGORIES },
      },
      ignore: {
        description: 'Files to leave out, in the syntax of .gitignore, from the root of the project.',
        ...GLOBS,
      },
      certainty: { description: 'What is reported; `--strict` means likely.', enum: CERTAINTIES },
      failOn: { description: 'The lowest severity that makes a run fail.', enum: FAIL_WORDS },
      baseline: {
        description: 'The file of known findings, as a path from this file; `--update-baseline` writes it.',
        type: 'string',
        minLength: 1,
      },
      reportUnusedDisableDirectives: {
        description: 'The severity of comments that switch off what reports nothing there. They are counted in any case.',
        enum: UNUSED_WORDS,
      },
      requireDisableReason: {
        description: 'Whether a comment that switches a rule off has to say why, behind `--`.',
        type: 'boolean',
      },
      maxFileSize: {
        description: 'In bytes; larger files are skipped.',
        type: 'integer',
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
      },
      models: { description: 'What libraries of your own do.', type: 'array', items: MODEL },
      overrides: {
        description: 'Other levels for some files; the last that matches wins.',
        type: 'array',
        items: override(rules),
      },
    },
  };
}

const byRule = (rules: readonly RuleInfo[], schema: (rule: RuleInfo) => object): object => ({
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(rules.map((rule) => [rule.id, schema(rule)])),
});

const ruleSetting = ({ schema }: RuleInfo): object => ({
  anyOf: [LEVEL, { type: 'array', items: [LEVEL, schema], minItems: 1, maxItems: 2 }],
});

const override = (rules: readonly RuleInfo[]): object => ({
  type: 'object',
  additionalProperties: false,
  required: ['files', 'rules'],
  properties: { files: { ...GLOBS, minItems: 1 }, rules: byRule(rules, () => LEVEL) },
});

const NAME = { type: 'string', minLength: 1 };

const MODEL = {
  type: 'object',
  additionalProperties: false,
  required: ['package', 'exports'],
  properties: {
    package: { anyOf: [NAME, { type: 'array', items: NAME, minItems: 1 }] },
    source: { type: 'string' },
    exports: { type: 'object' },
    types: { type: 'object' },
    entries: {
      type: 'array',
      items: { type: 'object', additionalProperties: false, properties: { files: {}, exports: {}, context: {} } },
    },
    side: { enum: ['server', 'client'] },
  },
};

import { globMatcher, type ResolvedConfig } from '../analyzer/config.js';
import { relativeTo } from '../analyzer/project/paths.js';
import { escapeJson } from '../report/escape.js';
import { UsageError, type Flags } from './args.js';
import type { CliIo, Tools } from './io.js';
import { warn } from './messages.js';
import { absolute, readSettings, seenFrom, type Settings } from './settings.js';

/** `hidden-state print-config`: what flags and configuration come to, for a file where one is named. */
export function runPrintConfig(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  const [file, ...more] = operands;
  if (more.length > 0) throw new UsageError('`print-config` takes one file at most');
  const settings = readSettings(operands, flags, io, tools);
  if (settings.note !== undefined) warn(io, settings.note);
  const at = file === undefined ? undefined : relativeTo(settings.root, absolute(io.cwd, file));
  io.stdout.write(`${escapeJson(JSON.stringify(shown(settings, at, io), undefined, 2))}\n`);
  return 0;
}

function shown(settings: Settings, file: string | undefined, { cwd }: CliIo): object {
  const { root, config, certainty, failOn, baseline, configFile, unusedDirectives, requireDisableReason } = settings;
  const { overrides, ...rest } = config;
  return {
    root: seenFrom(cwd, root) || '.',
    configFile: configFile === undefined ? null : seenFrom(cwd, configFile),
    ...(file !== undefined && { file }),
    certainty,
    failOn,
    baseline: baseline === undefined ? null : seenFrom(cwd, baseline),
    reportUnusedDisableDirectives: unusedDirectives ?? 'off',
    requireDisableReason,
    ...rest,
    ...(file === undefined ? { overrides } : { rules: rulesFor(config, file) }),
  };
}

/** The rules' levels after the overrides that match a file. */
function rulesFor({ rules, overrides }: ResolvedConfig, file: string): ResolvedConfig['rules'] {
  const levels = Object.assign(
    {},
    ...overrides.filter(({ files }) => globMatcher(files)(file)).map((override) => override.rules),
  ) as Readonly<Record<string, ResolvedConfig['rules'][string]['level']>>; // records of levels
  return Object.fromEntries(Object.entries(rules).map(([id, setting]) => [id, { ...setting, level: levels[id] ?? setting.level }]));
}

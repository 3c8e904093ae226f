import { createNodeHost } from './analyzer/host.js';
import { createIdle } from './eslint/idle.js';
import { createPlugin, type HiddenStatePlugin } from './eslint/plugin.js';
import { analyze } from './analyze.js';
import { ownVersion } from './own-package.js';
import { RULES } from './rules/index.js';

export { analyze, type AnalyzeOptions } from './analyze.js';
export { ConfigError } from './analyzer/config/read.js';
export type {
  AnalysisError,
  Certainty,
  Finding,
  Place,
  Position,
  Result,
  Rewrite,
  RunStats,
  Severity,
  StateAccess,
  StateEntry,
  Suppressed,
  TextEdit,
  WitnessStep,
} from './analyzer/finding.js';
export type { FlatConfig, HiddenStatePlugin, LegacyConfig, LintRule } from './eslint/plugin.js';

const now = (): number => performance.now();

const plugin: HiddenStatePlugin & { readonly analyze: typeof analyze } = Object.assign(
  createPlugin(RULES, ownVersion(), {
    host: createNodeHost(),
    now,
    whenIdle: createIdle(now),
    note: (message) => void process.stderr.write(`hidden-state: ${message}\n`),
  }),
  { analyze }, // `require` gives the plugin, and nothing else
);

export default plugin;
export { plugin as 'module.exports' };

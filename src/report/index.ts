import { renderAgent } from './agent.js';
import { renderCheckstyle } from './checkstyle.js';
import { renderCompact } from './compact.js';
import { renderGithub } from './github.js';
import { renderGitlab } from './gitlab.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { Format } from './options.js';
import { renderRdjson } from './rdjson.js';
import { renderSarif } from './sarif.js';
import { renderText } from './text.js';

/** The formats by the name that `--format` takes. A new format is one file and one line here. */
export const FORMATS = {
  text: renderText,
  json: renderJson,
  compact: renderCompact,
  sarif: renderSarif,
  github: renderGithub,
  gitlab: renderGitlab,
  junit: renderJunit,
  checkstyle: renderCheckstyle,
  rdjson: renderRdjson,
  markdown: renderMarkdown,
  agent: renderAgent,
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

/** The formats that show the rewrites, or their titles: for the others, computing them is wasted. */
export const SHOWS_REWRITES: Readonly<Record<FormatName, boolean>> = {
  text: true,
  compact: false,
  json: true,
  sarif: true,
  github: true,
  gitlab: false,
  junit: true,
  checkstyle: false,
  rdjson: true,
  markdown: true,
  agent: true,
};

export { renderStepSummary } from './step-summary.js';

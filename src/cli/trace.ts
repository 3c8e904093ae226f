import { renderTrace } from '../report/trace.js';
import { relativeTo } from '../analyzer/project/paths.js';
import { UsageError, type Flags } from './args.js';
import type { CliIo, Tools } from './io.js';
import { warn } from './messages.js';
import { reportOptions } from './report-options.js';
import { absolute, readSettings } from './settings.js';

/** `hidden-state trace`: shows the trail of the values on one line. */
export function runTrace(operands: readonly string[], flags: Flags, io: CliIo, tools: Tools): number {
  const [place, ...more] = operands;
  if (place === undefined || more.length > 0) throw new UsageError('`trace` needs one place: `hidden-state trace src/a.ts:12`');
  const [, file, digits] = /^(.+?):(\d+)(?::\d+)?$/s.exec(place) ?? [];
  const line = Number(digits);
  if (file === undefined || !(line >= 1)) throw new UsageError(`\`${place}\` is not a place; write \`file:line\``);
  if (io.host.stat(absolute(io.cwd, file))?.kind !== 'file') throw new UsageError(`no such file: \`${file}\``);
  const { root, paths, config, cache, certainty, note } = readSettings([file], flags, io, tools);
  if (note !== undefined) warn(io, note);
  const input = { root, paths, config, cache, certainty, rules: tools.rules, host: io.host };
  const trail = tools.trace(input, { file: relativeTo(root, absolute(io.cwd, file)), line });
  if (trail.length === 0) warn(io, `nothing to trace at ${place}`);
  io.stdout.write(renderTrace(trail, root, reportOptions(root, flags, io, tools, io.stdout)));
  return 0;
}

import type { ReportOptions } from '../report/options.js';
import type { Flags } from './args.js';
import { TOOL_NAME, wantsColor, type CliIo, type Stream, type Tools } from './io.js';

/** What a report is given. The texts come from the host of the analysis; colours are a matter of where the report goes. */
export function reportOptions(root: string, flags: Flags, io: CliIo, tools: Tools, stream: Stream): ReportOptions {
  return {
    cwd: io.cwd,
    tool: { name: TOOL_NAME, version: tools.version },
    rules: tools.rules.map(({ id, summary, harm }) => ({ id, summary, harm, page: tools.readOwn(`docs/rules/${id}.md`) })),
    color: wantsColor(flags.toggle('color', 'no-color'), io, stream),
    readText: (file) => {
      try {
        return io.host.readText(`${root === '/' ? '' : root}/${file}`);
      } catch {
        return undefined; // gone since it was analysed: the finding is shown without its code
      }
    },
  };
}

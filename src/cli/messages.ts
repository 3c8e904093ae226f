import { escapeText } from '../report/escape.js';
import { TOOL_NAME, type CliIo } from './io.js';

/** One line on stderr. */
export function warn(io: CliIo, message: string): void {
  io.stderr.write(`${TOOL_NAME}: ${escapeText(message)}\n`);
}

import { renderJson } from './json.js';
import type { Format } from './options.js';
import { renderText } from './text.js';

/** The formats by the name that `--format` takes. A new format is one file and one line here. */
export const FORMATS = { text: renderText, json: renderJson } as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;

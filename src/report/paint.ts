import { styleText } from 'node:util';

type Style = (text: string) => string;

/** Colours by what they mean. */
export interface Paint {
  readonly error: Style;
  readonly warning: Style;
  readonly info: Style;
  readonly strong: Style;
  readonly faint: Style;
}

/** The colours, or none. Whether to use them is decided where the terminal is known. */
export function createPaint(color: boolean): Paint {
  const style = (format: Parameters<typeof styleText>[0]): Style =>
    color ? (text) => (text === '' ? '' : styleText(format, text, { validateStream: false })) : (text) => text;
  return {
    error: style('red'),
    warning: style('yellow'),
    info: style('blue'),
    strong: style('bold'),
    faint: style('dim'),
  };
}

import ignore, { type Ignore } from 'ignore';

interface Line {
  readonly pattern: string;
  readonly matcher: Ignore;
  readonly owners: readonly string[];
}

/** What stands under a heading, as GitLab has them; all lines where there are none. */
interface Section {
  readonly lines: Line[];
}

const HEADING = /^\^?\[[^\]]+\](?:\[\d+\])?(.*)$/;

/**
 * Reads a CODEOWNERS file: who owns a path, by the last line that matches it, as GitHub and GitLab have it. Of GitLab's sections each
 * has a say, and its default owners stand in for lines that name none.
 */
export function readCodeOwners(text: string): (file: string) => readonly string[] {
  const sections: Section[] = [{ lines: [] }];
  let defaults: readonly string[] = [];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/(^|\s)#.*$/, '').trim();
    if (line === '') continue;
    const heading = HEADING.exec(line);
    if (heading) {
      defaults = words(heading[1] ?? '');
      sections.push({ lines: [] });
      continue;
    }
    const [pattern = '', ...owners] = words(line);
    const read = lineOf(pattern, owners.length === 0 ? defaults : owners);
    if (read) sections.at(-1)?.lines.push(read);
  }
  return (file) => [...new Set(sections.flatMap(({ lines }) => lines.findLast((line) => matches(line, file))?.owners ?? []))];
}

/** Words; a space with a backslash before it is part of one. */
const words = (text: string): string[] => text.match(/(?:\\\s|\S)+/g) ?? [];

function lineOf(pattern: string, owners: readonly string[]): Line | undefined {
  // Exclusions have no meaning in this file; the library would read one.
  if (pattern.startsWith('!')) return undefined;
  try {
    return { pattern, matcher: ignore().add(pattern), owners };
  } catch {
    return undefined; // a pattern that is none owns nothing
  }
}

/** As .gitignore reads it, but `docs/*` is about the files in `docs`, not about those further down. */
function matches({ pattern, matcher }: Line, file: string): boolean {
  if (!matcher.ignores(file)) return false;
  const direct = pattern.endsWith('/*') && !pattern.includes('**');
  return !direct || file.split('/').length === pattern.replace(/^\//, '').split('/').length;
}

import type { Rewrite } from '../finding.js';
import type { Unit } from '../link/values.js';
import { createParser } from '../syntax.js';
import { Edit } from './edit.js';
import { Refusal, refuse } from './refusal.js';
import { Source } from './source.js';

export type { ts } from '../syntax.js';
export { Edit } from './edit.js';
export { refuse } from './refusal.js';
export { Source } from './source.js';
export type { Style } from './style.js';
export { addParameter, allCallers, appendParameter, makeAsync, type Caller, type NewParameter } from './functions.js';
export { lineOfStatement } from './layout.js';
export type { ImportRequest } from './imports.js';
export { bare, keyOf, keyText, settingText, type Setting } from './lists.js';

/** What a rule composes its rewrites with. */
export interface RewriteTools {
  /** A file with its syntax. Refuses where its text is not the one that was analysed. */
  source(unit: Unit): Source;
  /** The rewrite that a function composes, as a list of one; nothing where it refuses or changes nothing. */
  offer(title: string, compose: (edit: Edit) => void): readonly Rewrite[];
  /** A rewrite that is only shown: text, no edit. Nothing where the function refuses. */
  sketch(title: string, compose: () => string): readonly Rewrite[];
}

/**
 * Tools over the texts of a program's files; a file is parsed when it is first asked for. `readText` may throw. `readFile` reads what is no module of the program, a
 * `package.json`, by its path, and may throw, too; without it no manifest is changed. `units` are those of the program: a file that imports
 * nothing of the project yet does so as its neighbours do.
 */
export function createRewriteTools(
  readText: (unit: Unit) => string,
  readFile?: (path: string) => string,
  units: readonly Unit[] = [],
): RewriteTools {
  const parser = createParser();
  const sources = new Map<Unit, Source>();
  const read = (unit: Unit): string => {
    try {
      return readText(unit).replace(/^\uFEFF/, '');
    } catch {
      return refuse('the file cannot be read');
    }
  };
  const source = (unit: Unit): Source => {
    const known = sources.get(unit);
    if (known) return known;
    const text = read(unit);
    if (text.length !== unit.ir.textLength) refuse('the file is not the one that was analysed');
    const made = new Source(unit, text, parser);
    sources.set(unit, made);
    return made;
  };
  const fileText = (path: string): string | undefined => {
    try {
      return readFile?.(path);
    } catch {
      return undefined;
    }
  };
  return {
    source,
    offer: (title, compose) =>
      unlessRefused(() => {
        const edit = new Edit(source, fileText, units);
        compose(edit);
        const rewrite = edit.finish(title);
        return rewrite.edits.length > 0 ? rewrite : refuse('nothing changes');
      }),
    sketch: (title, compose) => unlessRefused(() => ({ title, edits: [], sketch: compose() })),
  };
}

function unlessRefused(compose: () => Rewrite): readonly Rewrite[] {
  try {
    return [compose()];
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

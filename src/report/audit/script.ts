/** The files of the page's script in `page/`, in the order in which they are joined: each before those that import from it. */
export const PAGE_SCRIPTS: readonly string[] = [
  'dom.js',
  'words.js',
  'theme.js',
  'verdict.js',
  'map.js',
  'detail.js',
  'filters.js',
  'findings.js',
  'state.js',
  'about.js',
  'main.js',
];

/**
 * Joins modules that import only from one another into one script, for a page that loads nothing: imports go, and what was exported
 * is simply there. Names are unique across the files, which a test keeps.
 */
export function joinScripts(texts: readonly string[]): string {
  return texts
    .map((text) =>
      text
        .replace(/^import [^;]*;\n?/gm, '')
        .replace(/^export \{\};\n?/gm, '')
        .replace(/^\/\*\* @import .*\n?/gm, '')
        .replace(/^export /gm, '')
        .trim(),
    )
    .join('\n\n');
}

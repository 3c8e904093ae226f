/** What the reader below makes of a `pnpm-workspace.yaml`. */
export interface WorkspaceYaml {
  readonly packages: readonly string[];
  /** Ranges by catalog (`default` for the unnamed one), then by package. */
  readonly catalogs: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Reads the two things the analyzer needs from a `pnpm-workspace.yaml`: the `packages` list and the catalogs. It is no YAML
 * parser: anchors, multi-line scalars and flow maps are not understood, and unknown keys are passed over.
 */
export function readWorkspaceYaml(text: string): WorkspaceYaml {
  const packages: string[] = [];
  const catalogs = new Map<string, Map<string, string>>();
  const path: { indent: number; key: string }[] = [];
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const line = stripComment(raw);
    const indent = line.search(/\S/);
    if (indent < 0 || line.startsWith('---')) continue;
    if (/^-\s/.test(line.slice(indent))) {
      if (path.length > 0 && path[0]?.key === 'packages') packages.push(unquote(line.slice(indent + 1)));
      continue;
    }
    const entry = entryOf(line.slice(indent));
    if (entry === undefined) continue;
    while (path.length > 0 && (path[path.length - 1]?.indent ?? 0) >= indent) path.pop();
    const { key, value } = entry;
    if (value === '') path.push({ indent, key });
    else if (path.length === 0 && key === 'packages') packages.push(...flowList(value));
    else
      addToCatalog(
        catalogs,
        path.map((parent) => parent.key),
        key,
        unquote(value),
      );
  }
  return { packages: packages.filter((pattern) => pattern !== ''), catalogs };
}

/** `key: value`: what stands in front of the first colon that a space or the line's end follows, outside quotes, and what stands behind it. */
function entryOf(line: string): { readonly key: string; readonly value: string } | undefined {
  const quote = line[0] === '"' || line[0] === "'" ? line.indexOf(line[0], 1) : -1;
  const colon = /:(?=\s|$)/g;
  colon.lastIndex = quote + 1;
  const at = colon.exec(line)?.index ?? 0;
  return at === 0 ? undefined : { key: unquote(line.slice(0, at)), value: line.slice(at + 1).trim() };
}

function addToCatalog(catalogs: Map<string, Map<string, string>>, path: readonly string[], key: string, range: string): void {
  const isDefault = path.length === 1 && path[0] === 'catalog';
  const isNamed = path.length === 2 && path[0] === 'catalogs';
  if (!isDefault && !isNamed) return;
  const name = isNamed ? (path[1] ?? 'default') : 'default';
  const catalog = catalogs.get(name) ?? new Map<string, string>();
  catalogs.set(name, catalog.set(key, range));
}

function flowList(value: string): string[] {
  if (!value.startsWith('[') || !value.endsWith(']')) return [];
  return value.slice(1, -1).split(',').map(unquote);
}

/** A `#` opens a comment at the start of a line or after a space, outside quotes. */
function stripComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? '';
    if (quote !== '') quote = char === quote ? '' : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === '#' && (at === 0 || /\s/.test(line[at - 1] ?? ''))) return line.slice(0, at).trimEnd();
  }
  return line.trimEnd();
}

function unquote(text: string): string {
  const trimmed = text.trim();
  return /^(".*"|'.*')$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

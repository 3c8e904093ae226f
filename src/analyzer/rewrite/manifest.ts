import type { ts, TypeScript } from '../syntax.js';

/** A package that an edit needs. */
export interface Needed {
  readonly name: string;
  /** The range to be written, of a version that is known. */
  readonly range: string;
  readonly to: 'dependencies' | 'devDependencies';
}

/** Text to insert at an offset of a `package.json`, without byte order mark. */
export interface ManifestInsertion {
  readonly at: number;
  readonly text: string;
}

/**
 * Adds packages to the text of a `package.json`: where its names stand in order, in their place, else at the end of the list. Indentation, line ends and all else stay as
 * they are. What is no object, is empty, or has such a list in another form is left as it is.
 */
export function addToManifest(api: TypeScript, text: string, needed: readonly Needed[]): ManifestInsertion[] {
  const [statement] = api.parseJsonText('package.json', text).statements;
  const root = statement?.expression;
  if (root === undefined || !api.isObjectLiteralExpression(root) || root.properties.length === 0) return [];
  const file = new ManifestFile(api, text);
  return (['dependencies', 'devDependencies'] as const).flatMap((to) => {
    const own = needed.filter((one) => one.to === to).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (own.length === 0) return [];
    const list = root.properties.find((one) => file.nameOf(one) === to);
    if (list === undefined) return [file.addList(root, to, own)];
    if (!api.isPropertyAssignment(list) || !api.isObjectLiteralExpression(list.initializer)) return [];
    const { initializer } = list;
    return own
      .filter(({ name }) => !initializer.properties.some((one) => file.nameOf(one) === name))
      .map((one) => file.addItem(initializer, list, one));
  });
}

class ManifestFile {
  private readonly eol: string;
  private readonly unit: string;

  constructor(
    private readonly api: TypeScript,
    private readonly text: string,
  ) {
    this.eol = text.includes('\r\n') ? '\r\n' : '\n';
    this.unit = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  }

  nameOf(property: ts.ObjectLiteralElementLike): string | undefined {
    return property.name && this.api.isStringLiteral(property.name) ? property.name.text : undefined;
  }

  /** The white space that a node's line begins with; undefined where something else stands before it. */
  private indentOf(node: ts.Node): string | undefined {
    const start = this.startOf(node);
    const line = this.text.slice(this.text.lastIndexOf('\n', start - 1) + 1, start);
    return /^[ \t]*$/.test(line) && this.text.lastIndexOf('\n', start - 1) >= 0 ? line : undefined;
  }

  private startOf(node: ts.Node): number {
    return node.pos + (/^\s*/.exec(this.text.slice(node.pos, node.end))?.[0].length ?? 0);
  }

  addItem(list: ts.ObjectLiteralExpression, owner: ts.Node, { name, range }: Needed): ManifestInsertion {
    const item = `${JSON.stringify(name)}: ${JSON.stringify(range)}`;
    const names = list.properties.map((one) => this.nameOf(one) ?? '');
    const [first] = list.properties;
    if (first === undefined) {
      const indent = this.indentOf(owner) ?? '';
      return { at: this.startOf(list) + 1, text: `${this.eol}${indent}${this.unit}${item}${this.eol}${indent}` };
    }
    const indent = this.indentOf(first);
    const isSorted = names.every((one, i) => i === 0 || names[i - 1] < one);
    const next = isSorted ? list.properties.find((one) => (this.nameOf(one) ?? '') > name) : undefined;
    if (next) return { at: this.startOf(next), text: indent === undefined ? `${item}, ` : `${item},${this.eol}${indent}` };
    const last = list.properties[list.properties.length - 1];
    return { at: last.end, text: indent === undefined ? `, ${item}` : `,${this.eol}${indent}${item}` };
  }

  addList(root: ts.ObjectLiteralExpression, to: string, needed: readonly Needed[]): ManifestInsertion {
    const last = root.properties[root.properties.length - 1];
    const indent = this.indentOf(last);
    const items = needed.map(({ name, range }) => `${JSON.stringify(name)}: ${JSON.stringify(range)}`);
    if (indent === undefined) return { at: last.end, text: `, "${to}": { ${items.join(', ')} }` };
    const inner = indent + this.unit;
    const lines = items.map((item) => inner + item).join(`,${this.eol}`);
    return { at: last.end, text: `,${this.eol}${indent}"${to}": {${this.eol}${lines}${this.eol}${indent}}` };
  }
}

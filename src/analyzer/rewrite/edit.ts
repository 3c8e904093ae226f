import type { Rewrite, TextEdit } from '../finding.js';
import type { Span } from '../ir/module.js';
import type { Unit } from '../link/values.js';
import type { ts } from '../syntax.js';
import { ChangeList } from './edits.js';
import { importedAs, relativeSpecifier, renderImports, type ImportRequest, type PendingImport } from './imports.js';
import { appendItems, prependItem, setInObject, setValue, settingText, type Setting, type Splice } from './lists.js';
import { afterStatement, beforeStatement, indentedBy, indentedText, isConcise, layOut, lengthOf, linesOf, runsOf } from './layout.js';
import { addToManifest, type Needed } from './manifest.js';
import { refuse } from './refusal.js';
import type { Source } from './source.js';

/** What statements are gathered into: lines before and after them; ranges `without` are taken out. */
export interface Gathered {
  readonly head: readonly string[];
  readonly tail: readonly string[];
  readonly without: readonly Span[];
}

/** The calls and objects that an edit adds to; what is added to one of them is written at once, in the end. */
interface Pending {
  readonly settings: Map<ts.Node, { source: Source; render: () => Splice[] }>;
  readonly imports: Map<Source, PendingImport[]>;
}

/**
 * One rewrite while it is composed: changes of one or more files. Nothing here overlaps; what cannot be done throws a `Refusal`, which
 * ends the offer.
 */
export class Edit {
  private readonly changes = new ChangeList();
  private readonly pending: Pending = { settings: new Map(), imports: new Map() };

  private readonly taken = new Map<Source, Set<string>>();

  private readonly needed = new Map<NonNullable<Unit['manifest']>, { source: Source; packages: Needed[] }>();

  /** `readFile` gives the text of a file that is no module, by its path; undefined where it cannot be read. `units` are those of the program. */
  constructor(
    private readonly open: (unit: Unit) => Source,
    private readonly readFile: (path: string) => string | undefined = () => undefined,
    private readonly units: readonly Unit[] = [],
  ) {}

  /** Replaces a range. Line ends in the text become the file's. */
  replace(source: Source, at: Span | ts.Node, text: string): void {
    this.changes.add(source.unit, spanIn(source, at), text);
  }
  insert(source: Source, at: number, text: string): void {
    this.changes.add(source.unit, { start: at, end: at }, text);
  }
  remove(source: Source, at: Span | ts.Node): void {
    this.replace(source, at, '');
  }
  /** Puts text before and after a range; edits inside it stay possible. */
  wrap(source: Source, at: Span | ts.Node, before: string, after: string): void {
    const { start, end } = spanIn(source, at);
    this.insert(source, start, before);
    this.insert(source, end, after);
  }

  /**
   * Inserts statements before the one that holds a node. Lines are given without indentation; two leading spaces are one level. The body
   * of `() => x` becomes a block. Refuses where a statement stands alone as a branch.
   */
  before(source: Source, node: ts.Node, lines: readonly string[]): void {
    const arrow = isConcise(source, node);
    if (arrow) return this.openBody(source, arrow, lines);
    const at = beforeStatement(source, source.statementOf(node));
    this.insert(source, at.offset, `${layOut(source, lines, at.indent).trimStart()}\n${at.indent}`);
  }

  /** Inserts statements after the one that holds a node, and after the comment at the end of its line. */
  after(source: Source, node: ts.Node, lines: readonly string[]): void {
    const at = afterStatement(source, source.statementOf(node));
    this.insert(source, at.offset, `\n${layOut(source, lines, at.indent)}`);
  }

  /** Makes a block of the body of `() => x`, with statements before its `return`. */
  private openBody(source: Source, arrow: ts.ArrowFunction, lines: readonly string[]): void {
    const { style } = source;
    const indent = source.indentAt(source.start(arrow));
    const inner = indent + style.unit;
    this.wrap(source, arrow.body, `{\n${layOut(source, [...lines, 'return '], inner)}`, `${style.semi}\n${indent}}`);
  }

  /**
   * Puts consecutive statements into a block that comes after `head` (`try {`) and ends with `tail` lines (`} finally {`, …, `}`), one level
   * further in. Texts in several lines (templates) keep their inner lines. Ranges `without` are taken out.
   */
  enclose(
    source: Source,
    statements: readonly ts.Statement[],
    head: readonly string[],
    tail: readonly string[],
    without: readonly Span[] = [],
  ): void {
    const [first] = statements;
    const indent = first ? source.indentAt(source.start(first)) : '';
    this.surround(source, statements, `${layOut(source, head, indent).trimStart()}\n`, tail, without);
  }

  /** The same for top-level statements that stand apart: they come together where most of them stand, in their order. */
  gather(source: Source, statements: readonly ts.Statement[], { head, tail, without }: Gathered): void {
    const runs = runsOf(source.tree.statements, statements);
    const main = runs.reduce((a, b) => (lengthOf(b) > lengthOf(a) ? b : a), []);
    const at = runs.indexOf(main);
    const earlier = runs.slice(0, at).map((run) => `${indentedText(source, run, without)}\n\n`);
    const later = runs.slice(at + 1).map((run) => `\n\n${indentedText(source, run, without)}`);
    this.surround(source, main, `${layOut(source, head, '')}\n${earlier.join('')}`, tail, [], later.join(''));
    for (const span of without) if (main.some(({ pos, end }) => pos <= span.start && span.start < end)) this.remove(source, span);
    for (const run of runs) if (run !== main) this.remove(source, linesOf(source, run));
  }

  private surround(
    source: Source,
    statements: readonly ts.Statement[],
    open: string,
    tail: readonly string[],
    without: readonly Span[],
    added = '',
  ): void {
    const [first] = statements;
    const last = statements.at(-1);
    if (first === undefined || last === undefined) refuse('nothing to enclose');
    const from = beforeStatement(source, first);
    const to = afterStatement(source, last);
    const isOut = (offset: number): boolean => without.some(({ start, end }) => start <= offset && offset < end);
    this.insert(source, from.offset, `${open}${from.indent}${source.style.unit}`);
    for (const offset of indentedBy(source, from.offset, to.offset)) if (!isOut(offset)) this.insert(source, offset, source.style.unit);
    for (const span of without) this.remove(source, span);
    this.insert(source, to.offset, `${added}\n${layOut(source, tail, from.indent)}`);
  }

  /** Sets properties of an object literal: `{ timeout: '5000', retry: { limit: '1' } }`. Values are source text. */
  set(source: Source, object: ts.ObjectLiteralExpression, settings: Readonly<Record<string, Setting>>): void {
    this.later(source, object, () => setInObject(source, object, settings));
  }

  /** Sets properties before all others of an object literal, so that what is spread into it wins. Refuses where one is there already. */
  setFirst(source: Source, object: ts.ObjectLiteralExpression, settings: Readonly<Record<string, Setting>>): void {
    this.later(source, object, () => [prependItem(source, object, settings)]);
  }

  /**
   * Sets options of a call by the index of an argument: an object literal there gets the properties, another value is spread into a new object, a
   * missing last argument is added. Refuses where arguments before it are missing and `fill` names none for them, or are spread.
   */
  setOption(
    source: Source,
    call: ts.CallExpression | ts.NewExpression,
    index: number,
    settings: Setting,
    fill: readonly string[] = [],
  ): void {
    const { ts: api } = source;
    const args = call.arguments ?? [];
    if (args.slice(0, index + 1).some((arg) => api.isSpreadElement(arg))) refuse('the arguments are spread');
    const given = args.at(index);
    if (given !== undefined) return this.later(source, given, () => setValue(source, given, settings));
    const missing = Array.from(
      { length: index - args.length },
      (_, i) => fill[args.length + i] ?? refuse('an argument before it is missing'),
    );
    this.addArguments(source, call, [...missing, settingText(source, settings)]);
  }

  /** Adds arguments at the end of a call. */
  addArguments(source: Source, call: ts.CallExpression | ts.NewExpression, texts: readonly string[]): void {
    if (call.arguments === undefined) return this.insert(source, call.end, `(${texts.join(', ')})`); // `new X`
    const args = call.arguments;
    this.later(source, call, () => appendItems(source, args, args.pos, call.end - 1, texts));
  }

  private later(source: Source, node: ts.Node, render: () => Splice[]): void {
    if (this.pending.settings.has(node)) refuse('two changes of one list');
    this.pending.settings.set(node, { source, render });
  }

  /** Imports something, unless the file does so already, and says what it is called there. */
  import(source: Source, request: ImportRequest): string {
    const known = importedAs(source, request);
    if (known !== undefined) return known;
    const list = this.pending.imports.get(source) ?? [];
    this.pending.imports.set(source, list);
    const again = list.find((one) => one.from === request.from && one.name === request.name);
    if (again) return again.local;
    const local = this.fresh(source, request.as ?? request.name);
    list.push({ ...request, local });
    return local;
  }

  /** Adds a package to the nearest `package.json` of a file, unless it is there; installing it is for people. */
  need(source: Source, needed: Needed): void {
    const { manifest } = source.unit;
    if (manifest === undefined) return;
    const known = this.needed.get(manifest) ?? { source, packages: [] };
    this.needed.set(manifest, known);
    if (!known.packages.some(({ name }) => name === needed.name)) known.packages.push(needed);
  }

  /** The edits of manifests. A file that cannot be read is left as it is: the title says what to install. */
  private inManifests(): TextEdit[] {
    return [...this.needed].flatMap(([{ dir }, { source, packages }]) => {
      const path = `${dir === '/' ? '' : dir}/package.json`;
      const { unit } = source;
      const root = unit.path.slice(0, unit.path.length - unit.file.length);
      const text = path.startsWith(root) ? this.readFile(path)?.replace(/^\uFEFF/, '') : undefined;
      if (text === undefined) return [];
      return addToManifest(source.ts, text, packages).map(({ at, text: added }) => ({
        file: path.slice(root.length),
        start: at,
        end: at,
        text: added,
      }));
    });
  }

  /** Imports an export of another file of the project, and says what it is called there. */
  importFrom(source: Source, unit: Unit, request: Omit<ImportRequest, 'from'>): string {
    return this.import(source, { ...request, from: relativeSpecifier(source, unit, this.units) });
  }

  /** A name that nothing in the file has, nor this edit. */
  fresh(source: Source, base: string): string {
    const taken = this.taken.get(source) ?? new Set();
    this.taken.set(source, taken);
    let name = base;
    for (let i = 2; source.has(name) || taken.has(name); i++) name = `${base}${i}`;
    taken.add(name);
    return name;
  }

  /** A name that nothing in the function around a node has, for a local of it; what has it elsewhere in the file is hidden there. */
  freshIn(source: Source, node: ts.Node, base: string): string {
    const fn = source.functionOf(node);
    return fn === undefined || source.mentions(fn, base) ? this.fresh(source, base) : base;
  }

  /** The file of a unit. */
  source(unit: Unit): Source {
    return this.open(unit);
  }

  /** The finished rewrite. */
  finish(title: string): Rewrite {
    for (const { source, render } of this.pending.settings.values())
      for (const { start, end, text } of render()) this.changes.add(source.unit, { start, end }, text);
    for (const [source, wanted] of this.pending.imports)
      for (const { at, text } of renderImports(source, wanted)) this.changes.add(source.unit, { start: at, end: at }, text, true);
    return { title, edits: [...this.changes.finish((unit) => this.open(unit).style.eol), ...this.inManifests()] };
  }
}

const spanIn = (source: Source, at: Span | ts.Node): Span => ('kind' in at ? source.spanOf(at) : at);

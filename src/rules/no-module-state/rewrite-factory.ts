import { posix } from 'node:path';
import type { Rewrite } from '../../analyzer/finding.js';
import type { Program } from '../../analyzer/link/program.js';
import { refuse, type Edit, type RewriteTools, type Source } from '../../analyzer/rewrite/tools.js';
import type { State } from '../../analyzer/state/types.js';
import { Carriage, type Cargo, type Owner } from '../carry.js';
import { importItemsAt, replaceItems, type ImportItem } from './factory-lists.js';
import { isExported, readParts, statementAround, type Parts } from './factory-parts.js';
import { usesOfName, type Use } from './rewrite-declared.js';

/**
 * A factory owns the state and returns the functions. Precondition: only functions of the module touch it, and they are declared at top level; each use of them, here and
 * where they are imported by name, is seen; and the functions that use them are called by one that runs once, when the service is put together: it makes the instance.
 */
export function ownInFactory(state: State, program: Program, tools: RewriteTools): readonly Rewrite[] {
  return tools.offer(`Let a factory own \`${state.name}\` and return the functions that use it`, (edit) => {
    const parts = readParts(program, edit, state);
    const imports = importsOf(program, edit, parts);
    const uses = [
      ...parts.users.map((use) => ({ ...use, source: parts.source })),
      ...imports.flatMap(({ source, items }) => usesOfItems(source, items)),
    ];
    for (const { name } of parts.functions.filter(isExported))
      if (!uses.some((use) => use.name === name.text)) refuse('used by nobody who is seen');
    const cargo = new FactoryCargo(edit, parts, imports);
    const carriage = new Carriage(program, edit, cargo, state.unit);
    for (const { ref, node } of uses) carriage.need(ref, node);
    // Two instances would be two states.
    if (carriage.owners.filter(({ isTest }) => !isTest).length !== 1) refuse('not one owner');
    carriage.write();
    carriage.finish();
    for (const { source, ref, node, name } of uses) edit.replace(source, node, `${carriage.textAt(ref, node)}.${name}`);
    cargo.declare();
  });
}

/** What a file imports of the functions. */
interface Imported {
  readonly source: Source;
  readonly items: readonly ImportItem[];
}

function importsOf(program: Program, edit: Edit, { source: home, functions }: Parts): Imported[] {
  const names = new Set(functions.filter(isExported).map(({ name }) => name.text));
  const rows = program.importersOf(home.unit);
  return [...new Set(rows.map(({ unit }) => unit))].flatMap((unit) => {
    const source = edit.source(unit);
    const spans = rows.filter((one) => one.unit === unit).map(({ row }) => unit.ir.import(row));
    const statements = new Set(spans.map(({ start, end }) => statementAround(source, { pos: start, end })));
    const items = [...statements].flatMap((at) => importItemsAt(source, at)).filter(({ exported }) => names.has(exported));
    return items.length > 0 ? [{ source, items }] : [];
  });
}

/** A use of a function of the group, with the name that it has as a member. */
interface MemberUse extends Use {
  readonly source: Source;
  readonly name: string;
}

const usesOfItems = (source: Source, items: readonly ImportItem[]): MemberUse[] =>
  items.flatMap(({ local, exported }) => {
    const own = source.identifiersNamed(local.text).filter((node) => source.parentOf(node) === source.parentOf(local));
    return usesOfName(source, source.unit, local, own).map((use) => ({ ...use, source, name: exported }));
  });

/** Names of files that say nothing about what is in them. */
const VAGUE = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'lib', 'main', 'app', 'server', 'shared', 'misc', 'api']);

/** What a module is called: as its file, or its folder; as its state where these say nothing. */
function baseName({ source, name }: Parts): string {
  const path = source.unit.file.replace(/\.\w+$/, '');
  const file = posix.basename(path) === 'index' ? posix.basename(posix.dirname(path)) : posix.basename(path);
  const camel = file.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) => next.toUpperCase());
  const text = VAGUE.has(camel.toLowerCase()) || !/^[A-Za-z]/.test(camel) ? name.replace(/^[_$]+/, '') : camel;
  return text[0].toLowerCase() + text.slice(1);
}

class FactoryCargo implements Cargo {
  readonly name: string;
  private readonly factory: string;
  private readonly typeText: string;
  private hasType = false;
  private readonly wanted = new Map<Source, { factory: string | undefined; type: string | undefined }>();

  constructor(
    private readonly edit: Edit,
    private readonly parts: Parts,
    private readonly imports: readonly Imported[],
  ) {
    const base = baseName(parts);
    const files = [parts.source, ...imports.map(({ source }) => source)];
    const isFree = (name: string): boolean => !files.some((source) => source.has(name));
    this.name = [base, `${base}Store`, `${base}State`].find(isFree) ?? refuse('no name for it');
    const upper = this.name[0].toUpperCase() + this.name.slice(1);
    this.factory = edit.fresh(parts.source, `create${upper}`);
    this.typeText = edit.fresh(parts.source, upper);
  }

  /** A file that imports functions of it gets this in their place. */
  private want(source: Source, what: 'factory' | 'type', name: string): string {
    if (source === this.parts.source) return name;
    const type = what === 'type';
    if (!this.imports.some((one) => one.source === source)) return this.edit.importFrom(source, this.parts.source.unit, { name, type });
    const own = this.wanted.get(source) ?? { factory: undefined, type: undefined };
    this.wanted.set(source, own);
    return (own[what] ??= this.edit.fresh(source, name));
  }

  type(source: Source): string {
    this.hasType = true;
    return this.want(source, 'type', this.typeText);
  }

  hand(): undefined {
    return undefined;
  }

  make({ source }: Owner, name: string): readonly string[] {
    return [`const ${name} = ${this.want(source, 'factory', this.factory)}()${source.style.semi}`];
  }

  /** Writes the factory, and what files import of it. */
  declare(): void {
    const { source, statements, functions } = this.parts;
    const { semi, isTypeScript } = source.style;
    const exported = functions.filter(isExported);
    const modified = exported.flatMap(({ modifier }) => (modifier ? [modifier] : []));
    const without = modified.map((node) => {
      const { start, end } = source.spanOf(node);
      return { start, end: end + (/^\s*/.exec(source.text.slice(end))?.[0].length ?? 0) };
    });
    const returned = [...exported, ...functions.filter((one) => !exported.includes(one) && this.isUsed(one.name.text))];
    const word = modified.length > 0 ? 'export ' : '';
    this.edit.gather(source, statements, {
      head: [`${word}function ${this.factory}() {`],
      tail: [
        '',
        `  return { ${returned.map(({ name }) => name.text).join(', ')} }${semi}`,
        '}',
        ...(isTypeScript && this.hasType ? ['', `export type ${this.typeText} = ReturnType<typeof ${this.factory}>${semi}`] : []),
      ],
      without,
    });
    const items = exported.flatMap((one) => one.items.map((node) => source.parentOf(node) ?? node));
    replaceItems(this.edit, source, items, modified.length > 0 ? [] : [this.factory]);
    for (const { source: from, items: own } of this.imports) this.writeImports(from, own);
  }

  private isUsed(name: string): boolean {
    return this.parts.users.some((use) => use.name === name);
  }

  private writeImports(source: Source, items: readonly ImportItem[]): void {
    const { factory, type } = this.wanted.get(source) ?? { factory: undefined, type: undefined };
    const as = (name: string, local: string): string =>
      name === local ? name : source.style.modules === 'cjs' ? `${name}: ${local}` : `${name} as ${local}`;
    const added = [
      ...(factory === undefined ? [] : [as(this.factory, factory)]),
      ...(type === undefined
        ? []
        : [source.style.modules === 'cjs' ? refuse('a type of what is required') : `type ${as(this.typeText, type)}`]),
    ];
    replaceItems(
      this.edit,
      source,
      items.map(({ item }) => item),
      added,
    );
  }
}

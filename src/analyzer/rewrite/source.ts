import type { Span } from '../ir/module.js';
import type { Unit } from '../link/values.js';
import { append } from '../maps.js';
import type { Parser, ts, TypeScript } from '../syntax.js';
import { refuse } from './refusal.js';
import { readStyle, type Style } from './style.js';

/** The syntax of one file of the program, for edits. Offsets are 0-based UTF-16 without byte order mark, as in the IR. */
export class Source {
  readonly tree: ts.SourceFile;
  readonly style: Style;
  private readonly parents = new Map<ts.Node, ts.Node>();
  private readonly names = new Map<string, ts.Identifier[]>();

  constructor(
    readonly unit: Unit,
    /** Without byte order mark. */
    readonly text: string,
    parser: Parser,
  ) {
    this.ts = parser.ts;
    this.tree = parser.parse(unit.path, text);
    this.style = readStyle(this.ts, this.tree, unit.manifest?.type);
    this.index(this.tree);
  }

  /** The compiler's API, for the tests of nodes (`source.ts.isCallExpression(node)`). */
  readonly ts: TypeScript;

  private index(node: ts.Node): void {
    if (this.ts.isIdentifier(node)) append(this.names, node.text, node);
    this.ts.forEachChild(node, (child) => {
      this.parents.set(child, node);
      this.index(child);
    });
  }

  /** What a node is in; `undefined` for the file. (The nodes' own `parent` is not set.) */
  parentOf(node: ts.Node): ts.Node | undefined {
    return this.parents.get(node);
  }

  /** The nodes around a node, innermost first. */
  *ancestorsOf(node: ts.Node): Generator<ts.Node> {
    for (let at = this.parentOf(node); at !== undefined; at = this.parentOf(at)) yield at;
  }

  start(node: ts.Node): number {
    return node.getStart(this.tree);
  }
  spanOf(node: ts.Node): Span {
    return { start: this.start(node), end: node.end };
  }
  textOf(node: ts.Node): string {
    return this.text.slice(this.start(node), node.end);
  }

  /** The outermost node at exactly that place that passes a test. Refuses where there is none. */
  nodeAt<T extends ts.Node>(span: Span, test: (node: ts.Node) => node is T): T {
    const visit = (node: ts.Node): T | undefined => {
      if (node.end < span.end || node.pos > span.start) return undefined;
      if (node.end === span.end && this.start(node) === span.start && test(node)) return node;
      return this.ts.forEachChild(node, visit);
    };
    return visit(this.tree) ?? refuse('no such node at that place');
  }

  /** The call or construction that an instruction stands for. Refuses where it is another thing (a tagged template, a decorator). */
  callAt(span: Span): ts.CallExpression | ts.NewExpression {
    const { ts: api } = this;
    return this.nodeAt(
      span,
      (node): node is ts.CallExpression | ts.NewExpression => api.isCallExpression(node) || api.isNewExpression(node),
    );
  }

  /** The function at exactly that place (a row's `start` and `end`). */
  functionAt(span: Span): ts.FunctionLikeDeclaration {
    const { ts: api } = this;
    return this.nodeAt(span, (node): node is ts.FunctionLikeDeclaration => api.isFunctionLike(node) && 'body' in node);
  }

  /** The function that a node's code belongs to, or `undefined` at top level. */
  functionOf(node: ts.Node): ts.FunctionLikeDeclaration | undefined {
    for (const at of this.ancestorsOf(node)) if (this.ts.isFunctionLike(at) && 'body' in at) return at;
    return undefined;
  }

  /**
   * The statement that a node is part of, in a list of statements (a block, a `case`, the file). Refuses where there is none before the
   * function ends (the body of `() => x`, a field's value), or where it stands alone (`if (x) y();`).
   */
  statementOf(node: ts.Node): ts.Statement {
    const { ts: api } = this;
    let at: ts.Node = node;
    for (const parent of this.ancestorsOf(node)) {
      if (api.isBlock(parent) || api.isSourceFile(parent) || api.isCaseOrDefaultClause(parent) || api.isModuleBlock(parent)) {
        if (api.isStatement(at)) return at;
        refuse('the expression of a case');
      }
      if (api.isFunctionLike(parent) || api.isClassLike(parent)) refuse('not in a statement');
      at = parent;
      if (api.isStatement(at) && !isListed(api, this.parentOf(at))) refuse('the statement stands alone as a branch');
    }
    return refuse('not in a statement');
  }

  /** The white space at the beginning of the line that holds an offset. */
  indentAt(offset: number): string {
    const lineStart = this.text.lastIndexOf('\n', offset - 1) + 1;
    return /^[ \t]*/.exec(this.text.slice(lineStart, offset))?.[0] ?? '';
  }

  /** Every mention of a name in the file, for whatever, in their order. */
  identifiersNamed(name: string): readonly ts.Identifier[] {
    return this.names.get(name) ?? [];
  }

  /** Is a name used within a node, for whatever? */
  mentions(within: ts.Node, name: string): boolean {
    return this.identifiersNamed(name).some(({ pos, end }) => within.pos <= pos && end <= within.end);
  }

  /** Is a name used anywhere in the file, for whatever? */
  has(name: string): boolean {
    return this.names.has(name);
  }
}

const isListed = (api: TypeScript, parent: ts.Node | undefined): boolean =>
  parent !== undefined &&
  (api.isBlock(parent) || api.isSourceFile(parent) || api.isCaseOrDefaultClause(parent) || api.isModuleBlock(parent));

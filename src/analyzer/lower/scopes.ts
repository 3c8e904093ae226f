import { Bind } from '../ir/ops.js';
import type { ts, TypeScript } from '../syntax.js';
import { type Callback, type Chain, chainOf } from './chains.js';
import type { Kinds } from './kinds.js';

/** A type parameter: shadows a name, and is nothing. */
export const TYPE_PARAMETER = -1;

/** A function as a scope: who owns a binding, and who reads it. */
export class FnScope {
  /** Its row, once it is lowered. */
  index = -1;
  constructor(readonly parent: FnScope | undefined) {}
}

/** A declared name. */
export class Binding {
  /** How often it is assigned; declarations that give a value, or `undefined`, count. */
  assigns = 0;
  refs = 0;
  captured = false;
  /** Assigned from another function than its owner. */
  remote = false;
  /** The initialiser is `createRequire(…)`. */
  require = false;
  ambient = false;
  /** A function declaration with a body. */
  body = false;
  /** Declared in a `switch`: its declaration need not come before a use. */
  loose = false;

  // filled in by the lowering
  row = -1;
  importRow = -1;
  /** Its value in its owner, where there is only one. */
  value = -1;
  /** Its variable in SSA form, where there are more. */
  slot = -1;

  constructor(
    readonly id: number,
    readonly name: string,
    public kind: number,
    readonly fn: FnScope,
    readonly scope: number,
    readonly node: ts.Identifier,
    public decl: ts.Node,
  ) {}

  get reassigned(): boolean {
    return this.assigns > 1 || this.remote;
  }
  get place(): boolean {
    return this.captured && this.reassigned;
  }
}

/** What the names of a file mean. */
export interface Scopes {
  readonly bindings: readonly Binding[];
  /** For the offset at which an identifier ends: 1 + the number of its binding, or 0. */
  readonly resolved: Int32Array;
  /** The types that export specifiers name beside a value, by the offset at which the identifier ends. */
  readonly types: ReadonlyMap<number, Binding>;
  /** Functions, and classes for their field initialisers. */
  readonly functions: ReadonlyMap<ts.Node, FnScope>;
  /** Chains of promises that run in sequence, by their outermost call: the bodies of their callbacks belong to the function around them. */
  readonly chains: ReadonlyMap<ts.Node, Chain>;
  readonly root: FnScope;
  /** Scope number of the module's top level. */
  readonly top: number;
}

type Visit = (pass: ScopePass, node: ts.Node) => void;
export type ScopeTable = readonly Visit[];

/**
 * Resolves every name in one walk. Declarations of a scope are entered before its code is walked, so the innermost meaning
 * of a name is always one look-up in a map; leaving a scope undoes its entries.
 */
export class ScopePass {
  readonly bindings: Binding[] = [];
  readonly resolved: Int32Array;
  readonly exportedTypes = new Map<number, Binding>();
  readonly functions = new Map<ts.Node, FnScope>();
  readonly chains = new Map<ts.Node, Chain>();
  readonly root = new FnScope(undefined);

  fn = this.root;
  /** How many `try` and `using` stand around a `return` here, which end before its promise is settled; in a generator, one more. */
  guards = 0;
  /** Callbacks whose bodies belong to the function around them. */
  private readonly moved = new Set<ts.Node>();
  private scope = 1;
  private scopes = 1;
  private readonly values = new Map<string, Binding | undefined>();
  private readonly types = new Map<string, Binding | undefined>();
  private readonly undoNames: string[] = [];
  private readonly undoValues: (Binding | undefined)[] = [];
  private readonly undoTypeNames: string[] = [];
  private readonly undoTypes: (Binding | undefined)[] = [];
  private readonly hasVar: boolean;
  private ambient: boolean;
  private readonly child = (node: ts.Node): void => this.visit(node);

  constructor(
    readonly ts: TypeScript,
    readonly K: Kinds,
    private readonly table: ScopeTable,
    private readonly file: ts.SourceFile,
    /** Leave function bodies alone. */
    private readonly outline: boolean,
    /** All zero, and longer than the text. */
    resolved: Int32Array,
  ) {
    this.resolved = resolved;
    this.hasVar = file.text.includes('var');
    this.ambient = file.isDeclarationFile;
  }

  run(): Scopes {
    this.block(this.file.statements, true);
    return {
      bindings: this.bindings,
      resolved: this.resolved,
      types: this.exportedTypes,
      functions: this.functions,
      chains: this.chains,
      root: this.root,
      top: 1,
    };
  }

  visit(node: ts.Node): void {
    this.table[node.kind](this, node);
  }
  maybe(node: ts.Node | undefined): void {
    if (node !== undefined) this.table[node.kind](this, node);
  }
  all(nodes: readonly ts.Node[] | undefined): void {
    if (nodes === undefined) return;
    for (let i = 0; i < nodes.length; i++) this.table[nodes[i].kind](this, nodes[i]);
  }
  children(node: ts.Node): void {
    this.ts.forEachChild(node, this.child);
  }

  // scopes

  inScope(body: () => void): void {
    const outer = this.scope,
      mark = this.undoNames.length,
      typeMark = this.undoTypeNames.length;
    this.scope = ++this.scopes;
    body();
    this.leave(outer, mark, typeMark);
  }
  private leave(outer: number, mark: number, typeMark: number): void {
    this.scope = outer;
    while (this.undoNames.length > mark) restore(this.values, this.undoNames, this.undoValues);
    while (this.undoTypeNames.length > typeMark) restore(this.types, this.undoTypeNames, this.undoTypes);
  }

  declare(name: ts.Identifier, kind: number, decl: ts.Node): Binding {
    const text = name.escapedText as string;
    const outer = this.values.get(text);
    let binding = outer;
    if (binding === undefined || binding.scope !== this.scope) {
      binding = new Binding(this.bindings.length, text, kind, this.fn, this.scope, name, decl);
      binding.ambient = this.ambient;
      this.bindings.push(binding);
      this.undoNames.push(text);
      this.undoValues.push(outer);
      this.values.set(text, binding);
    } else if (kind === Bind.Function || kind === Bind.Class) {
      if (binding.kind !== Bind.Param) binding.kind = kind;
    }
    if (name.end > name.pos) this.resolved[name.end] = binding.id + 1;
    return binding;
  }
  declareType(name: ts.Identifier, kind: number, decl: ts.Node): Binding {
    const text = name.escapedText as string;
    const outer = this.types.get(text);
    let binding = outer;
    if (binding === undefined || binding.scope !== this.scope) {
      binding = new Binding(this.bindings.length, text, kind, this.fn, this.scope, name, decl);
      binding.assigns = 1;
      this.bindings.push(binding);
      this.undoTypeNames.push(text);
      this.undoTypes.push(outer);
      this.types.set(text, binding);
    }
    if (name.end > name.pos) this.resolved[name.end] = binding.id + 1;
    return binding;
  }
  typeParameters(parameters: readonly ts.TypeParameterDeclaration[] | undefined): void {
    if (parameters) for (const p of parameters) this.declareType(p.name, TYPE_PARAMETER, p);
  }
  declared(name: ts.Identifier): Binding | undefined {
    const id = this.resolved[name.end];
    return id > 0 ? this.bindings[id - 1] : undefined;
  }

  // uses

  read(name: ts.Identifier): void {
    const binding = this.values.get(name.escapedText as string);
    if (binding !== undefined) this.use(name, binding);
  }
  private use(name: ts.Identifier, binding: Binding): void {
    if (name.end === name.pos) return;
    binding.refs++;
    if (binding.fn !== this.fn) binding.captured = true;
    this.resolved[name.end] = binding.id + 1;
  }
  write(name: ts.Identifier): void {
    const binding = this.values.get(name.escapedText as string);
    if (binding === undefined) return;
    this.use(name, binding);
    binding.assigns++;
    if (binding.fn !== this.fn) binding.remote = true;
  }
  readType(name: ts.Identifier): void {
    const text = name.escapedText as string;
    const type = this.types.get(text),
      value = this.values.get(text);
    const binding = type === undefined || (value !== undefined && value.scope > type.scope && isTypeLike(value)) ? value : type;
    if (binding !== undefined) this.use(name, binding);
  }
  /** An exported name may mean a value, a type, or both. */
  readExported(name: ts.Identifier): void {
    const type = this.types.get(name.escapedText as string);
    this.read(name);
    if (type !== undefined) {
      this.exportedTypes.set(name.end, type);
      type.refs++;
    }
  }
  /** The target of an assignment: an expression, or a pattern that looks like one. */
  target(node: ts.Node): void {
    const { K } = this;
    switch (node.kind) {
      case K.Identifier:
        this.write(node as ts.Identifier);
        break;
      case K.ParenthesizedExpression:
      case K.AsExpression:
      case K.NonNullExpression:
      case K.SatisfiesExpression:
      case K.TypeAssertionExpression:
      case K.SpreadElement:
        this.target((node as ts.ParenthesizedExpression).expression);
        break;
      case K.ArrayLiteralExpression:
        for (const e of (node as ts.ArrayLiteralExpression).elements) this.target(e);
        break;
      case K.ObjectLiteralExpression:
        for (const p of (node as ts.ObjectLiteralExpression).properties) this.targetProperty(p);
        break;
      case K.BinaryExpression:
        if ((node as ts.BinaryExpression).operatorToken.kind === K.EqualsToken) {
          this.target((node as ts.BinaryExpression).left);
          this.visit((node as ts.BinaryExpression).right);
        } else this.visit(node);
        break;
      default:
        this.visit(node);
    }
  }
  private targetProperty(p: ts.ObjectLiteralElementLike): void {
    const { K } = this;
    if (p.kind === K.ShorthandPropertyAssignment) {
      this.write((p as ts.ShorthandPropertyAssignment).name);
      this.maybe((p as ts.ShorthandPropertyAssignment).objectAssignmentInitializer);
    } else if (p.kind === K.PropertyAssignment) {
      this.propertyName((p as ts.PropertyAssignment).name);
      this.target((p as ts.PropertyAssignment).initializer);
    } else if (p.kind === K.SpreadAssignment) this.target((p as ts.SpreadAssignment).expression);
    else this.visit(p);
  }
  propertyName(name: ts.Node | undefined): void {
    if (name !== undefined && name.kind === this.K.ComputedPropertyName) this.visit((name as ts.ComputedPropertyName).expression);
  }

  // declarations

  /** Statements that share a scope: enters what they declare, then walks them. */
  block(statements: readonly ts.Statement[], functionLevel: boolean): void {
    const { guards } = this;
    this.hoist(statements);
    if (functionLevel && this.hasVar) this.hoistVars(statements);
    this.all(statements);
    this.guards = guards;
  }

  hoist(statements: readonly ts.Statement[]): void {
    const { K } = this;
    for (let i = 0; i < statements.length; i++) {
      const s = statements[i];
      switch (s.kind) {
        case K.VariableStatement: {
          const list = (s as ts.VariableStatement).declarationList;
          if ((list.flags & K.BlockScoped) !== 0) this.declareList(list, s as ts.VariableStatement);
          break;
        }
        case K.FunctionDeclaration: {
          const f = s as ts.FunctionDeclaration;
          if (f.name === undefined) break;
          const binding = this.declare(f.name, Bind.Function, f);
          if (f.body === undefined) {
            if (this.isAmbient(f)) binding.ambient = true;
            break;
          }
          binding.assigns++;
          binding.body = true;
          binding.decl = f;
          break;
        }
        case K.ClassDeclaration: {
          const c = s as ts.ClassDeclaration;
          if (c.name === undefined) break;
          const binding = this.declare(c.name, Bind.Class, c);
          binding.assigns++;
          binding.ambient ||= this.isAmbient(c);
          break;
        }
        case K.EnumDeclaration: {
          const e = s as ts.EnumDeclaration;
          const binding = this.declare(e.name, Bind.Enum, e);
          if (binding.assigns === 0) binding.assigns = 1;
          break;
        }
        case K.ModuleDeclaration: {
          const { name } = s as ts.ModuleDeclaration;
          if (name.kind !== K.Identifier || (s.flags & K.GlobalAugmentation) !== 0) break;
          const binding = this.declare(name as ts.Identifier, Bind.Namespace, s);
          if (binding.kind === Bind.Namespace && binding.assigns === 0) binding.assigns = 1;
          if (binding.kind === Bind.Namespace) binding.ambient ||= this.isAmbient(s as ts.ModuleDeclaration);
          break;
        }
        case K.InterfaceDeclaration:
          this.declareType((s as ts.InterfaceDeclaration).name, Bind.Interface, s);
          break;
        case K.TypeAliasDeclaration:
          this.declareType((s as ts.TypeAliasDeclaration).name, Bind.Type, s);
          break;
        case K.ImportDeclaration:
          this.declareImports(s as ts.ImportDeclaration);
          break;
        case K.ImportEqualsDeclaration: {
          const external = (s as ts.ImportEqualsDeclaration).moduleReference.kind === K.ExternalModuleReference;
          this.declare((s as ts.ImportEqualsDeclaration).name, external ? Bind.Import : Bind.Const, s).assigns++;
          break;
        }
      }
    }
  }
  isAmbient(node: ts.HasModifiers): boolean {
    return this.ambient || (node.modifiers?.some((m) => m.kind === this.K.DeclareKeyword) ?? false);
  }
  private declareImports(node: ts.ImportDeclaration): void {
    const clause = node.importClause;
    if (clause === undefined) return;
    if (clause.name) this.declare(clause.name, Bind.Import, clause).assigns++;
    const named = clause.namedBindings;
    if (named === undefined) return;
    if (named.kind === this.K.NamespaceImport) this.declare((named as ts.NamespaceImport).name, Bind.Import, named).assigns++;
    else for (const e of (named as ts.NamedImports).elements) this.declare(e.name, Bind.Import, e).assigns++;
  }
  declareList(list: ts.VariableDeclarationList, statement: ts.VariableStatement | undefined): void {
    const { K } = this;
    const f = list.flags & K.BlockScoped;
    const kind = f === 0 ? Bind.Var : f === K.Let ? Bind.Let : f === K.Const ? Bind.Const : Bind.Using;
    const ambient = statement !== undefined && this.isAmbient(statement);
    const { declarations } = list;
    for (let i = 0; i < declarations.length; i++) this.declarePattern(declarations[i].name, kind, declarations[i], ambient);
  }
  declarePattern(name: ts.BindingName, kind: number, decl: ts.Node, ambient: boolean): void {
    if (name.kind === this.K.Identifier) {
      const binding = this.declare(name as ts.Identifier, kind, decl);
      if (ambient) binding.ambient = true;
      return;
    }
    const { elements } = name as ts.BindingPattern;
    for (let i = 0; i < elements.length; i++) {
      const e = elements[i];
      if (e.kind === this.K.BindingElement) this.declarePattern((e as ts.BindingElement).name, kind, e, ambient);
    }
  }
  hoistVars(statements: readonly ts.Node[]): void {
    for (let i = 0; i < statements.length; i++) this.hoistVar(statements[i]);
  }
  private hoistVar(statement: ts.Node | undefined): void {
    const { K } = this;
    for (let s = statement; s !== undefined;) {
      switch (s.kind) {
        case K.VariableStatement: {
          const list = (s as ts.VariableStatement).declarationList;
          if ((list.flags & K.BlockScoped) === 0) this.declareList(list, s as ts.VariableStatement);
          return;
        }
        case K.Block:
          this.hoistVars((s as ts.Block).statements);
          return;
        case K.IfStatement:
          this.hoistVar((s as ts.IfStatement).thenStatement);
          s = (s as ts.IfStatement).elseStatement;
          continue;
        case K.ForStatement:
        case K.ForInStatement:
        case K.ForOfStatement: {
          const { initializer } = s as ts.ForStatement;
          if (initializer?.kind === K.VariableDeclarationList && (initializer.flags & K.BlockScoped) === 0) {
            this.declareList(initializer as ts.VariableDeclarationList, undefined);
          }
          s = (s as ts.ForStatement).statement;
          continue;
        }
        case K.WhileStatement:
        case K.DoStatement:
        case K.LabeledStatement:
          s = (s as ts.WhileStatement).statement;
          continue;
        case K.TryStatement: {
          const t = s as ts.TryStatement;
          this.hoistVars(t.tryBlock.statements);
          if (t.catchClause) this.hoistVars(t.catchClause.block.statements);
          s = t.finallyBlock;
          continue;
        }
        case K.SwitchStatement:
          for (const clause of (s as ts.SwitchStatement).caseBlock.clauses) this.hoistVars(clause.statements);
          return;
        default:
          return;
      }
    }
  }

  /** Walks the defaults and computed keys of a pattern and counts its names as assigned. */
  assignPattern(name: ts.BindingName, count: number): void {
    const { K } = this;
    if (name.kind === K.Identifier) {
      const binding = this.declared(name as ts.Identifier);
      if (binding !== undefined) binding.assigns += count;
      return;
    }
    const { elements } = name as ts.BindingPattern;
    for (let i = 0; i < elements.length; i++) {
      const element = elements[i];
      if (element.kind !== K.BindingElement) continue;
      const e = element as ts.BindingElement;
      this.propertyName(e.propertyName);
      this.assignPattern(e.name, 1);
      this.maybe(e.initializer);
    }
  }

  /** An expression whose promise is waited for where it stands: what follows in its chain is walked as code of this function. */
  inSequence(node: ts.Expression): void {
    const { K } = this;
    let at = node;
    while (at.kind === K.ParenthesizedExpression || at.kind === K.AsExpression) at = (at as ts.ParenthesizedExpression).expression;
    if (at.kind === K.ConditionalExpression) {
      this.inSequence((at as ts.ConditionalExpression).whenTrue);
      this.inSequence((at as ts.ConditionalExpression).whenFalse);
      return;
    }
    const chain = at.kind === K.CallExpression ? chainOf(this.ts, K, at) : undefined;
    if (chain === undefined || this.outline) return;
    this.chains.set(at, chain);
    for (const { onValue, onFailure } of chain.stages) {
      if (onValue) this.moved.add(onValue);
      if (onFailure) this.moved.add(onFailure);
    }
  }

  functionLike(node: ts.SignatureDeclaration & { body?: ts.Node | undefined }, self: ts.Identifier | undefined): void {
    if (this.moved.has(node)) this.movedBody(node as Callback);
    else this.functionScope(node, self);
  }

  /** The body of a callback that belongs to the function around it: a block that declares what the callback takes. */
  private movedBody(node: Callback): void {
    const { guards } = this;
    this.guards = 0;
    this.inScope(() => {
      this.typeParameters(node.typeParameters);
      for (const p of node.parameters) this.maybe(p.type);
      this.maybe(node.type);
      for (const p of node.parameters) {
        this.declarePattern(p.name, Bind.Const, p, false);
        this.assignPattern(p.name, 1);
        this.maybe(p.initializer);
      }
      this.body(node.body);
    });
    this.guards = guards;
  }

  private body(body: ts.Node): void {
    if (body.kind === this.K.Block) this.block((body as ts.Block).statements, true);
    else {
      if (this.guards === 0) this.inSequence(body as ts.Expression);
      this.visit(body);
    }
  }

  private functionScope(node: ts.SignatureDeclaration & { body?: ts.Node | undefined }, self: ts.Identifier | undefined): void {
    const outer = this.scope,
      mark = this.undoNames.length,
      typeMark = this.undoTypeNames.length,
      outerFn = this.fn,
      { guards } = this;
    this.guards = (node as ts.FunctionDeclaration).asteriskToken === undefined ? 0 : 1;
    this.decorators(node);
    this.scope = ++this.scopes;
    this.typeParameters(node.typeParameters);
    const { parameters, body } = node;
    for (let i = 0; i < parameters.length; i++) {
      this.decorators(parameters[i]);
      this.maybe(parameters[i].type);
    }
    this.maybe(node.type);
    if (body !== undefined && !this.outline) {
      const fn = new FnScope(outerFn);
      this.functions.set(node, fn);
      this.fn = fn;
      if (self) this.declare(self, Bind.Function, node).assigns++;
      this.scope = ++this.scopes;
      for (let i = 0; i < parameters.length; i++) this.declarePattern(parameters[i].name, Bind.Param, parameters[i], false);
      for (let i = 0; i < parameters.length; i++) {
        this.assignPattern(parameters[i].name, 1);
        this.maybe(parameters[i].initializer);
      }
      this.body(body);
      this.fn = outerFn;
    }
    this.guards = guards;
    this.leave(outer, mark, typeMark);
  }

  decorators(node: ts.Node): void {
    const { modifiers } = node as ts.HasModifiers;
    if (modifiers === undefined) return;
    for (const m of modifiers) if (m.kind === this.K.Decorator) this.visit((m as ts.Decorator).expression);
  }

  classLike(node: ts.ClassLikeDeclaration): void {
    const { K } = this;
    this.decorators(node);
    this.inScope(() => {
      if (node.kind === K.ClassExpression && node.name) this.declare(node.name, Bind.Class, node).assigns++;
      this.typeParameters(node.typeParameters);
      for (const clause of node.heritageClauses ?? []) {
        if (clause.token === this.ts.SyntaxKind.ExtendsKeyword) for (const t of clause.types) this.visit(t.expression);
      }
      const fields = new FnScope(this.fn),
        outer = this.fn;
      this.functions.set(node, fields);
      for (const member of node.members) {
        if (member.kind === K.PropertyDeclaration) {
          const p = member as ts.PropertyDeclaration;
          this.decorators(p);
          this.propertyName(p.name);
          this.maybe(p.type);
          if (p.initializer === undefined || this.outline) continue;
          if (!p.modifiers?.some((m) => m.kind === K.StaticKeyword)) this.fn = fields;
          this.visit(p.initializer);
          this.fn = outer;
        } else if (member.kind === K.ClassStaticBlockDeclaration) {
          if (!this.outline) this.inScope(() => this.block((member as ts.ClassStaticBlockDeclaration).body.statements, true));
        } else {
          this.propertyName(member.name);
          this.visit(member);
        }
      }
    });
  }

  /** The body of a namespace. */
  namespaceBody(node: ts.ModuleDeclaration): void {
    const { K } = this;
    const { body } = node;
    if (body === undefined || node.name.kind !== K.Identifier || (node.flags & K.GlobalAugmentation) !== 0 || this.isAmbient(node)) return;
    this.inScope(() => {
      if (body.kind === K.ModuleBlock) this.block((body as ts.ModuleBlock).statements, true);
      else if (body.kind === K.ModuleDeclaration) {
        this.hoist([body as ts.NamespaceDeclaration]);
        this.visit(body);
      }
    });
  }

  looseDeclarations(clauses: readonly ts.CaseOrDefaultClause[]): void {
    const first = this.bindings.length;
    for (const clause of clauses) this.hoist(clause.statements);
    for (let i = first; i < this.bindings.length; i++) this.bindings[i].loose = true;
  }
}

function restore(map: Map<string, Binding | undefined>, names: string[], bindings: (Binding | undefined)[]): void {
  const name = names.pop() as string; // the caller checked that there is one
  const binding = bindings.pop();
  // Deleted entries would leave holes that the map has to be rebuilt for.
  map.set(name, binding);
}

function isTypeLike(binding: Binding): boolean {
  return binding.kind === Bind.Class || binding.kind === Bind.Enum || binding.kind === Bind.Import || binding.kind === Bind.Namespace;
}

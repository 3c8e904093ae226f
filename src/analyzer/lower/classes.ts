import { Table } from '../ir/module.js';
import { Cls, Fn, Member, MemberFlag, Op } from '../ir/ops.js';
import type { ts } from '../syntax.js';
import { hasModifier, type Lowering, nameOf, staticName } from './context.js';
import { createFunction, isParamProperty, lowerDecorators, lowerNamed } from './functions.js';
import type { Binding } from './scopes.js';
import { hoistFunctions, lowerStatements } from './statements.js';

/** A member before its row is written: rows of one class lie together, and other classes may come up in between. */
interface Draft {
  readonly node: ts.Node;
  readonly name: string;
  readonly kind: number;
  readonly flags: number;
  readonly fn: number;
  readonly type: number;
  readonly decorators: readonly number[];
}

const NONE: readonly number[] = [];

/** A class declaration or expression; gives the binding its value before static code runs. */
export function lowerClassValue(cx: Lowering, node: ts.ClassLikeDeclaration, name: string, b: Binding | undefined): number {
  const { K, fb } = cx;
  const decorators = lowerDecorators(cx, node);
  const extended = node.heritageClauses?.find((c) => c.token === cx.ts.SyntaxKind.ExtendsKeyword)?.types[0];
  const heritage = extended ? cx.expr(extended.expression) : -1;
  const start = cx.start(node.pos, node.end);
  const own = node.name ? nameOf(node.name) : name;
  const flags =
    (hasModifier(node, K.AbstractKeyword) ? Cls.Abstract : 0) |
    (hasModifier(node, K.DeclareKeyword) || cx.file.isDeclarationFile ? Cls.Ambient : 0);
  const cls = classRow(cx, own, flags, start, node.end);
  fb.patch(Table.classes, cls, 2, heritage);
  fb.patchList(Table.classes, cls, 9, decorators);

  const drafts: Draft[] = [];
  const fields: { member: ts.PropertyDeclaration; draft: number }[] = [];
  const statics: { member: ts.ClassElement; draft: number }[] = [];
  for (const member of node.members) {
    const isStatic = hasModifier(member, K.StaticKeyword);
    if (member.kind === K.PropertyDeclaration) {
      const p = member as ts.PropertyDeclaration;
      if (p.initializer && !cx.outline) (isStatic ? statics : fields).push({ member: p, draft: drafts.length });
      drafts.push(fieldDraft(cx, p));
    } else if (member.kind === K.ClassStaticBlockDeclaration) statics.push({ member, draft: -1 });
    else if (member.kind === K.Constructor) addConstructor(cx, member as ts.ConstructorDeclaration, cls, drafts);
    else if (member.kind === K.MethodDeclaration || member.kind === K.GetAccessor || member.kind === K.SetAccessor) {
      drafts.push(methodDraft(cx, member as ts.MethodDeclaration, cls, isStatic));
    }
  }
  const first = writeMembers(cx, cls, drafts);
  if (fields.length > 0) createFields(cx, node, cls, first, fields);

  const value = fb.emit1(Op.class, start, node.end, cls);
  if (b) cx.define(b, value);
  else if (node.kind === K.ClassExpression && node.name) {
    const self = cx.binding(node.name);
    if (self) cx.define(self, value);
  }
  if (statics.length > 0 && !cx.outline) lowerStatics(cx, value, first, statics);
  return value;
}

/** A function on the prototype of another one. */
export type PrototypeMethod = ts.FunctionExpression;

/** A function that is called with `new`, and the functions on its prototype, by their names, as a class. */
export function lowerConstructorFunction(
  cx: Lowering,
  node: ts.FunctionLikeDeclaration,
  name: string,
  methods: ReadonlyMap<string, PrototypeMethod>,
): number {
  const start = cx.start(node.pos, node.end);
  const cls = classRow(cx, name, Cls.Function, start, node.end);
  cx.writer.setColumn(Table.classes, cls, 3, createFunction(cx, node, 'constructor', Fn.Method | Fn.Constructor, cls).index);
  const made = (cx.methods ??= new Map<ts.Node, number>());
  const drafts = [...methods].map(([method, own]): Draft => {
    const fn = made.get(own) ?? createFunction(cx, own, method, Fn.Method, cls).index; // one function may have two names
    made.set(own, fn);
    return { node: own, name: method, kind: Member.Method, flags: 0, fn, type: -1, decorators: NONE };
  });
  writeMembers(cx, cls, drafts);
  return cx.fb.emit1(Op.class, start, node.end, cls);
}

function classRow(cx: Lowering, name: string, flags: number, start: number, end: number): number {
  return cx.writer.row(Table.classes, cx.str(name), flags, -1, -1, -1, -1, 0, start, end, -1, 0, cx.fn);
}

function writeMembers(cx: Lowering, cls: number, drafts: readonly Draft[]): number {
  const { writer, fb } = cx;
  const first = writer.rowCount(Table.members);
  for (const d of drafts) {
    const row = writer.row(Table.members, cx.str(d.name), d.kind, d.flags, d.fn, -1, -1, cx.start(d.node.pos, d.node.end), d.node.end, -1);
    fb.patch(Table.members, row, 5, d.type);
    fb.patchList(Table.members, row, 8, d.decorators);
  }
  writer.setColumn(Table.classes, cls, 5, first);
  writer.setColumn(Table.classes, cls, 6, drafts.length);
  return first;
}

/** Computed names are evaluated with the class; a name that is not static is `''`. */
function memberName(cx: Lowering, name: ts.Node): string {
  const text = staticName(cx, name);
  if (text !== undefined) return text;
  if (name.kind === cx.K.ComputedPropertyName) cx.expr((name as ts.ComputedPropertyName).expression);
  return '';
}

function memberFlags(cx: Lowering, node: ts.Node, name: string): number {
  const { K } = cx;
  let flags = name.startsWith('#') ? MemberFlag.Private : 0;
  if ((node as ts.PropertyDeclaration).questionToken) flags |= MemberFlag.Optional;
  for (const m of (node as ts.HasModifiers).modifiers ?? []) {
    if (m.kind === K.StaticKeyword) flags |= MemberFlag.Static;
    else if (m.kind === K.PrivateKeyword) flags |= MemberFlag.Private;
    else if (m.kind === K.ReadonlyKeyword) flags |= MemberFlag.Readonly;
    else if (m.kind === K.AbstractKeyword) flags |= MemberFlag.Abstract;
    else if (m.kind === K.OverrideKeyword) flags |= MemberFlag.Override;
  }
  return flags;
}

function fieldDraft(cx: Lowering, node: ts.PropertyDeclaration): Draft {
  const decorators = lowerDecorators(cx, node);
  const name = memberName(cx, node.name);
  const kind = hasModifier(node, cx.K.AccessorKeyword) ? Member.Accessor : Member.Field;
  return { node, name, kind, flags: memberFlags(cx, node, name), fn: -1, type: cx.maybeType(node.type), decorators };
}

function methodDraft(cx: Lowering, node: ts.MethodDeclaration | ts.AccessorDeclaration, cls: number, isStatic: boolean): Draft {
  const { K } = cx;
  const decorators = lowerDecorators(cx, node);
  const name = memberName(cx, node.name);
  const [kind, flag] =
    node.kind === K.GetAccessor
      ? [Member.Getter, Fn.Getter]
      : node.kind === K.SetAccessor
        ? [Member.Setter, Fn.Setter]
        : [Member.Method, 0];
  const fn = createFunction(cx, node, name, Fn.Method | flag | (isStatic ? Fn.Static : 0), cls);
  const type = node.kind === K.GetAccessor ? fn.returnType : -1;
  return { node, name, kind, flags: memberFlags(cx, node, name), fn: fn.index, type, decorators };
}

function addConstructor(cx: Lowering, node: ts.ConstructorDeclaration, cls: number, drafts: Draft[]): void {
  const { K } = cx;
  // Overloads have no parameter properties, and the implementation has all types.
  if (node.body === undefined && !cx.file.isDeclarationFile) return;
  const { index, params } = createFunction(cx, node, 'constructor', Fn.Method | Fn.Constructor, cls);
  cx.writer.setColumn(Table.classes, cls, 3, index);
  for (const { node: p, type, decorators } of params) {
    if (p.name.kind !== K.Identifier || !isParamProperty(cx, p)) continue;
    const name = nameOf(p.name as ts.Identifier);
    drafts.push({ node: p, name, kind: Member.ParamProperty, flags: memberFlags(cx, p, name), fn: -1, type, decorators });
  }
}

function createFields(
  cx: Lowering,
  node: ts.ClassLikeDeclaration,
  cls: number,
  first: number,
  fields: readonly { member: ts.PropertyDeclaration; draft: number }[],
): void {
  const { writer } = cx;
  const fn = writer.row(
    Table.functions,
    cx.str(''),
    Fn.Fields,
    cx.fn,
    cls,
    writer.rowCount(Table.params),
    0,
    -1,
    0,
    cx.start(node.pos, node.end),
    node.end,
    writer.codeEnd,
    writer.codeEnd,
    -1,
  );
  writer.setColumn(Table.classes, cls, 4, fn);
  const run = (inner: Lowering): void => {
    const self = inner.readThis(
      inner.start(fields[0].member.pos, fields[0].member.end),
      inner.start(fields[0].member.pos, fields[0].member.end),
    );
    for (const { member, draft } of fields) setField(inner, self, member, first + draft);
  };
  cx.jobs.push({ node, fn, run });
}

function setField(cx: Lowering, object: number, member: ts.PropertyDeclaration, row: number): void {
  const name = staticName(cx, member.name);
  const value = lowerNamed(cx, member.initializer as ts.Expression, name ?? ''); // only fields that have one are listed
  cx.fb.patch(Table.members, row, 4, value);
  const start = cx.start(member.name.pos, member.name.end);
  if (name === undefined) cx.fb.emit(Op.unknown, start, member.end, [object, value]);
  else cx.fb.emit3(Op.set, start, member.end, object, cx.str(name), value);
}

/** Static initialisers and blocks run in the enclosing function, right after the class, with the class as `this`. */
function lowerStatics(cx: Lowering, value: number, first: number, statics: readonly { member: ts.ClassElement; draft: number }[]): void {
  const outer = cx.thisValue;
  cx.thisValue = value;
  for (const { member, draft } of statics) {
    if (draft >= 0) setField(cx, value, member as ts.PropertyDeclaration, first + draft);
    else {
      const { statements } = (member as ts.ClassStaticBlockDeclaration).body;
      hoistFunctions(cx, statements);
      lowerStatements(cx, statements, 0);
    }
  }
  cx.thisValue = outer;
}

/** An interface or a type literal as a class row. */
export function lowerMembers(
  cx: Lowering,
  node: ts.InterfaceDeclaration | ts.TypeLiteralNode,
  name: string,
  flags: number,
  heritage: number,
): number {
  const { K, fb } = cx;
  const cls = classRow(cx, name, flags, cx.start(node.pos, node.end), node.end);
  fb.patch(Table.classes, cls, 2, heritage);
  const drafts: Draft[] = [];
  const { members } = node;
  for (let i = 0; i < members.length; i++) {
    const m = members[i];
    const member = m.name ? memberNameOnly(cx, m.name) : '';
    const kind =
      m.kind === K.PropertySignature
        ? Member.Field
        : m.kind === K.MethodSignature
          ? Member.Method
          : m.kind === K.GetAccessor
            ? Member.Getter
            : m.kind === K.SetAccessor
              ? Member.Setter
              : m.kind === K.IndexSignature
                ? Member.Index
                : -1;
    if (kind < 0) continue;
    let type = cx.maybeType((m as ts.PropertySignature).type);
    if (kind === Member.Method)
      type = fb.emit1(Op.tfn, cx.start(m.pos, m.end), m.end, type >= 0 ? type : fb.tunk(cx.start(m.pos, m.end), m.end));
    drafts.push({ node: m, name: member, kind, flags: memberFlags(cx, m, member), fn: -1, type, decorators: NONE });
  }
  writeMembers(cx, cls, drafts);
  return cls;
}

function memberNameOnly(cx: Lowering, name: ts.Node): string {
  return staticName(cx, name) ?? '';
}

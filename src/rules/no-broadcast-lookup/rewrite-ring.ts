import { asPattern } from '../../analyzer/rewrite/pattern.js';
import type { Program } from '../../analyzer/link/program.js';
import { appendItems } from '../../analyzer/rewrite/lists.js';
import { refuse, type Edit, type Source, type ts } from '../../analyzer/rewrite/tools.js';
import { isIn, isPlain, usesOf } from '../declared.js';
import type { Match } from './detect.js';
import { isForAll, listOf, type NodeList } from './rewrite-list.js';

/**
 * Asks one node: the owner of the key on a consistent-hash ring of the list's places. The ring is a parameter of the constructor, or of the function, which
 * is one of the list's own where none is given.
 *
 * Precondition: the list does not change, the key is written in the question, and each other place that picks one node of the list has the same key at
 * hand, so that what is stored is found again. What lies on other nodes already is not found any more: it has to be moved, or to expire.
 */
export function askOwner(edit: Edit, match: Match, program: Program): void {
  const { unit, ask, nodes } = match.lookup;
  const source = edit.source(unit);
  const { ts: api } = source;
  const call = source.callAt(unit.ir.span(ask));
  if (!api.isCallExpression(call)) refuse('not a call');
  const shape = match.kind === 'loop' ? loopAround(source, call) : groupAround(source, call);
  const list = listOf(program, edit, source, shape.list);
  const key = keyOf(source, call, shape.element);
  if (unit.ir.span(nodes).start !== source.start(shape.list)) refuse('not the list that was seen');
  const ring = ringFor(edit, list, shape.list);
  const owner = (by: string): string => `${list.text}[Number(${by}.get(${asText(source, source.textOf(key))}))]`;
  for (const use of list.uses) if (!isIn(use, shape.whole)) route(edit, list, use, source.textOf(key), owner(ring.elsewhere));
  shape.write(edit, owner(ring.here));
}

/** The lookup in the text. */
interface Shape {
  readonly whole: ts.Node;
  readonly list: ts.Expression;
  readonly element: string;
  write(edit: Edit, owner: string): void;
}

/** `for (const node of nodes) { … }` becomes `const node = owner; …`. */
function loopAround(source: Source, call: ts.CallExpression): Shape {
  const { ts: api } = source;
  const loop = [...source.ancestorsOf(call)].find((node): node is ts.ForOfStatement => api.isForOfStatement(node)) ?? refuse('no loop');
  const { initializer, statement, expression } = loop;
  if (!api.isVariableDeclarationList(initializer) || !api.isBlock(statement) || loop.awaitModifier) refuse('a loop of another form');
  const [{ name }] = initializer.declarations;
  if (!api.isIdentifier(name)) refuse('the element is taken apart');
  if (leaves(source, statement)) refuse('the loop is left or goes on');
  const around = source.functionOf(loop);
  const names = [
    name.text,
    ...statement.statements.flatMap((one) =>
      api.isVariableStatement(one) ? one.declarationList.declarations.map((each) => each.name.getText(source.tree)) : [],
    ),
  ];
  if (around && names.some((one) => usesOf(source, around, one).some((use) => !isIn(use, loop)))) refuse('its names are taken outside');
  return {
    whole: loop,
    list: expression,
    element: name.text,
    write: (edit, owner) => {
      edit.replace(
        source,
        { start: source.start(loop), end: openEnd(source, statement) },
        `const ${name.text} = ${owner}${source.style.semi}`,
      );
      const { unit } = source.style;
      const first = source.text.indexOf('\n', source.start(statement));
      for (let at = first + 1; at > 0 && at < lastLine(source, statement); at = source.text.indexOf('\n', at) + 1)
        if (source.text.startsWith(unit, at)) edit.remove(source, { start: at, end: at + unit.length });
      edit.remove(source, { start: lastLine(source, statement) - eolBefore(source, statement), end: statement.end });
    },
  };
}

/** Behind the brace that opens a block. */
const openEnd = (source: Source, block: ts.Block): number => source.start(block) + 1;
/** Where the line of the closing brace begins. Refuses where the block stands on one line. */
function lastLine({ text }: Source, block: ts.Block): number {
  const at = text.lastIndexOf('\n', block.end - 1) + 1;
  return text.slice(at, block.end).trim() === '}' ? at : refuse('a block on one line');
}
const eolBefore = ({ text }: Source, block: ts.Block): number => (text[text.lastIndexOf('\n', block.end - 1) - 1] === '\r' ? 2 : 1);

/** `break`, `continue`, or a loop that goes on after a hit. */
function leaves(source: Source, node: ts.Node): boolean {
  const { ts: api } = source;
  if (api.isFunctionLike(node)) return false;
  if (api.isBreakOrContinueStatement(node)) return true;
  return api.forEachChild(node, (child) => leaves(source, child) || undefined) === true;
}

/** `const answers = await Promise.all(nodes.map((node) => node.get(key))); return answers.find(Boolean);` becomes `return owner.get(key)`. */
function groupAround(source: Source, call: ts.CallExpression): Shape {
  const { ts: api } = source;
  const mapper = source.functionOf(call);
  const map = mapper && source.parentOf(mapper);
  if (!mapper || !api.isArrowFunction(mapper) || mapper.parameters.length !== 1 || !map || !api.isCallExpression(map))
    refuse('no callback of one node');
  const [{ name }] = mapper.parameters;
  const method = map.expression;
  if (!api.isIdentifier(name) || !api.isPropertyAccessExpression(method) || method.name.text !== 'map') refuse('not mapped');
  if (mapper.body !== call && !(api.isAwaitExpression(mapper.body) && mapper.body.expression === call)) refuse('the callback does more');
  const all = source.parentOf(map);
  if (!all || !api.isCallExpression(all) || !/^Promise\.(?:all|any|race)$/.test(source.textOf(all.expression))) refuse('not all at once');
  const asked = (owner: string): string => askedText(source, call, name.text, owner);
  const base = { list: method.expression, element: name.text };
  if (!source.textOf(all.expression).endsWith('.all'))
    return { ...base, whole: all, write: (edit, owner) => edit.replace(source, all, asked(owner)) };
  const picked = pickOf(source, all);
  return { ...base, whole: picked.whole, write: (edit, owner) => picked.write(edit, asked(owner)) };
}

function askedText(source: Source, call: ts.CallExpression, element: string, owner: string): string {
  const start = source.start(call);
  const pieces = usesOf(source, call, element).sort((a, b) => b.pos - a.pos);
  return pieces.reduce((text, use) => text.slice(0, source.start(use) - start) + owner + text.slice(use.end - start), source.textOf(call));
}

/** Where one of all answers is picked: `(await all).find(Boolean)`, `all.then((answers) => answers.find(Boolean))`, or by the next statement. */
function pickOf(source: Source, all: ts.CallExpression): { readonly whole: ts.Node; write(edit: Edit, asked: string): void } {
  const { ts: api } = source;
  const parent = source.parentOf(all);
  if (parent && api.isPropertyAccessExpression(parent) && parent.name.text === 'then') {
    const then = source.parentOf(parent);
    const [pick, more] = then && api.isCallExpression(then) ? then.arguments : [];
    if (!then || !pick || more || !api.isArrowFunction(pick) || !picks(source, pick.body, pick.parameters[0]?.name.getText(source.tree)))
      refuse('picked in another way');
    return { whole: then, write: (edit, asked) => edit.replace(source, then, asked) };
  }
  const declaration = parent && api.isAwaitExpression(parent) ? source.parentOf(parent) : undefined;
  if (!declaration || !api.isVariableDeclaration(declaration) || !api.isIdentifier(declaration.name)) refuse('picked in another way');
  const name = declaration.name.text;
  const fn = source.functionOf(declaration) ?? refuse('top-level code');
  const uses = usesOf(source, fn, name).filter((use) => use !== declaration.name);
  const found = uses.length === 1 ? source.parentOf(source.parentOf(uses[0]) ?? uses[0]) : undefined;
  if (!found || !api.isCallExpression(found) || !picks(source, found, name)) refuse('the answers are used otherwise');
  const statement = source.statementOf(declaration);
  return {
    whole: statement,
    write: (edit, asked) => {
      edit.replace(source, all, asked);
      edit.replace(source, found, name);
    },
  };
}

/** `answers.find(Boolean)`: the first that is there. */
function picks(source: Source, node: ts.Node, name: string | undefined): boolean {
  const { ts: api } = source;
  if (!api.isCallExpression(node) || !api.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'find') return false;
  const [test] = node.arguments;
  return source.textOf(node.expression.expression) === name && test !== undefined && source.textOf(test) === 'Boolean';
}

/** What the question is about: the argument that names it. Refuses where it is not plain, or depends on the node. */
function keyOf(source: Source, call: ts.CallExpression, element: string): ts.Expression {
  const [key] = call.arguments;
  if (key === undefined || usesOf(source, call.expression, element).length === 0) return refuse('not a method of the node');
  if (usesOf(source, key, element).length > 0) return refuse('the key depends on the node');
  return isPlain(source, key) || isOwnKey(source, key) ? key : refuse('the key is computed');
}

/** `keyOf(userId)`: a function of plain values that is not waited for. */
function isOwnKey(source: Source, key: ts.Expression): boolean {
  const { ts: api } = source;
  return api.isCallExpression(key) && api.isIdentifier(key.expression) && key.arguments.every((one) => isPlain(source, one));
}

/** A key is hashed as a text. */
function asText(source: Source, text: string): string {
  return /^[\w$]+\(|^['"`]/.test(text) ? text : `String(${text})`;
}

/** What a ring is called in the function of the lookup, and in others of the file. */
interface Ring {
  readonly here: string;
  readonly elsewhere: string;
}

/** The ring that belongs to the list: a parameter with a default beside it. */
function ringFor(edit: Edit, { source, home, isExported, kind, declared, text }: NodeList, at: ts.Node): Ring {
  const { ts: api } = source;
  if (kind === 'parameter') return refuse('a ring would be made for each call');
  const around = kind === 'field' ? home.parentOf(declared) : undefined;
  const known = knownRing(around ? home.textOf(around) : home.text, declared.name.getText(home.tree));
  if (known !== undefined && kind === 'field') return { here: `this.${known}`, elsewhere: `this.${known}` };
  if (known === undefined) {
    edit.need(home, { name: 'hashring', range: '^3.2.0', to: 'dependencies' });
    if (home.style.isTypeScript) edit.need(home, { name: '@types/hashring', range: '^3.2.5', to: 'devDependencies' });
  }
  const ring = known ?? edit.import(home, { from: 'hashring', name: home.style.modules === 'cjs' ? '*' : 'default', as: 'HashRing' });
  const made = (list: string): string => `new ${ring}(${list}.map((_, index) => String(index)))`;
  if (kind === 'field') {
    const constructor = source.parentOf(declared);
    if (!constructor || !api.isConstructorDeclaration(constructor)) return refuse('no constructor');
    const name = edit.fresh(source, 'ring');
    const parameter = `private readonly ${name}: ${ring} = ${made(declared.name.getText(source.tree))}`;
    if (constructor.parameters.some((one) => one.dotDotDotToken)) refuse('a rest parameter is last');
    const close = source.text.indexOf(')', constructor.parameters[constructor.parameters.length - 1].end);
    for (const { start, end, text: added } of appendItems(source, constructor.parameters, constructor.parameters.pos, close, [parameter]))
      edit.replace(source, { start, end }, added);
    return { here: `this.${name}`, elsewhere: `this.${name}` };
  }
  const fn = outermostFunction(source, at);
  if (fn.parameters.some((one) => one.dotDotDotToken) || source.text[source.start(fn.parameters[0] ?? fn) - 1] !== '(')
    refuse('no list of parameters');
  const shared = known ?? edit.fresh(home, `${text}Ring`);
  if (home !== source && ((known === undefined && source.has(shared)) || !isExported || home.style.modules === 'cjs'))
    refuse('the ring cannot be imported');
  const name = usesOf(source, fn, 'ring').length === 0 ? 'ring' : edit.fresh(source, 'ring');
  if (known === undefined) edit.after(home, declared, [`${isExported ? 'export ' : ''}const ${shared} = ${made(text)}${home.style.semi}`]);
  if (home !== source) edit.importFrom(source, home.unit, { name: shared });
  const close = source.text.indexOf(')', fn.parameters[fn.parameters.length - 1].end);
  for (const { start, end, text: added } of appendItems(source, fn.parameters, fn.parameters.pos, close, [`${name} = ${shared}`]))
    edit.replace(source, { start, end }, added);
  return { here: name, elsewhere: shared };
}

/** The name of a ring of that list which is there already. */
function knownRing(text: string, list: string): string | undefined {
  return new RegExp(`(\\w+)(?:: \\w+)? = new \\w+\\(${asPattern(list)}\\.map\\(\\(_, index\\) => String\\(index\\)\\)\\)`).exec(text)?.[1];
}

/** The function that the module declares around a node. */
function outermostFunction(source: Source, at: ts.Node): ts.FunctionLikeDeclaration {
  let found: ts.FunctionLikeDeclaration | undefined;
  for (const node of source.ancestorsOf(at)) if (source.ts.isFunctionLike(node) && 'body' in node) found = node;
  if (!found || found.parameters.length === 0) return refuse('no function around it');
  return found;
}

/** Another place that picks one node picks the owner; what is done to all of them stays. Refuses where it has no key. */
function route(edit: Edit, { source, text }: NodeList, use: ts.Expression, key: string, owner: string): void {
  const { ts: api } = source;
  if (isForAll(source, use)) return;
  const parent = source.parentOf(use);
  if (!parent || !api.isElementAccessExpression(parent) || parent.expression !== use) refuse(`\`${text}\` is used in another way`);
  if (/^Number\([\w.]*[rR]ing\w*\.get\(/.test(source.textOf(parent.argumentExpression))) return; // it picks the owner already
  const declaration = source.parentOf(parent);
  if (!declaration || !api.isVariableDeclaration(declaration) || !api.isIdentifier(declaration.name))
    refuse('the node that is picked has no name');
  const { name } = declaration;
  const fn = source.functionOf(parent) ?? refuse('top-level code');
  const calls = usesOf(source, fn, name.text).filter((one) => one !== name);
  const keys = calls.map((one) => {
    const member = source.parentOf(one);
    const made = member && source.parentOf(member);
    const first = made && api.isCallExpression(made) ? made.arguments.at(0) : undefined;
    return first ? source.textOf(first) : refuse('the node that is picked is handed on');
  });
  if (keys.length === 0 || keys.some((one) => one !== key)) refuse('another key is stored there');
  edit.replace(source, parent, owner);
}

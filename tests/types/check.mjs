// Proves that the models of src/analyzer/models name nothing that does not exist: each export, member, argument and option
// path is looked up in the real types of the package. Run: npm ci && node check.mjs
// Only types are read: nothing is built, and package.json replaces native parts by a tiny package (`overrides`).
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { ALIASES, ALLOWED } from './exceptions.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '../../src/analyzer/models');

const models = [...(await loadModels()), { file: 'self-test', model: selfTest() }];
const specs = new Map(models.map(({ file, model }) => [file, specifiersOf(model)]));
const program = createProgram([...new Set([...specs.values()].flat())]);
const checker = program.getTypeChecker();
const STRING = checker.getStringType();

const failures = [];
const unchecked = [];
let facts = 0;
for (const { file, model } of models) {
  const status = new Map();
  let modules = 0;
  for (const spec of specs.get(file)) {
    const found = spec === 'global' ? globalModule() : moduleOf(spec);
    if (found === undefined) {
      if (file !== 'self-test') unchecked.push(spec);
      continue;
    }
    modules++;
    checkModel(model, found, status);
  }
  if (modules === 0 && Object.keys(model.exports).length > 0) failures.push({ file, path: 'none of its packages is installed here' });
  facts += status.size;
  for (const { path, ok } of status.values()) if (!ok) failures.push({ file, path });
}

const used = new Set();
const violations = failures.filter(({ file, path }) => {
  const allowed = ALLOWED.find((entry) => entry.model === file && entry.path === path);
  if (allowed) used.add(allowed);
  return allowed === undefined;
});
const selfTested = violations.filter((v) => v.file === 'self-test').map((v) => v.path);
const expected = ['nothing', 'default.gett', 'default.get(1.timeoutt)', 'default.create().defaults.timeoutt', 'default.get(runs 7)'];
for (const path of expected) if (!selfTested.includes(path)) violations.push({ file: 'check.mjs', path: `the self-test did not report ${path}` });
for (const path of selfTested) if (!expected.includes(path)) violations.push({ file: 'check.mjs', path: `the self-test reported ${path}` });
for (const entry of ALLOWED) if (!used.has(entry)) violations.push({ file: 'exceptions.mjs', path: `${entry.model}: ${entry.path} is not needed` });

const real = violations.filter((v) => v.file !== 'self-test');
for (const { file, path } of real) console.error(`${file}: ${path}`);
console.log(`${models.length - 1} models, ${facts} facts looked up, ${used.size} allowed, ${real.length} wrong`);
if (unchecked.length > 0) console.log(`without types here: ${unchecked.sort().join(', ')}`);
process.exitCode = real.length > 0 ? 1 : 0;

function selfTest() {
  const wait = (bounds) => ({ for: 'x', default: 'none', advice: 'x', bounds });
  return {
    package: 'axios',
    source: 'wrong on purpose',
    exports: {
      nothing: {},
      default: {
        members: {
          gett: {},
          get: { call: { waits: wait([{ option: '1.timeout' }, { option: '1.timeoutt' }]), runs: [7] } },
          create: { call: { returns: { settings: [{ assigned: 'defaults.timeout' }, { assigned: 'defaults.timeoutt' }] } } },
        },
      },
    },
  };
}

async function loadModels() {
  const out = join(here, 'node_modules/.cache/models');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'index.ts').map((name) => name.slice(0, -3));
  for (const name of names) {
    const { outputText } = ts.transpileModule(readFileSync(join(folder, `${name}.ts`), 'utf8'), { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
    writeFileSync(join(out, `${name}.js`), outputText);
  }
  const list = [];
  for (const name of names) if (name !== 'types') list.push({ file: name, model: (await import(pathToFileURL(join(out, `${name}.js`)).href)).default });
  return list;
}

function specifiersOf(model) {
  if (Object.keys(model.exports).length === 0) return [];
  return [model.package].flat().flatMap((name) => {
    if (!name.endsWith('*')) return [name, ...(ALIASES[name] ?? [])];
    const prefix = name.slice(0, -1);
    const scope = prefix.slice(0, prefix.indexOf('/'));
    const directory = join(here, 'node_modules', scope);
    return existsSync(directory) ? readdirSync(directory).map((entry) => `${scope}/${entry}`).filter((entry) => entry.startsWith(prefix) && !models.some((m) => [m.model.package].flat().includes(entry))) : [];
  });
}

function createProgram(names) {
  const entry = join(here, 'entry.ts');
  const text = [...names.map((name, i) => `import * as m${i} from '${name}';`), 'declare const everything: typeof globalThis;', 'export { everything };'].join('\n');
  const options = {
    module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'], strict: true, skipLibCheck: true, noEmit: true, esModuleInterop: true, experimentalDecorators: true, jsx: ts.JsxEmit.ReactJSX,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.getSourceFile = (file, ...rest) => (file === entry ? ts.createSourceFile(file, text, options.target, true) : getSourceFile.call(host, file, ...rest));
  host.fileExists = (file) => file === entry || fileExists.call(host, file);
  host.readFile = (file) => (file === entry ? text : readFile.call(host, file));
  return ts.createProgram([entry], options, host);
}

function entryFile() {
  return program.getSourceFile(join(here, 'entry.ts'));
}

/** What a module exports: `lookup` gives the symbol of a name. */
function moduleOf(spec) {
  const declaration = entryFile().statements.find((s) => ts.isImportDeclaration(s) && s.moduleSpecifier.text === spec);
  const symbol = checker.getSymbolAtLocation(declaration.moduleSpecifier);
  if (symbol === undefined) return undefined;
  const assigned = symbol.exports?.get('export=');
  const named = (name) => checker.tryGetMemberInModuleExports(name, symbol) ?? symbol.exports?.get(name);
  const lookup = (name) => {
    if (name === 'default') return named('default') ?? assigned ?? symbol;
    if (name === '=') return assigned ?? named('default') ?? symbol;
    return named(name);
  };
  return { lookup, names: () => checker.getExportsOfModule(symbol).map((s) => s.name) };
}

function globalModule() {
  const statement = entryFile().statements.find(ts.isVariableStatement);
  const type = checker.getTypeAtLocation(statement.declarationList.declarations[0].name);
  return { lookup: (name) => checker.getPropertyOfType(type, name), names: () => [] };
}

function resolved(symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** The types that a symbol stands for: as a value, and as a declared type. */
function typesOfSymbol(symbol) {
  const target = resolved(symbol);
  const values = target.flags & (ts.SymbolFlags.Value | ts.SymbolFlags.ValueModule) ? [checker.getTypeOfSymbol(target)] : [];
  const declared = target.flags & ts.SymbolFlags.Type ? [checker.getDeclaredTypeOfSymbol(target)] : [];
  return { values, declared };
}

function checkModel(model, module, status) {
  const seen = new Set();
  // A statement that several exports or packages share has to be true of one of them.
  const note = (of, path, ok) => {
    const key = `${modelKey(of)}:${path.slice(path.lastIndexOf('\0') + 1)}`;
    const known = status.get(key);
    status.set(key, { path: known?.path ?? path.replace('\0', ''), ok: ok || known?.ok === true });
  };
  const context = { model, seen, note, stack: [], owner: [] };
  for (const [name, ref] of Object.entries(model.exports)) {
    if (name === '*') continue;
    const names = name.includes('*') ? module.names().filter((n) => glob(name).test(n)) : [name];
    const symbols = names.map((n) => module.lookup(n)).filter((s) => s !== undefined);
    note(model, name, symbols.length > 0);
    for (const symbol of symbols) {
      const { values, declared } = typesOfSymbol(symbol);
      checkType(context, ref, values, name, declared);
    }
  }
  // A declared type is looked up among the types of a model by its name.
  for (const [name, type] of Object.entries(model.types ?? {})) {
    const symbol = Object.hasOwn(model.exports, name) ? undefined : module.lookup(name);
    const declared = symbol === undefined ? [] : typesOfSymbol(symbol).declared;
    if (declared.length > 0 && type.call === undefined) checkType(context, type, declared, `type ${name}`, []);
  }
}

function glob(pattern) {
  return new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.$]/g, '\\$&')).join('.*')}$`);
}

function modelType(context, ref) {
  if (typeof ref !== 'string') return { context, type: ref };
  if (/^(this|arg\d|result\d)$/.test(ref)) return undefined;
  const hash = ref.indexOf('#');
  const owner = hash < 0 ? context.model : models.find((m) => [m.model.package].flat().includes(ref.slice(0, hash)))?.model;
  const type = owner?.types?.[ref.slice(hash + 1)];
  // Facts of another model are checked with that model.
  return type === undefined || hash >= 0 ? undefined : { context, type };
}

function checkType(context, ref, tsTypes, path, declared) {
  const found = modelType(context, ref);
  if (found === undefined) return;
  const { type } = found;
  const types = parts(tsTypes);
  const key = `${modelKey(type)}:${types.map((t) => t.id).join()}:${declared.map((t) => t.id).join()}`;
  if (context.seen.has(key) || context.stack.length > 12) return;
  context.seen.add(key);
  // Generic types can go on for ever (`a().b().a()…` is a new type each time).
  if (context.stack.filter((t) => t === type).length > 3) return;
  context.stack.push(type);
  checkTypeOnce(context, type, types, path, declared);
  context.stack.pop();
}

function checkTypeOnce(context, type, types, path, declared) {
  if (type.extends && !type.extends.includes('#')) checkType(context, type.extends, types, path, declared);
  if (types.some(opaque)) return;
  if (type.call) {
    const signatures = types.flatMap((t) => checker.getSignaturesOfType(t, ts.SignatureKind.Call));
    context.note(type, `${path}\0()`, signatures.length > 0);
    if (signatures.length > 0) checkCall(context, type.call, signatures, types, path);
  }
  if (type.new) {
    const signatures = types.flatMap((t) => checker.getSignaturesOfType(t, ts.SignatureKind.Construct));
    context.note(type, `new ${path}\0`, signatures.length > 0 || declared.length > 0);
    if (signatures.length > 0) checkCall(context, type.new, signatures, types, `new ${path}`);
    else if (type.new.returns) checkType(context, type.new.returns, declared, `new ${path}()`, []);
  }
  const every = type.members?.['*'];
  if (every !== undefined) {
    for (const property of types.flatMap((t) => checker.getPropertiesOfType(checker.getApparentType(t)))) {
      if (Object.hasOwn(type.members, property.name) || property.name.startsWith('_')) continue;
      const value = checker.getTypeOfSymbol(property);
      checkType(context, every, [value], `${path}.${property.name}`, instanceDeclared(value));
    }
    const indexed = types.flatMap((t) => checker.getIndexTypeOfType(t, ts.IndexKind.String) ?? []);
    if (indexed.length > 0) checkType(context, every, indexed, `${path}[]`, []);
  }
  for (const [name, member] of Object.entries(type.members ?? {})) {
    if (name === '*') continue;
    const values = step([...types], name);
    context.note(type, `${path}\0.${name}`, values !== undefined);
    context.owner.push(types);
    if (values !== undefined) checkType(context, member, values, `${path}.${name}`, values.flatMap(instanceDeclared));
    context.owner.pop();
  }
  for (const bound of type.settings ?? []) {
    const at = bound.assigned ?? bound.hook;
    if (at !== undefined) context.note(type, `${path}\0.${at}`, walk(types, at.split('.')) !== undefined);
  }
  for (const name of Object.keys(type.overrides ?? {})) {
    const instances = [...declared, ...types.flatMap((t) => checker.getSignaturesOfType(t, ts.SignatureKind.Construct).map((s) => checker.getReturnTypeOfSignature(s)))];
    context.note(type, `${path}\0 overrides ${name}`, step(instances, name) !== undefined);
  }
}

function instanceDeclared(type) {
  return type.symbol && type.symbol.flags & ts.SymbolFlags.Class ? [checker.getDeclaredTypeOfSymbol(type.symbol)] : [];
}

function checkCall(context, call, signatures, receiver, path) {
  const at = (option) => {
    const [head, ...rest] = option.split('.');
    if (head === '()') return chained(signatures.map((s) => checker.getReturnTypeOfSignature(s)), context.owner.at(-1) ?? [], rest);
    if (Number(head) < 0) return signatures.some((s) => s.parameters.length > 0) ? [checker.getAnyType()] : undefined;
    const params = head === 'last' || head === '*' ? signatures.flatMap((s) => s.parameters.flatMap((_, i) => parameter(s, i) ?? [])) : signatures.flatMap((s) => parameter(s, Number(head)) ?? []);
    if (params.length === 0) return undefined;
    return rest.length === 0 ? params : walk(parts(params), rest);
  };
  const returned = signatures.map((s) => checker.getReturnTypeOfSignature(s));
  const bound = (b) => {
    if (b.all) return b.all.forEach(bound);
    const option = b.option ?? b.signal ?? b.present;
    if (option !== undefined) context.note(call, `${path}\0(${option})`, at(option) !== undefined);
    if (b.chain !== undefined) context.note(call, `${path}\0().${b.chain}`, step(parts(returned), b.chain) !== undefined);
    if (b.assigned !== undefined) context.note(call, `${path}\0.${b.assigned}`, walk(receiver, b.assigned.split('.')) !== undefined);
  };
  for (const wait of [call.waits ?? [], call.client ?? []].flat()) wait.bounds.forEach(bound);
  call.wraps?.bounds.forEach(bound);
  call.setsUnder?.forEach(bound);
  // A limit may be one of several positions, because several libraries share the description.
  for (const limit of call.limits ?? []) context.note(call, `${path}\0(${limit})`, at(limit) !== undefined);
  for (const arg of call.runs ?? []) context.note(call, `${path}\0(runs ${arg})`, at(String(arg)) !== undefined);
  const { op = {}, region = {} } = call;
  const places = [call.wraps?.arg, call.memoizes?.arg, call.sql, call.names, op.key, op.field, op.value, op.resource, op.unless, op.locks, region.body, region.key, region.isolation, region.ttl, region.when].flat();
  for (const arg of places) if (arg !== undefined) context.note(call, `${path}\0(${arg})`, at(String(arg)) !== undefined);
  if (call.registers) {
    const from = String(Math.max(call.registers.from, 0));
    context.note(call, `${path}\0(registers ${from})`, at(from) !== undefined);
    for (const member of call.registers.members ?? []) if (member !== '*') context.note(call, `${path}\0(${from}.${member})`, at(`${from}.${member}`) !== undefined);
  }
  if (call.gives) {
    const callbacks = [...(call.runs ?? []), ...(call.registers ? [call.registers.from] : [])].flatMap((arg) => parts(at(String(arg)) ?? []));
    const taken = callbacks.flatMap((t) => checker.getSignaturesOfType(t, ts.SignatureKind.Call));
    call.gives.forEach((ref, i) => {
      const types = taken.flatMap((s) => parameter(s, i) ?? []);
      if (types.length > 0) checkType(context, ref, types, `${path}(gives ${i})`, []);
    });
  }
  for (const name of region.until?.methods ?? []) {
    const holder = region.until.holder === 'receiver' ? context.owner.at(-1) ?? receiver : returned;
    const found = name === '()' ? parts(holder).some((t) => opaque(t) || checker.getSignaturesOfType(t, ts.SignatureKind.Call).length > 0) : step(holder, name) !== undefined;
    context.note(call, `${path}\0 until ${name}`, found);
  }
  if (call.returns !== undefined && call.returns !== 'this') checkType(context, call.returns, returned, `${path}()`, []);
}

/** What a path into the chain of calls around this one leads to: `().where` is a method of what some call of the chain gives. */
function chained(returned, receiver, [name, index]) {
  let types = parts([...returned, ...receiver]);
  for (let depth = 0; depth < 3; depth++) {
    const methods = step(types, name);
    if (methods !== undefined) {
      const found = index === undefined ? methods : parts(methods).flatMap((t) => (opaque(t) ? [t] : checker.getSignaturesOfType(t, ts.SignatureKind.Call).flatMap((s) => parameter(s, Number(index)) ?? [])));
      if (found.length > 0) return found;
    }
    const next = ['from', 'into', 'values', 'set', 'where', 'insert', 'update'].flatMap((link) => step(types, link) ?? []);
    types = parts(parts(next).flatMap((t) => (opaque(t) ? [] : checker.getSignaturesOfType(t, ts.SignatureKind.Call).map((s) => checker.getReturnTypeOfSignature(s)))));
    if (types.length === 0) return undefined;
  }
  return undefined;
}

/** The type of the parameter at a position, rest parameters and tuples included. */
function parameter(signature, index) {
  const { parameters } = signature;
  if (Number.isNaN(index)) return undefined;
  const last = parameters.at(-1);
  const declaration = last?.valueDeclaration;
  if (last === undefined) return undefined;
  const isRest = (declaration ? ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined : (last.links?.checkFlags ?? 0) !== 0 && signature.flags & 1);
  if (!isRest || index < parameters.length - 1) return index < parameters.length ? checker.getTypeOfSymbol(parameters[index]) : undefined;
  const rest = parts([checker.getTypeOfSymbol(last)]);
  const offset = index - (parameters.length - 1);
  for (const type of rest) {
    if (opaque(type)) return type;
    if (checker.isTupleType(type)) {
      const element = checker.getTypeArguments(type)[offset];
      if (element !== undefined) return element;
    } else {
      const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
      if (element !== undefined) return element;
    }
  }
  return undefined;
}

/** The members of unions, without promises, null and undefined; a type parameter is what it extends. */
function parts(types) {
  const out = [];
  const queue = [...types];
  const seen = new Set();
  while (queue.length > 0) {
    const type = queue.shift();
    if (seen.has(type)) continue;
    seen.add(type);
    if (seen.size > 200) return [checker.getAnyType()];
    if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never)) continue;
    const awaited = checker.getAwaitedType(type) ?? type;
    if (awaited !== type) {
      queue.push(awaited);
      if (!['Promise', 'PromiseLike'].includes(type.symbol?.name)) out.push(type);
    }
    else if (type.isUnion()) queue.push(...type.types);
    else if (type.flags & (ts.TypeFlags.TypeParameter | ts.TypeFlags.Conditional | ts.TypeFlags.IndexedAccess)) {
      const base = checker.getBaseConstraintOfType(type);
      if (base === undefined || base === type) out.push(checker.getAnyType());
      else queue.push(base);
    } else out.push(type);
  }
  return [...new Set(out)];
}

function opaque(type) {
  return (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

/** The types of a member; undefined where none of the types has it. */
function step(types, name) {
  const found = [];
  for (const type of parts(types)) {
    if (opaque(type)) return [type];
    const apparent = checker.getApparentType(type);
    const property = checker.getPropertyOfType(apparent, name);
    if (property) found.push(checker.getTypeOfSymbol(property));
    else {
      const index = checker.getIndexTypeOfType(apparent, ts.IndexKind.String);
      if (index && index !== STRING) found.push(checker.getAnyType());
    }
  }
  return found.length > 0 ? found : undefined;
}

function walk(types, names) {
  let current = types;
  for (const name of names) {
    current = step(current, name);
    if (current === undefined) return undefined;
  }
  return current;
}

function modelKey(type) {
  modelKey.ids ??= new Map();
  if (!modelKey.ids.has(type)) modelKey.ids.set(type, modelKey.ids.size);
  return modelKey.ids.get(type);
}

import { Export, Import, Mod, Op } from '../ir/ops.js';
import type { ModuleIR } from '../ir/module.js';
import { readsGlobal } from '../link/facts.js';
import { entriesOf } from './entries.js';
import type { Program } from '../link/program.js';
import type { Unit } from '../link/values.js';

/** On which side a module runs. `unknown`: nothing says, or both do. */
export type Side = 'server' | 'client' | 'unknown';

/** Names that only a browser binds. */
const BROWSER_ONLY = [
  'document',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'XMLHttpRequest',
  'requestAnimationFrame',
  'HTMLElement',
  'customElements',
  'MutationObserver',
  'IntersectionObserver',
  'importScripts',
  'chrome',
  'browser',
];
/** Members of `self` that only a service worker has, and events that only it is sent. */
const WORKER_MEMBERS = ['skipWaiting', 'clients', 'registration', 'postMessage'];
const WORKER_EVENTS = ['install', 'activate', 'push', 'notificationclick', 'message'];
/** Hooks that a component cannot call on a server that renders it there alone. */
const CLIENT_HOOKS = new Set([
  'useState',
  'useReducer',
  'useEffect',
  'useLayoutEffect',
  'useInsertionEffect',
  'useSyncExternalStore',
  'useTransition',
  'useRef',
  'useContext',
  'useCallback',
  'useMemo',
]);
/** Packages of programs that one person starts, on a desktop or a phone. */
const DESKTOP = ['electron', '@types/vscode', '@raycast/api', 'react-native', 'expo'];
/** Packages that build, or serve while it is written, the one page of an application. */
const PAGE_BUILDERS = [
  '@vitejs/plugin-react',
  '@vitejs/plugin-react-swc',
  '@vitejs/plugin-vue',
  'react-scripts',
  '@craco/craco',
  '@vue/cli-service',
  'webpack-dev-server',
  'parcel',
];
/** Modules of Node that bundlers put something in the place of, and that code for browsers imports, too. */
const BUNDLED: ReadonlySet<string> = new Set(
  ['assert', 'buffer', 'crypto', 'events', 'path', 'punycode', 'querystring', 'string_decoder', 'url', 'util'].map(
    (name) => `node:${name}`,
  ),
);
/** Names that only Node binds. `process` is inlined by bundlers, so it proves nothing. */
const SERVER_ONLY = ['__dirname', '__filename', 'Buffer'];

/** Sides of all modules: what a module itself shows, then what imports it, then what its package depends on. */
export function findSides(program: Program): (unit: Unit) => Side {
  const sides = new Map<Unit, Side>();
  const markup: Unit[] = [];
  for (const unit of program.units) {
    const side = program.keep(unit, ownSide, () => ownSide(program, unit) ?? null);
    if (side === 'markup') markup.push(unit);
    else if (side !== null) sides.set(unit, side);
  }
  // JSX alone is weak: servers render mails and pages, too. What imports a server's module cannot be bundled for a browser.
  const servers = new Set([...sides].filter(([, side]) => side === 'server').map(([unit]) => unit));
  for (const unit of markup) sides.set(unit, importsOneOf(program, unit, servers) ? 'server' : 'client');
  const own = [...sides];
  const fromServer = reach(
    program,
    own.filter(([, side]) => side === 'server').map(([unit]) => unit),
    sides,
  );
  const fromClient = reach(
    program,
    own.filter(([, side]) => side === 'client').map(([unit]) => unit),
    sides,
  );
  for (const unit of program.units) {
    if (sides.has(unit)) continue;
    if (fromServer.has(unit)) sides.set(unit, 'server');
    else if (fromClient.has(unit)) sides.set(unit, 'client');
    else
      sides.set(
        unit,
        program.keep(unit, packageSide, () => packageSide(program, unit)),
      );
  }
  return (unit) => sides.get(unit) ?? 'unknown';
}

/** What a module shows by itself. Evidence for both sides decides for the server: a mixed module does run there. */
function ownSide(program: Program, unit: Unit): Side | 'markup' | undefined {
  const { ir } = unit;
  if ((ir.flags & Mod.UseClient) !== 0) return 'client';
  if ((ir.flags & Mod.UseServer) !== 0) return 'server';
  if (isOfDesktop(program, unit)) return 'client';
  let client = false;
  for (const [row, target] of unit.targets.entries()) {
    if (target.kind !== 'package' || ir.importKind(row) === (Import.TypeOnly as number)) continue;
    const side = sideOfPackage(program, target.name, target.subpath);
    if (side === 'server' && isOnlyNamed(unit, row)) continue;
    if (side === 'server') return 'server';
    if (side === 'client' || (target.name === 'react' && importsHook(ir, row))) client = true;
  }
  if (isServerEntry(program, unit)) return 'server';
  if (client) return 'client';
  // Bundlers put something in the place of what a browser does not bind.
  if (readsGlobal(ir, SERVER_ONLY) && packageSide(program, unit) !== 'client') return 'server';
  if (readsGlobal(ir, BROWSER_ONLY) || needsWindow(ir) || isServiceWorker(ir)) return 'client';
  return (ir.flags & Mod.HasJsx) !== 0 ? 'markup' : undefined;
}

/** Operators of types. */
const OF_TYPES: readonly number[] = [Op.tref, Op.tquery, Op.tunion, Op.tinter, Op.tarr];

/** Is an import there for its types alone, and so left out by the compiler: `import Stripe from 'stripe'` for a `Stripe.Account`? */
function isOnlyNamed({ ir, path }: Unit, row: number): boolean {
  if (ir.importKind(row) !== (Import.Esm as number) || (ir.flags & Mod.Outline) !== 0) return false;
  for (let i = 0, n = ir.count('exports'); i < n; i++) {
    const { kind, target } = ir.export(i);
    if (kind === (Export.Import as number) && target === row) return false;
  }
  const named = new Set<number>();
  // Not all types are lowered: in TypeScript, what is used nowhere is used in one of those.
  let inTypes = /\.[cm]?tsx?$/.test(path);
  for (let fn = 0, n = ir.count('functions'); fn < n; fn++) {
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) {
      const op = ir.op(v);
      if (op === Op.import || op === Op.dynimport) {
        if (ir.operand(v, 0) !== row) continue;
        if (op === Op.dynimport) return false;
        named.add(v);
      } else if (mentions(ir, v, named)) {
        if (op === Op.get) named.add(v);
        else if (OF_TYPES.includes(op)) inTypes = true;
        else return false;
      }
    }
  }
  return inTypes;
}

function mentions(ir: ModuleIR, value: number, named: ReadonlySet<number>): boolean {
  let found = false;
  if (named.size > 0) ir.eachOperandValue(value, (operand) => (found ||= named.has(operand)));
  return found;
}

const importsOneOf = (program: Program, unit: Unit, wanted: ReadonlySet<Unit>): boolean =>
  unit.targets.some(
    (target, row) =>
      target.kind === 'unit' && wanted.has(program.units[target.unit]) && unit.ir.importKind(row) !== (Import.TypeOnly as number),
  );

/** Part of a program for one desktop or phone: nothing in its package serves requests. */
function isOfDesktop(program: Program, { manifest }: Unit): boolean {
  if (!manifest) return false;
  const { dependencies, devDependencies, peerDependencies } = manifest;
  const isThere = DESKTOP.some((name) => dependencies.has(name) || devDependencies.has(name) || peerDependencies.has(name));
  return isThere && ![...dependencies.keys()].some((name) => program.library.serves(name));
}

/** `import { useState } from 'react'`, or all of `react` in a module that says `useState`. */
function importsHook(ir: ModuleIR, row: number): boolean {
  const { name } = ir.import(row);
  return CLIENT_HOOKS.has(name) || ((name === '*' || name === 'default') && ir.strings.some((text) => CLIENT_HOOKS.has(text)));
}

/** `self.skipWaiting()`, `self.addEventListener('push', …)` */
function isServiceWorker(ir: ModuleIR): boolean {
  if (!readsGlobal(ir, ['self'])) return false;
  for (let fn = 0, n = ir.count('functions'); fn < n; fn++) {
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) {
      if (ir.op(v) === Op.get && isSelf(ir, ir.operand(v, 1)) && WORKER_MEMBERS.includes(ir.text(v, 2))) return true;
      if (ir.op(v) !== Op.call || ir.operandCount(v) < 3) continue;
      const callee = ir.operand(v, 1),
        event = ir.operand(v, 2);
      if (ir.op(callee) !== Op.get || ir.text(callee, 2) !== 'addEventListener' || !isSelf(ir, ir.operand(callee, 1))) continue;
      if (ir.op(event) === Op.str && WORKER_EVENTS.includes(ir.text(event, 0))) return true;
    }
  }
  return false;
}

const isSelf = (ir: ModuleIR, v: number): boolean => ir.op(v) === Op.global && ir.text(v, 0) === 'self';

/** Is `window` used without asking first whether there is one? */
function needsWindow(ir: ModuleIR): boolean {
  if (!readsGlobal(ir, ['window'])) return false;
  for (let fn = 0, n = ir.count('functions'); fn < n; fn++) {
    const [start, end] = ir.fnCode(fn);
    for (let v = start; v < end; v = ir.next(v)) {
      if (ir.op(v) !== Op.un || ir.text(v, 0) !== 'typeof') continue;
      const asked = ir.operand(v, 1);
      if (ir.op(asked) === Op.global && ir.text(asked, 0) === 'window') return false;
    }
  }
  return true;
}

function sideOfPackage(program: Program, name: string, subpath: string): 'server' | 'client' | undefined {
  if (name.startsWith('node:')) return BUNDLED.has(name) ? undefined : 'server';
  return program.library.side(subpath === '' ? name : `${name}/${subpath}`) ?? program.library.side(name);
}

const isServerEntry = (program: Program, unit: Unit): boolean =>
  entriesOf(program, unit).some(({ model }) => model.context === 'handler' || model.context === 'job');

/** Modules that code on one side imports, directly or through others, past modules that show no side of their own. */
function reach(program: Program, from: readonly Unit[], sides: ReadonlyMap<Unit, Side>): ReadonlySet<Unit> {
  const seen = new Set<Unit>();
  const queue = [...from];
  for (let unit = queue.pop(); unit !== undefined; unit = queue.pop()) {
    for (const [row, target] of unit.targets.entries()) {
      if (target.kind !== 'unit' || unit.ir.importKind(row) === (Import.TypeOnly as number)) continue;
      const to = program.units[target.unit];
      if (seen.has(to) || sides.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return seen;
}

function packageSide(program: Program, unit: Unit): Side {
  const { manifest } = unit;
  if (!manifest) return 'unknown';
  let server = manifest.bin.size > 0,
    serves = server,
    client = false,
    tooling = false;
  for (const ranges of [manifest.dependencies, manifest.devDependencies, manifest.peerDependencies]) {
    for (const name of ranges.keys()) {
      const side = name === '@types/node' ? 'server' : program.library.side(name);
      if (side === 'client') client = true;
      // Whoever builds for a browser has Node's types, too, and a proxy for the development server.
      if (side !== 'server') continue;
      if (ranges === manifest.devDependencies && !program.library.serves(name)) tooling = true;
      else {
        server = true;
        serves ||= program.library.serves(name);
      }
    }
  }
  // What is built for a browser, and serves nothing, may well take types or a key from a server's package.
  if (client && !serves && PAGE_BUILDERS.some((name) => manifest.devDependencies.has(name) || manifest.dependencies.has(name)))
    return 'client';
  if (server && client) return 'unknown';
  return client ? 'client' : server || tooling ? 'server' : 'unknown';
}

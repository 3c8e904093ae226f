import { createBuffers, type ModuleIR, ModuleWriter, Table, type WriterBuffers } from '../ir/module.js';
import { Fn, Mod } from '../ir/ops.js';
import { createParser, firstSyntaxError, type Parser, skipTrivia, type ts, type TypeScript, withoutByteOrderMark } from '../syntax.js';
import { lowerComments } from './comments.js';
import { isComponentModule } from './components.js';
import { type Job, Lowering, type Tables } from './context.js';
import { hasDirective } from './functions.js';
import { lowerImports } from './modules.js';
import { findPrototypes } from './prototypes.js';
import { createScopeTable } from './scope-table.js';
import { type FnScope, ScopePass, type ScopeTable } from './scopes.js';
import { FunctionBuilder } from './ssa.js';
import { hoistFunctions, lowerStatements } from './statements.js';
import { createTables } from './tables.js';

/** A file that cannot be lowered: its code is nested too deeply. Nobody else's problem. */
export class LowerError extends Error {
  override readonly name = 'LowerError';
  constructor(
    readonly fileName: string,
    options: ErrorOptions,
  ) {
    super('the code is nested too deeply to be parsed', options);
  }
}

export interface LowerOptions {
  /** No function bodies. Generated files, client components and modules made of components and hooks get no further. */
  readonly outline?: boolean;
}

export interface Lowered {
  readonly ir: ModuleIR;
  /** The first syntax error; what the parser understood is lowered all the same. */
  readonly syntaxError?: { readonly message: string; readonly start: number };
}

export interface Lowerer {
  /** Depends on the text and the file's extension only. */
  lower(fileName: string, text: string, options?: LowerOptions): Lowered;
  /** The same for a file that is parsed already, by the same TypeScript. */
  lowerTree(file: ts.SourceFile, options?: LowerOptions): Lowered;
}

/** Lowers syntax trees to the IR. */
export function createLowerer(parser: Parser = createParser()): Lowerer {
  let tools: Tools | undefined;
  const lowerTree = (file: ts.SourceFile, options: LowerOptions = {}): Lowered => {
    const { ts } = parser;
    tools ??= createTools(ts);
    const ready = tools;
    return guarded(file.fileName, () => lowerFile(ts, ready, file, options));
  };
  return {
    lowerTree,
    lower: (fileName, text, options) =>
      lowerTree(
        guarded(fileName, () => parser.parse(fileName, withoutByteOrderMark(text))),
        options,
      ),
  };
}

/** The parser and the lowering recurse with the depth of the code, not with its length. */
function guarded<T>(fileName: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new LowerError(fileName, { cause: error });
    throw error;
  }
}

/** What one lowerer makes once and uses for all files. */
interface Tools {
  readonly tables: Tables;
  readonly scopeTable: ScopeTable;
  readonly builder: FunctionBuilder;
  /** Big arrays are expensive to make. */
  readonly buffers: WriterBuffers;
  resolved: Int32Array;
}

function createTools(ts: TypeScript): Tools {
  const tables = createTables(ts);
  const buffers = createBuffers();
  return {
    tables,
    scopeTable: createScopeTable(ts, tables.kinds),
    builder: new FunctionBuilder(new ModuleWriter(buffers)),
    buffers,
    resolved: new Int32Array(1 << 16),
  };
}

function zeroed(tools: Tools, length: number): Int32Array {
  if (tools.resolved.length < length) tools.resolved = new Int32Array(length * 2);
  else tools.resolved.fill(0, 0, length);
  return tools.resolved;
}

function lowerFile(ts: TypeScript, tools: Tools, file: ts.SourceFile, options: LowerOptions): Lowered {
  const { tables } = tools;
  const K = tables.kinds;
  const { statements } = file;
  const isClient = hasDirective(K, statements, 'use client') || isComponentModule(K, statements);
  const outline = options.outline === true || isClient || isGenerated(file.text);
  const scopes = new ScopePass(ts, K, tools.scopeTable, file, outline, zeroed(tools, file.text.length + 1)).run();
  const cx = new Lowering(ts, tables, file, scopes, outline, tools.builder, new ModuleWriter(tools.buffers));
  if (isClient) cx.flags |= Mod.UseClient;
  if (outline) cx.flags |= Mod.Outline;
  if (hasDirective(K, statements, 'use server')) cx.flags |= Mod.UseServer;

  const { writer } = cx;
  cx.createRows();
  writer.row(Table.functions, cx.str(''), Fn.Module, -1, -1, 0, 0, -1, 0, 0, file.text.length, 0, 0, -1);
  const top: Job = {
    node: file,
    fn: 0,
    run: () => {
      lowerImports(cx, statements);
      findPrototypes(cx, statements);
      hoistFunctions(cx, statements);
      lowerStatements(cx, statements, 0);
    },
  };
  runJob(cx, top, scopes.root);
  for (let i = 0; i < cx.jobs.length; i++) {
    const job = cx.jobs[i];
    const scope = scopes.functions.get(job.node);
    if (scope) runJob(cx, job, scope);
  }
  cx.finishRows();
  lowerComments(ts, file, writer);

  const syntaxError = firstSyntaxError(ts, file);
  if (syntaxError) cx.flags |= Mod.SyntaxErrors;
  const ir = writer.finish(cx.flags, file.text);
  return syntaxError ? { ir, syntaxError } : { ir };
}

function runJob(cx: Lowering, job: Job, scope: FnScope): void {
  cx.enterFunction(job.fn, scope);
  job.run(cx);
  cx.leaveFunction(cx.start(job.node.pos, job.node.end));
}

/** Whether the file's first comment says that a program wrote it. */
function isGenerated(text: string): boolean {
  const head = text.slice(0, skipTrivia(text, 0)).replace(/^#!.*/, '').trimStart();
  const first = head.startsWith('/*') ? head.slice(0, head.indexOf('*/')) : (/^(?:\/\/.*\s*)*/.exec(head)?.[0] ?? '');
  return /@generated\b|\bDO NOT EDIT\b/i.test(first);
}

import { Fn } from '../analyzer/ir/ops.js';
import type { FnRef } from '../analyzer/link/callgraph.js';
import { rangesOverlap } from '../analyzer/link/library.js';
import type { Program } from '../analyzer/link/program.js';
import { allCallers, makeAsync, refuse, type Edit, type Source, type ts } from '../analyzer/rewrite/tools.js';
import { isTestFile } from './carry-tests.js';

/** Functions that become `async` in an edit, with what waits for them. */
export class Awaiting {
  private readonly done = new Set<string>();

  constructor(
    private readonly program: Program,
    private readonly edit: Edit,
  ) {}

  /**
   * Lets a function wait: makes it `async` and lets everybody who calls it wait, too. Refuses where a caller is out of sight, or is a callback of
   * something that may not wait for its promise.
   */
  allow(ref: FnRef): void {
    const key = `${ref.unit.index}:${ref.fn}`;
    if (this.done.has(key)) return;
    this.done.add(key);
    if (ref.fn === 0) refuse('called while the module loads');
    if ((ref.unit.ir.fnFlags(ref.fn) & Fn.Async) !== 0) return;
    const source = this.edit.source(ref.unit);
    const node = source.functionAt(ref.unit.ir.fn(ref.fn));
    if (!this.isWaitedFor(ref, source, node)) {
      for (const { source: from, call, edge } of allCallers(this.program, this.edit, ref)) {
        awaitCall(this.edit, from, call);
        this.allow(edge.from);
      }
    }
    makeAsync(this.edit, source, node);
  }

  /** Handlers and tests: what runs them waits for the promise that they return. Express 4 does, but leaves its failure to nobody. */
  private isWaitedFor(ref: FnRef, source: Source, node: ts.Node): boolean {
    if (isTestFile(ref.unit)) {
      const parent = source.parentOf(node);
      return parent !== undefined && source.ts.isCallExpression(parent) && /^(?:it|test)\b/.test(source.textOf(parent.expression));
    }
    const express = this.program.dependencyRange(ref.unit, 'express');
    if (express !== undefined && rangesOverlap(express, '<5')) return false;
    return this.program.contexts.of(ref.unit, ref.fn).get('handler')?.kind === 'root';
  }
}

/** Puts `await` before a call, with parentheses where its value is used at once. */
export function awaitCall(edit: Edit, source: Source, call: ts.Expression, after = ''): void {
  const { ts: api } = source;
  const parent = source.parentOf(call);
  if (parent && api.isAwaitExpression(parent)) return;
  const isOperand =
    parent !== undefined &&
    ((api.isPropertyAccessExpression(parent) && parent.expression === call) ||
      (api.isElementAccessExpression(parent) && parent.expression === call) ||
      (api.isCallExpression(parent) && parent.expression === call) ||
      api.isNonNullExpression(parent) ||
      (api.isBinaryExpression(parent) && after === '' && parent.operatorToken.kind === api.SyntaxKind.AsteriskAsteriskToken));
  edit.wrap(source, call, isOperand ? '(await ' : 'await ', isOperand ? `)${after}` : after);
}

#!/usr/bin/env node
// Applies every offered rewrite of every finding in real trees, in memory, and prints each that breaks something.
// Usage: node bench/rewrites.mjs [--out offers.jsonl] [--cache dir] <dir>…
import { appendFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import ts from 'typescript';
import { analyze } from '../build/analyzer/index.js';
import { EMPTY_CONFIG, resolveConfig } from '../build/analyzer/config.js';
import { createNodeHost, overlayHost } from '../build/analyzer/host.js';
import { applyEdits, editsByFile } from '../build/report/edits.js';
import { RULES } from '../build/rules/index.js';

/** The analysis of a tree, with these texts in place of what is on disk. */
function look(root, texts, { cache, rewrites = false }) {
  const host = createNodeHost();
  const overlay = new Map([...texts].map(([file, text]) => [join(root, file), text]));
  return analyze({
    root,
    config: resolveConfig(EMPTY_CONFIG, RULES),
    rules: RULES,
    certainty: 'likely',
    cache: cache === undefined ? false : { dir: cache },
    host: overlay.size === 0 ? host : overlayHost(host, overlay),
    rewrites,
  });
}

const touches = (a, b) => a.file === b.file && a.start <= b.end && b.start <= a.end;

/** Rewrites in groups, no two of which touch one place: an analysis a group instead of one a rewrite. */
function groupsOf(offers) {
  const groups = [];
  for (const offer of offers) {
    const { edits } = offer.rewrite;
    const fits = (group) => !group.some(({ rewrite }) => rewrite.edits.some((one) => edits.some((other) => touches(one, other))));
    const group = groups.find((own) => own.every(({ finding }) => finding !== offer.finding) && fits(own));
    if (group === undefined) groups.push([offer]);
    else group.push(offer);
  }
  return groups;
}

/** Where an offset is after edits of its file, sorted from the top; what is inserted right there comes before it. */
function moved(offset, edits) {
  let shift = 0;
  for (const { start, end, text } of edits) {
    if (end <= offset) shift += text.length - (end - start);
    else if (start < offset) return start + shift;
  }
  return offset + shift;
}

const parsed = (file, text) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
/** Syntax errors of a file; TypeScript keeps them in a member that its types do not show. */
const syntaxErrors = (file, text) =>
  parsed(file, text).parseDiagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));

/** Calls that nothing waits for and that were waited for before, or are of a function that says `async`, in the lines that an edit brought. */
function floating(file, before, after, edits) {
  const found = [];
  const spans = [];
  let shift = 0;
  for (const { start, end, text } of edits) {
    spans.push([start + shift, start + shift + text.length]);
    shift += text.length - (end - start);
  }
  const source = parsed(file, after);
  const escaped = (name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const visit = (node) => {
    if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) {
      const [start, end] = [node.getStart(), node.end];
      const name = node.expression.expression.getText();
      const waits = new RegExp(`await ${escaped(name)}\\(|async function ${escaped(name)}\\b|\\b${escaped(name)} = async\\b`);
      if (spans.some(([from, to]) => from < end && start < to) && waits.test(before + after)) found.push(node.getText().split('\n')[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter((line) => !before.includes(`\n${line}`) && !new RegExp(`(?<!await )(?<!return )${escaped(line)}`).test(before));
}

const placeKey = ({ ruleId, file }, offset) => `${ruleId}\0${file}\0${offset}`;
const kindKey = ({ ruleId, file, kind }) => `${ruleId}\0${file}\0${kind}`;

/** What is wrong with each rewrite of a group. */
function judge(group, before, after) {
  const texts = new Map();
  const edits = group.flatMap(({ rewrite }) => rewrite.edits);
  for (const [file, own] of editsByFile({ title: '', edits })) texts.set(file, own);
  const at = (finding) => placeKey(finding, moved(finding.start.offset, texts.get(finding.file) ?? []));
  const there = new Set(after.findings.map((finding) => placeKey(finding, finding.start.offset)));
  const expected = new Set(before.findings.map(at));
  // A finding may stand for several places: with the first rewritten, the next one is where it is said.
  const counts = countBy(before.findings, kindKey);
  const countsAfter = countBy(after.findings, kindKey);
  const isMore = (finding) => countsAfter.get(kindKey(finding)) > (counts.get(kindKey(finding)) ?? 0);
  const added = after.findings.filter((finding) => !expected.has(placeKey(finding, finding.start.offset)) && isMore(finding));
  const known = new Set(before.errors.map(({ file, message }) => `${file}\0${message}`));
  const errors = after.errors.filter(({ file, message }) => !known.has(`${file}\0${message}`));
  const wrong = new Map(group.map((offer) => [offer, []]));
  const unclear = [];
  const blame = (file, text) => {
    const own = group.filter(({ files }) => files.includes(file));
    for (const offer of own) wrong.get(offer).push(text);
    if (own.length === 0) unclear.push(text);
  };
  for (const offer of group) {
    const { finding } = offer;
    if (there.has(at(finding))) wrong.get(offer).push('the finding is still there');
  }
  for (const { file, message } of errors) blame(file, `error: ${message}`);
  for (const one of added) blame(one.file, `new: ${one.file}:${one.start.line} ${one.ruleId} ${one.kind}: ${one.message}`);
  return { wrong, unclear };
}

function countBy(list, keyOf) {
  const counts = new Map();
  for (const one of list) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}

/** What is wrong with the text alone. */
function judgeText({ changed }) {
  return changed.flatMap(({ file, before, after, edits }) => {
    if (after === undefined) return [`edits of ${file} overlap or do not fit`];
    const had = syntaxErrors(file, before).length;
    const has = syntaxErrors(file, after);
    return [
      ...(has.length > had ? has.slice(0, 2).map((text) => `syntax: ${text}`) : []),
      ...floating(file, before, after, edits).map((line) => `floating: ${line}`),
    ];
  });
}

const { values, positionals } = parseArgs({
  options: { out: { type: 'string' }, cache: { type: 'string' }, 'only-list': { type: 'boolean' } },
  allowPositionals: true,
});
const host = createNodeHost();
let failed = false;
if (values.out !== undefined) writeFileSync(values.out, '');
for (const arg of positionals) {
  const root = resolve(arg);
  const options = { cache: values.cache === undefined ? undefined : join(values.cache, basename(root)) };
  const textOf = (file) => host.readText(join(root, file)).replace(/^\uFEFF/, '');
  const before = look(root, new Map(), { ...options, rewrites: true });
  const offers = before.findings.flatMap((finding) =>
    finding.rewrites
      .filter(({ edits }) => edits.length > 0)
      .map((rewrite, nth) => {
        const changed = editsByFile(rewrite).map(([file, edits]) => {
          const text = textOf(file);
          return { file, edits, before: text, after: applyEdits(text, edits) };
        });
        return { finding, rewrite, nth, changed, files: changed.map(({ file }) => file) };
      }),
  );
  const broken = new Map();
  const complain = (offer, texts) => {
    if (texts.length > 0) broken.set(offer, [...(broken.get(offer) ?? []), ...texts]);
  };
  const good = offers.filter((offer) => {
    complain(offer, judgeText(offer));
    return offer.changed.every(({ after }) => after !== undefined);
  });
  const run = (group) => {
    const changed = editsByFile({ title: '', edits: group.flatMap(({ rewrite }) => rewrite.edits) });
    const texts = new Map(changed.map(([file, edits]) => [file, applyEdits(textOf(file), edits)]));
    const { wrong, unclear } = judge(group, before, look(root, texts, options));
    if (group.length === 1) return complain(group[0], [...wrong.get(group[0]), ...unclear]);
    // Whose fault it is shows when each is applied alone.
    for (const [offer, faults] of wrong) if (faults.length > 0 || unclear.length > 0) run([offer]);
  };
  const groups = groupsOf(good);
  if (values['only-list'] !== true) for (const group of groups) run(group);
  failed ||= broken.size > 0;
  for (const [{ finding, rewrite }, texts] of broken)
    console.log(
      `${join(arg, finding.file)}:${finding.start.line} ${finding.ruleId} ${finding.kind}: ${rewrite.title}\n  ${texts.join('\n  ')}`,
    );
  for (const offer of values.out === undefined ? [] : offers) {
    const { finding, rewrite, nth, changed } = offer;
    const patch = changed
      .map(({ file, before: a, after: b }) => createTwoFilesPatch(file, file, a, b ?? a, '', '', { context: 4 }))
      .join('');
    appendFileSync(
      values.out,
      `${JSON.stringify({ root, rule: finding.ruleId, kind: finding.kind, certainty: finding.certainty, severity: finding.severity, file: finding.file, line: finding.start.line, message: finding.message, title: rewrite.title, nth, edits: rewrite.edits, patch, broken: broken.get(offer) ?? [] })}\n`,
    );
  }
  const byRule = [...countBy(offers, ({ finding }) => finding.ruleId)].map(([rule, count]) => `${rule} ${count}`);
  const served = new Set(offers.map(({ finding }) => finding)).size;
  console.log(
    `${arg}: ${before.findings.length} findings, ${served} with a rewrite; ${offers.length} rewrites applied in ${groups.length} runs, ${broken.size} break something${byRule.length > 0 ? `; ${byRule.join(', ')}` : ''}`,
  );
}
process.exitCode = failed ? 1 : 0;

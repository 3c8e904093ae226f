import { analyze } from '../../build/analyzer/index.js';
import { EMPTY_CONFIG, resolveConfig } from '../../build/analyzer/config.js';
import { createMemoryHost } from '../../build/analyzer/host.js';
import { checkModule } from '../../build/analyzer/ir/check.js';
import { createLowerer, LowerError } from '../../build/analyzer/lower/index.js';
import { RULES } from '../../build/rules/index.js';

/** Some violations are listed, all are counted. */
const SHOWN = 3;

/** Lowers and checks one text at a time, links what lowers and runs every rule on it; counts, and collects what is broken. */
export function createRunner() {
  const lowerer = createLowerer();
  const config = resolveConfig({ ...EMPTY_CONFIG }, RULES);
  return {
    /** `texts`: [name, text]. What is broken is said in words, a line each. */
    run(texts) {
      const counts = {
        files: texts.length,
        chars: 0,
        numbers: 0,
        evaluations: 0,
        unparsed: 0,
        tooDeep: 0,
        findings: 0,
        rewrites: 0,
        broken: 0,
      };
      const problems = [];
      const files = { '/p/package.json': '{"name":"p"}' };
      const names = new Map();
      for (const [i, [name, text]] of texts.entries()) {
        counts.chars += text.length;
        const path = `/p/src/f${i}${/\.[cm]?[jt]sx?(?=$|#)/.exec(name)?.[0] ?? '.ts'}`;
        try {
          const { ir, syntaxError } = lowerer.lower(path, text);
          if (syntaxError) counts.unparsed += 1;
          counts.numbers += ir.data.length;
          const violations = checkModule(ir);
          counts.broken += violations.length;
          problems.push(...violations.slice(0, SHOWN).map((violation) => `${name}: ${violation}`));
          files[path] = text;
          names.set(path.slice(3), [name, text]);
        } catch (error) {
          if (error instanceof LowerError) counts.tooDeep += 1;
          else {
            counts.broken += 1;
            problems.push(`${name}: lowering: ${error.stack.split('\n').slice(0, 6).join(' ')}`);
          }
        }
      }
      const told = link(files, names, counts);
      counts.broken += told.length;
      return { counts, problems: [...problems, ...told] };
    },
  };

  function link(files, names, counts) {
    const paths = Object.keys(files).filter((path) => path.startsWith('/p/src/'));
    if (paths.length === 0) return [];
    try {
      const options = { root: '/p', paths, host: createMemoryHost(files), config, rules: RULES, certainty: 'likely' };
      const result = analyze({ ...options, inventory: true, rewrites: true });
      counts.findings += result.findings.length;
      counts.evaluations += result.stats.evaluations ?? 0;
      const broken = result.errors
        .filter(({ internal }) => internal)
        .map(({ message }) => `${names.values().next().value[0]} …: ${message}`);
      for (const finding of result.findings) {
        counts.rewrites += finding.rewrites.length;
        broken.push(...wrongWith(finding, names).map((what) => `${names.get(finding.file)?.[0]}: ${finding.ruleId}: ${what}`));
      }
      return broken;
    } catch (error) {
      return [`${names.values().next().value[0]} …: ${error.stack.split('\n').slice(0, 6).join(' ')}`];
    }
  }
}

/** What no finding may be, whatever the code. */
function wrongWith(finding, names) {
  const wrong = [];
  const inFile = ({ file, start, end }, what) => {
    const text = names.get(file)?.[1].replace(/^\uFEFF/, '');
    if (text === undefined || start.offset < 0 || start.offset > end.offset || end.offset > text.length)
      wrong.push(`${what} at ${file}:${start.offset}-${end.offset} is not in the file`);
  };
  inFile(finding, 'the finding');
  for (const step of finding.witness) inFile(step, 'a step');
  if (/undefined|\{\{|\[object/.test(finding.message.replace(/`[^`]*`/g, ''))) wrong.push(`it says: ${finding.message}`);
  for (const { title, edits } of finding.rewrites) {
    const sorted = [...edits].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start));
    for (const [i, edit] of sorted.entries()) {
      const length = names.get(edit.file)?.[1].length ?? Infinity; // a rewrite may make a file
      if (edit.start > edit.end || edit.end > length) wrong.push(`${title}: an edit at ${edit.start}-${edit.end} is not in the file`);
      const next = sorted[i + 1];
      if (next && next.file === edit.file && next.start < edit.end) wrong.push(`${title}: two edits overlap at ${next.start}`);
    }
  }
  return wrong;
}

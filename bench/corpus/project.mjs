import { analyze } from '../../build/analyzer/index.js';
import { EMPTY_CONFIG, resolveConfig } from '../../build/analyzer/config.js';
import { createNodeHost } from '../../build/analyzer/host.js';
import { checkModule } from '../../build/analyzer/ir/check.js';
import { load } from '../../build/analyzer/load.js';
import { RULES } from '../../build/rules/index.js';

/** Analyses a directory as one project and prints what became of its files. False where anything is broken. */
export function runProject(root) {
  const options = { root, named: [], include: [], ignore: [], gitignore: true, maxFileSize: 2 << 20, cache: false };
  const loaded = load(createNodeHost(), options);
  let violations = 0;
  for (const { file, ir } of loaded.units) {
    for (const violation of checkModule(ir)) {
      violations += 1;
      if (violations <= 10) console.error(`${file}: ${violation}`);
    }
  }
  const result = analyze({ root, config: resolveConfig(EMPTY_CONFIG, RULES), rules: RULES, certainty: 'likely' });
  const internal = result.errors.filter((error) => error.internal);
  for (const { message } of internal) console.error(message);
  const counts = RULES.map(({ id }) => `${id} ${result.findings.filter((finding) => finding.ruleId === id).length}`);
  const { linkMs, detectMs, sourceChars } = result.stats;
  console.log(
    `${root}: ${result.files.length} files, ${(sourceChars / 1e6).toFixed(1)} M characters, ${result.skipped.length} skipped, ${result.errors.length} errors (${internal.length} internal), ${violations} violations; ${counts.join(', ')}; link ${linkMs.toFixed(0)} ms, detect ${detectMs.toFixed(0)} ms`,
  );
  return violations + internal.length === 0;
}

import type { Finding } from '../../analyzer/finding.js';
import { HARMS, type AuditPackage, type AuditRule, type Harm } from './options.js';
import type { PackageData, Verdict } from './page-data.js';

/** The harm that a finding does. */
export function harmOf(finding: Pick<Finding, 'ruleId' | 'kind'>, rules: ReadonlyMap<string, AuditRule>): Harm {
  const rule = rules.get(finding.ruleId);
  return rule?.harmByKind?.[finding.kind] ?? rule?.harm ?? 'wrong-data';
}

const CORRUPTS: readonly Harm[] = ['wrong-data', 'lost-update'];

/**
 * What a finding says about two replicas. `no` takes a proven error that gives wrong data or loses updates; other errors and warnings make it
 * `care`, and advice says nothing against it.
 */
export function against({ severity, certainty }: Pick<Finding, 'severity' | 'certainty'>, harm: Harm): Verdict {
  if (severity === 'info') return 'yes';
  return severity === 'error' && certainty === 'proven' && CORRUPTS.includes(harm) ? 'no' : 'care';
}

const RANK: Readonly<Record<Verdict, number>> = { yes: 0, care: 1, no: 2 };

/** The verdict that decides where several meet. */
export const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce<Verdict>((all, one) => (RANK[one] > RANK[all] ? one : all), 'yes');

/** What judging packages needs to know of a finding. */
export interface Judged {
  /** The index of its package. */
  readonly package: number;
  readonly harm: Harm;
  readonly against: Verdict;
}

/** A verdict for each package: by its own findings, and by those of the packages that it uses, which run in its process. */
export function judgePackages(packages: readonly AuditPackage[], files: readonly number[], findings: readonly Judged[]): PackageData[] {
  const own = packages.map((_, index) => findings.filter((finding) => finding.package === index));
  const verdicts = own.map((list) => worst(list.map((finding) => finding.against)));
  const indexOf = new Map(packages.map(({ dir }, index) => [dir, index]));
  return packages.map(({ name, dir }, index) => {
    const through = reachable(packages, indexOf, index).filter((other) => verdicts[other] !== 'yes');
    return {
      name,
      dir,
      files: files[index] ?? 0,
      verdict: worst([verdicts[index] ?? 'yes', ...through.map((other) => verdicts[other] ?? 'yes')]),
      harms: countHarms(own[index] ?? []),
      findings: own[index]?.length ?? 0,
      through,
    };
  });
}

function countHarms(findings: readonly Judged[]): Record<Harm, number> {
  const count = (harm: Harm): number => findings.filter((finding) => finding.harm === harm && finding.against !== 'yes').length;
  return Object.fromEntries(HARMS.map((harm) => [harm, count(harm)])) as Record<Harm, number>; // HARMS lists them all
}

/** The packages that one uses, directly or through others, without itself. */
function reachable(packages: readonly AuditPackage[], indexOf: ReadonlyMap<string, number>, from: number): number[] {
  const seen = new Set([from]);
  for (const at of seen) {
    for (const dir of packages[at]?.uses ?? []) {
      const used = indexOf.get(dir);
      if (used !== undefined) seen.add(used);
    }
  }
  return [...seen].filter((index) => index !== from).sort((a, b) => a - b);
}

/** The index of the package that a file belongs to: that of the nearest manifest. */
export function packageFinder(packages: readonly AuditPackage[]): (file: string) => number {
  const indexOf = new Map(packages.map(({ dir }, index) => [dir, index]));
  return (file) => {
    for (let at = file.lastIndexOf('/'); at > 0; at = file.lastIndexOf('/', at - 1)) {
      const found = indexOf.get(file.slice(0, at));
      if (found !== undefined) return found;
    }
    return indexOf.get('') ?? -1;
  };
}

import type { Result } from '../analyzer/finding.js';

/** Where a run's time went, for `--stats`. It differs from run to run and is never part of a report. */
export function renderStats({ stats, files }: Result): string {
  const rows: [string, string][] = [
    ['discover', ms(stats.discoverMs)],
    ['lower', ms(stats.lowerMs)],
    ['link', ms(stats.linkMs)],
    ['detect', ms(stats.detectMs)],
    ...Object.entries(stats.rules)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([rule, time]): [string, string] => [`  ${rule}`, ms(time)]),
    ['rewrites', ms(stats.rewriteMs)],
    ['files', String(files.length)],
    ['parsed', String(stats.parsed)],
    ['from cache', String(stats.fromCache)],
    ['source characters', String(stats.sourceChars)],
    ['bytes of representation', String(stats.irBytes)],
  ];
  const left = Math.max(...rows.map(([name]) => name.length));
  const right = Math.max(...rows.map(([, value]) => value.length));
  return rows.map(([name, value]) => `${name.padEnd(left)}  ${value.padStart(right)}\n`).join('');
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;

import { createHash } from 'node:crypto';
import type { Result } from '../../analyzer/finding.js';
import { pageData } from './data.js';
import { page } from './html.js';
import type { AuditOptions } from './options.js';

export type { AuditAssets, AuditOptions, AuditPackage, AuditRule, Harm } from './options.js';
export { joinScripts, PAGE_SCRIPTS } from './script.js';
export { STYLE } from './style.js';

/**
 * The audit as one HTML file that loads nothing: a pure function, the same bytes for the same input. Its policy allows the script and the style
 * that it was given, and nothing else; the data is no script, and the script writes text only.
 */
export function renderAudit(result: Result, options: AuditOptions): string {
  const { style, script } = options.assets;
  const data = pageData(result, options);
  return page({ data, style, script, policy: policyFor(style, script) });
}

/** `default-src 'none'`: no request of any kind, no plugin, no frame; a string never becomes markup or code. */
function policyFor(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

import type { DirectiveUse, Finding, Severity } from '../analyzer/finding.js';
import { createHash } from 'node:crypto';

/** What is wanted of the comments that switch rules off. */
export interface DirectivePolicy {
  /** The severity of a comment that silences nothing; off where absent. */
  readonly unused?: Severity;
  /** Whether each has to say why, behind `--`. */
  readonly requireReason: boolean;
}

/** The names under which comments are reported. They are no rules: no level and no comment switches them off. */
export const UNUSED_DIRECTIVE = 'unused-disable-directive';
export const MISSING_REASON = 'disable-directive-without-reason';

/** Comments that do not do what is wanted of them, as findings, so that every format shows them. */
export function directiveFindings(directives: readonly DirectiveUse[], { unused, requireReason }: DirectivePolicy): Finding[] {
  const found = directives.flatMap((use): Draft[] => [
    ...(unused === undefined ? [] : use.unused.map((rule): Draft => unusedDraft(use, rule, unused))),
    ...(requireReason && use.reason === '' ? [missingReason(use)] : []),
  ]);
  const seen = new Map<string, number>();
  return found.map(({ name, ...finding }) => {
    const base = [finding.ruleId, finding.file, name].join('\0');
    const occurrence = seen.get(base) ?? 0;
    seen.set(base, occurrence + 1);
    const fingerprint = createHash('sha256').update(`${base}\0${occurrence}`).digest('hex').slice(0, 16);
    return { ...finding, fingerprint, identity: { name, snippet: name } };
  });
}

type Draft = Omit<Finding, 'fingerprint'> & { readonly name: string };

const draft = ({
  file,
  start,
  end,
}: DirectiveUse): Pick<Draft, 'file' | 'start' | 'end' | 'certainty' | 'witness' | 'rewrites' | 'kind'> => ({
  file,
  start,
  end,
  certainty: 'proven',
  kind: 'comment',
  witness: [],
  rewrites: [],
});

const unusedDraft = (use: DirectiveUse, rule: string, severity: Severity): Draft => ({
  ...draft(use),
  name: rule,
  ruleId: UNUSED_DIRECTIVE,
  messageId: 'unused',
  severity,
  message: `The comment switches \`hidden-state/${rule}\` off, which reports nothing here`,
});

const missingReason = (use: DirectiveUse): Draft => ({
  ...draft(use),
  name: use.rules.join(', '),
  ruleId: MISSING_REASON,
  messageId: 'missingReason',
  severity: 'error',
  message: 'The comment switches a rule off and does not say why: write the reason behind `--`',
});

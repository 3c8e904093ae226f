import type { Certainty, Finding, Rewrite } from '../analyzer/finding.js';
import type { FindingsOf } from '../analyzer/session.js';
import type { AnyRule } from '../rules/define.js';
import type { LintRule, RuleContext, SourceCode } from './types.js';

/** What is asked for a file: the answer for each rule comes from one look at the project. */
export type AskForFile = (context: RuleContext) => FindingsOf;

const CERTAINTY = {
  enum: ['proven', 'likely'],
  description: 'What must be known for a report: `likely` reports more',
} as const;

/** Shows the findings of a rule as a linter's reports. */
export function toLintRule(rule: AnyRule, ask: AskForFile, url: string): LintRule {
  return {
    meta: {
      type: 'problem',
      docs: { description: rule.summary, url, recommended: true },
      hasSuggestions: rule.rewrite !== undefined,
      messages: { finding: '{{message}}', rewrite: '{{title}}' },
      schema: [{ ...rule.schema, properties: { ...rule.schema.properties, certainty: CERTAINTY } }],
      defaultOptions: [{ ...rule.defaultOptions, certainty: 'proven' }],
    },
    create: (context: RuleContext) => ({
      Program: () => {
        const { certainty, options } = readOptions(rule, context.options);
        for (const finding of ask(context)(rule, options)) {
          if (finding.severity === 'info' || (certainty === 'proven' && finding.certainty === 'likely')) continue;
          report(context, finding);
        }
      },
    }),
  };
}

/** ESLint 8 does not fill in the defaults. */
function readOptions(rule: AnyRule, given: readonly unknown[]): { certainty: Certainty; options: object } {
  const all: { certainty?: Certainty } = { ...rule.defaultOptions, ...(given[0] as object | undefined) }; // checked by the schema
  const { certainty = 'proven', ...options } = all;
  return { certainty, options };
}

function report(context: RuleContext, finding: Finding): void {
  const { sourceCode } = context;
  context.report({
    loc: {
      start: sourceCode.getLocFromIndex(clamp(finding.start.offset, sourceCode)),
      end: sourceCode.getLocFromIndex(clamp(finding.end.offset, sourceCode)),
    },
    messageId: 'finding',
    data: { message: oneLine(finding.message) },
    suggest: finding.rewrites.filter((rewrite) => isApplicable(rewrite, finding.file)).map(suggestion),
  });
}

const clamp = (offset: number, { text }: SourceCode): number => Math.min(offset, text.length);

/** Names in messages come from the code, and may hold anything. */

const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');

/** A linter's suggestion changes one file; what changes more is for the command line. Overlapping edits would throw. */
function isApplicable(rewrite: Rewrite, file: string): boolean {
  const edits = inModules(rewrite);
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  return sorted.length > 0 && sorted.every((edit, i) => edit.file === file && (i === 0 || edit.start >= sorted[i - 1].end));
}

/** What to install, the title says: in an editor a `package.json` is left to people. */
const inModules = ({ edits }: Rewrite): Rewrite['edits'] => edits.filter(({ file }) => !/(?:^|\/)package\.json$/.test(file));

function suggestion(rewrite: Rewrite): Parameters<RuleContext['report']>[0]['suggest'][number] {
  return {
    messageId: 'rewrite',
    data: { title: oneLine(rewrite.title) },
    fix: (fixer) => inModules(rewrite).map(({ start, end, text }) => fixer.replaceTextRange([start, end], text)),
  };
}

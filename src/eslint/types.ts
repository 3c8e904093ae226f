/**
 * What the plugin needs of a linter, and what it gives to one. ESLint 8 ships no types, and the types of 9 and 10 are for
 * one another only: these few fit all of them, and oxlint's, without making anybody install one.
 */

interface Loc {
  readonly line: number;
  readonly column: number;
}

/** A file as the linter has parsed it. */
export interface SourceCode {
  readonly text: string;
  readonly ast: object;
  readonly parserServices?: { readonly esTreeNodeToTSNodeMap?: { get(node: object): unknown } } | undefined;
  getLocFromIndex(index: number): Loc;
}

interface Fixer {
  replaceTextRange(range: [number, number], text: string): unknown;
}

interface Suggestion {
  readonly messageId: string;
  readonly data: Record<string, string>;
  fix(fixer: Fixer): unknown;
}

interface Report {
  readonly loc: { readonly start: Loc; readonly end: Loc };
  readonly messageId: string;
  readonly data: Record<string, string>;
  readonly suggest: Suggestion[];
}

/** What a rule is given for a file. */
export interface RuleContext {
  readonly filename: string;
  readonly cwd: string;
  readonly options: readonly unknown[];
  readonly sourceCode: SourceCode;
  report(report: Report): void;
}

/** A rule as linters take it. */
export interface LintRule {
  readonly meta: {
    readonly type: 'problem';
    readonly docs: { readonly description: string; readonly url: string; readonly recommended: boolean };
    readonly hasSuggestions: boolean;
    readonly messages: { readonly finding: string; readonly rewrite: string };
    readonly schema: object[];
    readonly defaultOptions: object[];
  };
  // `any` is what linters of three versions have in common here: each has a context of its own.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  create(context: any): { Program(): void };
}

/** A rule's level, or its level and options. */
export type RuleEntry = 'error' | 'warn' | ['error' | 'warn', Record<string, unknown>];

/** A configuration for `eslint.config.js`. */
export interface FlatConfig {
  readonly name: string;
  readonly plugins: Record<string, HiddenStatePlugin>;
  readonly rules: Record<string, RuleEntry>;
}

/** A configuration for `.eslintrc`. */
export interface LegacyConfig {
  readonly plugins: string[];
  readonly rules: Record<string, RuleEntry>;
}

/** The plugin. */
export interface HiddenStatePlugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, LintRule>;
  readonly configs: {
    /** All rules; what is proven is reported. */
    readonly recommended: FlatConfig;
    /** The same rules; what is likely is reported, too. */
    readonly strict: FlatConfig;
    /** `recommended` for `.eslintrc`. */
    readonly 'legacy-recommended': LegacyConfig;
  };
}

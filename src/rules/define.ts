import type { Certainty, Place, Rewrite, Severity, StateAccess, StateEntry } from '../analyzer/finding.js';
import type { Program } from '../analyzer/link/program.js';
import type { Site, Unit } from '../analyzer/link/values.js';
import type { RewriteTools } from '../analyzer/rewrite/tools.js';

/** One step of a witness, before its place is turned into lines. */
export interface Step {
  readonly at: Site;
  readonly message: string;
  /** See {@link import('../analyzer/finding.js').WitnessStep.second}. */
  readonly second?: true;
}

/** A place where state is changed or read, before its place is turned into lines. */
export type SeenAccess = Omit<StateAccess, keyof Place> & { readonly at: Site };

/** A piece of state, before places are turned into lines. */
export type SeenState = Omit<StateEntry, keyof Place | 'writes' | 'reads'> & {
  readonly at: Site;
  readonly writes: readonly SeenAccess[];
  readonly reads: readonly SeenAccess[];
};

/** Kinds of harm, for the audit. */
export type Harm = 'wrong-data' | 'lost-update' | 'outage' | 'memory' | 'latency';

/** What every match says about itself, whatever the rule. */
export interface MatchBase {
  readonly severity: Severity;
  readonly certainty: Certainty;
  /** See {@link import('../analyzer/finding.js').Finding.kind}. */
  readonly kind: string;
}

/** The placeholders of a message: `{{name}}` becomes the key `name`. */
type Placeholders<T extends string> = T extends `${string}{{${infer Name}}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** A message id with exactly the data that its sentence needs: a missing placeholder is a compile error. */
export type Said<Messages extends Record<string, string>> = {
  [Id in keyof Messages & string]: {
    readonly messageId: Id;
    readonly data: Readonly<Record<Placeholders<Messages[Id]>, string | number>>;
  };
}[keyof Messages & string];

export type Explanation<Messages extends Record<string, string>> = Said<Messages> & {
  readonly at: Site;
  readonly witness: readonly Step[];
  /** The name of the state or call, for the fingerprint. */
  readonly name: string;
};

/** Options are a flat object described by a JSON schema; every option has a default. */
export interface OptionSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: Readonly<Record<string, JsonSchema>>;
}

/** The part of JSON Schema that options use. */
export interface JsonSchema {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';
  readonly enum?: readonly (string | number)[];
  readonly items?: JsonSchema;
  readonly uniqueItems?: boolean;
  readonly minimum?: number;
  readonly description?: string;
}

/**
 * A rule: three pure functions. `detect` says what is wrong (no text), `explain` how it is said (no analysis), `rewrite` what to
 * do instead (edits only).
 */
export interface Rule<
  Match extends MatchBase = MatchBase,
  Messages extends Record<string, string> = Record<string, string>,
  Options extends object = object,
> {
  readonly id: string;
  /** One sentence for tables and `--help`. */
  readonly summary: string;
  /** The harm, for the audit. */
  readonly harm: Harm;
  /** The harm of kinds that do another than the rule's. */
  readonly harmByKind?: Readonly<Record<string, Harm>>;
  /** What the two are called that meet in a witness: what does most steps, and what does those marked `second`. Two requests, if left out. */
  readonly lanes?: readonly [string, string];
  readonly messages: Messages;
  readonly schema: OptionSchema;
  readonly defaultOptions: Options;
  /** All matches of a program; where only those in one module are asked for (an editor asks so), the others may be left out. */
  detect(program: Program, options: Options, only?: Unit): readonly Match[];
  explain(match: Match, program: Program): Explanation<Messages>;
  rewrite?(match: Match, program: Program, tools: RewriteTools): readonly Rewrite[];
  /** All the state that the rule looks at, for the audit: the harmless, too. */
  inventory?(program: Program): readonly SeenState[];
}

/** A rule whose type parameters are hidden, as lists hold it. */
export interface AnyRule extends Pick<Rule, 'id' | 'summary' | 'harm' | 'harmByKind' | 'lanes' | 'messages' | 'schema' | 'inventory'> {
  readonly defaultOptions: object;
  detect(program: Program, options: never, only?: Unit): readonly MatchBase[];
  explain(match: never, program: Program): Explanation<Record<string, string>>;
  rewrite?(match: never, program: Program, tools: RewriteTools): readonly Rewrite[];
}

/** Gives a rule its types; returns it unchanged. */
export function defineRule<Match extends MatchBase, const Messages extends Record<string, string>, Options extends object>(
  rule: Rule<Match, Messages, Options>,
): Rule<Match, Messages, Options> {
  return rule;
}

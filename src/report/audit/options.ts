/** What of a rule the audit has to know. */
export interface AuditRule {
  readonly id: string;
  readonly summary: string;
  readonly harm: Harm;
  readonly harmByKind?: Readonly<Record<string, Harm>>;
  readonly lanes?: readonly [string, string];
}

/** Kinds of harm, in the order in which they are told. */
export type Harm = 'wrong-data' | 'lost-update' | 'outage' | 'memory' | 'latency';

export const HARMS: readonly Harm[] = ['wrong-data', 'lost-update', 'outage', 'memory', 'latency'];

/** A directory with a manifest. */
export interface AuditPackage {
  /** Relative to the root, with `/`; empty for the root itself. */
  readonly dir: string;
  readonly name: string;
  /** The directories of the project's own packages that it declares as dependencies. */
  readonly uses: readonly string[];
}

/** What the page is made of beside its data; the caller reads it from wherever the package lies. */
export interface AuditAssets {
  readonly style: string;
  /** One script without imports: see {@link joinScripts}. */
  readonly script: string;
}

/** What the audit may know beside the result. */
export interface AuditOptions {
  /** What is audited, as a heading. */
  readonly project: string;
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly rules: readonly AuditRule[];
  readonly packages: readonly AuditPackage[];
  /** The text of CODEOWNERS, where there is one. */
  readonly codeowners: string | undefined;
  /** The text of a file, by its path relative to the project's root; `undefined` where it cannot be read. */
  readonly readText: (file: string) => string | undefined;
  readonly assets: AuditAssets;
}

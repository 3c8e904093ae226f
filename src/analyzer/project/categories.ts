/** A kind of file that is not service code, and is off unless asked for. */
export type Category = 'vendored' | 'build-output' | 'declaration' | 'minified' | 'test' | 'script' | 'config' | 'generated';

/** Every category, for the option that switches them on. */
export const CATEGORIES: readonly Category[] = [
  'vendored',
  'build-output',
  'declaration',
  'minified',
  'test',
  'script',
  'config',
  'generated',
];

/** What can be analysed, by extension. */
export const SOURCE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'] as const;

const SOURCE_FILE = /\.[cm]?[jt]sx?$/;

/** Whether a name has an extension that can be analysed. `.mtsx` and the like do not exist. */
export function isSourceName(name: string): boolean {
  return SOURCE_FILE.test(name) && !/\.[cm][jt]sx$/.test(name);
}

/** Directories of installed packages: never walked. */
export const DEPENDENCY_DIRS: ReadonlySet<string> = new Set(
  'node_modules .yarn .pnpm-store bower_components jspm_packages .venv'.split(' '),
);

/** Version control's own directories: not part of the tree, never walked and never counted. */
export const VCS_DIRS: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.jj']);

/** Names that only tools give to a directory. */
const OUTPUT_DIRS: ReadonlySet<string> = new Set(
  (
    '.next .nuxt .output .turbo .svelte-kit .vercel .netlify .serverless .aws-sam .wrangler .angular .cache .parcel-cache ' +
    '.docusaurus .expo .nx .nyc_output .open-next .sst storybook-static'
  ).split(' '),
);

/** Names of output that people also give to source: `src/build/`, an insurer's `src/coverage/`. */
const AMBIGUOUS_OUTPUT_DIRS: ReadonlySet<string> = new Set(['dist', 'build', 'out', 'coverage']);

/** Whether a directory below the root is a tool's output, going by its path alone. */
export function isOutputDir(relative: string): boolean {
  const segments = relative.split('/');
  const name = segments.pop() ?? '';
  if (OUTPUT_DIRS.has(name)) return true;
  return AMBIGUOUS_OUTPUT_DIRS.has(name) && !segments.some((segment) => segment === 'src' || segment === 'source');
}

const DIRS: Readonly<Record<string, Category>> = byName({
  vendored: 'third_party third-party thirdparty',
  test:
    '__tests__ __test__ __specs__ __spec__ __e2e__ __integration__ __mocks__ __mock__ __fixtures__ __snapshots__ __testdata__ ' +
    '__testutils__ __test-utils__ __test_utils__ __stories__ test tests e2e cypress playwright fixtures testing mocks ' +
    'testdata test-data test_data testutils testutil test-utils test_utils test-utilities test-helpers test_helpers test-setup test-support ' +
    'step-definitions step_definitions',
  script: 'scripts script .scripts migrations migration seed seeds seeders codemods ' + '.github .husky .changeset .circleci .devcontainer',
  config: '.storybook .vscode .config .dumi .vitepress .vuepress .eslint',
  generated: 'generated __generated__ .prisma .contentlayer .velite',
});

/** Names that below `src/` or `app/` are a domain's own words: a marketplace's `vendor/`, a shop's product `specs/`. */
const DIRS_OUTSIDE_SOURCE: Readonly<Record<string, Category>> = byName({
  vendored: 'vendor vendors',
  test: 'spec specs',
});

/** Names that anywhere but at the top of a package are a domain's own words: an agent's `tools/`, a fund's `benchmark/`. */
const DIRS_AT_TOP: Readonly<Record<string, Category>> = byName({
  script: 'tools docs doc hack benchmark benchmarks bench ci .ci',
});

/** Directories that hold packages, by custom. */
const PACKAGE_PARENTS: ReadonlySet<string> = new Set(['packages', 'apps', 'libs', 'services', 'plugins', 'examples']);

const SOURCE_DIRS: ReadonlySet<string> = new Set(['src', 'source', 'app', 'pages']);

function byName(names: Partial<Record<Category, string>>): Record<string, Category> {
  const table = Object.create(null) as Record<string, Category>; // no prototype: a directory may be called `constructor`
  for (const category of CATEGORIES) for (const name of names[category]?.split(' ') ?? []) table[name] = category;
  return table;
}

const FILES: readonly (readonly [Category, RegExp])[] = [
  ['declaration', /\.d\.([^./]+\.)?[cm]?ts$/],
  ['minified', /[.-](min|bundle)\.[cm]?js$/],
  ['generated', /\.(generated|gen|g)\.[cm]?[jt]sx?$|[._](pb|pb_service|grpc_pb|connect|connectweb)\.[cm]?[jt]s$/],
  [
    'test',
    /[.-](test|tests|spec|specs|e2e|e2e-spec|e2e-test|int-test|int-spec|it-spec|stories|story|mock|mocks|bench|cy|fixture|fixtures|test-d)\.[cm]?[jt]sx?$/,
  ],
  ['test', /_(test|tests|e2e)\.[cm]?[jt]sx?$/],
  // What tests share: `api.test-utils.ts`, `test.utils.js`, `spec-helper.ts`, `users.test.data.ts`.
  [
    'test',
    /(^|[._-])(tests?|specs?|e2e)[._-]?(utils?|utilities|helpers?|fixtures?|setup|support|factory|factories|mocks?|stubs?|data)\.[cm]?[jt]sx?$/i,
  ],
  [
    'test',
    /^(jest|vitest|vite|playwright|cypress|mocha|test|tests)[.-]?(global[.-]?)?(setup|teardown|preset|polyfills?)\b.*\.[cm]?[jt]sx?$/i,
  ],
  ['test', /^(setup-?tests?|global-?(setup|teardown)|test-?(utils?|helpers?))\.[cm]?[jt]sx?$/i],
  [
    'config',
    /^(vite|vitest|jest|playwright|cypress|next|nuxt|astro|svelte|tailwind|postcss|eslint|prettier|tsup|tsdown|drizzle|prisma|sentry|webpack|rollup|babel|metro|mikro-orm)([.-]\w+)*\.config\.[cm]?[jt]sx?$/,
  ],
  ['config', /^\..+\.[cm]?[jt]s$/],
  ['config', /^(grunt|gulp|jake|knex|plop)file(\.babel|\.esm)?\.[cm]?[jt]s$/i],
  ['script', /^(seed|seeder|migrate)\.[cm]?[jt]s$/],
];

/** Ambiguous below `src/`: `src/config/database.config.ts` and `src/webpack.service.ts` are part of the service. */
const CONFIG_OUTSIDE_SOURCE = /\.(config|conf|workspace)\.[cm]?[jt]sx?$|^(webpack|rollup|esbuild|babel|karma)\.[\w.-]+\.[cm]?[jt]s$/;

/** `build.js` beside `package.json` builds; `src/release.ts` may be about records. */
const SCRIPT_OUTSIDE_SOURCE = /^(build|bundle|release|publish|deploy|(pre|post)(install|build|pack)|migrate-[\w-]+)\.[cm]?[jt]s$/;

/** The categories of a file, going by its path below the root alone, the outermost directory's first. */
export function categoriesOf(relative: string): Category[] {
  const segments = relative.split('/');
  const name = segments.pop() ?? '';
  const found = new Set<Category>();
  let inSource = false;
  for (const [index, segment] of segments.entries()) {
    const isTop = index === 0 || (index === 2 && PACKAGE_PARENTS.has(segments[0] ?? ''));
    const category =
      DIRS[segment] ??
      (inSource ? undefined : DIRS_OUTSIDE_SOURCE[segment]) ??
      (isTop ? DIRS_AT_TOP[segment] : undefined) ??
      suffixCategory(segment);
    if (category !== undefined) found.add(category);
    inSource ||= SOURCE_DIRS.has(segment);
  }
  if (!inSource && CONFIG_OUTSIDE_SOURCE.test(name)) found.add('config');
  if (!inSource && SCRIPT_OUTSIDE_SOURCE.test(name)) found.add('script');
  for (const [category, pattern] of FILES) {
    if (pattern.test(name)) found.add(category);
  }
  return [...found];
}

function suffixCategory(segment: string): Category | undefined {
  // Servers that stand in for others while something is tried out are tests' own, too.
  return /^(e2e|mock)[-_]|[-_](e2e|tests?)$/.test(segment) ? 'test' : undefined;
}

/** Whether a text was made by a minifier: long, and nearly without line breaks. */
export function isMinifiedText(text: string): boolean {
  if (text.length < 5_000) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > 500;
}

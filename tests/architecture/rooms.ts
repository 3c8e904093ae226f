/**
 * The rooms of `src` and the doors between them. A room may import from itself, through its doors, and the packages it names;
 * nothing else. Each door says why it is there: one that cannot be explained in a sentence should not be opened.
 */
export interface Door {
  readonly to: string;
  readonly why: string;
  /** Only `import type`: the room knows the shape and calls nothing. */
  readonly types?: true;
}

export interface Room {
  readonly name: string;
  /** Folders end in `/`, the others are files. The longest that fits decides. */
  readonly paths: readonly string[];
  /** What a visitor should know who wonders why a door is missing. */
  readonly rule: string;
  readonly doors: readonly Door[];
  /** Packages, with the reason. `node:path` and `node:crypto` compute and touch nothing: they are free. */
  readonly packages?: Readonly<Record<string, string>>;
  /** May use `console` and `process`. */
  readonly process?: true;
}

const door = (to: string, why: string): Door => ({ to, why });
const types = (to: string, why: string): Door => ({ to, why, types: true });

export const FREE_PACKAGES: readonly string[] = ['node:path', 'node:crypto'];

export const ROOMS: readonly Room[] = [
  {
    name: 'ir',
    paths: ['src/analyzer/ir/'],
    rule: 'the IR is the ground everything stands on, so it leans on nothing',
    doors: [],
  },
  {
    name: 'models',
    paths: ['src/analyzer/models/'],
    rule: 'a model is data; what decides lives in the linker and in the rules',
    doors: [],
  },
  {
    name: 'maps',
    paths: ['src/analyzer/maps.ts'],
    rule: 'a few words for maps that every room may use',
    doors: [],
  },
  {
    name: 'own package',
    paths: ['src/own-package.ts'],
    rule: 'where the package itself lies, wherever its modules end up when it is built',
    doors: [],
    packages: { 'node:fs': 'looks for the manifest, and reads pages and scripts of the package', 'node:url': 'where its code runs' },
  },
  {
    name: 'finding',
    paths: ['src/analyzer/finding.ts'],
    rule: 'findings are plain data that every face can read, cache and send',
    doors: [],
  },
  {
    name: 'host',
    paths: ['src/analyzer/host.ts'],
    rule: 'the file system is handed in through here, so that everything else runs in memory',
    doors: [],
    packages: { 'node:fs': 'the one place that reads and lists files' },
    process: true,
  },
  {
    name: 'syntax',
    paths: ['src/analyzer/syntax.ts'],
    rule: 'the one seam to TypeScript, so that another parser has one place to go',
    doors: [],
    packages: {
      typescript: 'the one place that knows the compiler',
      'node:module': 'createRequire loads TypeScript faster than import, and only when a file must be parsed',
    },
  },
  {
    name: 'lower',
    paths: ['src/analyzer/lower/'],
    rule: 'lowering depends on one text alone: no models, no neighbours, no configuration',
    doors: [door('ir', 'what it makes'), door('syntax', 'what it reads')],
  },
  {
    name: 'project',
    paths: ['src/analyzer/project/'],
    rule: 'which files there are and what an import specifier means; nothing about what they do',
    doors: [door('host', 'files come from the host')],
    packages: {
      ignore: '.gitignore has rules that are not worth writing twice',
      picomatch: 'globs of workspaces and of configuration',
      'node:module': 'the names of the built-in modules',
      'node:os': 'a home or temporary directory is never a project, whatever lies there',
      'jsonc-parser': 'tsconfig files have comments and trailing commas',
      'resolve.exports': 'conditions and patterns of package exports and imports',
    },
  },
  {
    name: 'config',
    paths: ['src/analyzer/config.ts', 'src/analyzer/config/'],
    rule: 'configuration is read and checked here, and is plain data afterwards',
    doors: [
      door('finding', 'severities and certainties are configured by their names'),
      types('models', 'models of in-house libraries are written in configuration'),
      door('project', 'categories of files and path helpers'),
      door('host', 'configuration files come from the host'),
    ],
    packages: { 'jsonc-parser': 'configuration may hold comments', picomatch: 'overrides name files by globs' },
  },
  {
    name: 'cache',
    paths: ['src/analyzer/cache.ts', 'src/analyzer/cache/'],
    rule: 'the index on disk: it writes, so it is apart from the host, which only reads',
    doors: [
      door('ir', 'modules are what it keeps'),
      types('finding', 'results are plain data and may be kept'),
      types('host', 'a clock and a place are handed in'),
      door('own package', 'results depend on the code that worked them out, so it is looked at'),
    ],
    packages: {
      'node:fs': 'the index lives on disk',
      'node:os': 'where the index lives when the project is not writable',
      'node:zlib': 'the index is packed',
    },
    process: true, // the process's id names a file that is not complete yet
  },
  {
    name: 'link',
    // Where code runs is inherited along the call graph, so it is worked out while linking and is one room with it.
    paths: ['src/analyzer/link/', 'src/analyzer/context/'],
    rule: 'joins modules; knows libraries through models only, and reads no file itself',
    doors: [
      door('ir', 'modules are what it joins'),
      door('models', 'what libraries do'),
      door('project', 'which module an import means, which package a file belongs to'),
      door('maps', 'lists and memos by key'),
    ],
    packages: {
      semver: 'models carry version ranges',
      picomatch: 'models name packages and entry files by globs',
    },
  },
  {
    name: 'questions',
    paths: ['src/analyzer/flow/', 'src/analyzer/state/', 'src/analyzer/waits/', 'src/analyzer/effects/'],
    rule: 'what rules ask of the linked program: the order of things, who writes a state, what bounds a wait, what is held meanwhile',
    doors: [
      door('ir', 'functions and their blocks'),
      door('link', 'what a value is and what a call does'),
      door('maps', 'lists and memos by key'),
      types('models', 'the vocabulary of facts: a kind of state, a bound, a wait'),
      door('sql', 'an operation may be a statement in a text'),
    ],
  },
  {
    name: 'schema',
    paths: ['src/analyzer/schema/'],
    rule: 'tables, unique keys and version columns, from the files that declare them',
    doors: [
      door('sql', 'migrations are SQL'),
      door('ir', 'schemas written in code'),
      door('maps', 'lists by key'),
      types('link', 'the program hands out the schema files, and says which module an import of a table leads to'),
    ],
  },
  {
    name: 'sql',
    paths: ['src/analyzer/sql/'],
    rule: 'what a statement does, from its text alone',
    doors: [],
  },
  {
    name: 'rewrite',
    paths: ['src/analyzer/rewrite/'],
    rule: 'the edit toolbox: the only room past lowering that sees a tree again',
    doors: [
      door('syntax', 'edits are aware of parentheses, semicolons and comments'),
      types('finding', 'edits are plain data'),
      door('maps', 'lists and memos by key'),
      door('ir', 'an instruction knows its place in the text'),
      types('link', 'the program says which file a value comes from'),
    ],
  },
  {
    name: 'analyzer',
    paths: ['src/analyzer/'],
    rule: 'joins the rooms of the engine; knows no rule by name and no face',
    doors: [
      ...[
        'ir',
        'models',
        'finding',
        'host',
        'syntax',
        'lower',
        'project',
        'config',
        'cache',
        'link',
        'maps',
        'questions',
        'schema',
        'sql',
        'rewrite',
      ].map((to) => door(to, 'analyze() is where the rooms of the engine meet')),
      types('rules/define', 'rules are handed in: analyze() knows the contract and no rule'),
    ],
    packages: {
      'node:crypto': 'the name of a file says to which shard it belongs',
      'node:module': "TypeScript's version is part of the cache's key, and is read without loading TypeScript",
      'node:worker_threads': 'lowering may be spread over threads',
    },
  },
  {
    name: 'rules/define',
    paths: ['src/rules/define.ts'],
    rule: 'the contract that a rule fulfils and the engine calls',
    doors: [
      types('finding', 'severity, certainty and rewrites'),
      types('link', 'detect and explain look at the program'),
      types('rewrite', 'rewrite is handed the tools'),
    ],
  },
  {
    name: 'rules',
    paths: ['src/rules/'],
    rule: 'a rule sees the linked program: no ESLint, no file system, no syntax but through the rewrite toolbox',
    doors: [
      door('rules/define', 'the contract'),
      types('finding', 'severity, certainty and rewrites'),
      door('ir', 'instructions and places'),
      door('link', 'values, calls and effects'),
      door('questions', 'what is asked by more than one rule'),
      door('maps', 'lists and memos by key'),
      door('schema', 'what a table promises'),
      door('sql', 'what a statement does'),
      types('models', 'the vocabulary of facts: a kind of state, a bound, a wait'),
      door('rewrite', 'a rewrite is composed of tools, never spliced from strings'),
    ],
  },
  {
    name: 'report',
    paths: ['src/report/'],
    rule: 'a format is a function from a result to a string',
    doors: [types('finding', 'a result is all it knows')],
    packages: {
      'node:util': 'styleText colours a string',
      diff: 'rewrites are shown as unified diffs',
    },
  },
  {
    name: 'gate',
    paths: ['src/gate/'],
    rule: 'what counts: findings compared with those of a baseline or of a commit; it starts no process and writes no file',
    doors: [
      types('finding', 'findings are what it compares'),
      types('host', 'a tree of git is a file system, too'),
      door('project', 'names of sources and path helpers'),
    ],
  },
  {
    name: 'report/audit',
    paths: ['src/report/audit/'],
    rule: 'the audit is one page that loads nothing: a function from a result to a string, its script and style handed in',
    doors: [types('finding', 'a result is all it knows'), door('report', 'text is escaped, split and edited in one way')],
    packages: { ignore: 'patterns of CODEOWNERS are those of .gitignore', diff: 'a rewrite as changed lines' },
  },
  {
    name: 'eslint',
    paths: ['src/eslint/'],
    rule: 'a face: it shows findings and analyses nothing',
    doors: [
      door('rules', 'each rule becomes an ESLint rule'),
      types('rules/define', 'the contract'),
      door('analyzer', 'the one answer that every face asks for'),
      types('finding', 'what it shows'),
      door('host', 'it hands the file system in'),
      door('config', 'settings are configuration, too'),
    ],
  },
  {
    name: 'cli',
    paths: ['src/cli/'],
    rule: 'the only room that prints, writes and exits',
    doors: [
      ...['rules', 'report', 'report/audit', 'analyzer', 'config', 'host', 'cache', 'project', 'gate'].map((to) =>
        door(to, 'a command asks, and shows the answer'),
      ),
      types('rules/define', 'the contract, for --list-rules and explain'),
      door('models', 'init says which libraries in use are known'),
      types('finding', 'what it shows'),
      door('link', 'trace follows a value'),
      door('ir', 'trace prints the IR'),
      door('rewrite', 'fix applies edits'),
      door('own package', 'pages, scripts and the version'),
    ],
    packages: {
      'node:fs': 'writes reports, baselines and fixed files',
      'node:util': 'parseArgs and styleText',
      'node:child_process': 'git says what changed',
    },
    process: true,
  },
  {
    name: 'entry',
    paths: ['src/index.ts', 'src/analyze.ts'],
    rule: 'what the package exports',
    doors: [
      ...['eslint', 'analyzer', 'rules', 'rules/define', 'finding', 'config', 'host', 'models'].map((to) => door(to, 'the public names')),
      door('own package', 'its version'),
    ],
    process: true,
  },
];

/** Lines that a file of `src` may have. */
export const MAX_LINES = 400;

/** Files that are longer, each with the reason why it is one thing all the same. Shorten a file, and it has to leave the list. */
export const LONG_FILES: Readonly<Record<string, string>> = {
  'src/analyzer/ir/module.ts': 'one packed layout: the accessors and the builder have to agree on every offset',
  'src/analyzer/lower/scopes.ts': 'one pass over the tree: which declaration each name means',
  'src/analyzer/lower/ssa.ts': 'one construction: blocks, phis and sealing share their state',
};

/**
 * What a model says. A model is data: it describes, like a small declaration file with effects, what the exports of one
 * library do. It holds literals only; everything that decides lives in the linker and in the rules.
 */
export interface Model {
  /**
   * The package the facts are about: an npm name, `node:http`, `global` for names that exist without an import, or a name that
   * ends in `*` for a family (`@aws-sdk/client-*`). Several names share one description.
   */
  readonly package: string | readonly string[];
  /** Where the facts were read: documentation section or source file, and the version. */
  readonly source: string;
  /**
   * What each export is. `default` is the default export, `=` what `require()` returns where that differs from the namespace,
   * and `*` every export that is not named (a leading or trailing `*` matches as a glob: `*Client`). What `new` returns is
   * also what a declared type of that name denotes, so an interface is written like a class.
   */
  readonly exports: Readonly<Record<string, TypeRef>>;
  /** Types that exports and calls refer to by name. */
  readonly types?: Readonly<Record<string, TypeModel>>;
  /** Files that the framework loads by their path, and the context in which their exports run. */
  readonly entries?: readonly EntryModel[];
  /** What is on the other side of its calls, where one word fits them all; a call's own word wins. */
  readonly system?: System;
  /** What people call the other side, where the word for its system would name somebody else. */
  readonly service?: string;
  /** The package says on which side its importers run: `server` or `client`. */
  readonly side?: 'server' | 'client';
}

/**
 * A type: the name of one in the same model (`Pool`), of one in another model (`pg#Pool`), or a description in place.
 * Promises are transparent: a promise of a `Pool` is a `Pool`.
 */
export type TypeRef = string | TypeModel;

/** A value of this type: what its members are, what calling or constructing it does. */
export interface TypeModel {
  /** Members that are not found here are looked up there. */
  readonly extends?: string;
  /** `*` stands for every member that is not named. */
  readonly members?: Readonly<Record<string, TypeRef>>;
  readonly call?: CallModel;
  readonly new?: CallModel;
  /** What kind of thing an instance is, for rules that ask what is held. */
  readonly is?: StateKind;
  /** Settings of the receiver that bound every wait of its methods: options assigned later, hooks. */
  readonly settings?: readonly Bound[];
  /** Values that a rule may need about a type's elements: iterating it gives these. */
  readonly element?: TypeRef;
  /** Methods of a class that extends this one which the library calls, and the context in which they run. */
  readonly overrides?: Readonly<Record<string, Context>>;
  /** There is one, which the package exports: where it is handed in, no options have made it. */
  readonly single?: true;
  /** How an instance hands work to functions by their names; where versions differ, the first that is in use. */
  readonly jobs?: Handing | readonly Handing[];
  /** One is made for each run of such code (the answer to a request): a function with a parameter of this type is part of it. */
  readonly madeIn?: Context;
}

/** How something is told to do work by a name, and who does it. */
export interface Handing {
  /** The method that takes the name and an object of values. */
  readonly add: string;
  /** The method that takes the name and the function which does such work. */
  readonly handle: string;
  /** The member of what that function is given which holds the values; `''`: what it is given itself. */
  readonly data: string;
  /** The type of the values is the type argument of the method, or of that type, which the package exports for what the function is given. */
  readonly typed?: true | string;
  /** Telling waits for nothing, and a failure of the function reaches nobody. */
  readonly forgets?: true;
  /** That function is given a list of jobs. */
  readonly list?: true;
  /** The method by which a place for such work is made, before anybody is told to do it; it may be called again. */
  readonly first?: string;
  /** Versions that do it in another way: none of them may be in use. */
  readonly not?: string;
}

/** Where code runs, as far as a library can say. */
export type Context = 'handler' | 'job' | 'startup' | 'client' | 'script';

/**
 * `container`: holds entries for as long as it lives. `bounded`: a container with a built-in limit (see {@link CallModel.limits}).
 * `weak`: lets go of what nobody else holds. `handle`: a connection, pool or client of another process. `context`: follows the
 * request (AsyncLocalStorage). `metrics`, `logger`: written all the time, by design, per process. `lock`: serialises its holders.
 * `emitter`: listeners. `signal`: an AbortSignal. `timer`: what `setTimeout` returns. `stream`: bytes that arrive over time.
 */
export type StateKind = 'container' | 'bounded' | 'weak' | 'handle' | 'context' | 'metrics' | 'logger' | 'lock' | 'emitter' | 'signal' | 'timer' | 'stream' | 'env';

/**
 * What a call reaches. `http`: another service; `database` and `store` (key-value): the service's own state; `queue`: hands work
 * over and returns; `mail`, `push`, `analytics`, `search`, `webhook`: consequences for others; `payment`, `storage`, `ai`, `cloud`:
 * services of others; `cluster`: other processes of the same service; `process`, `file`, `timer`: this machine.
 */
export type System =
  | 'http' | 'database' | 'store' | 'queue' | 'mail' | 'push' | 'analytics' | 'search' | 'webhook' | 'payment' | 'storage' | 'ai' | 'cloud'
  | 'cluster' | 'process' | 'file' | 'timer';

/** What one call (or construction) does. */
export interface CallModel {
  /** What it returns or resolves to. `this`: its receiver; `arg0`: that argument; `result0`: what calling that argument returns. */
  readonly returns?: TypeRef;
  /** The call waits on another process. Several where the behaviour depends on the version. */
  readonly waits?: Wait | readonly Wait[];
  /**
   * The call makes a client whose own options decide how long its calls wait. A finding about a missing bound stands here, once,
   * and not at each call; a call that has a bound of its own is bounded all the same. Option paths are those of this call.
   */
  readonly client?: Wait | readonly Wait[];
  /** Option paths where it takes over a client and decides itself how long that one waits. */
  readonly owns?: readonly string[];
  /** Arguments that are clients and that it uses without making them wait (to sign a URL). */
  readonly uses?: readonly number[];
  /** Arguments that are functions and run before the call's result is there: `[0]` for `map(fn)`. */
  readonly runs?: readonly number[];
  /** The option that is a function which makes the context of each request; what it returns is a member of what callbacks are given. */
  readonly makesContext?: string;
  /** Functions that are registered now and run later, in the given context. */
  readonly registers?: Registration;
  /** What the functions that it runs or registers are given, by parameter. */
  readonly gives?: readonly TypeRef[];
  /** The argument that names what the result is: a table, a collection, an entity (`getRepository(User)`). */
  readonly names?: number;
  /** What it gives is about what the receiver is: a builder of statements for a repository's table. */
  readonly about?: 'receiver';
  /** As a decorator: what it makes of the class or method it stands on. */
  readonly decorates?: 'handler' | 'job' | 'controller' | 'provider' | 'transaction';
  /** What is done to the state of the receiver. */
  readonly op?: Operation;
  /** What the call reaches; see {@link Model.system}. */
  readonly system?: System;
  /** The stretch of code that the call holds something over. */
  readonly region?: Region;
  /** The argument that says which transaction a query is part of: without it, of none. */
  readonly within?: number;
  /**
   * The argument that holds the text of an SQL statement; 0 for a tagged template. What the text says counts like an operation or a
   * region of the receiver: `BEGIN` until `COMMIT` or `ROLLBACK`, `FOR UPDATE`, `pg_advisory_lock`.
   */
  readonly sql?: number;
  /** Without arguments, it gives a connection back to its pool as it is: a transaction that is open on it stays open. */
  readonly givesBack?: 'as-it-is';
  /** The member of the answer to such a statement that says how many rows it changed: `rowCount`, or `0.affectedRows` of the first part of a list. */
  readonly changed?: string;
  /** The type argument by which TypeScript knows such an answer, exported by the package. */
  readonly changedAs?: string;
  /** Wraps the promise or function at argument `arg` so that waiting for it ends in any case, under these bounds or after `default` ms. */
  readonly wraps?: { readonly arg: number; readonly bounds: readonly Bound[]; readonly default?: number };
  /** Makes a memoized version of the function at argument `arg`: its results are kept. `limits` says what bounds the memory. */
  readonly memoizes?: { readonly arg: number };
  /** Option paths of which one must be set for the container that this call makes to be bounded in size or time. */
  readonly limits?: readonly string[];
  /** The call settles by a timer and by nothing else: `setTimeout`, `delay(ms)`. */
  readonly timer?: true;
  /** An abort signal: `timeout` aborts by itself after argument 0; `any` when one of its elements does; `controller` when told. */
  readonly signal?: 'timeout' | 'any' | 'controller';
  /**
   * Asks every process of a group, unless one of `routed` names the one to ask. `with` is what the question is given: where it is
   * there, the question is about something.
   */
  readonly asksAll?: { readonly routed: readonly string[]; readonly with?: string };
  /**
   * The call proves who made the request: `job`, a queue that delivers its own work and tries again; `webhook`, another service, which
   * tries again until it is answered. No person waits for either.
   */
  readonly proves?: 'job' | 'webhook';
  /** A failure is part of what it answers (`{ error }`): it never rejects. */
  readonly answersErrors?: true;
  /** It never rejects, whatever its promises do. */
  readonly settles?: true;
  /** A combinator of promises. */
  readonly combines?: 'race' | 'all';
  /** The call changes process-wide settings that {@link Bound.process} of other calls refer to by this name. */
  readonly sets?: string;
  /** It sets them only where one of these holds. */
  readonly setsUnder?: readonly Bound[];
}

/** Callbacks handed over for later: `args` are positions, negative from the end, `rest` is every function from `from` on. */
export interface Registration {
  readonly context: Context;
  /** The member of the callback's first argument that holds what {@link CallModel.makesContext} of the library makes for each request. */
  readonly within?: string;
  /** The position of the callback; with `rest`, of the first one. */
  readonly from: number;
  readonly rest?: boolean;
  /** Instead of a function argument: the members of an object argument that are functions (`fastify.route({ handler })`); `*` for all of them. */
  readonly members?: readonly string[];
  /** The members are looked for in the objects and lists inside that argument, too. */
  readonly deep?: true;
}

/** A wait on another process. */
export interface Wait {
  /** What is waited for, as the message says it: `the response`, `a free connection`, `the reply`. */
  readonly for: string;
  /**
   * How long the wait lasts where nothing bounds it: `none`, milliseconds of a default that bounds the whole wait, or milliseconds
   * of a default that only bounds a pause between two bytes (`idle`). `unknown`: it is decided out of sight (a connection string,
   * the driver below), so a bound that is not seen proves nothing: a wait for other rules, silence for a missing bound.
   */
  readonly default: 'none' | 'unknown' | number | { readonly idle: number };
  /** Ways to bound it: one of them is enough. */
  readonly bounds: readonly Bound[];
  /** The milder of two waits counts where the declared range of versions covers both. */
  readonly versions?: string;
  /** Lower than the context would give: a phase that matters less (`a free connection`). */
  readonly minor?: true;
  /** For something in this process (a mutex): it comes when whoever has it is done, whose own waits are told of where they are. */
  readonly local?: true;
  /** A call that only waits when its result is used (`spawn` alone does not). */
  readonly unless?: 'unused';
  /** Who waits, whoever makes the client: a proxy's calls are requests. */
  readonly in?: Context;
  /** What to write, for the message: `timeout`, `signal: AbortSignal.timeout(ms)`. */
  readonly advice: string;
  /** How to write it, where it is not the first of `bounds` that is an option or a signal. */
  readonly edit?: WaitEdit;
  /** How an error says that time was up, where the bound is written so: one of these texts is its member of that name. */
  readonly fails?: { readonly member: 'name' | 'code'; readonly is: readonly string[] };
}

/** The smallest edit that bounds a wait. In its texts, `ms` stands for a number of milliseconds. */
export type WaitEdit =
  /** What to set at option paths; `text` is the member that a plain text in that argument becomes (`query('select …')`: `sql`). */
  | { readonly set: Readonly<Record<string, string>>; readonly text?: string }
  /** A call to add behind the call: `.timeout({ deadline: ms })`. */
  | { readonly chain: string };

/**
 * One way to bound a wait. Option paths start at an argument: `1.timeout` is the member `timeout` of argument 1, `0` argument 0
 * itself, `last.signal` the last argument's, `*.deadline` any argument's. A path that leads into something unknown makes the wait unknown.
 */
export type Bound =
  /** A number that must be positive and finite; `unit` is milliseconds unless said otherwise. */
  | { readonly option: string; readonly unit?: 's' | 'deadline'; readonly requires?: string }
  /** An abort signal; with `alone` only where nothing stands behind that argument. */
  | { readonly signal: string; readonly alone?: true }
  /** Anything but `undefined`, `null`, `false` and 0: an agent, a policy, a custom transport that may bound the wait. */
  | { readonly present: string }
  /** A member path of the receiver that is assigned somewhere in the project (`defaults.timeout`). */
  | { readonly assigned: string }
  /** A hook of the receiver (`interceptors.request.use`) whose function sets one of these members of its argument. */
  | { readonly hook: string; readonly sets: readonly string[] }
  /** A method that is called on the result, with at least `args` arguments, the first being the string `first`, one being of the type `having`. */
  | { readonly chain: string; readonly args?: number; readonly first?: string; readonly having?: TypeRef }
  /** A number option of the call that made the receiver: `0.timeout` of `new PQueue({ timeout })` for what its methods do. */
  | { readonly receiver: string }
  /** A process-wide setting made by a call whose model says {@link CallModel.sets} with this name. */
  | { readonly process: string }
  /** That argument was itself made by a call under one of these bounds (`new Request(url, { signal })`). */
  | { readonly made: string; readonly bounds: readonly Bound[] }
  /** All of these together. */
  | { readonly all: readonly Bound[] };

/**
 * What a call does to state. `update` is atomic: the store itself reads and writes. `create` fails or adds, `write` replaces.
 * Arguments are named by position, or by a path: `0.where` (the member of an object argument), `().where` (all arguments of the
 * calls `.where(…)` in the chain that this call is part of), `().set.0` (one of them).
 */
export interface Operation {
  readonly kind: 'read' | 'write' | 'update' | 'remove' | 'clear' | 'create';
  /** What names the entry. */
  readonly key?: number | string;
  /** What names the part of the entry: a hash's field. */
  readonly field?: number | string;
  /** What is stored. */
  readonly value?: number | string;
  /** What names the table, collection or model. Absent: the receiver itself, with the member names on the way to it (`prisma.user.update`). */
  readonly resource?: number | string;
  /** It touches all entries that match and returns how many; looking at the count makes it a compare-and-set. */
  readonly many?: true;
  /** A path, one of several, where something makes it conditional (`NX`, `().onConflictDoNothing`): with it, the write is atomic. */
  readonly unless?: string | readonly string[];
  /** Words of which one, as a text among the arguments (`'NX'`), makes it conditional as {@link unless} does. */
  readonly words?: readonly string[];
  /** A path, one of several, where a read asks for a row lock (`lock`, `().forUpdate`). */
  readonly locks?: string | readonly string[];
  /** The argument with the call's options: what a region says is {@link Region.carried} stands there. */
  readonly options?: number;
  /** The receiver is an entry that was read before (`row.save()`): what is stored are the fields assigned since. */
  readonly entry?: true;
  /** A read that finds by a unique index only: the store refuses a second entry of that key. */
  readonly unique?: true;
  /** It fails where no entry fits: the second of two that remove the same is refused. */
  readonly refuses?: true;
  /** What a read gives: the entry (the default), all that match, how many, or whether there is one. */
  readonly gives?: 'entry' | 'entries' | 'count' | 'exists';
  /** The member of the answer that holds what was read, where the answer is not that itself: `data` of `{ data, error }`. */
  readonly within?: string;
  /** A member of which what is stored may say that the store computes it (`{ increment: 1 }`, `$inc`): then it is an `update`. */
  readonly atomics?: readonly string[];
  /** How the store itself adds to a number, in place of this write of a number that was read first. The first that fits. */
  readonly adds?: Addition;
  /** How this write is made to depend on what the entry holds. */
  readonly when?: Condition;
}

/**
 * How a store adds to a number by itself. `method`: another method, with these arguments (`by`: `{ by: amount }`); `real` where the amount may be no
 * whole number, `less` where something is taken away (a negative amount, if left out); `of: 'read'` where it is a method of what the
 * entry was read from, `beside` where it may stand before the write in one chain. `member`: an object in place of the value (`{ increment: 1 }`).
 * `value`: an expression in place of the value, in which `{import}`, `{column}` (`table.n`), `{name}` (`'n'`), `{sign}`, `{amount}` and `{put}` (the amount, between `${` and `}`
 * unless it is a number) stand for what they say, and `{sum}` for `'n + 1'`, or `'n + :nBy'` where the link `bind` is to give the amount; `orZero` where what is missing counts as 0. `operator`: beside the other values (`{ $inc: { n: 1 } }`).
 */
export type Addition =
  | {
      readonly method: string;
      readonly real?: string;
      readonly less?: string;
      readonly args: readonly ('key' | 'field' | 'part' | 'amount' | 'by')[];
      readonly beside?: true;
    }
  | { readonly member: string; readonly less: string }
  | { readonly value: string; readonly orZero?: string; readonly bind?: string; readonly import?: { readonly from: string; readonly name: string } }
  | { readonly operator: string; readonly of?: 'read'; readonly method?: string; readonly id?: string };

/** A write that only happens where the entry still holds what is asked for. */
export interface Condition {
  /** The method whose key may hold conditions, where it is another one. */
  readonly method?: string;
  /** From this version on the method itself takes conditions beside a unique key, and throws where nothing fits. */
  readonly throwsSince?: string;
  /**
   * Where conditions stand, if that is no object: `link`: further calls of the key's method in the chain, `.where('n', '>=', v)`; `object`: one more with an object, `.andWhere({ n: v })`. Or within its predicate,
   * `and(…, gte(table.n, v))`, by functions of a package, which {@link words} name.
   */
  readonly by?: 'link' | 'object' | { readonly from: string; readonly and: string };
  /** The member of its result that says how many entries were changed, `0` the first part of a list; `''`: the result itself. */
  readonly count: string;
  /** What ends the chain so that it says so, where that is more than waiting for it: text after the last call, or in the place of a last method. */
  readonly ends?: { readonly text: string } | { readonly methods: readonly string[]; readonly by: string };
  /** How no entry at all is written; `0`, if left out. */
  readonly none?: string;
  /** Words for comparisons in a key: `{ '>=': 'gte' }`. */
  readonly words: Readonly<Partial<Record<'===' | '<' | '<=' | '>' | '>=', string>>>;
}

/** What is held over a stretch of code, from the call on. With both `body` and `until`: the body where such a function is given. */
export interface Region {
  readonly kind: 'transaction' | 'lock';
  /** The argument that is the function over whose run it is held, negative from the end … */
  readonly body?: number;
  /** … and which of its parameters is the handle (a transaction's client): its origin is this call, not the client's. */
  readonly handle?: number;
  /**
   * Or: it is held until one of these methods of the holder is called; `()`: until the holder itself is called. The holder is
   * what the call returns, or its receiver.
   */
  readonly until?: { readonly holder: 'result' | 'receiver'; readonly methods: readonly string[]; /** Methods of the receiver that end it as well. */ readonly also?: readonly string[] };
  /** Only under this option (`isolationLevel`, `lock`), or where the statement's text says so. */
  readonly when?: string;
  /** Option paths of the call that made the receiver which say how many may hold it at once: a lock only where one of them is 1. */
  readonly permits?: readonly string[];
  /** The argument that names what is locked; absent: all that go through the receiver. */
  readonly key?: number;
  /** The option by which other calls carry the handle (`transaction`, `session`): without it they are outside. */
  readonly carried?: string;
  /** The transaction is found by AsyncLocalStorage: whatever client is used inside is on it. */
  readonly ambient?: true;
  /** The body may run again after a conflict. */
  readonly retries?: true;
  /** The member of the receiver that does outside what the handle does inside, where it is not the receiver itself. */
  readonly outside?: string;
  /** The option for the isolation level: `serializable` makes what was read hold, or fails. */
  readonly isolation?: string;
  /** An option of the call that bounds how long it is held, in milliseconds. */
  readonly ttl?: string;
  /** How long it is held at most where `ttl` is not given, in milliseconds. */
  readonly limit?: number;
}

/** Files that a framework finds by their path. */
export interface EntryModel {
  /** Globs relative to the package's root. */
  readonly files: readonly string[];
  /** Exported names that the framework calls; `*` for every one. */
  readonly exports: readonly string[];
  readonly context: Context;
}

/** Gives a model its type; returns it unchanged. */
export const defineModel = (model: Model): Model => model;

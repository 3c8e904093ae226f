/** Why what is said of some stories differs after an edit, by rule. */
interface Known {
  readonly why: string;
  readonly stories: Readonly<Record<string, readonly string[]>>;
}

/**
 * Where an edit that changes nothing does change what is said, by edit. The rest of a function behind an `await` is the same control flow;
 * behind `.then` it is a function of its own, and questions about one function (what is held here, which path leaves, what was read before)
 * end at its border. Stories come and go, but their
 * share may only get smaller.
 */
export const KNOWN: Readonly<Record<string, Known>> = {
  'extract a constant': {
    why: 'what tells statements and options apart is read off the text where it is written, not where the value comes from',
    stories: {
      'no-read-modify-write': [
        'amounts-in-redis-as-they-come',
        'name-of-a-lock-that-only-reads',
        'rows-by-query-builders',
        'usage-behind-own-store-in-another-file',
      ],
    },
  },
  'await to then': {
    why: 'the rest of the function becomes a callback, and the order of things is followed within one function only',
    stories: {
      'no-transaction-escape': ['session-left-out', 'transaction-option-left-out'],
      'no-broadcast-lookup': ['channel-told-by-all'],
      'no-lock-across-await': [
        'begin-and-commit-on-one-connection',
        'client-known-by-its-declared-type',
        'stock-reserved-under-a-row-lock',
        'wrapper-of-an-acquire-and-a-release',
        'wrapper-opens-the-transaction',
        'wrapper-that-is-given-what-to-lock',
      ],
      'no-module-state': [
        'cache-behind-get-and-put',
        'cache-reached-through-routes',
        'deadline-of-a-loop-is-no-time-to-live',
        'exported-singleton-with-cache-field',
        'level-concluded-from-an-answer',
        'license-answer-and-its-single-flight',
        'nest-provider-caches-by-key',
        'price-cache-in-map',
        'region-profiles-with-reset-for-tests',
        'static-cache-in-class',
        'templates-with-lru-cache-at-hand',
      ],
      'no-read-modify-write': [
        'document-changed-and-saved',
        'found-because-it-was-not-used',
        'limit-in-the-condition',
        'limit-looked-at-then-added',
        'map-read-before-an-await',
        'parent-row-written-first',
        'row-made-into-another-object',
        'rows-that-the-library-can-add-to',
        'seats-counted-then-added',
        'statements-in-sql-text',
        'status-checked-then-set-by-id',
      ],
      'no-synchronous-chain': [
        'commonjs-webhook',
        'delivered-by-a-queue',
        'event-of-another-service',
        'failure-only-logged',
        'failures-that-reach-nobody',
        'handlers-copied-by-a-loop',
        'log-of-the-answer',
        'mail-after-insert-through-helper',
        'mail-before-commit',
        'mail-beside-the-write',
        'mail-in-a-function-of-its-own',
        'mail-with-then',
        'mailer-behind-an-interface',
        'mails-to-rows-of-a-package-type',
        'members-of-a-controller-in-a-wrapper',
        'next-route-that-mails',
        'only-the-called-one-waits',
        'procedure-of-a-remote-call',
        'requests-through-wrappers',
        'waits-for-a-function-that-waits',
        'wrapped-by-one-that-wraps',
        'write-and-mail-in-a-service',
      ],
      'require-lock-release': [
        'connection-kept-by-an-early-return',
        'connection-kept-when-a-query-fails',
        'connection-that-is-never-given-back',
        'mutex-kept-by-its-method',
        'mutex-kept-when-the-work-fails',
        'query-runner-thrown-out-of',
        'transaction-begun-by-a-helper-and-left',
      ],
      'require-timeout': ['job-awaited-without-ttl', 'streams-by-design'],
    },
  },
  'split a file': {
    why: 'schemas and lists of nodes are read where they are declared, in the module that uses them',
    stories: {
      'no-broadcast-lookup': ['first-shard-that-has-it'],
      'no-read-modify-write': ['unique-index-in-mongoose'],
    },
  },
};

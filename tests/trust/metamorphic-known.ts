/** Why what is said of some stories differs after an edit, by rule. */
interface Known {
  readonly why: string;
  readonly stories: Readonly<Record<string, readonly string[]>>;
}

/** Where an edit that changes nothing does change what is said, by edit. Stories come and go, but their share may only get smaller. */
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
  'split a file': {
    why: 'schemas and lists of nodes are read where they are declared, in the module that uses them',
    stories: {
      'no-broadcast-lookup': ['first-shard-that-has-it'],
      'no-read-modify-write': ['unique-index-in-mongoose'],
    },
  },
};

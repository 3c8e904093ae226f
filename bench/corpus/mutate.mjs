/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A seed for a text, so that a file's mutations do not depend on which other files are there. */
export function seedOf(text, seed) {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

const TOKEN = /[\p{ID_Continue}$]+|\s+|=>|\?\.|\.\.\.|[^\s]/gu;
const ODD =
  '( ) [ ] { } < > ` ${ */ /* // ; , . ... ?. ? : = => & | @ # \' " \\ await async yield class function import export static new this super enum namespace declare type interface using for of in try catch finally switch case default return \u2028 \uFEFF \uD800 \u200B \u202E \u{1D4D0}'.split(
    ' ',
  );

const pick = (random, list) => list[Math.floor(random() * list.length)];

const cut = (text, random) => text.slice(0, Math.floor(random() * text.length));
const tail = (text, random) => text.slice(Math.floor(random() * text.length));

function tokens(change) {
  return (text, random) => {
    const parts = text.match(TOKEN) ?? [];
    for (let i = 0, n = 1 + Math.floor(random() * 4); i < n && parts.length > 0; i++)
      change(parts, Math.floor(random() * parts.length), random);
    return parts.join('');
  };
}

const MUTATIONS = [
  cut,
  tail,
  tokens((parts, at) => parts.splice(at, 1)),
  tokens((parts, at) => parts.splice(at, 0, parts[at])),
  tokens((parts, at, random) => parts.splice(at, 0, ` ${pick(random, ODD)} `)),
  tokens((parts, at, random) => (parts[at] = pick(random, ODD))),
  tokens((parts, at, random) => (parts[at] = pick(random, parts))),
  tokens((parts, at, random) => {
    const other = Math.floor(random() * parts.length);
    [parts[at], parts[other]] = [parts[other], parts[at]];
  }),
  tokens((parts, at, random) => parts.push(...parts.splice(at, Math.floor(random() * 200)))),
];

/** The i-th mutation of a text: cut off, or with some tokens dropped, doubled, swapped, moved or replaced. */
export function mutate(text, i, seed) {
  const random = randomFrom(seedOf(text, seed * 1000 + i));
  return MUTATIONS[i % MUTATIONS.length](text, random);
}

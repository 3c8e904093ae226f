/** A rewrite cannot be offered here. Tools throw it, and {@link import('./tools.js').RewriteTools.offer} turns it into no offer. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Ends the rewrite that is being composed, without an offer: its precondition does not hold. `why` is for tests and people. */
export function refuse(why: string): never {
  throw new Refusal(why);
}

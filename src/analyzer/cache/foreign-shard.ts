/** A shard that is missing or damaged, or was written by another version: without it, the others are only half of the project. */
export class ForeignShard extends Error {
  override readonly name = 'ForeignShard';
}

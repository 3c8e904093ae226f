import type { FnRef } from '../../analyzer/link/callgraph.js';
import type { Program } from '../../analyzer/link/program.js';
import type { Source } from '../../analyzer/rewrite/tools.js';
import { inScope } from '../carry.js';

/** A client of ioredis in scope of a function, by its value or its declared type: a name. */
export const redisInScope = (program: Program, source: Source, ref: FnRef): string | undefined =>
  inScope(program, source, ref, (value) => value.k === 'lib' && value.type.id === 'ioredis#Redis');

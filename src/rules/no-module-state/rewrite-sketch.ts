import type { Rewrite } from '../../analyzer/finding.js';
import type { RewriteTools } from '../../analyzer/rewrite/tools.js';
import type { Match } from './detect.js';
import { typeName } from './rewrite-declared.js';

/** The form that the owner takes, where the edit is a person's: text in the file's style, with the names of the state. */
export function sketchOf({ state, kind, name }: Match, tools: RewriteTools): readonly Rewrite[] {
  if (state === undefined) return [];
  const local = /^\w+$/.test(name) ? name : 'state';
  if (kind === 'counter')
    return tools.sketch('Count where all replicas see it', () => {
      const { semi, str } = tools.source(state.unit).style;
      return `// INCR is atomic; a sequence of the database is, too\nconst ${local} = await redis.incr(${str(local)})${semi}\n`;
    });
  if (kind !== 'cache' && kind !== 'collection' && kind !== 'registry') return [];
  return tools.sketch('Let the caller own it and pass it in', () => {
    const { semi, unit, isTypeScript } = tools.source(state.unit).style;
    const type = typeName(local, kind === 'cache' ? 'Cache' : 'Store');
    const typed = isTypeScript ? `: ${type}` : '';
    const contract = [
      '/** A `Map` fulfils it, and so does a store that all replicas share. */',
      `export interface ${type} {`,
      `${unit}get(key: string): Promise<unknown>${semi}`,
      `${unit}set(key: string, value: unknown): Promise<void>${semi}`,
      '}',
      '',
    ];
    return [
      ...(isTypeScript ? contract : []),
      '// made once, where the service is put together',
      `export function create(${local}${typed}) {`,
      `${unit}// the functions and routes of this file, which use \`${local}\``,
      '}',
      '',
    ].join('\n');
  });
}

import type { Host } from '../host.js';
import { dirOf, isWithin, joinPath } from './paths.js';

/** Where Prisma writes its client, and the package that a client written there stands for. */
const CLIENT_PROVIDERS: ReadonlySet<string> = new Set(['prisma-client-js', 'prisma-client']);
const CLIENT_PACKAGE = '@prisma/client';

/**
 * Directories whose modules are generated from a schema and mostly not checked in, each with the package that documents what
 * is in them. Only Prisma's client generators are known; an `output` taken from the environment is not.
 */
export function findGeneratedPackages(host: Host, schemaFiles: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of schemaFiles) {
    if (!file.endsWith('.prisma')) continue;
    for (const output of clientOutputs(read(host, file))) {
      const dir = joinPath(dirOf(file), output);
      if (!isWithin(dir, file) && !dir.includes('/node_modules/')) found.set(dir, CLIENT_PACKAGE);
    }
  }
  return found;
}

function clientOutputs(text: string): string[] {
  return [...text.matchAll(/^[ \t]*generator\s+\w+\s*\{([^{}]*)\}/gm)].flatMap(([, body = '']) => {
    const setting = (key: string): string | undefined => new RegExp(`^[ \\t]*${key}\\s*=\\s*"([^"]*)"`, 'm').exec(body)?.[1];
    const output = setting('output');
    return output !== undefined && CLIENT_PROVIDERS.has(setting('provider') ?? '') ? [output] : [];
  });
}

function read(host: Host, file: string): string {
  try {
    return host.readText(file);
  } catch {
    return ''; // who reads the schema itself reports it
  }
}

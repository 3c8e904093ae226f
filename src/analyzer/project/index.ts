import type { Host } from '../host.js';
import { discover, type Discovery, type DiscoverOptions, type ProjectError } from './discover.js';
import { findGeneratedPackages } from './generated.js';
import { createManifests, type Manifests } from './manifests.js';
import { compareText } from './paths.js';
import { createResolver, type Resolver } from './resolve.js';
import { boundToTree } from './tree-bound.js';
import { createTsConfigs, type TsConfigs } from './tsconfig.js';

export * from './categories.js';
export * from './discover.js';
export * from './generated.js';
export * from './manifests.js';
export * from './resolve.js';
export * from './root.js';
export * from './tsconfig.js';

/** A project as it lies on the host: its files, and everything that says how they find each other. */
export interface Project extends Discovery {
  readonly host: Host;
  readonly manifests: Manifests;
  readonly tsconfigs: TsConfigs;
  readonly resolver: Resolver;
  /** Errors of the walk and of the configuration files read so far. */
  allErrors(): readonly ProjectError[];
  /** Every configuration file the answers so far were read from, absolute: what a cached result depends on besides source. */
  filesRead(): readonly string[];
}

/** Discovers a project and makes what is needed to link it; `paths` should be left out, or packages outside them are unknown. */
export function openProject(host: Host, options: DiscoverOptions): Project {
  const discovery = discover(host, options);
  const tree = boundToTree(host, discovery.root);
  const manifests = createManifests(tree, discovery);
  const tsconfigs = createTsConfigs(tree, manifests);
  const known = new Set(discovery.files.map((file) => file.path));
  const generated = findGeneratedPackages(tree, discovery.schemaFiles);
  return {
    ...discovery,
    host,
    manifests,
    tsconfigs,
    resolver: createResolver(host, known, { manifests, tsconfigs, generated }),
    allErrors: () => [...discovery.errors, ...manifests.errors(), ...tsconfigs.errors()],
    filesRead: () => [...manifests.filesRead(), ...tsconfigs.filesRead()].sort(compareText),
  };
}

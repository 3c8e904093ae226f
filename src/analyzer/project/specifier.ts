import { builtinModules } from 'node:module';

/** What an import specifier says by its form alone. */
export type Specifier =
  | { readonly kind: 'relative' | 'absolute' | 'internal' | 'bare' | 'invalid'; readonly text: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'remote' }
  | { readonly kind: 'asset' };

const BUILTINS: ReadonlySet<string> = new Set(builtinModules.filter((name) => !name.startsWith('_')));

/** Modules that a runtime other than Node provides. */
const RUNTIME = /^(bun|cloudflare|workerd|electron|deno):/;

/** Files that an import brings in as data, not as a module that could be analysed. */
const ASSET = new RegExp(
  '\\.(json[c5]?|css|scss|sass|less|styl|pcss|svg|png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|pdf' +
    '|md|mdx|txt|html?|xml|ya?ml|toml|csv|graphqls?|gql|sql|prisma|proto|wasm|node|vue|svelte|astro|ejs|hbs|pug|njk|glsl|wgsl|po|lottie)$',
  'i',
);

/** Whether a path names a file that cannot be analysed, by its extension. */
export function isAsset(path: string): boolean {
  return ASSET.test(path);
}

/** The form of a specifier, loader prefixes and query strings taken off. */
export function parseSpecifier(written: string): Specifier {
  if (written.includes('!')) return { kind: 'asset' };
  if (/\?(raw|url|inline)\b/.test(written)) return { kind: 'asset' };
  const text = written.startsWith('#') ? written : (written.split(/[?#]/, 1)[0] ?? '');
  if (text === '.' || text === '..' || text.startsWith('./') || text.startsWith('../')) return { kind: 'relative', text };
  if (text.startsWith('#')) return { kind: 'internal', text };
  if (text.startsWith('node:')) return { kind: 'builtin', name: text };
  if (RUNTIME.test(text)) return { kind: 'builtin', name: text };
  if (/^(npm|jsr):/.test(text)) return { kind: 'bare', text: text.replace(/^\w+:\/?/, '').replace(/(?<=.)@[^/]*/, '') };
  if (/^[A-Za-z]:\//.test(text) || text.startsWith('/')) return { kind: 'absolute', text };
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return { kind: 'remote' };
  return { kind: splitPackage(text) === undefined ? 'invalid' : 'bare', text };
}

/** Node's own name of a builtin module, `node:` included. */
export function builtinName(text: string): string | undefined {
  return BUILTINS.has(text) ? `node:${text}` : undefined;
}

/** The package and the path in it that a bare specifier names; `undefined` if no package can be called that. */
export function splitPackage(text: string): { name: string; subpath: string } | undefined {
  const match = /^((?:@[a-z0-9-~][\w.~-]*\/)?[a-z0-9][\w.~-]*)(\/.*)?$/i.exec(text);
  const name = match?.[1];
  if (name === undefined) return undefined;
  return { name, subpath: (match?.[2] ?? '').slice(1).replace(/\/$/, '') };
}

import type { Program } from './program.js';
import type { LibVal, Target, Val } from './values.js';

/** What a name imported from a package denotes. */
export function importedValue(program: Program, target: Target & { kind: 'package' }, name: string, required = false): Val {
  const { library } = program;
  const lib = (exported: string, label: string): LibVal | undefined => {
    const type = library.exported(target.name, target.subpath, exported);
    return type && { k: 'lib', type, name: label, recv: null, origin: 'export' };
  };
  const short = shortName(target.name, target.subpath);
  if (name === '*') {
    // What `require()` gives is the namespace, or its default export where the package says so; members decide.
    const whole = required ? lib('=', short) : undefined;
    return whole ?? { k: 'pkg', pkg: target.name, path: target.subpath === '' ? '' : `/${target.subpath}` };
  }
  if (name === 'default') {
    const whole = lib('default', short) ?? lib('=', short);
    return whole ?? { k: 'pkg', pkg: target.name, path: target.subpath === '' ? '' : `/${target.subpath}` };
  }
  const named = lib(name, name);
  if (named) return named;
  const whole = library.exported(target.name, target.subpath, '=');
  const member = whole && library.member(whole, name);
  if (member) return { k: 'lib', type: member, name: `${short}.${name}`, recv: null, origin: 'export' };
  return { k: 'pkg', pkg: target.name, path: `${target.subpath === '' ? '' : `/${target.subpath}`}.${name}` };
}

/** A member of a package's namespace. */
export function packageMember(program: Program, pkg: string, path: string, name: string): Val {
  const subpath = path.startsWith('/') && !path.includes('.') ? path.slice(1) : '';
  if (path === '' || (path.startsWith('/') && !path.includes('.') && !path.includes('('))) {
    return importedValue(program, { kind: 'package', name: pkg, subpath }, name);
  }
  return { k: 'pkg', pkg, path: `${path}.${name}` };
}

const shortName = (pkg: string, subpath: string): string => (subpath === '' ? pkg.replace(/^node:/, '') : `${pkg}/${subpath}`);

import semver from 'semver';
import picomatch from 'picomatch';
import type { CallModel, EntryModel, Model, System, TypeModel, TypeRef } from '../models/types.js';

/** A type of a model, resolved: what the linker asks models through. */
export interface LibType {
  /** Unique: `pg#Pool`. */
  readonly id: string;
  readonly pkg: string;
  readonly model: TypeModel;
  readonly owner: Model;
}

/** All models, compiled for look-up. Built-in ones and the user's; a user's model of a package replaces ours. */
export interface Library {
  /** What a package exports under a name, or undefined. */
  exported(pkg: string, subpath: string, name: string): LibType | undefined;
  /** What an importer of the type's name means by it: an instance. */
  instanceType(pkg: string, subpath: string, name: string): LibType | undefined;
  global(name: string): LibType | undefined;
  member(type: LibType, name: string): LibType | undefined;
  /** Resolves a reference from within a type's model. */
  resolve(from: LibType, ref: TypeRef, label: string): LibType | undefined;
  call(type: LibType): CallModel | undefined;
  construct(type: LibType): CallModel | undefined;
  has(pkg: string): boolean;
  /** Can whoever makes a client of this type's package bound the waits of its methods? */
  hasClientOptions(type: LibType): boolean;
  /** Does the package hand requests to its importers' functions? */
  serves(pkg: string): boolean;
  side(pkg: string): 'server' | 'client' | undefined;
  /** What is on the other side of the package's calls, where one word fits them all. */
  system(pkg: string): System | undefined;
  /** Files that frameworks load by path, with the packages of which one must be a dependency. `matches` takes a path below the package. */
  readonly entries: readonly Entry[];
}

/** Files that a framework finds by their path. */
export interface Entry {
  readonly packages: readonly string[];
  readonly model: EntryModel;
  matches(path: string): boolean;
}

/** Does a declared dependency range overlap the range of versions that a fact holds for? Undeclared: it may. */
export function rangesOverlap(declared: string | undefined, range: string): boolean {
  if (declared === undefined) return true;
  const cleaned = declared.replace(/^(workspace|npm:[^@]*(?:@[^/]+\/[^@]+)?)[:@]/, '');
  const valid = semver.validRange(cleaned);
  if (valid === null || valid === '*' || valid === '') return true;
  return semver.intersects(valid, range);
}

class CompiledLibrary implements Library {
  private readonly exact = new Map<string, Model>();
  private readonly families: { prefix: string; model: Model }[] = [];
  private readonly types = new Map<string, LibType>();
  private readonly members = new Map<string, LibType | undefined>();
  private readonly exportsMemo = new Map<string, LibType | undefined>();
  readonly entries: Entry[] = [];

  constructor(models: readonly Model[]) {
    for (const model of models) {
      for (const name of [model.package].flat()) {
        if (name.endsWith('*')) this.families.push({ prefix: name.slice(0, -1), model });
        else this.exact.set(name, model);
      }
      const packages = [model.package].flat();
      for (const entry of model.entries ?? []) this.entries.push({ packages, model: entry, matches: picomatch([...entry.files]) });
    }
  }

  private model(pkg: string): Model | undefined {
    return this.exact.get(pkg) ?? this.families.find((f) => pkg.startsWith(f.prefix))?.model;
  }
  has(pkg: string): boolean {
    return this.model(pkg) !== undefined;
  }
  hasClientOptions({ owner, model }: LibType): boolean {
    return model.single !== true && some(owner, (call) => call.client !== undefined);
  }
  serves(pkg: string): boolean {
    const model = this.model(pkg);
    return (
      model !== undefined &&
      ((model.entries ?? []).some((entry) => entry.context === 'handler') ||
        some(model, (call) => call.registers?.context === 'handler' || call.decorates === 'handler' || call.decorates === 'controller'))
    );
  }
  side(pkg: string): 'server' | 'client' | undefined {
    return this.model(pkg)?.side;
  }
  system(pkg: string): System | undefined {
    return this.model(pkg)?.system;
  }
  global(name: string): LibType | undefined {
    return this.exported('global', '', name);
  }

  exported(pkg: string, subpath: string, name: string): LibType | undefined {
    const key = `${pkg}/${subpath}#${name}`;
    if (this.exportsMemo.has(key)) return this.exportsMemo.get(key);
    const found = this.findExport(pkg, subpath, name);
    this.exportsMemo.set(key, found);
    return found;
  }

  private findExport(pkg: string, subpath: string, name: string): LibType | undefined {
    const full = subpath === '' ? pkg : `${pkg}/${subpath}`;
    const model = this.model(full) ?? this.model(pkg);
    if (model === undefined) return undefined;
    const ref = own(model.exports, name) ?? globbed(model.exports, name);
    return ref === undefined ? undefined : this.typeOf(model, pkg, ref, name);
  }

  instanceType(pkg: string, subpath: string, name: string): LibType | undefined {
    const value = this.exported(pkg, subpath, name);
    const returns = value?.model.new?.returns;
    if (value && returns !== undefined) return this.resolve(value, returns, name);
    const model = this.model(subpath === '' ? pkg : `${pkg}/${subpath}`) ?? this.model(pkg);
    if (model?.types && own(model.types, name)) return this.typeOf(model, pkg, name, name);
    return value?.model.call === undefined ? value : undefined;
  }

  private typeOf(model: Model, pkg: string, ref: TypeRef, label: string): LibType | undefined {
    if (typeof ref !== 'string') return this.intern(model, pkg, ref, `(${label})`);
    const hash = ref.indexOf('#');
    if (hash > 0) {
      const other = this.model(ref.slice(0, hash));
      return other && this.typeOf(other, ref.slice(0, hash), ref.slice(hash + 1), label);
    }
    const type = model.types && own(model.types, ref);
    return type && this.intern(model, pkg, type, ref);
  }

  private intern(model: Model, pkg: string, type: TypeModel, label: string): LibType {
    const id = `${pkg}#${label}`;
    let known = this.types.get(id);
    for (let n = 2; known !== undefined && known.model !== type; n++) known = this.types.get(`${id}~${n}`) ?? undefined;
    if (known === undefined) {
      let unique = id;
      for (let n = 2; this.types.has(unique); n++) unique = `${id}~${n}`;
      known = { id: unique, pkg, model: type, owner: model };
      this.types.set(unique, known);
    }
    return known;
  }

  resolve(from: LibType, ref: TypeRef, label: string): LibType | undefined {
    return this.typeOf(from.owner, from.pkg, ref, label);
  }

  private parent(type: LibType): LibType | undefined {
    return type.model.extends === undefined ? undefined : this.resolve(type, type.model.extends, type.model.extends);
  }

  member(type: LibType, name: string): LibType | undefined {
    const key = `${type.id}.${name}`;
    if (this.members.has(key)) return this.members.get(key);
    const ref = type.model.members && (own(type.model.members, name) ?? undefined);
    let found = ref === undefined ? undefined : this.resolve(type, ref, `${type.id.slice(type.pkg.length + 1)}.${name}`);
    if (found === undefined) {
      const parent = this.parent(type);
      found = parent && this.member(parent, name);
    }
    // Promises are transparent: their own methods are no members of what they resolve to.
    if (
      found === undefined &&
      !['then', 'catch', 'finally'].includes(name) &&
      type.model.members &&
      own(type.model.members, '*') !== undefined
    ) {
      found = this.resolve(type, type.model.members['*'], `${type.id.slice(type.pkg.length + 1)}.*`);
    }
    this.members.set(key, found);
    return found;
  }

  call(type: LibType): CallModel | undefined {
    if (type.model.call) return type.model.call;
    const parent = this.parent(type);
    return parent && this.call(parent);
  }
  construct(type: LibType): CallModel | undefined {
    if (type.model.new) return type.model.new;
    const parent = this.parent(type);
    return parent && this.construct(parent);
  }
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function globbed(record: Readonly<Record<string, TypeRef>>, name: string): TypeRef | undefined {
  if (name === 'default' || name === '=') return undefined;
  const pattern = Object.keys(record).find((key) => key.includes('*') && key !== '*' && picomatch.isMatch(name, key));
  return pattern === undefined ? own(record, '*') : record[pattern];
}

/** Does any call that a model describes have that property? */
function some(model: Model, holds: (call: CallModel) => boolean): boolean {
  const within = (ref: TypeRef): boolean =>
    typeof ref !== 'string' &&
    ([ref.call, ref.new].some((call) => call !== undefined && holds(call)) || Object.values(ref.members ?? {}).some(within));
  return [...Object.values(model.exports), ...Object.values(model.types ?? {})].some(within);
}

/** Compiles models. Later models of the same package win. */
export const createLibrary = (models: readonly Model[]): Library => new CompiledLibrary(models);

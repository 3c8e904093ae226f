import type { Value } from '../ir/module.js';
import type { FnRef } from '../link/callgraph.js';
import type { LibVal, Site, Unit } from '../link/values.js';

/** Where a piece of state is held. */
export type Holder = 'binding' | 'static' | 'field' | 'global';

/** What kind of thing holds the entries; `slot` is a variable that is assigned. */
export type Shape = 'Map' | 'Set' | 'array' | 'object' | 'slot';

/** A change, before it is known whose state it changes. */
export interface Change extends FnRef {
  readonly value: Value;
  readonly kind: 'assign' | 'write' | 'update' | 'remove' | 'clear';
  /** The key and the stored value, where the instruction has them; in the unit of the change. */
  readonly key: Value;
  readonly stored: Value;
  /** A member name that is fixed in the code (`state.ready = …`), or ''. */
  readonly member: string;
}

/** One place where state is changed. */
export interface Write extends Change {
  /** Does it only happen while modules load? */
  readonly onLoad: boolean;
}

/** One place where state is read. */
export interface Read extends FnRef {
  readonly value: Value;
}

/** A thing that outlives a call: held by a module, a class, a singleton or the global object. */
export interface Owned {
  /** Unique in the program. */
  readonly key: string;
  readonly unit: Unit;
  /** The declaration. */
  readonly site: Site;
  readonly name: string;
  readonly holder: Holder;
  readonly shape: Shape;
  /** For a library's container: what it is. */
  readonly lib: LibVal | undefined;
  /** The allocation or initial value, or -1. */
  readonly initial: Value;
  /** The declared type as a value, or -1. */
  readonly type: Value;
  /** The module's binding that holds it, or -1. */
  readonly binding: number;
  /** The class and the field that hold it. */
  readonly field?: { readonly cls: number; readonly name: string };
}

/** Owned, with all that changes and reads it. */
export interface State extends Owned {
  readonly writes: readonly Write[];
  readonly reads: readonly Read[];
}

/** What a value has to be; says whether it is. Used on data that anybody may have written. */
export type Shape = (value: unknown) => boolean;

export const isText: Shape = (value) => typeof value === 'string';
export const isCount: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isNumber: Shape = (value) => typeof value === 'number';
export const isFlag: Shape = (value) => typeof value === 'boolean';

export const oneOf =
  (...words: readonly string[]): Shape =>
  (value) =>
    words.includes(value as string);

export const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);

/** Any object whose members are of one shape. */
export const membersOf =
  (shape: Shape): Shape =>
  (value) =>
    isPlain(value) && Object.values(value).every(shape);

/** An object with these members and no others; those of `optional` may be missing. */
export const objectOf =
  (members: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape =>
  (value) => {
    if (!isPlain(value)) return false;
    for (const key in members) if (!Object.hasOwn(value, key)) return false;
    return Object.entries(value).every(([key, member]) =>
      Object.hasOwn(members, key) ? members[key]?.(member) : Object.hasOwn(optional, key) && optional[key]?.(member),
    );
  };

const isPlain = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

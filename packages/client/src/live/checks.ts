// Small checks that turn `unknown` into a type, and build bigger checks from smaller ones. They know no message.

/** Tells whether a value has the type `T`. */
export type Check<T> = (value: unknown) => value is T;

export const isText: Check<string> = (value): value is string => typeof value === 'string';

export const isFlag: Check<boolean> = (value): value is boolean => typeof value === 'boolean';

/** A whole number from 0 up that JavaScript can hold exactly. */
export const isCount: Check<number> = (value): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Any number from 0 up. */
export const isAmount: Check<number> = (value): value is number => Number.isFinite(value) && Number(value) >= 0;

/** An RFC 3339 time, as text. */
export const isTime: Check<string> = (value): value is string => isText(value) && !Number.isNaN(Date.parse(value));

export function isOneOf<const T extends string>(allowed: readonly T[]): Check<T> {
  return (value): value is T => allowed.some((one) => one === value);
}

/** Any of the values of `T`: one that is added to the protocol stops the build until it stands here. */
export function isAnyOf<T extends string>(values: Record<T, true>): Check<T> {
  return (value): value is T => isText(value) && Object.hasOwn(values, value);
}

export function isEither<A, B>(a: Check<A>, b: Check<B>): Check<A | B> {
  return (value): value is A | B => a(value) || b(value);
}

export function isListOf<T>(check: Check<T>): Check<T[]> {
  return (value): value is T[] => Array.isArray(value) && value.every((item) => check(item));
}

/** Lets a field be absent. Only for the fields of `isRecordOf`, whose type says which ones may be. */
export function orAbsent<T>(check: Check<T>): Check<T> {
  return (value): value is T => value === undefined || check(value);
}

/** Every field of `T` needs its check, so a field added to the protocol stops the build until it is checked here. */
export type Fields<T> = { [K in keyof T]-?: Check<NonNullable<T[K]>> };

/** An object with these fields; more fields are allowed, so that an older client reads a newer server. */
export function isRecordOf<T>(fields: Fields<T>): Check<T> {
  const checks = Object.entries(fields) as [string, Check<unknown>][];
  return (value): value is T => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return checks.every(([name, check]) => check((value as Record<string, unknown>)[name]));
  };
}

/** The unknown data that XState keeps for guards and actions. */
import { isRecord } from '../codec/untrusted.js';

/** The fields of an object or of a function, which XState's built-in actions and guards are. */
export const fieldsOf = (u: unknown): Readonly<Record<string, unknown>> =>
  // SAFETY: a function is an object; its fields are read as unknown.
  typeof u === 'function'
    ? (u as unknown as Readonly<Record<string, unknown>>)
    : isRecord(u)
      ? u
      : {};

/** The items of a list, or nothing. */
export const listOf = (u: unknown): ReadonlyArray<unknown> => (Array.isArray(u) ? u : []);

/** The names that JavaScript gives to a function without a name from the property that holds it. */
const propertyNames = new Set([
  'guard',
  'actions',
  'entry',
  'exit',
  'params',
  'input',
  'output',
  'delay',
  'id',
  'to',
]);

/** The name that its author gave to a function, or the empty string. */
export const ownName = (f: { readonly name: unknown }): string =>
  typeof f.name === 'string' && !propertyNames.has(f.name) ? f.name : '';

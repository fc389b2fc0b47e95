/**
 * What stands for a function that a text lost.
 *
 * JSON has no functions, so of an inline guard or action a text has its name, or nothing. A machine that is made of the text has one of
 * these in its place.
 */
import { fromCallback } from 'xstate';

/** A function of this name that does nothing. As a guard it never holds. */
export const lostFunction = (name: string): (() => undefined) =>
  Object.defineProperty(() => undefined, 'name', { value: name });

/** One of XState's own actions, such as `assign`, without what it was made of. */
export const lostBuiltin = (type: string): (() => undefined) =>
  Object.assign(lostFunction(''), { type });

/** Logic of an actor that starts and does nothing. */
export const lostLogic = fromCallback(() => undefined);

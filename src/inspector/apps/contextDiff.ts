/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a walk with a budget, for ten thousand steps a second */
/**
 * What a step changed in a context: the changes for people, and the undo that leads from the context after the step to the one before.
 *
 * Law: `applyUndo(undoOf(before, after), after)` equals `before`.
 */
import { isRecord } from '../../codec/untrusted.js';
import type { ContextChange } from './ActorStep.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How to get back to a context: the whole value before or, of a record, the fields before and the names of added ones. */
export type Undo =
  | { readonly whole: unknown }
  | { readonly set: Readonly<Record<string, unknown>>; readonly unset: ReadonlyArray<string> };

/** The difference of two contexts. */
export interface ContextDiff {
  readonly changes: ReadonlyArray<ContextChange>;
  /** How many changes there are; at most a few thousand are counted. */
  readonly changed: number;
  /** Absent if nothing changed. */
  readonly undo?: Undo;
}

const NO_DIFF: ContextDiff = { changes: [], changed: 0 };

/** How many values are compared. What is not reached counts as changed as a whole. */
const MAX_COMPARED = 20_000;
const MAX_DEPTH = 32;
const MAX_TEXT = 160;

// ------------------------------------------------------------------------------------------------------- operations

/** Is this an object or a list, whose items are fields, too? */
const isObject = (u: unknown): u is Readonly<Record<string, unknown>> =>
  typeof u === 'object' && u !== null;

/** Writes a value as JSON text until it is long enough. */
const writeShort = (u: unknown, room: number): string => {
  if (typeof u === 'string') return JSON.stringify(u.length > room ? u.slice(0, room) : u);
  const isList = Array.isArray(u);
  if (u === undefined) return 'undefined';
  if (!isObject(u)) return JSON.stringify(u);
  let text = isList ? '[' : '{';
  let isFirst = true;
  for (const key of Object.keys(u)) {
    if (text.length > room) break;
    const name = isList ? '' : `${JSON.stringify(key)}:`;
    text += `${isFirst ? '' : ','}${name}`;
    text += writeShort(u[key], room - text.length);
    isFirst = false;
  }
  return `${text}${isList ? ']' : '}'}`;
};

/** A value as JSON text, cut with an ellipsis if it is longer than `room`. */
export const shortText = (u: unknown, room = MAX_TEXT): string => {
  const text = writeShort(u, room);
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
};

/** Makes a walk that compares values and collects up to `limit` changes. */
const makeWalk = (limit: number) => {
  const changes: Array<ContextChange> = [];
  let changed = 0;
  let compared = 0;

  const add = (path: ReadonlyArray<string>, before: unknown, after: unknown): void => {
    changed += 1;
    if (changes.length >= limit) return;
    changes.push({
      path,
      ...(before === undefined ? {} : { before: shortText(before) }),
      ...(after === undefined ? {} : { after: shortText(after) }),
    });
  };

  const compare = (before: unknown, after: unknown, path: ReadonlyArray<string>): void => {
    if (before === after) return;
    compared += 1;
    const areAlike =
      isObject(before) && isObject(after) && Array.isArray(before) === Array.isArray(after);
    if (!areAlike || path.length >= MAX_DEPTH || compared > MAX_COMPARED) {
      add(path, before, after);
      return;
    }
    for (const key of Object.keys(before))
      compare(before[key], Object.hasOwn(after, key) ? after[key] : undefined, [...path, key]);
    for (const key of Object.keys(after))
      if (!Object.hasOwn(before, key)) add([...path, key], undefined, after[key]);
  };

  return { compare, result: () => ({ changes, changed }) };
};

/** Finds the changes between two contexts, which are JSON; lists up to `limit` of them. */
export const diffContexts = (before: unknown, after: unknown, limit: number): ContextDiff => {
  if (before === after) return NO_DIFF;
  const walk = makeWalk(limit);
  if (!isRecord(before) || !isRecord(after)) {
    walk.compare(before, after, []);
    const result = walk.result();
    return result.changed === 0 ? NO_DIFF : { ...result, undo: { whole: before } };
  }
  const set: Array<readonly [string, unknown]> = [];
  const unset: Array<string> = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const earlier = walk.result().changed;
    const had = Object.hasOwn(before, key);
    walk.compare(
      had ? before[key] : undefined,
      Object.hasOwn(after, key) ? after[key] : undefined,
      [key],
    );
    if (walk.result().changed === earlier) continue;
    if (had) set.push([key, before[key]]);
    else unset.push(key);
  }
  const result = walk.result();
  return result.changed === 0
    ? NO_DIFF
    : { ...result, undo: { set: Object.fromEntries(set), unset } };
};

/** Replaces fields of a record, and removes others. What is no record counts as an empty one. */
export const applyPatch = (
  to: unknown,
  set: Readonly<Record<string, unknown>>,
  unset: ReadonlyArray<string>,
): unknown => {
  // A spread defines its fields, so `__proto__` is a field like others.
  if (unset.length === 0) return isRecord(to) ? { ...to, ...set } : set;
  const kept = isRecord(to) ? Object.entries(to).filter(([key]) => !unset.includes(key)) : [];
  return Object.fromEntries([...kept, ...Object.entries(set)]);
};

/** The context before a step, from the one after it. */
export const applyUndo = (undo: Undo | undefined, after: unknown): unknown => {
  if (undo === undefined) return after;
  // JSON leaves out a whole that was undefined.
  return 'set' in undo ? applyPatch(after, undo.set, undo.unset) : undo.whole;
};

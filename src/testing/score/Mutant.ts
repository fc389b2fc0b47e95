/** Mutants: the project's own engine with one fault planted in it. */
import type { Engine } from './Engine.js';

/**
 * The kinds of faults, each with the part of the engine that it belongs to.
 *
 * @example
 * ```ts
 * import { faultKinds } from 'runchart/testing'
 *
 * assert.strictEqual(faultKinds['edge dropped'], 'edges')
 * assert.strictEqual(faultKinds.leak, 'memory')
 * ```
 * @category Scores
 */
export const faultKinds = {
  'edge dropped': 'edges',
  'edge retargeted': 'edges',
  'edge added': 'edges',
  'guard dropped': 'guards',
  'guard negated': 'guards',
  'guard added': 'guards',
  'guards reordered': 'guards',
  'guard off by one': 'guards',
  'update dropped': 'updates',
  'update added': 'updates',
  'field corrupted': 'updates',
  'error swapped': 'errors',
  'error field wrong': 'errors',
  'message wrong': 'errors',
  'missing run': 'errors',
  'refusal leaves a trace': 'traces',
  'check dropped': 'new runs',
  'checks reordered': 'new runs',
  'check off by one': 'new runs',
  'new run wrong': 'new runs',
  'old run lost': 'new runs',
  'decoder too lenient': 'decoder',
  'decoder too strict': 'decoder',
  'decoded run wrong': 'decoder',
  'setter wrong': 'data',
  'input misread': 'data',
  'wrong later': 'memory',
  leak: 'memory',
} as const;

/**
 * A kind of fault.
 * @category Scores
 */
export type FaultKind = keyof typeof faultKinds;

/**
 * A part of the engine, by which faults are grouped.
 * @category Scores
 */
export type FaultPart = (typeof faultKinds)[FaultKind];

/** An engine with one fault. */
export interface Mutant {
  readonly kind: FaultKind;
  /** Describes the fault and is unique: `Leased + promote (transition_to): leads to Running`. */
  readonly name: string;
  /** The only site (see `siteOf`) where it differs from the faultless engine; if absent, it may differ anywhere. */
  readonly site?: string;
  /** Whether it keeps its state from one scenario to the next. */
  readonly leaks?: true;
  readonly engine: Engine;
}

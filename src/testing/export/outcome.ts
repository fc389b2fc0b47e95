/** Outcomes in exported suites. */
import type { OutcomeWire } from '../../journal/StepOutcome.js';

/** An outcome without what is free in it: the text of a `Decode`. */
export const encodeOutcomeForExport = (outcome: OutcomeWire): OutcomeWire =>
  'err' in outcome && outcome.err.code === 'Decode' ? { err: { code: 'Decode' } } : outcome;

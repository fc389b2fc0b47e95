/** Durations and policies for tests. */
import fc from 'fast-check';
import type { Duration } from '../../src/engine/index.js';
import { seconds } from '../../src/engine/index.js';

export const arbitraryDuration: fc.Arbitrary<Duration> = fc
  .oneof(fc.nat(20), fc.maxSafeNat(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER))
  .map(seconds);

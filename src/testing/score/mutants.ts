/** All mutants. */
import type { Mutant } from './Mutant.js';
import { chartMutants } from './mutateChart.js';
import { decoderMutants } from './mutateDecoder.js';
import { makingMutants } from './mutateMaking.js';
import { memoryMutants } from './mutateMemory.js';
import { refusalMutants } from './mutateRefusals.js';

/** Every mutant, each of its own name. */
export const mutants = (): ReadonlyArray<Mutant> => [
  ...chartMutants(),
  ...refusalMutants(),
  ...makingMutants(),
  ...decoderMutants(),
  ...memoryMutants(),
];

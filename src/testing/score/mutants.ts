/** Lists all mutants. */
import type { Mutant } from './Mutant.js';
import { chartMutants } from './mutateChart.js';
import { decoderMutants } from './mutateDecoder.js';
import { dataMutants } from './mutateData.js';
import { memoryMutants } from './mutateMemory.js';
import { refusalMutants } from './mutateRefusals.js';

/** Lists every mutant, each with a unique name. */
export const mutants = (): ReadonlyArray<Mutant> => [
  ...chartMutants(),
  ...refusalMutants(),
  ...dataMutants(),
  ...decoderMutants(),
  ...memoryMutants(),
];

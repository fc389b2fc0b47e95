/** Lists all mutants. */
import type { Mutant } from './Mutant.js';
import { chartMutants } from './mutateChart.js';
import { dataMutants } from './mutateData.js';
import { wrongDecoderMutants } from './mutateDecodedRun.js';
import { leftOutMutants } from './mutateLeftOut.js';
import { lenientDecoderMutants } from './mutateLenientDecoder.js';
import { limitMutants } from './mutateLimits.js';
import { memoryMutants } from './mutateMemory.js';
import { refusalMutants } from './mutateRefusals.js';
import { strictDecoderMutants } from './mutateStrictDecoder.js';

/** Lists every mutant, each with a unique name. */
export const mutants = (): ReadonlyArray<Mutant> => [
  ...chartMutants(),
  ...limitMutants(),
  ...refusalMutants(),
  ...dataMutants(),
  ...leftOutMutants(),
  ...lenientDecoderMutants(),
  ...strictDecoderMutants(),
  ...wrongDecoderMutants(),
  ...memoryMutants(),
];

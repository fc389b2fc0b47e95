/** Explores a machine of the corpus with its own events, input, outcomes and key. */
import type { Exploration } from '../../src/explore/index.js';
import { explore } from '../../src/explore/index.js';
import { right } from '../support/right.js';
import type { CorpusMachine } from './CorpusMachine.js';

export const explored = ({ machine, events, input, outcomes, key }: CorpusMachine): Exploration =>
  // SAFETY: the events of any machine are events.
  right(
    explore(machine, {
      events,
      input,
      ...(outcomes === undefined ? {} : { outcomes }),
      ...(key === undefined ? {} : { key }),
    }),
  ) as Exploration;

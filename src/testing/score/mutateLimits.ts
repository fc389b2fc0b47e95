/** Mutants that refuse an edge after it was taken several times, as when a counter is compared with the wrong number. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Op } from '../../journal/Step.js';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import { isConstructor } from '../play.js';
import { answered, faultless, siteOf, siteOfEvent } from './Engine.js';
import type { Mutant } from './Mutant.js';
import { opsOf } from './steps.js';

const edges = runTable.edges;

type Edge = (typeof edges)[number];

/** The states, and those that their edges lead to. */
const onward = (from: ReadonlyArray<RunState>): ReadonlyArray<RunState> => [
  ...new Set([
    ...from,
    ...edges.filter(({ source }) => from.includes(source)).map(({ target }) => target),
  ]),
];

/** Tells whether an edge can be taken again after it was taken: no path is longer than there are states. */
const isRepeatable = ({ source, target }: Edge): boolean =>
  runStates.reduce(onward, [target]).includes(source);

/** How often an edge may be taken before it is refused: once, as with a flag that stays set, and common limits. */
const limits: ReadonlyArray<number> = [1, 2, 3, 5, 10];

/** Makes a mutant that refuses an edge for an op once it was taken `limit` times. */
const limited =
  ({ source, event, target }: Edge, op: Op) =>
  (limit: number): Mutant => {
    const site = siteOfEvent(source, event, op);
    return {
      kind: 'wrong later',
      site,
      name: `${site}: is refused after ${String(limit)} times`,
      engine: (held, step) => {
        const here = siteOf(held, step) === site;
        const answer = faultless(held, step);
        const [after, outcome] = answer;
        // A new run is counted from 0.
        if (isConstructor(step))
          return 'ok' in outcome ? [{ ...after, taken: 0 }, outcome] : answer;
        if (!here || !('ok' in outcome) || O.isNone(held.run)) return answer;
        return held.taken < limit
          ? [{ ...after, taken: held.taken + 1 }, outcome]
          : answered(
              held,
              E.left({
                _tag: 'InvalidTransition',
                runId: held.run.value.id,
                from: source,
                to: target,
              }),
            );
      },
    };
  };

/** Lists the mutants that limit how often an edge is taken. */
export const limitMutants = (): ReadonlyArray<Mutant> =>
  edges
    .filter(isRepeatable)
    .flatMap((edge) => opsOf(edge.event).flatMap((op) => limits.map(limited(edge, op))));

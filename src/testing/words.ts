/** Tests in words, as the chart names things. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { eventOf } from '../journal/EventStep.js';
import type { Step } from '../journal/Step.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { World } from './play.js';
import { advance, isConstructor, nothing } from './play.js';
import type { Move } from './TestCase.js';

/** The event of the chart that an op stands for; of an op that is no event, its own name. */
export const eventName = (step: Step, from?: RunState): string =>
  eventOf(step, from)?.type ?? (step.op === 'transition_to' ? `${step.op} ${step.to}` : step.op);

/** Where a run stands, with its attempt: `Running, attempt active`. */
export const standing: (run: O.Option<RunInstance>) => string = O.match(
  () => 'no run',
  ({ state, currentAttemptId }) =>
    O.isSome(currentAttemptId) ? `${state} (attempt active)` : state,
);

/**
 * The way that some steps take through the chart: `Ready -lease-> Leased -complete-> InvalidTransition`. What a step is
 * refused with is no place to be, so the next arrow begins where the run still is.
 */
export const pathInWords = (moves: ReadonlyArray<Move>): string =>
  moves.reduce<{ readonly world: World; readonly text: string; readonly refused: boolean }>(
    ({ world, text, refused }, { step }) => {
      const { world: after, outcome } = advance(world, step);
      const from = refused ? `${text}; ${standing(world.run)}` : text;
      const place = E.isRight(outcome) ? standing(after.run) : outcome.left._tag;
      const begins = O.isNone(world.run) && isConstructor(step) && E.isRight(outcome);
      return {
        world: after,
        text: begins
          ? place
          : `${from} -${eventName(step, O.toUndefined(world.run)?.state)}-> ${place}`,
        refused: E.isLeft(outcome),
      };
    },
    { world: nothing, text: 'no run', refused: false },
  ).text;

/** Formats the path of a test through the chart. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { eventOf } from '../journal/EventStep.js';
import type { Step } from '../journal/Step.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { World } from './play.js';
import { advance, initialWorld, isConstructor } from './play.js';
import type { Move } from './scenario.js';

/** Names the event of the chart that a step sends, or the op of a step that sends none. */
export const eventName = (step: Step, from?: RunState): string =>
  eventOf(step, from)?.type ?? (step.op === 'transition_to' ? `${step.op} ${step.to}` : step.op);

/** Formats the state of a run, with its attempt: `Running (attempt active)`. */
export const stateText: (run: O.Option<RunInstance>) => string = O.match(
  () => 'no run',
  ({ state, currentAttemptId }) =>
    O.isSome(currentAttemptId) ? `${state} (attempt active)` : state,
);

/**
 * Formats the path that steps take through the chart: `Ready -lease-> Leased -complete-> InvalidTransition`. After a refused
 * step, the next arrow starts again from the state of the run.
 */
export const pathText = (moves: ReadonlyArray<Move>): string =>
  moves.reduce<{ readonly world: World; readonly text: string; readonly refused: boolean }>(
    ({ world, text, refused }, { step }) => {
      const { world: after, outcome } = advance(world, step);
      const from = refused ? `${text}; ${stateText(world.run)}` : text;
      const result = E.isRight(outcome) ? stateText(after.run) : outcome.left._tag;
      const begins = O.isNone(world.run) && isConstructor(step) && E.isRight(outcome);
      return {
        world: after,
        text: begins
          ? result
          : `${from} -${eventName(step, O.toUndefined(world.run)?.state)}-> ${result}`,
        refused: E.isLeft(outcome),
      };
    },
    { world: initialWorld, text: 'no run', refused: false },
  ).text;

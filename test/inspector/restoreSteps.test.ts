import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance, StepError } from '../../src/index.js';
import { applyStep } from '../../src/index.js';
import { restoreSteps } from '../../src/inspector/restoreSteps.js';
import { arbitraryRun } from '../support/arbitraries.js';

describe('restoreSteps', () => {
  const replayed = (run: RunInstance): O.Option<E.Either<StepError, RunInstance>> => {
    const steps = restoreSteps(run);
    return O.isNone(steps)
      ? O.none
      : O.some(
          steps.value.reduce<E.Either<StepError, RunInstance>>(
            (before, step) => applyStep(step, step.at)(O.fromEither(before)),
            E.left({ _tag: 'NoRun' }),
          ),
        );
  };

  test('replays to the run', () => {
    let restored = 0;
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const outcome = replayed(run);
        if (O.isNone(outcome)) return;
        restored += 1;
        expect(outcome.value).toStrictEqual(E.right(run));
      }),
    );
    expect(restored).toBeGreaterThan(10);
  });
});

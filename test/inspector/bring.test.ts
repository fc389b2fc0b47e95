import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance, StepError } from '../../src/index.js';
import { applyStep } from '../../src/index.js';
import { bring } from '../../src/inspector/bring.js';
import { arbitraryRun } from '../support/arbitraries.js';

describe('bringing a run in', () => {
  const replayed = (run: RunInstance): O.Option<E.Either<StepError, RunInstance>> => {
    const steps = bring(run);
    return O.isNone(steps)
      ? O.none
      : O.some(
          steps.value.reduce<E.Either<StepError, RunInstance>>(
            (before, step) => applyStep(step, step.at)(O.fromEither(before)),
            E.left({ _tag: 'NoRun' }),
          ),
        );
  };

  test('gives the run', () => {
    let brought = 0;
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const it = replayed(run);
        if (O.isNone(it)) return;
        brought += 1;
        expect(it.value).toStrictEqual(E.right(run));
      }),
    );
    expect(brought).toBeGreaterThan(10);
  });
});

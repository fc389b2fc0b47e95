/** The options of the criteria: their defaults, their bounds, and the criteria that are selected. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { CriterionOptions } from '../../src/graph/options.js';
import { resolveOptions } from '../../src/graph/options.js';

const known = ['states', 'tour', 'random'] as const;

const byDefault: CriterionOptions = {
  seed: 1,
  count: 40,
  length: 25,
  switches: 2,
  extraStates: 0,
  observed: false,
};

const bounds = [
  ['seed', 4_294_967_295],
  ['count', 10_000],
  ['length', 10_000],
  ['switches', 4],
  ['extraStates', 2],
] as const;

describe('the options of the criteria', () => {
  it('have defaults, and select all criteria', () => {
    expect(resolveOptions({}, known)).toStrictEqual(
      E.right({ options: byDefault, selected: known }),
    );
  });

  it('select criteria in the order of the known ones', () => {
    expect(resolveOptions({ criteria: ['random', 'states'], observed: true }, known)).toStrictEqual(
      E.right({ options: { ...byDefault, observed: true }, selected: ['states', 'random'] }),
    );
    expect(resolveOptions({ criteria: [] }, known)).toStrictEqual(
      E.right({ options: byDefault, selected: [] }),
    );
  });

  it('refuse an unknown criterion', () => {
    expect(
      resolveOptions<string>({ criteria: ['states', 'nope', 'no'], switches: -1 }, known),
    ).toStrictEqual(E.left({ _tag: 'UnknownCriterion', name: 'nope', known }));
  });

  describe.each(bounds)('of which %s is', (option, most) => {
    it.each([0, 1, most])('%d', (value) => {
      expect(resolveOptions({ [option]: value }, known)).toStrictEqual(
        E.right({ options: { ...byDefault, [option]: value }, selected: known }),
      );
    });

    it.each([-1, most + 1, 0.5, NaN, Infinity])('%d is refused', (found) => {
      expect(resolveOptions({ [option]: found }, known)).toStrictEqual(
        E.left({
          _tag: 'InvalidOption',
          option,
          expected: `an integer from 0 to ${String(most)}`,
          found,
        }),
      );
    });
  });

  it('are refused one at a time, the first of them', () => {
    expect(resolveOptions({ switches: 9, count: -1 }, known)).toMatchObject(
      E.left({ option: 'count' }),
    );
  });
});

/** Types of suites and explored machines; invalid options do not compile. */
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'tstyche';
import { createMachine, setup } from 'xstate';
import type {
  CriterionName,
  ExploreError,
  GenerateError,
  GraphCriterionName,
  Lts,
  Suite,
} from '../../src/testing/index.js';
import { explore, generate, walks } from '../../src/testing/index.js';

const turnstile = setup({
  types: {
    context: {} as { n: number },
    events: {} as { type: 'coin'; cents: number } | { type: 'push' },
  },
}).createMachine({ context: { n: 0 }, initial: 'A', states: { A: {} } });

describe('generate', () => {
  test('returns a suite or an error', () => {
    expect(generate()).type.toBe<Either<GenerateError, Suite>>();
    expect(generate).type.toBeCallableWith({ criteria: ['states', 'guards'], seed: 7 });
  });

  test('accepts no unknown criterion and no misspelt option', () => {
    expect(generate).type.not.toBeCallableWith({ criteria: ['luck'] });
    expect(generate).type.not.toBeCallableWith({ sede: 7 });
    expect<'guards'>().type.toBeAssignableTo<CriterionName>();
    expect<'guards'>().type.not.toBeAssignableTo<GraphCriterionName>();
  });
});

describe('explore', () => {
  test('accepts the events of the machine, and keeps their type', () => {
    expect(
      explore(turnstile, { events: [{ type: 'coin', cents: 5 }, { type: 'push' }] }),
    ).type.toBe<Either<ExploreError, Lts<{ type: 'coin'; cents: number } | { type: 'push' }>>>();
    expect(explore).type.not.toBeCallableWith(turnstile, { events: [{ type: 'coin' }] });
    expect(explore).type.not.toBeCallableWith(turnstile, { events: [{ type: 'kick' }] });
  });

  test('types the context in key', () => {
    expect(explore).type.toBeCallableWith(createMachine({}), { events: [], key: () => 'all' });
    explore(turnstile, {
      events: [],
      key: ({ context }) => {
        expect(context).type.toBe<{ n: number }>();
        return String(context.n);
      },
    });
  });
});

describe('walks', () => {
  test('accept only the criteria of graphs', () => {
    expect(walks).type.toBeCallableWith({ criteria: ['tour'] });
    expect(walks).type.not.toBeCallableWith({ criteria: ['construction'] });
  });
});

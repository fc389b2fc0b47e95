/** Types of explored machines; invalid options do not compile. */
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'tstyche';
import { createMachine, setup } from 'xstate';
import type { Exploration, ExploreError } from '../../src/explore/index.js';
import { explore, walks } from '../../src/explore/index.js';

const turnstile = setup({
  types: {
    context: {} as { n: number },
    events: {} as { type: 'coin'; cents: number } | { type: 'push' },
  },
}).createMachine({ context: { n: 0 }, initial: 'A', states: { A: {} } });

describe('explore', () => {
  test('accepts the events of the machine, and keeps their type', () => {
    expect(
      explore(turnstile, { events: [{ type: 'coin', cents: 5 }, { type: 'push' }] }),
    ).type.toBe<
      Either<ExploreError, Exploration<{ type: 'coin'; cents: number } | { type: 'push' }>>
    >();
    expect(explore).type.not.toBeCallableWith(turnstile, { events: [{ type: 'coin' }] });
    expect(explore).type.not.toBeCallableWith(turnstile, { events: [{ type: 'kick' }] });
  });

  test('types the context in key', () => {
    expect(explore).type.toBeCallableWith(createMachine({}));
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

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_INSTANT } from '../../src/journal/TimeAnomaly.js';
import { runStates } from '../../src/run/RunState.js';
import { makeStateTimes } from '../../src/times/StateTimes.js';
import { tries } from '../support/arbitraries.js';

const note = fc.record({
  row: fc.constantFrom(0, 1, 2, 5000),
  state: fc.constantFrom(...runStates),
  isActive: fc.boolean(),
  at: fc.oneof(
    { weight: 9, arbitrary: fc.nat(100) },
    { weight: 1, arbitrary: fc.constant(NO_INSTANT) },
  ),
  begins: fc.nat(9).map((n) => n === 0),
});

type Note = typeof note extends fc.Arbitrary<infer A> ? A : never;

/** The stays of each row, from the list of its notes: cut where the value changes. */
const staysOf = <A>(
  notes: ReadonlyArray<Note>,
  valueOf: (note: Note) => A,
): ReadonlyArray<{ readonly from: A; readonly to: A; readonly seconds: number | undefined }> =>
  [...new Set(notes.map(({ row }) => row))].flatMap((row) => {
    const own = notes.filter((each) => each.row === row);
    const starts = own.filter((each, i) => {
      const before = own[i - 1];
      return before === undefined || each.begins || valueOf(before) !== valueOf(each);
    });
    return starts.flatMap((start, i) => {
      const end = starts[i + 1];
      if (end === undefined || end.begins) return [];
      const isKnown = start.at !== NO_INSTANT && end.at !== NO_INSTANT && end.at >= start.at;
      return [
        {
          from: valueOf(start),
          to: valueOf(end),
          seconds: isKnown ? end.at - start.at : undefined,
        },
      ];
    });
  });

describe('times in states', () => {
  it('are those between the changes of each run', () => {
    fc.assert(
      fc.property(fc.array(note, { maxLength: 120 }), (notes) => {
        const times = makeStateTimes();
        for (const { row, state, isActive, at, begins } of notes)
          if (begins) times.begin(row, state, isActive, at);
          else {
            times.enter(row, runStates.indexOf(state), at);
            times.setActive(row, isActive, at);
          }
        const stays = staysOf(notes, ({ state }) => state);
        const attempts = staysOf(notes, ({ isActive }) => isActive).filter(({ from }) => from);
        const figures = times.figures();
        const known = [...stays, ...attempts].filter(({ seconds }) => seconds !== undefined);
        expect(figures.unknown).toBe(stays.length + attempts.length - known.length);
        const longest = (all: ReadonlyArray<{ readonly seconds: number | undefined }>): object => {
          const own = all.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]));
          return { count: own.length, max: Math.max(0, ...own) };
        };
        expect(figures.attempts).toMatchObject(longest(attempts));
        for (const from of runStates) {
          const left = stays.filter((stay) => stay.from === from && stay.seconds !== undefined);
          expect(
            figures.states.find(({ state }) => state === from) ?? { count: 0, max: 0 },
          ).toMatchObject(longest(left));
          for (const to of runStates)
            expect(
              figures.edges.find((edge) => edge.from === from && edge.to === to) ?? {
                count: 0,
                max: 0,
              },
            ).toMatchObject(longest(left.filter((stay) => stay.to === to)));
        }
      }),
      tries(200),
    );
  });

  it('know since when a run is in its state', () => {
    const times = makeStateTimes();
    times.begin(0, 'Scheduled', false, 5);
    expect(times.enter(0, runStates.indexOf('Scheduled'), 7)).toBe(false);
    expect(times.enteredAt(0)).toBe(5);
    expect(times.enter(0, runStates.indexOf('Ready'), 9)).toBe(true);
    expect(times.enteredAt(0)).toBe(9);
    times.begin(0, 'Ready', false, 11);
    expect(times.enteredAt(0)).toBe(11);
    expect(times.figures().edges).toMatchObject([{ from: 'Scheduled', to: 'Ready', max: 4 }]);
  });
});

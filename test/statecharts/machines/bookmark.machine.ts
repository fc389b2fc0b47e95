/** Shallow and deep history of the same state, the latter with a default. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const bookmark = setup({
  types: {
    events: {} as
      | { type: 'turn' }
      | { type: 'chapter' }
      | { type: 'shut' }
      | { type: 'chapter start' }
      | { type: 'same page' },
  },
}).createMachine({
  id: 'bookmark',
  initial: 'reading',
  states: {
    reading: {
      initial: 'one',
      on: { shut: 'away' },
      states: {
        one: {
          initial: 'left',
          on: { chapter: 'two' },
          states: { left: { on: { turn: 'right' } }, right: {} },
        },
        two: {
          initial: 'left',
          on: { chapter: 'one.left' },
          states: { left: { on: { turn: 'right' } }, right: {} },
        },
        chapterMark: { type: 'history', history: 'shallow' },
        pageMark: { type: 'history', history: 'deep', target: 'two.right' },
      },
    },
    away: { on: { 'chapter start': 'reading.chapterMark', 'same page': 'reading.pageMark' } },
  },
});

export const entry = corpusMachine({
  machine: bookmark,
  events: [
    { type: 'turn' },
    { type: 'chapter' },
    { type: 'shut' },
    { type: 'chapter start' },
    { type: 'same page' },
  ],
  source: xstate('packages/core/test/examples/6.9.test.ts'),
});

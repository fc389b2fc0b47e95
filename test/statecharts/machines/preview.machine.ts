/** A film that plays once it is loaded and the pointer has rested: a decision on entry, delays at two depths. */
import { assign, setup } from 'xstate';
import { catalogue, corpusMachine } from '../CorpusMachine.js';

export const preview = setup({
  types: {
    context: {} as { hasFilm: boolean },
    events: {} as
      | { type: 'poster ok' }
      | { type: 'poster missing' }
      | { type: 'over' }
      | { type: 'out' }
      | { type: 'film ok' },
  },
  guards: { hasFilm: ({ context }) => context.hasFilm },
  actions: { keepFilm: assign({ hasFilm: true }) },
}).createMachine({
  id: 'preview',
  context: { hasFilm: false },
  initial: 'awaitingPoster',
  states: {
    awaitingPoster: { on: { 'poster ok': 'resting', 'poster missing': 'withoutPoster' } },
    withoutPoster: {},
    resting: { on: { over: 'hovered' } },
    hovered: {
      initial: 'deciding',
      on: { out: 'resting' },
      states: {
        deciding: { always: [{ guard: 'hasFilm', target: 'resting' }, { target: 'loading' }] },
        resting: { after: { 2000: 'playing' } },
        loading: {
          initial: 'tooEarly',
          onDone: 'playing',
          states: {
            tooEarly: {
              after: { 2000: 'lateEnough' },
              on: { 'film ok': { actions: 'keepFilm' } },
            },
            lateEnough: {
              always: { guard: 'hasFilm', target: 'loaded' },
              on: { 'film ok': { target: 'loaded', actions: 'keepFilm' } },
            },
            loaded: { type: 'final' },
          },
        },
        playing: {},
      },
    },
  },
});

export const entry = corpusMachine({
  machine: preview,
  events: [
    { type: 'poster ok' },
    { type: 'poster missing' },
    { type: 'over' },
    { type: 'out' },
    { type: 'film ok' },
  ],
  source: catalogue('netflix-style-video-hover'),
});

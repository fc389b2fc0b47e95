/** A parallel state entered as a whole, at one place, at two places at once, and by the history of one region. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const studio = setup({
  types: {
    events: {} as
      | { type: 'enter' }
      | { type: 'enter singing' }
      | { type: 'enter live' }
      | { type: 'enter again' }
      | { type: 'louder' }
      | { type: 'sing' }
      | { type: 'leave' },
  },
}).createMachine({
  id: 'studio',
  initial: 'lobby',
  states: {
    lobby: {
      on: {
        enter: 'session',
        'enter singing': 'session.voice.singing',
        'enter live': { target: ['session.voice.singing', 'session.desk.recording'] },
        'enter again': 'session.voice.before',
      },
    },
    session: {
      type: 'parallel',
      on: { leave: 'lobby' },
      states: {
        voice: {
          initial: 'silent',
          states: {
            silent: { on: { sing: 'singing' } },
            singing: { on: { louder: 'shouting', sing: 'silent' } },
            shouting: { on: { sing: 'silent' } },
            before: { type: 'history' },
          },
        },
        desk: {
          initial: 'idle',
          states: {
            idle: { on: { louder: 'metering' } },
            metering: {},
            recording: { on: { louder: { target: ['metering', '#studio.session.voice.silent'] } } },
          },
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: studio,
  events: [
    { type: 'enter' },
    { type: 'enter singing' },
    { type: 'enter live' },
    { type: 'enter again' },
    { type: 'louder' },
    { type: 'sing' },
    { type: 'leave' },
  ],
  source: xstate('packages/core/test/examples/6.17.test.ts'),
});

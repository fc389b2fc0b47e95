/** An editor with two modes: parallel states as siblings, whose regions have transitions of their own; ids that differ from paths. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const plan = setup({
  types: {
    events: {} as
      | { type: 'click room' }
      | { type: 'click door' }
      | { type: 'click nothing' }
      | { type: 'cut' }
      | { type: 'copy' }
      | { type: 'paste' }
      | { type: 'to costs' }
      | { type: 'to drawing' },
  },
  actions: {
    redraw: () => undefined,
    pickRoom: () => undefined,
    pickDoor: () => undefined,
    pickNothing: () => undefined,
    emptyClipboard: () => undefined,
  },
}).createMachine({
  id: 'plan',
  initial: 'Viewer',
  states: {
    Viewer: {
      id: 'Viewer',
      initial: 'Drawing',
      entry: ['pickNothing'],
      states: {
        Drawing: {
          id: 'DrawingMode',
          type: 'parallel',
          on: { 'to costs': [{ target: 'Costs' }] },
          states: {
            Selection: {
              initial: 'Nothing',
              on: {
                'click room': [{ target: '.Room', actions: ['pickRoom'] }],
                'click door': [{ target: '.Door', actions: ['pickDoor'] }],
              },
              states: {
                Nothing: { entry: ['redraw'] },
                Room: {
                  entry: ['redraw'],
                  on: { 'click nothing': [{ target: 'Nothing', actions: ['pickNothing'] }] },
                },
                Door: {
                  entry: ['redraw'],
                  on: { 'click nothing': [{ target: 'Nothing', actions: ['pickNothing'] }] },
                },
              },
            },
            Clipboard: {
              initial: 'Empty',
              states: {
                Empty: { entry: ['emptyClipboard'], on: { cut: 'Cut', copy: 'Copied' } },
                Copied: { on: { cut: 'Cut', copy: 'Copied', paste: 'Copied' } },
                Cut: { on: { cut: 'Cut', copy: 'Copied', paste: 'Empty' } },
              },
            },
          },
        },
        Costs: {
          id: 'CostMode',
          type: 'parallel',
          on: { 'to drawing': [{ target: 'Drawing' }] },
          states: {
            Selection: {
              initial: 'Nothing',
              on: {
                'click room': [{ target: '.Room', actions: ['pickRoom'] }],
                'click door': [{ target: '.Door', actions: ['pickDoor'] }],
              },
              states: { Nothing: {}, Room: {}, Door: {} },
            },
          },
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: plan,
  events: [
    { type: 'click room' },
    { type: 'click door' },
    { type: 'click nothing' },
    { type: 'cut' },
    { type: 'copy' },
    { type: 'paste' },
    { type: 'to costs' },
    { type: 'to drawing' },
  ],
  source: xstate('packages/core/test/parallel.test.ts'),
});

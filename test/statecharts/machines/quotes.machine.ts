/** Three offers asked for at once, each from a drawer first and a dealer second; the best of them is sent. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

interface Query {
  readonly part: string;
  readonly dealer: string;
}

export const quotes = setup({
  types: {
    context: {} as { part: string; north: number; south: number; west: number; note: string },
    events: {} as { type: 'Ask'; part: string },
  },
  actors: {
    checkPart: fromPromise(({ input }: { input: { part: string } }) => Promise.resolve(input.part)),
    searchDrawer: fromPromise(({ input }: { input: Query }) =>
      Promise.resolve(input.dealer === 'north' ? 12 : 0),
    ),
    callDealer: fromPromise(({ input }: { input: Query }) => Promise.resolve(input.part.length)),
    compare: fromPromise(({ input }: { input: ReadonlyArray<number> }) =>
      Promise.resolve(Math.min(...input)),
    ),
  },
  actions: { fileOffer: (_, _params: { dealer: string }) => undefined, sendOffer: () => undefined },
  guards: {
    haveAll: ({ context: { north, south, west } }) => north > 0 && south > 0 && west > 0,
    wasFiled: (_, params: { price: number }) => params.price > 0,
  },
}).createMachine({
  id: 'quotes',
  context: { part: '', north: 0, south: 0, west: 0, note: '' },
  initial: 'Asking',
  states: {
    Asking: {
      initial: 'Entering a Part',
      onDone: 'Sent',
      states: {
        'Entering a Part': {
          on: {
            Ask: {
              target: 'Checking the Part',
              reenter: true,
              actions: assign({ part: ({ event }) => event.part }),
            },
          },
        },
        'Checking the Part': {
          invoke: {
            src: 'checkPart',
            input: ({ context }) => ({ part: context.part }),
            onDone: 'Asking Dealers',
            onError: [
              {
                target: 'Entering a Part',
                actions: assign({ note: ({ event }) => `unknown part: ${String(event.error)}` }),
              },
            ],
          },
        },
        'Asking Dealers': {
          description: 'Ask all three at once and wait for every answer',
          type: 'parallel',
          onDone: [{ guard: 'haveAll', target: 'Comparing' }, { target: 'Entering a Part' }],
          states: {
            North: {
              initial: 'Drawer',
              states: {
                Drawer: {
                  invoke: {
                    id: 'northDrawer',
                    src: 'searchDrawer',
                    input: ({ context }) => ({ part: context.part, dealer: 'north' }),
                    onDone: [
                      {
                        guard: {
                          type: 'wasFiled',
                          params: ({ event }) => ({ price: event.output }),
                        },
                        target: 'Found',
                        actions: assign({ north: ({ event }) => event.output }),
                      },
                      { target: 'Phone' },
                    ],
                    onError: [{ target: 'Failed' }],
                  },
                },
                Phone: {
                  invoke: {
                    id: 'northPhone',
                    src: 'callDealer',
                    input: ({ context }) => ({ part: context.part, dealer: 'north' }),
                    onDone: {
                      target: 'Found',
                      actions: assign({ north: ({ event }) => event.output }),
                    },
                    onError: 'Failed',
                  },
                },
                Found: {
                  type: 'final',
                  entry: [{ type: 'fileOffer', params: { dealer: 'north' } }],
                },
                Failed: { type: 'final' },
              },
            },
            South: {
              initial: 'Drawer',
              states: {
                Drawer: {
                  invoke: {
                    id: 'southDrawer',
                    src: 'searchDrawer',
                    input: ({ context }) => ({ part: context.part, dealer: 'south' }),
                    onDone: [
                      {
                        guard: {
                          type: 'wasFiled',
                          params: ({ event }) => ({ price: event.output }),
                        },
                        target: 'Found',
                        actions: assign({ south: ({ event }) => event.output }),
                      },
                      { target: 'Phone' },
                    ],
                    onError: [{ target: 'Failed' }],
                  },
                },
                Phone: {
                  invoke: {
                    id: 'southPhone',
                    src: 'callDealer',
                    input: ({ context }) => ({ part: context.part, dealer: 'south' }),
                    onDone: {
                      target: 'Found',
                      actions: assign({ south: ({ event }) => event.output }),
                    },
                    onError: 'Failed',
                  },
                },
                Found: {
                  type: 'final',
                  entry: [{ type: 'fileOffer', params: { dealer: 'south' } }],
                },
                Failed: { type: 'final' },
              },
            },
            West: {
              initial: 'Phone',
              states: {
                Phone: {
                  invoke: {
                    id: 'westPhone',
                    src: 'callDealer',
                    input: ({ context }) => ({ part: context.part, dealer: 'west' }),
                    onDone: {
                      target: 'Found',
                      actions: assign({ west: ({ event }) => event.output }),
                    },
                    onError: 'Failed',
                  },
                },
                Found: {
                  type: 'final',
                  entry: [{ type: 'fileOffer', params: { dealer: 'west' } }],
                },
                Failed: { type: 'final' },
              },
            },
          },
        },
        Comparing: {
          invoke: {
            src: 'compare',
            input: ({ context: { north, south, west } }) => [north, south, west],
            onDone: { target: 'Compared', actions: ['sendOffer'] },
          },
        },
        Compared: { type: 'final' },
      },
    },
    Sent: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: quotes,
  events: [{ type: 'Ask', part: 'bolt' }],
  outcomes: {
    checkPart: { done: ['bolt'], error: ['no such part'] },
    searchDrawer: { done: [12, 0], error: [new Error('stuck')] },
    callDealer: { done: [4], error: [new Error('busy')] },
    compare: { done: [4] },
  },
  source: xstate('examples/mongodb-credit-check-api/machine.ts'),
});

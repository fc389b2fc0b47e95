/** Photos sorted in four steps, each an actor with its own failure; descriptions of several paragraphs. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const sorter = setup({
  types: {
    context: {} as {
      card: string;
      found: ReadonlyArray<string>;
      sharp: ReadonlyArray<string>;
      failed: string;
    },
    events: {} as { type: 'SORT' } | { type: 'START_OVER' },
    input: {} as { card: string },
  },
  actions: { mailFailure: () => undefined },
  actors: {
    readCard: fromPromise(({ input }: { input: { card: string } }) =>
      Promise.resolve([`${input.card}/1.jpg`, `${input.card}/2.jpg`]),
    ),
    checkRights: fromPromise(({ input }: { input: { found: ReadonlyArray<string> } }) =>
      input.found.length === 0
        ? Promise.reject(new Error('no photos'))
        : Promise.resolve(input.found),
    ),
    rateSharpness: fromPromise(({ input }: { input: { found: ReadonlyArray<string> } }) =>
      Promise.resolve(input.found.filter((path) => path.endsWith('1.jpg'))),
    ),
    moveAlbum: fromPromise(({ input }: { input: { sharp: ReadonlyArray<string> } }) =>
      Promise.resolve(input.sharp.length),
    ),
  },
}).createMachine({
  id: 'sorter',
  context: ({ input }) => ({ card: input.card, found: [], sharp: [], failed: '' }),
  initial: 'Idle',
  states: {
    Idle: { on: { SORT: 'Reading' } },
    Reading: {
      description:
        'Read the whole card.\n\nOnly files that look like photos are listed; folders are walked down.',
      invoke: {
        id: 'cardReader',
        src: 'readCard',
        input: ({ context }) => ({ card: context.card }),
        onDone: [{ target: 'Checking', actions: assign({ found: ({ event }) => event.output }) }],
        onError: [{ target: 'Failing' }],
      },
    },
    Checking: {
      description: 'See which photos may be moved.\n\nIf none may, somebody has to know.',
      invoke: {
        id: 'rights',
        src: 'checkRights',
        input: ({ context }) => ({ found: context.found }),
        onDone: [{ target: 'Rating' }],
        onError: [
          {
            target: 'Failing',
            actions: assign({
              failed: ({ event }) =>
                event.error instanceof Error ? event.error.message : 'unknown',
            }),
          },
        ],
      },
    },
    Failing: {
      description: 'Send a mail with the failure.',
      entry: { type: 'mailFailure' },
      on: { START_OVER: 'Idle' },
    },
    Rating: {
      description: 'Rate how sharp each photo is',
      invoke: {
        id: 'rater',
        src: 'rateSharpness',
        input: ({ context }) => ({ found: context.found }),
        onDone: [{ target: 'Moving', actions: assign(({ event }) => ({ sharp: event.output })) }],
      },
    },
    Moving: {
      description: 'Move the sharp ones into the album',
      invoke: {
        id: 'mover',
        src: 'moveAlbum',
        input: ({ context }) => ({ sharp: context.sharp }),
        onDone: [{ target: 'Idle' }],
        onError: [{ target: 'Failing' }],
      },
    },
  },
});

export const entry = corpusMachine({
  machine: sorter,
  events: [{ type: 'SORT' }, { type: 'START_OVER' }],
  input: { card: 'sd' },
  outcomes: {
    readCard: { done: [['sd/1.jpg'], []], error: [new Error('no card')] },
    checkRights: { done: [['sd/1.jpg']], error: [new Error('locked')] },
    rateSharpness: { done: [['sd/1.jpg']] },
    moveAlbum: { done: [1], error: [new Error('disk full')] },
  },
  source: xstate('examples/workflow-media-scanner/src/mediaScannerMachine.ts'),
});

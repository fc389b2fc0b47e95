/** Small apps of XState, with everything that an inspector may meet: regions, guards, raised events, children, errors. */
import { assign, fromCallback, fromPromise, fromTransition, raise, sendTo, setup } from 'xstate';

type EditorEvent =
  | { readonly type: 'TYPE'; readonly text: string }
  | { readonly type: 'SAVE' }
  | { readonly type: 'DISCARD' }
  | { readonly type: 'BOLD' }
  | { readonly type: 'PING' }
  | { readonly type: 'LOCK' }
  | { readonly type: 'UNLOCK' }
  | { readonly type: 'CLOSE' }
  | { readonly type: 'BREAK' };

/** An editor: regions, nesting, named and inline guards, a forbidden event, a wildcard, an eventless transition, a raised event. */
export const editor = setup({
  // SAFETY: XState infers the types from these.
  types: {
    context: {} as { readonly text: string; readonly saves: number },
    events: {} as EditorEvent,
  },
  guards: {
    isDirty: ({ context }) => context.text !== '',
    isFull: ({ context }) => context.text.length > 8,
  },
}).createMachine({
  id: 'editor',
  context: { text: '', saves: 0 },
  type: 'parallel',
  states: {
    document: {
      initial: 'clean',
      on: { CLOSE: '.closed', PING: { actions: () => undefined } },
      states: {
        clean: {
          on: {
            TYPE: {
              target: 'dirty',
              actions: assign({ text: ({ event }) => event.text }),
            },
            SAVE: { guard: 'isDirty', target: 'saving' },
          },
        },
        dirty: {
          always: { guard: 'isFull', target: 'full' },
          on: {
            TYPE: { actions: assign({ text: ({ context, event }) => context.text + event.text }) },
            SAVE: [
              { guard: ({ context }) => context.saves >= 2, target: 'full' },
              { guard: 'isDirty', target: 'saving' },
            ],
            DISCARD: undefined,
          },
        },
        saving: {
          entry: raise({ type: 'UNLOCK' }),
          on: {
            UNLOCK: {
              target: 'clean',
              actions: assign({ saves: ({ context }) => context.saves + 1, text: '' }),
            },
          },
        },
        full: { on: { DISCARD: { target: 'clean', actions: assign({ text: '' }) } } },
        closed: { type: 'final' },
      },
    },
    style: {
      initial: 'plain',
      states: {
        plain: { on: { BOLD: 'bold' } },
        bold: {
          initial: 'on',
          on: { BOLD: 'plain', 'LOCK.*': { actions: () => undefined } },
          states: {
            on: { on: { LOCK: 'locked' } },
            locked: { on: { UNLOCK: 'on', BOLD: undefined } },
          },
        },
      },
    },
  },
});

const worker = setup({
  types: {
    context: {} as { readonly jobs: number },
    events: {} as { readonly type: 'JOB' } | { readonly type: 'FAIL' } | { readonly type: 'END' },
  },
}).createMachine({
  id: 'worker',
  context: { jobs: 0 },
  initial: 'idle',
  states: {
    idle: {
      on: {
        JOB: { actions: assign({ jobs: ({ context }) => context.jobs + 1 }) },
        END: 'over',
        FAIL: {
          actions: () => {
            throw new Error('broken');
          },
        },
      },
    },
    over: { type: 'final' },
  },
});

/** An office: invoked and spawned actors of every kind, messages between them, and one that dies. */
export const office = setup({
  types: {
    context: {} as { readonly hired: number; readonly note: string },
    events: {} as
      | { readonly type: 'HIRE' }
      | { readonly type: 'ASSIGN' }
      | { readonly type: 'SACK' }
      | { readonly type: 'HURT' }
      | { readonly type: 'ASK'; readonly fails: boolean }
      | { readonly type: 'BELL' },
  },
  actors: {
    worker,
    ask: fromPromise<string, { readonly fails: boolean }>(({ input }) =>
      input.fails ? Promise.reject(new Error('nobody answers')) : Promise.resolve('yes'),
    ),
    bell: fromCallback<{ readonly type: 'RING' }>(({ receive, sendBack }) => {
      receive(() => {
        sendBack({ type: 'BELL' });
      });
    }),
    counter: fromTransition((count: number) => count + 1, 0),
  },
}).createMachine({
  id: 'office',
  context: { hired: 0, note: '' },
  invoke: [
    { id: 'bell', src: 'bell' },
    { id: 'counter', src: 'counter', systemId: 'tally' },
  ],
  initial: 'open',
  states: {
    open: {
      on: {
        HIRE: {
          actions: [
            assign({
              hired: ({ context, spawn }) => {
                spawn('worker', { id: `worker${String(context.hired)}` });
                return context.hired + 1;
              },
            }),
          ],
        },
        ASSIGN: {
          actions: [sendTo('worker0', { type: 'JOB' }), sendTo('counter', { type: 'ADD' })],
        },
        SACK: { actions: sendTo('worker0', { type: 'END' }) },
        HURT: { actions: sendTo('worker1', { type: 'FAIL' }) },
        ASK: 'asking',
        BELL: { actions: assign({ note: 'rung' }) },
      },
      entry: sendTo('bell', { type: 'RING' }),
    },
    asking: {
      invoke: {
        id: 'ask',
        src: 'ask',
        input: ({ event }) => ({ fails: event.type === 'ASK' && event.fails }),
        onDone: { target: 'open', actions: assign({ note: ({ event }) => event.output }) },
        onError: { target: 'open', actions: assign({ note: 'failed' }) },
      },
    },
  },
});

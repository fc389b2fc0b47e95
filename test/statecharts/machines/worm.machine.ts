/** A worm on a ring of fields: names with spaces, eventless transitions without a target, guards joined by `or`. */
import type { EventObject } from 'xstate';
import { assign, fromCallback, or, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

type Way = 'on' | 'back';

const fresh: { readonly body: ReadonlyArray<number>; readonly way: Way; readonly leaf: number } = {
  body: [2, 1],
  way: 'on',
  leaf: 4,
};
const SIZE = 6;
const headOf = (body: ReadonlyArray<number>): number => body[0] ?? 0;
const ahead = (body: ReadonlyArray<number>, way: Way): number =>
  headOf(body) + (way === 'on' ? 1 : -1);

export const worm = setup({
  types: {
    context: {} as typeof fresh & { best: number },
    events: {} as { type: 'steer'; way: Way } | { type: 'step' } | { type: 'new game' },
  },
  guards: {
    'at leaf': ({ context }) => headOf(context.body) === context.leaf,
    'bites itself': ({ context: { body } }) => body.slice(1).includes(headOf(body)),
    'left the branch': ({ context: { body } }) => headOf(body) < 0 || headOf(body) >= SIZE,
  },
  actions: {
    crawl: assign({
      body: ({ context: { body, way } }) => [ahead(body, way), ...body.slice(0, -1)],
    }),
    grow: assign({ body: ({ context: { body } }) => [...body, body.at(-1) ?? 0] }),
    'hang up a leaf': assign({ leaf: ({ context: { leaf } }) => (leaf + 3) % SIZE }),
    score: assign({ best: ({ context: { best, body } }) => Math.max(best, body.length) }),
    reset: assign(fresh),
  },
  actors: {
    steps: fromCallback<EventObject>(({ sendBack }) => {
      const timer = setInterval(() => {
        sendBack({ type: 'step' });
      }, 80);
      return () => {
        clearInterval(timer);
      };
    }),
  },
}).createMachine({
  id: 'worm',
  context: { ...fresh, best: 0 },
  initial: 'New Branch',
  states: {
    'New Branch': {
      on: { steer: { target: 'Crawling', actions: assign({ way: ({ event }) => event.way }) } },
    },
    Crawling: {
      entry: 'crawl',
      invoke: { src: 'steps' },
      always: [
        { guard: 'at leaf', actions: ['grow', 'score', 'hang up a leaf'] },
        { guard: or(['bites itself', 'left the branch']), target: 'Fallen Down' },
      ],
      on: {
        step: { actions: 'crawl' },
        steer: { target: 'Crawling', actions: assign({ way: ({ event }) => event.way }) },
      },
    },
    'Fallen Down': {
      on: {
        'new game': {
          target: 'New Branch',
          actions: 'reset',
          description: 'when a player presses "n"',
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: worm,
  events: [{ type: 'steer', way: 'on' }, { type: 'steer', way: 'back' }, { type: 'new game' }],
  outcomes: { steps: { events: [{ type: 'step' }] } },
  source: xstate('examples/snake-react/src/snakeMachine.ts'),
});

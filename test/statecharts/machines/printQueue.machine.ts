/** Jobs in a list, one at a time: an actor, a retry by hand, an eventless decision; jobs are added in every state. */
import { assign, fromPromise, setup } from 'xstate';
import { catalogue, corpusMachine } from '../CorpusMachine.js';

type Job = 'letter' | 'poster';

export const printQueue = setup({
  types: {
    context: {} as { jobs: ReadonlyArray<Job> },
    events: {} as { type: 'add'; job: Job } | { type: 'retry' } | { type: 'clear' },
  },
  guards: {
    hasJobs: ({ context }) => context.jobs.length > 0,
    hasRoom: ({ context }) => context.jobs.length < 3,
  },
  actions: {
    append: assign({
      jobs: ({ context, event }) =>
        event.type === 'add' ? [...context.jobs, event.job] : context.jobs,
    }),
    drop: assign({ jobs: ({ context }) => context.jobs.slice(1) }),
    clear: assign({ jobs: [] }),
  },
  actors: {
    print: fromPromise(({ input }: { input: { job: Job | undefined } }) =>
      input.job === 'poster' ? Promise.reject(new Error('too large')) : Promise.resolve(),
    ),
  },
}).createMachine({
  id: 'printQueue',
  context: { jobs: [] },
  initial: 'deciding',
  on: { clear: { target: '.idle', actions: 'clear' } },
  states: {
    idle: { on: { add: { target: 'printing', actions: 'append' } } },
    printing: {
      on: { add: { guard: 'hasRoom', actions: 'append' } },
      invoke: {
        src: 'print',
        input: ({ context }) => ({ job: context.jobs[0] }),
        onDone: { target: 'deciding', actions: ['drop'] },
        onError: 'jammed',
      },
    },
    jammed: {
      on: { add: { guard: 'hasRoom', target: 'printing', actions: 'append' }, retry: 'printing' },
    },
    deciding: {
      on: { add: { actions: 'append' } },
      always: [{ guard: 'hasJobs', target: 'printing' }, { target: 'idle' }],
    },
  },
});

export const entry = corpusMachine({
  machine: printQueue,
  events: [
    { type: 'add', job: 'letter' },
    { type: 'add', job: 'poster' },
    { type: 'retry' },
    { type: 'clear' },
  ],
  outcomes: { print: { done: [undefined], error: [new Error('too large')] } },
  source: catalogue('queue'),
});

/** Four levels: loading in two steps, a question, two verdicts with lives and points, jumps by id. */
import { assertEvent, assign, fromPromise, not, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

const POINTS = 2;
const LIVES = 2;

export const quiz = setup({
  types: {
    context: {} as { answer: number; hint: boolean; points: number; lives: number },
    events: {} as
      | { type: 'player.enter' }
      | { type: 'player.leave' }
      | { type: 'player.begin' }
      | { type: 'player.answer'; value: number }
      | { type: 'player.next' }
      | { type: 'player.hint' }
      | { type: 'player.again' },
  },
  guards: {
    isRight: ({ context, event }) => {
      assertEvent(event, 'player.answer');
      return event.value === context.answer;
    },
    isLost: ({ context }) => context.lives <= 0,
    isWon: ({ context }) => context.points >= POINTS,
  },
  actions: {
    showTable: () => undefined,
    restart: assign({ points: 0, lives: LIVES, hint: false }),
  },
  actors: {
    loadHall: fromPromise(() => Promise.resolve(['Ada', 'Alan'])),
    drawQuestion: fromPromise(() => Promise.resolve({ answer: 1 })),
    drawWrongAnswers: fromPromise(() => Promise.resolve([2, 3])),
  },
}).createMachine({
  id: 'quiz',
  context: { answer: 0, hint: false, points: 0, lives: LIVES },
  initial: 'hall',
  states: {
    hall: {
      initial: 'loading',
      states: {
        loading: { invoke: { src: 'loadHall', onDone: 'loaded' } },
        loaded: { on: { 'player.enter': '#rules' } },
      },
    },
    rules: {
      id: 'rules',
      on: { 'player.leave': 'hall.loaded', 'player.begin': 'game' },
    },
    game: {
      id: 'game',
      initial: 'drawing',
      entry: ['showTable', 'restart'],
      states: {
        drawing: {
          id: 'drawing',
          initial: 'question',
          states: {
            question: {
              invoke: {
                src: 'drawQuestion',
                onDone: {
                  target: 'wrongAnswers',
                  actions: assign({ answer: ({ event }) => event.output.answer }),
                },
              },
            },
            wrongAnswers: { invoke: { src: 'drawWrongAnswers', onDone: '#asking' } },
          },
        },
        asking: {
          id: 'asking',
          initial: 'open',
          on: { 'player.hint': { actions: assign(({ context }) => ({ hint: !context.hint })) } },
          states: {
            open: {
              on: {
                'player.answer': [
                  { guard: 'isRight', target: 'right' },
                  { guard: not('isRight'), target: 'wrong' },
                ],
              },
            },
            right: {
              entry: assign({ points: ({ context }) => context.points + 1 }),
              always: [
                { guard: 'isLost', target: 'lost' },
                { guard: 'isWon', target: 'won' },
              ],
              on: { 'player.next': '#drawing' },
            },
            wrong: {
              entry: assign({ lives: ({ context }) => context.lives - 1 }),
              always: [
                { guard: 'isLost', target: 'lost' },
                { guard: 'isWon', target: 'won' },
              ],
              on: { 'player.next': '#drawing' },
            },
            lost: { on: { 'player.again': '#game' } },
            won: { on: { 'player.again': '#game' } },
          },
        },
      },
    },
  },
});

export const entry = corpusMachine({
  machine: quiz,
  events: [
    { type: 'player.enter' },
    { type: 'player.leave' },
    { type: 'player.begin' },
    { type: 'player.answer', value: 1 },
    { type: 'player.answer', value: 2 },
    { type: 'player.next' },
    { type: 'player.hint' },
    { type: 'player.again' },
  ],
  outcomes: {
    loadHall: { done: [['Ada', 'Alan']] },
    drawQuestion: { done: [{ answer: 1 }, { answer: 2 }] },
    drawWrongAnswers: { done: [[2, 3]] },
  },
  source: xstate('examples/trivia-game-example/src/triviaMachine.ts'),
});

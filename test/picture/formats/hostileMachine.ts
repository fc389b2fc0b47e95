/** A machine in which every name and text contains markup and syntax, nested and parallel. */
import { createMachine } from 'xstate';
import { HOSTILE } from '../../diagram/hostile.js';

const words = ['default', 'class', 'style', 'state', 'note', 'click', 'href', 'end', 'direction'];
const odd = [
  'constructor',
  '#id',
  'a b',
  'x_start',
  'root_end',
  '🙂',
  'שלום',
  'direction LR',
  '[*]',
];

const leaf = (id: string, target: string) => ({
  id,
  description: HOSTILE,
  tags: [HOSTILE],
  entry: HOSTILE,
  on: {
    [HOSTILE]: { actions: HOSTILE },
    next: { target: `#${target}`, description: HOSTILE, actions: HOSTILE },
    'a: b; c #d': [{ target: `#${target}`, guard: HOSTILE }, { target: '#top' }],
  },
});

const chain = (names: ReadonlyArray<string>, prefix: string) =>
  Object.fromEntries(
    names.map((name, i) => [
      name,
      leaf(`${prefix}${String(i)}`, `${prefix}${String((i + 1) % names.length)}`),
    ]),
  );

export const hostileMachine = createMachine({
  id: HOSTILE,
  description: HOSTILE,
  initial: HOSTILE,
  states: {
    [HOSTILE]: { id: 'top', on: { next: '#w0' } },
    '"frame"': {
      initial: 'default',
      on: { reset: '#w0', [HOSTILE]: { actions: HOSTILE } },
      states: chain(words, 'w'),
    },
    both: {
      type: 'parallel',
      states: { left: { initial: 'constructor', states: chain(odd, 'o') }, [`${HOSTILE}2`]: {} },
    },
  },
}).provide({ guards: { [HOSTILE]: () => false } });

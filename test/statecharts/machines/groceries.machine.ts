/** A shopping list: no states at all, every event handled by the root. */
import { assign, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

interface Item {
  readonly name: string;
  readonly bought: boolean;
}

export const groceries = setup({
  types: {
    context: {} as { draft: string; items: ReadonlyArray<Item>; show: 'all' | 'missing' },
    events: {} as
      | { type: 'draft.change'; text: string }
      | { type: 'draft.commit' }
      | { type: 'item.buy'; name: string }
      | { type: 'item.remove'; name: string }
      | { type: 'items.buyAll' }
      | { type: 'items.clear' }
      | { type: 'filter.change'; show: 'all' | 'missing' },
  },
  guards: {
    isNew: ({ context }) =>
      context.draft !== '' && context.items.every(({ name }) => name !== context.draft),
  },
}).createMachine({
  id: 'groceries',
  context: { draft: '', items: [{ name: 'bread', bought: false }], show: 'all' },
  on: {
    'draft.change': { actions: assign({ draft: ({ event }) => event.text.trim() }) },
    'draft.commit': {
      guard: 'isNew',
      actions: assign({
        draft: '',
        items: ({ context }) => [...context.items, { name: context.draft, bought: false }],
      }),
    },
    'item.buy': {
      actions: assign({
        items: ({ context, event }) =>
          context.items.map((item) =>
            item.name === event.name ? { ...item, bought: true } : item,
          ),
      }),
    },
    'item.remove': {
      actions: assign({
        items: ({ context, event }) => context.items.filter(({ name }) => name !== event.name),
      }),
    },
    'items.buyAll': {
      actions: assign({
        items: ({ context }) => context.items.map((item) => ({ ...item, bought: true })),
      }),
    },
    'items.clear': {
      actions: assign({ items: ({ context }) => context.items.filter(({ bought }) => !bought) }),
    },
    'filter.change': { actions: assign({ show: ({ event }) => event.show }) },
  },
});

export const entry = corpusMachine({
  machine: groceries,
  events: [
    { type: 'draft.change', text: ' milk ' },
    { type: 'draft.change', text: '' },
    { type: 'draft.commit' },
    { type: 'item.buy', name: 'bread' },
    { type: 'item.remove', name: 'milk' },
    { type: 'items.buyAll' },
    { type: 'items.clear' },
    { type: 'filter.change', show: 'missing' },
    { type: 'filter.change', show: 'all' },
  ],
  source: xstate('examples/todomvc-react/src/todosMachine.ts'),
});

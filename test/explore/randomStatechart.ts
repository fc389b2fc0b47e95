/** Random statecharts: nested, parallel, with history, delays, `always`, raised events, and actors that are done or fail. */
import fc from 'fast-check';
import type { AnyStateMachine } from 'xstate';
import { assign, cancel, createMachine, raise } from 'xstate';
import { printable } from '../support/arbitraries.js';

interface Context {
  readonly n: number;
}

/** A node as plain data: its kind, its children, and its transitions to nodes by number. */
interface Draft {
  readonly kind: 'compound' | 'parallel' | 'final';
  readonly children: ReadonlyArray<Draft>;
  readonly transitions: ReadonlyArray<{
    readonly on: 'a' | 'b' | 'after' | 'always' | 'done' | 'invoke';
    readonly target: number | undefined;
    readonly guard: 'none' | 'even' | 'not even' | 'small';
    readonly act: 'none' | 'add' | 'raise' | 'later' | 'cancel';
    readonly reenter: boolean;
  }>;
  readonly history: 'none' | 'shallow' | 'deep';
  readonly delay: number;
}

const arbitraryDraft = fc.letrec<{ readonly node: Draft }>((tie) => ({
  node: fc.record({
    kind: fc.oneof(
      { weight: 6, arbitrary: fc.constant('compound' as const) },
      { weight: 2, arbitrary: fc.constant('parallel' as const) },
      { weight: 1, arbitrary: fc.constant('final' as const) },
    ),
    children: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'nodes' },
      fc.constant<ReadonlyArray<Draft>>([]),
      fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
    ),
    transitions: fc.array(
      fc.record({
        on: fc.constantFrom('a', 'b', 'a', 'b', 'after', 'always', 'done', 'invoke'),
        target: fc.option(fc.nat(20), { nil: undefined }),
        guard: fc.constantFrom('none', 'none', 'even', 'not even', 'small'),
        act: fc.constantFrom('none', 'none', 'add', 'raise', 'later', 'cancel'),
        reenter: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    history: fc.constantFrom('none', 'none', 'shallow', 'deep'),
    delay: fc.constantFrom(10, 20, 30),
  }),
})).node;

const guards = {
  even: ({ context }: { readonly context: Context }) => context.n % 2 === 0,
  'not even': ({ context }: { readonly context: Context }) => context.n % 2 !== 0,
  small: ({ context }: { readonly context: Context }) => context.n < 2,
};

const actions = {
  none: [],
  add: [assign({ n: ({ context }: { readonly context: Context }) => (context.n + 1) % 4 })],
  raise: [raise({ type: 'b' })],
  later: [raise({ type: 'a' }, { delay: 15, id: 'later' })],
  cancel: [cancel('later')],
};

const grouped = (
  list: ReadonlyArray<readonly [string, object]>,
): Record<string, ReadonlyArray<object>> => {
  const groups: Record<string, Array<object>> = {};
  list.forEach(([key, transition]) => {
    (groups[key] ??= []).push(transition);
  });
  return groups;
};

const machineOf = (root: Draft): AnyStateMachine => {
  let ids = 0;
  const numbered: Array<string> = [];
  interface Named {
    readonly id: string;
    readonly draft: Draft;
    readonly children: ReadonlyArray<Named>;
  }
  const name = (draft: Draft): Named => {
    const id = `n${String((ids += 1))}`;
    numbered.push(id);
    return { id, draft, children: draft.kind === 'final' ? [] : draft.children.map(name) };
  };
  const named = name({ ...root, kind: root.kind === 'final' ? 'compound' : root.kind });
  const config = ({ id, draft, children }: Named, isRoot: boolean): object => {
    const list = draft.transitions.map((transition) => {
      const target =
        transition.target === undefined
          ? undefined
          : numbered[1 + (transition.target % Math.max(1, numbered.length - 1))];
      return {
        on: transition.on,
        // An eventless transition without a guard would often be a loop.
        to: {
          ...(target === undefined ? {} : { target: `#${target}` }),
          ...(transition.guard === 'none' ? {} : { guard: transition.guard }),
          actions: transition.on === 'always' ? actions.none : actions[transition.act],
          reenter: transition.reenter,
        },
      };
    });
    const of = (on: string): ReadonlyArray<object> =>
      list.filter((one) => one.on === on).map(({ to }) => to);
    if (draft.kind === 'final' && !isRoot) return { id, type: 'final' };
    return {
      id,
      on: grouped(list.filter(({ on }) => on === 'a' || on === 'b').map(({ on, to }) => [on, to])),
      ...(of('after').length === 0 ? {} : { after: { [draft.delay]: of('after') } }),
      ...(of('always').length === 0 ? {} : { always: of('always') }),
      ...(of('invoke').length === 0 ? {} : { invoke: { src: 'task', onDone: of('invoke') } }),
      ...(children.length === 0
        ? {}
        : {
            ...(draft.kind === 'parallel'
              ? { type: 'parallel' }
              : {
                  initial: {
                    target: children[0]?.id,
                    actions: draft.delay === 20 ? actions.add : [],
                  },
                }),
            ...(of('done').length === 0 ? {} : { onDone: of('done') }),
            states: {
              ...Object.fromEntries(children.map((child) => [child.id, config(child, false)])),
              ...(draft.history === 'none'
                ? {}
                : { [`h${id}`]: { type: 'history', history: draft.history } }),
            },
          }),
    };
  };
  return createMachine({ context: { n: 0 }, ...config(named, true) } as never, { guards } as never);
};

/** Not every draft is a machine: a final root, say, or a history node beside nothing. */
const attempt = (draft: Draft): AnyStateMachine | undefined => {
  try {
    return printable(machineOf(draft));
  } catch {
    return undefined;
  }
};

/** Machines that take the events `a` and `b`, and invoke `task`. */
export const arbitraryStatechart: fc.Arbitrary<AnyStateMachine> = arbitraryDraft
  .map(attempt)
  .filter((machine) => machine !== undefined);

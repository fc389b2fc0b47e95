/** Random statecharts: nested, parallel, with history, and with transitions from anywhere to anywhere. */
import fc from 'fast-check';
import type { StateNodeConfig } from 'xstate';
import { createMachine } from 'xstate';
import type { Statechart } from '../../src/statechart/index.js';
import { statechartOf } from '../../src/statechart/index.js';

type Kind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

interface Tree {
  readonly kind: Kind;
  readonly children: ReadonlyArray<Tree>;
  readonly hasEntry: boolean;
}

const leaf: fc.Arbitrary<Tree> = fc.record({
  kind: fc.constantFrom<Kind>('atomic', 'atomic', 'atomic', 'final', 'history'),
  children: fc.constant([]),
  hasEntry: fc.boolean(),
});

const treeOf = (depth: number): fc.Arbitrary<Tree> =>
  depth === 0
    ? leaf
    : fc.oneof(
        { weight: 3, arbitrary: leaf },
        {
          weight: 2,
          arbitrary: fc.record({
            kind: fc.constantFrom<Kind>('compound', 'compound', 'parallel'),
            children: fc.array(treeOf(depth - 1), { minLength: 1, maxLength: 4 }),
            hasEntry: fc.boolean(),
          }),
        },
      );

interface Line {
  readonly from: number;
  readonly to: ReadonlyArray<number>;
  readonly event: string;
  readonly guard: string | undefined;
  readonly reenter: boolean;
  readonly actions: ReadonlyArray<string>;
}

const line: fc.Arbitrary<Line> = fc.record({
  from: fc.nat(),
  to: fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.nat()) },
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.nat()) },
  ),
  event: fc.constantFrom('GO', 'a.longer.event.name', '*', 'STOP', 'x'),
  guard: fc.constantFrom(undefined, undefined, 'isAllowed', 'isSomethingThatTakesRoom'),
  reenter: fc.boolean(),
  actions: fc.constantFrom([], [], ['log'], ['notifyEveryone', 'storeTheResult', 'goOn']),
});

/** A child that can be initial: no history. */
const canStart = ({ kind }: Tree): boolean => kind !== 'history';

/** Trees in which each compound node can start, and regions are no final or history states. */
const mended = (tree: Tree): Tree => {
  if (tree.children.length === 0) return tree;
  const children = tree.children
    .map(mended)
    .map((child): Tree =>
      tree.kind === 'parallel' && child.kind === 'final' ? { ...child, kind: 'atomic' } : child,
    );
  return children.some(canStart)
    ? { ...tree, children }
    : { ...tree, children: [...children, { kind: 'atomic', children: [], hasEntry: false }] };
};

const chartOf = (children: ReadonlyArray<Tree>, lines: ReadonlyArray<Line>): Statechart => {
  const root = mended({ kind: 'compound', children, hasEntry: false });
  const all: Array<Tree> = [];
  const list = (tree: Tree): void => {
    all.push(tree);
    tree.children.forEach(list);
  };
  list(root);
  const idOf = (tree: Tree): string => `s${String(all.indexOf(tree))}`;
  const sources = all.filter(({ kind }) => kind !== 'final' && kind !== 'history');
  const configOf = (
    tree: Tree,
  ): StateNodeConfig<never, never, never, never, never, never, never, never, never, never> => {
    const own = lines.filter(({ from }) => sources[from % sources.length] === tree);
    const on: Record<string, Array<object>> = {};
    for (const { event, to, guard, reenter, actions } of own)
      (on[event] ??= []).push({
        ...(to.length === 0
          ? {}
          : { target: [...new Set(to.map((n) => `#s${String(n % all.length)}`))] }),
        ...(guard === undefined ? {} : { guard }),
        reenter,
        actions,
      });
    const initial = tree.children.find(canStart);
    // SAFETY: a machine of any configuration is read here, whatever its types would be.
    return {
      id: idOf(tree),
      ...(tree.kind === 'compound' ? { initial: initial === undefined ? '' : idOf(initial) } : {}),
      ...(tree.kind === 'atomic' || tree.kind === 'compound' ? {} : { type: tree.kind }),
      ...(tree.children.length === 0
        ? {}
        : {
            states: Object.fromEntries(
              tree.children.map((child) => [idOf(child), configOf(child)]),
            ),
          }),
      ...(tree.hasEntry && tree.kind !== 'history' ? { entry: 'prepareEverything' } : {}),
      ...(own.length === 0 ? {} : { on }),
    } as never;
  };
  // SAFETY: as above.
  return statechartOf(createMachine(configOf(root) as never));
};

/** A random statechart with up to so many transitions. */
export const charts = (maxTransitions = 12): fc.Arbitrary<Statechart> =>
  fc
    .tuple(
      fc.array(treeOf(2), { minLength: 1, maxLength: 4 }),
      fc.array(line, { maxLength: maxTransitions }),
    )
    .map(([children, lines]) => chartOf(children, lines));

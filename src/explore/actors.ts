/** The actors that a machine has started, by the names that inputs give them. */
import type { AnyActorRef } from 'xstate';
import type { Statechart } from '../statechart/Statechart.js';
import { nodesOf } from '../statechart/Statechart.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An actor with its name.
 * @category Exploring
 */
export interface NamedActor {
  /** The name by which inputs mean it. */
  readonly name: string;
  /** The name of its logic; empty for inline logic. */
  readonly src: string;
  readonly ref: AnyActorRef;
}

// -------------------------------------------------------------------------------------------------------- operations

/** XState names the actors without an id by numbers of its own. */
const isNameless = ({ id }: AnyActorRef): boolean => /^x:\d+$/.test(id);

const srcOf = (ref: AnyActorRef): string => {
  const src: unknown = Reflect.get(ref, 'src');
  return typeof src === 'string' && !src.startsWith('xstate.invoke.') ? src : '';
};

/**
 * The names of the actors that are invoked in one place alone and without an id: those of their logic, for XState makes their ids of
 * the place.
 */
const computeNames = (chart: Statechart): ReadonlyMap<string, string> => {
  const all = nodesOf(chart.root).flatMap(({ invokes }) => invokes);
  return new Map(
    all
      .filter(
        ({ id, src }) =>
          /^\d+\./.test(id) &&
          src !== '' &&
          all.filter((other) => other.src === src || other.id === src).length === 1,
      )
      .map(({ id, src }) => [id, src]),
  );
};

const names = new WeakMap<Statechart, ReadonlyMap<string, string>>();

const namesByPlace = (chart: Statechart): ReadonlyMap<string, string> => {
  const known = names.get(chart);
  if (known !== undefined) return known;
  const made = computeNames(chart);

  names.set(chart, made);
  return made;
};

/** Lists the actors that a snapshot has, as references; XState keeps those that have ended. */
export const childrenOf = (snapshot: { readonly children: object }): ReadonlyArray<AnyActorRef> =>
  Object.values<AnyActorRef | undefined>(
    // SAFETY: the children of a snapshot are actors; one whose logic is unknown is undefined.
    snapshot.children as Readonly<Record<string, AnyActorRef | undefined>>,
  ).filter((child) => child !== undefined);

/**
 * Names the actors that a snapshot has, as the inputs of an exploration name them.
 *
 * Shape: `actorsOf(chart)(snapshot)`.
 *
 * @example
 * ```ts
 * import { actorsOf } from 'runchart/explore'
 * import { statechartOf } from 'runchart/statechart'
 * import { createActor, createMachine, fromPromise } from 'xstate'
 *
 * const page = createMachine(
 *   { initial: 'loading', states: { loading: { invoke: { src: 'fetchUser' } } } },
 *   { actors: { fetchUser: fromPromise(() => Promise.resolve('Ada')) } },
 * )
 * const actor = createActor(page).start()
 * const [first] = actorsOf(statechartOf(page))(actor.getSnapshot())
 * assert.strictEqual(first?.name, 'fetchUser')
 * assert.strictEqual(first.ref.id, '0.(machine).loading')
 * ```
 * @param unsteady - the names of the logic of actors whose ids differ each time, which are numbered
 * @category Exploring
 */
export const actorsOf = (
  chart: Statechart,
  unsteady: ReadonlySet<string> = new Set(),
): ((snapshot: { readonly children: object }) => ReadonlyArray<NamedActor>) => {
  const byPlace = namesByPlace(chart);
  return (snapshot) => {
    const counts = new Map<string, number>();
    return childrenOf(snapshot).map((ref): NamedActor => {
      const src = srcOf(ref);
      if (!isNameless(ref) && !unsteady.has(src))
        return { name: byPlace.get(ref.id) ?? ref.id, src, ref };
      const kind = src === '' ? 'actor' : src;
      const count = (counts.get(kind) ?? 0) + 1;
      // eslint-disable-next-line functional/immutable-data -- a local map
      counts.set(kind, count);
      return { name: `${kind}#${String(count)}`, src, ref };
    });
  };
};

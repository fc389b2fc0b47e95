/* eslint-disable functional/immutable-data -- caches of texts, by the objects that they stand for */
/**
 * Tells whether two concrete states of a machine are the same: the active nodes, the context, the remembered history, the actors and
 * what they have shown, and the timers with the time that is left. All of it is written as a text, the identity.
 *
 * What differs from run to run, such as a random id, is left out of it by its path.
 */
import type { AnyActorRef, AnyMachineSnapshot } from 'xstate';
import type { Statechart } from '../statechart/Statechart.js';
import type { NamedActor } from './actors.js';
import { actorsOf } from './actors.js';
import type { Concrete, Runner } from './Runner.js';
import { lives } from './Runner.js';
import { valueText } from './valueText.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What the identity leaves out, since it differs from run to run. */
export interface Unsteady {
  /** Paths in the context; `*` stands for each member of an array: `todos.*.id`. */
  readonly paths: ReadonlySet<string>;
  /** The names of the logic of actors whose ids differ. */
  readonly actors: ReadonlySet<string>;
}

/** A value that hides what it holds, by its path in the context. */
export type Opaque = ReadonlyMap<string, string>;

/** Names and compares the concrete states of a machine. */
export interface Identity {
  readonly of: (concrete: Concrete) => string;
  /** The same, without looking at what was written before: finds a context that was changed in place. */
  readonly afresh: (concrete: Concrete) => string;
  readonly actors: (concrete: Concrete) => ReadonlyArray<NamedActor>;
  /** Writes a value of the context. */
  readonly text: (concrete: Concrete, value: unknown) => string;
  readonly opaque: Opaque;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Replaces the numbers in a path: `todos.0.id` is `todos.*.id`. */
export const pathPattern = (path: string): string =>
  path
    .split('.')
    .map((key) => (/^\d+$/.test(key) ? '*' : key))
    .join('.');

const isActor = (value: object): value is AnyActorRef => 'sessionId' in value && 'send' in value;

const isSnapshot = (value: object): value is AnyMachineSnapshot =>
  'machine' in value && '_nodes' in value && 'context' in value;

const nodeTexts = new WeakMap<object, string>();
const nodesText = (nodes: AnyMachineSnapshot['_nodes']): string => {
  const known = nodeTexts.get(nodes);
  if (known !== undefined) return known;
  const orders = nodes.map(({ order }) => order).sort((a, b) => a - b);
  const text = orders.join(' ');
  nodeTexts.set(nodes, text);
  return text;
};

const historyTexts = new WeakMap<object, string>();
const historyText = ({ historyValue }: AnyMachineSnapshot): string => {
  const known = historyTexts.get(historyValue);
  if (known !== undefined) return known;
  const text = Object.entries(historyValue as Record<string, AnyMachineSnapshot['_nodes']>)
    .map(([id, nodes]) => `${id}=${nodesText(nodes)}`)
    .toSorted()
    .join(';');
  historyTexts.set(historyValue, text);
  return text;
};

export const makeIdentity = (
  { self, parent }: Pick<Runner, 'self' | 'parent'>,
  chart: Statechart,
  unsteady: Unsteady,
): Identity => {
  const listActors = actorsOf(chart, unsteady.actors);
  const opaque = new Map<string, string>();
  const leavesOut = unsteady.paths.size > 0;

  const actorLists = new WeakMap<object, ReadonlyArray<NamedActor>>();
  const actors = ({ snapshot }: Concrete): ReadonlyArray<NamedActor> => {
    // SAFETY: the children of a snapshot are an object.
    const children = snapshot.children as object;
    const known = actorLists.get(children);
    if (known !== undefined) return known;
    const list = listActors(snapshot);
    actorLists.set(children, list);
    return list;
  };

  /** Writes a value; tells whether it has the name of an actor, which another state may name differently. */
  const write = (
    concrete: Concrete,
    value: unknown,
    at: string,
  ): { readonly text: string; readonly shared: boolean } => {
    // eslint-disable-next-line functional/no-let -- set while the text is written
    let shared = true;
    const text = valueText(value, {
      nameOf: (inner) => {
        if (inner === self) return '#self';
        if (inner === parent) return '#parent';
        if (isSnapshot(inner))
          return `snapshot(${JSON.stringify(inner.value)},${valueText(inner.context)},${inner.status})`;
        if (!isActor(inner)) return undefined;
        shared = false;
        return `actor(${actors(concrete).find(({ ref }) => ref === inner)?.name ?? 'stopped'})`;
      },
      onOpaque: (path, what) => {
        opaque.set([at, path].filter((part) => part !== '').join('.'), what);
      },
      ...(leavesOut
        ? {
            isLeftOut: (path) =>
              unsteady.paths.has(pathPattern([at, path].filter((part) => part !== '').join('.'))),
          }
        : {}),
    });
    return { text, shared };
  };

  const texts = new WeakMap<object, string>();
  const cached = (concrete: Concrete, value: unknown, at: string, fresh: boolean): string => {
    if (typeof value !== 'object' || value === null) return write(concrete, value, at).text;
    const known = fresh ? undefined : texts.get(value);
    if (known !== undefined) return known;
    const { text, shared } = write(concrete, value, at);
    // A text that leaves out a path depends on where the value is.
    if (shared && !fresh && !leavesOut) texts.set(value, text);
    return text;
  };

  const contexts = new WeakMap<object, string>();
  const contextText = (concrete: Concrete, fresh: boolean): string => {
    const context: unknown = concrete.snapshot.context;
    if (typeof context !== 'object' || context === null) return String(context);
    const known = fresh ? undefined : contexts.get(context);
    if (known !== undefined) return known;
    const text = Object.entries(context)
      .map(([key, value]) => `${key}:${cached(concrete, value, key, fresh)}`)
      .join(',');
    if (!fresh && actors(concrete).length === 0) contexts.set(context, text);
    return text;
  };

  const endText = (concrete: Concrete, { status, output, error }: AnyMachineSnapshot): string =>
    status === 'active'
      ? ''
      : `${status} ${write(concrete, status === 'error' ? error : output, 'output').text}`;

  const actorsText = (concrete: Concrete): string =>
    actors(concrete)
      .map(({ name, ref }) => {
        const shown = concrete.shown.get(ref);
        if (shown === undefined) return name;
        return lives(concrete, ref)
          ? `${name}=${write(concrete, shown, name).text}`
          : `${name} ended`;
      })
      .toSorted()
      .join(',');

  const timersText = (concrete: Concrete): string =>
    concrete.timers
      .map(
        ({ event, id, ms, known }) =>
          `${String(ms)}:${known ? (id ?? '') : ''}:${valueText(event)}`,
      )
      .join(',');

  const identify = (concrete: Concrete, fresh: boolean): string => {
    const { snapshot, timers } = concrete;
    const here = `${nodesText(snapshot._nodes)}\n${contextText(concrete, fresh)}`;
    const history = historyText(snapshot);
    const children = actors(concrete).length === 0 ? '' : actorsText(concrete);
    if (history === '' && children === '' && timers.length === 0 && snapshot.status === 'active')
      return here;
    return `${here}\n${history}\n${children}\n${timersText(concrete)}\n${endText(concrete, snapshot)}`;
  };

  return {
    of: (concrete) => identify(concrete, false),
    afresh: (concrete) => identify(concrete, true),
    actors,
    text: (concrete, value) => cached(concrete, value, '', false),
    opaque,
  };
};

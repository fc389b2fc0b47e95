/**
 * Writes a chart as JSON: a configuration for XState's `createMachine`, with guards and actions by name.
 *
 * Law: `createMachine(JSON.parse(toJson(diagram)))` is the machine of the chart if it is given the implementations of these
 * names, and a guard `all`, which holds if all guards in its parameter `of` hold.
 */
import type { Diagram, DiagramEdge } from './Diagram.js';

/** Omits an empty list. */
const list = (names: ReadonlyArray<string>): ReadonlyArray<string> | undefined =>
  names.length === 0 ? undefined : names;

const text = (words: string): string | undefined => (words === '' ? undefined : words);

/** The id of a state that XState cannot find by its name, because it takes a name with `#` for an id. */
const idOf = (state: string): string | undefined =>
  state.startsWith('#') ? `state ${state}` : undefined;

/** A state as a target: XState reads a path at dots, and escapes after a backslash. */
const targetOf = (state: string): string => {
  const id = idOf(state);
  return (id === undefined ? state : `#${id}`).replace(/[\\.]/g, '\\$&');
};

const edgeConfig = ({
  source,
  target,
  guards,
  actions,
  description,
}: DiagramEdge<string>): unknown => ({
  target: source === target ? undefined : targetOf(target),
  guard: guards.length > 1 ? { type: 'all', params: { of: guards } } : guards[0],
  actions: list(actions),
  description: text(description),
});

/**
 * Writes a chart as indented JSON text.
 *
 * @example
 * ```ts
 * import { runDiagram, toJson } from 'runchart/diagram'
 *
 * const config = JSON.parse(toJson(runDiagram))
 * assert.strictEqual(config.initial, 'Scheduled')
 * assert.deepStrictEqual(config.states.Ready.on.lease, { target: 'Leased', description: 'a worker claims it' })
 * ```
 * @category Text formats
 */
export const toJson = <State extends string>(diagram: Diagram<State>): string => {
  const states = diagram.details.map(({ name, description, entry, tags, isFinal }) => {
    const edges = diagram.edges.filter(({ source }) => source === name);
    return [
      name,
      {
        id: idOf(name),
        type: isFinal ? 'final' : undefined,
        description: text(description),
        tags: list(tags),
        entry: list(entry),
        on:
          edges.length === 0
            ? undefined
            : Object.fromEntries(edges.map((edge) => [edge.event, edgeConfig(edge)])),
      },
    ];
  });
  return JSON.stringify(
    {
      id: diagram.id,
      version: diagram.version,
      initial: diagram.initial,
      states: Object.fromEntries(states) as unknown,
    },
    undefined,
    2,
  );
};

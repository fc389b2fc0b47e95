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

const edgeConfig = ({
  source,
  target,
  guards,
  actions,
  description,
}: DiagramEdge<string>): unknown => ({
  target: source === target ? undefined : target,
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

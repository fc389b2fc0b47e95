/** A chart in words, for tooltips and for those who do not see it. */
import type { Diagram, DiagramEdge } from './Diagram.js';

const bracketed = (guards: ReadonlyArray<string>): string =>
  guards.length === 0 ? '' : ` [${guards.join(', ')}]`;

/** Lines of text; those that are none are left out. */
export const sentence = (...lines: ReadonlyArray<string | undefined>): string =>
  lines.filter((line) => line !== undefined && line !== '').join('\n');

/**
 * An edge in words: where it leaves, its event, its guards, its actions, where it leads, and its reason on a second line.
 *
 * @example
 * ```ts
 * import { edgeText, runDiagram } from 'runchart/diagram'
 *
 * assert.deepStrictEqual(
 *   runDiagram.edges.filter(({ event }) => event === 'complete').map(edgeText),
 *   ['Running + complete [noActiveAttempt] -> Completed\nsucceeded'],
 * )
 * ```
 * @category Diagrams
 */
export const edgeText = ({
  source,
  event,
  target,
  guards,
  actions,
  description,
}: DiagramEdge<string>): string =>
  sentence(
    `${source} + ${event}${bracketed(guards)}${actions.length === 0 ? '' : ` / ${actions.join(', ')}`} -> ${target}`,
    description,
  );

/** The whole chart in words, for those who do not see it. */
export const describe = <State extends string>(
  diagram: Diagram<State>,
  highlight: State | undefined,
): string =>
  [
    `Begins in ${diagram.initial}.`,
    ...(highlight === undefined ? [] : [`Stands in ${highlight}.`]),
    ...diagram.details.map(({ name, description, isFinal }) => {
      const edges = diagram.edges
        .filter(({ source }) => source === name)
        .map(
          ({ event, guards, target }) =>
            `${event}${bracketed(guards)} ${target === name ? 'stays' : `leads to ${target}`}`,
        );
      return `${name}${isFinal ? ' (final)' : ''}${description === '' ? '' : `: ${description}`}${
        edges.length === 0 ? '' : `; ${edges.join(', ')}`
      }.`;
    }),
  ].join(' ');

const grouped = new Intl.NumberFormat('en-US');
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

const MANY = 100_000;

/** A number for a badge: exact while it is short. */
export const countText = (count: number): string =>
  (Math.abs(count) < MANY ? grouped : compact).format(count);

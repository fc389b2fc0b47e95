/** Describes a chart in words, for tooltips and screen readers. */
import { abbreviate, groupDigits } from '../codec/digits.js';
import type { Diagram, DiagramEdge } from './Diagram.js';

const bracketed = (guards: ReadonlyArray<string>): string =>
  guards.length === 0 ? '' : ` [${guards.join(', ')}]`;

/** Joins lines of text, without the empty ones. */
export const joinLines = (...lines: ReadonlyArray<string | undefined>): string =>
  lines.filter((line) => line !== undefined && line !== '').join('\n');

/**
 * Describes an edge: source, event, guards, actions and target, and its reason on a second line.
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
  joinLines(
    `${source} + ${event}${bracketed(guards)}${actions.length === 0 ? '' : ` / ${actions.join(', ')}`} -> ${target}`,
    description,
  );

/** Describes the whole chart, for screen readers. */
export const describe = (
  diagram: Pick<Diagram<string>, 'initial' | 'details' | 'edges'>,
  highlight: string | undefined,
): string =>
  [
    `Initial state: ${diagram.initial}.`,
    ...(highlight === undefined ? [] : [`Current state: ${highlight}.`]),
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

const MANY = 100_000;

/** Formats a number for a badge: exact if it is short, otherwise rounded. */
export const countText = (count: number): string =>
  Math.abs(count) < MANY ? groupDigits(count) : abbreviate(count);

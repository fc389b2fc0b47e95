/** Where a test failed on the chart, and the picture of that place. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { Box } from '../../src/diagram/Layout.js';
import { runLayouts } from '../../src/diagram/runLayouts.js';
import type { RunState, Step } from '../../src/index.js';
import type { Failure } from '../../src/testing/Failure.js';
import type { FaultPlace } from '../../src/testing/faultPicture.js';
import { faultPicture, faultPlace } from '../../src/testing/faultPicture.js';
import { testOf } from '../../src/testing/scenario.js';
import { valuesOf } from '../../src/testing/Values.js';
import { moves } from '../expectations.js';

const { runId, taskId, scheduledAt, createdAt } = valuesOf(1);
const steps: ReadonlyArray<Step> = [
  { op: 'promote_to_ready' },
  { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt },
  { op: 'promote_to_ready' },
  { op: 'transition_to', to: 'Leased' },
  { op: 'record_state_change_at', timestamp: createdAt },
];
const test = testOf(
  'one',
  [],
  steps.map((step) => ({ step })),
);
const short = (actual: number): Failure => ({ _tag: 'TooFewOutcomes', expected: 5, actual });

it.each<[string, Failure, O.Option<FaultPlace>]>([
  ['without a step at fault', { _tag: 'Hung', seconds: 5 }, O.none],
  ['before there is a run', short(1), O.none],
  ['in the first state', short(2), O.some({ state: 'Scheduled', event: 'promote' })],
  ['in a later one', short(3), O.some({ state: 'Ready', event: 'lease' })],
  ['at a step without an event', short(4), O.some({ state: 'Leased', event: undefined })],
  ['after the last step', short(5), O.some({ state: 'Leased', event: undefined })],
])('the place of a failure %s', (_, failure, place) => {
  expect(faultPlace({ test, failure })).toStrictEqual(place);
});

describe('the picture', () => {
  const { states, routes } = runLayouts.down;
  const pointsOf = ({ x, y, width, height }: Box): ReadonlyArray<readonly [number, number]> => [
    [x, y],
    [x + width, y + height],
  ];

  /** What the picture shows, without the room of 24 around it. */
  const shown = (place: FaultPlace): ReadonlyArray<number> => {
    const [, box = ''] = /viewBox="([^"]*)" width/.exec(faultPicture(place)) ?? [];
    const [x = 0, y = 0, width = 0, height = 0] = box.split(' ').map(Number);
    expect(faultPicture(place)).toContain(
      ` viewBox="${box}" width="${String(width)}" height="${String(height)}"`,
    );
    return [x + 24, y + 24, x + width - 24, y + height - 24];
  };

  it.each(moves)('shows $from, $event and $to', ({ from, event, to }) => {
    const route = routes.find((one) => one.source === from && one.event === event);
    const points = [
      ...pointsOf(states[from]),
      ...pointsOf(states[to]),
      ...(route === undefined ? [] : [...pointsOf(route.label), ...route.points]),
    ];
    const [xs, ys] = [0, 1].map((i) => points.map((point) => point[i] ?? 0));
    expect(shown({ state: from, event })).toStrictEqual([
      Math.min(...(xs ?? [])),
      Math.min(...(ys ?? [])),
      Math.max(...(xs ?? [])),
      Math.max(...(ys ?? [])),
    ]);
  });

  it.each<[RunState, string | undefined]>([
    ['Ready', undefined],
    ['Ready', 'complete'],
    ['Ready', 'priority.set'],
    ['Completed', 'lease'],
  ])('shows only %s without an edge to another state, at %s', (state, event) => {
    expect(shown({ state, event })).toStrictEqual(pointsOf(states[state]).flat());
  });

  it('has the edge in red, and the other edges pale', () => {
    const groups = faultPicture({ state: 'Leased', event: 'promote' })
      .split(/<g class="rc-edge[ "]/)
      .slice(1)
      .filter((group) => group.includes('data-edge'));
    const edges = groups.map((group) => ({
      edge: /data-edge="([^"]*)"/.exec(group)?.[1],
      isPale: /^[^>]*opacity="0.4"/.test(group),
      isRed: group.includes('class="rc-line rc-s-failed"'),
    }));
    expect(edges.filter(({ isRed }) => isRed).map(({ edge }) => edge)).toStrictEqual([
      'Leased promote',
    ]);
    expect(edges.filter(({ isPale }) => !isPale).map(({ edge }) => edge)).toStrictEqual([
      'Leased promote',
    ]);
    expect(edges.length).toBeGreaterThan(15);
  });

  it.each<[FaultPlace, string]>([
    [{ state: 'Ready', event: 'lease' }, 'The failure is in Ready, at lease'],
    [{ state: 'Ready', event: undefined }, 'The failure is in Ready'],
  ])('of %j has a title', (place, title) => {
    expect(faultPicture(place)).toContain(`<title>${title}</title>`);
    expect(faultPicture(place)).toContain('Current state: Ready.');
    expect(faultPicture(place)).toContain('@media (prefers-color-scheme: dark)');
  });
});

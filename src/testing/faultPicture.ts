/** The place of a failure on the chart: the state before the step at fault, and the edge that the step takes; and its picture. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Box } from '../diagram/Layout.js';
import { runSvgTree } from '../diagram/run.js';
import { runLayouts } from '../diagram/runLayouts.js';
import { xmlText } from '../diagram/xml.js';
import { eventOf } from '../journal/EventStep.js';
import type { RunState } from '../run/RunState.js';
import { runTable } from '../run/runTable.js';
import type { FailedTest } from './FailedTest.js';
import { stepAtFault } from './Failure.js';
import { advance, initialWorld } from './play.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Where a test failed. */
export interface FaultPlace {
  readonly state: RunState;
  /** The event of the step at fault, if it sent one. */
  readonly event: string | undefined;
}

/** The room around the part of the chart that a picture shows. */
const MARGIN = 24;

// ------------------------------------------------------------------------------------------------------- operations

/** Finds the place of a failure; none if no step is at fault, or if there was no run yet. */
export const faultPlace = ({ test, failure }: FailedTest): O.Option<FaultPlace> =>
  pipe(
    stepAtFault(failure),
    O.chain((index) => {
      const { run } = test.steps
        .slice(0, index)
        .reduce((world, { step }) => advance(world, step).world, initialWorld);
      const step = test.steps[index]?.step;
      return pipe(
        run,
        O.map(({ state }) => ({
          state,
          event: step === undefined ? undefined : eventOf(step, state)?.type,
        })),
      );
    }),
  );

const around = (boxes: ReadonlyArray<Box>): Box => {
  const x = Math.min(...boxes.map((box) => box.x)) - MARGIN;
  const y = Math.min(...boxes.map((box) => box.y)) - MARGIN;
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN - y,
  };
};

/** What of the chart a picture of a place shows: the state, and where the edge leads. */
const partOf = ({ state, event }: FaultPlace): Box => {
  const { states, routes } = runLayouts.down;
  const edge = runTable.edges.find((other) => other.source === state && other.event === event);
  const route = routes.find((other) => other.source === state && other.event === event);
  return around([
    states[state],
    ...(edge === undefined ? [] : [states[edge.target]]),
    ...(route === undefined ? [] : [route.label]),
    ...(route?.points ?? []).map(([x, y]) => ({ x, y, width: 0, height: 0 })),
  ]);
};

/** Draws the part of the chart where a test failed, with the edge in red. */
export const faultPicture = (place: FaultPlace): string => {
  const { x, y, width, height } = partOf(place);
  const isAtFault = (source: string, event: string): boolean =>
    source === place.state && event === place.event;
  const tree = runSvgTree({
    theme: 'auto',
    highlight: place.state,
    title: `The failure is in ${place.state}${place.event === undefined ? '' : `, at ${place.event}`}`,
    edges: ({ source, event }) =>
      isAtFault(source, event) ? { tone: 'failed', heat: 0.4 } : { dim: true },
  });
  return xmlText({
    ...tree,
    attributes: {
      ...tree.attributes,
      viewBox: [x, y, width, height].map(String).join(' '),
      width,
      height,
    },
  });
};

/**
 * The choices that a chart offers: for each edge, whether the run accepts its event now, and otherwise the text of the error.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { decodeErrors } from '../codec/DecodeError.js';
import type { DiagramEdge } from '../diagram/Diagram.js';
import { runDiagram } from '../diagram/Diagram.js';
import type { EnabledAction } from '../run/AllowedAction.js';
import { allowedActions } from '../run/AllowedAction.js';
import type { EventType, RunEvent } from '../run/RunEvent.js';
import { RunEventCodec } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { errorMessage } from '../run/RunInstanceError.js';
import type { RunState } from '../run/RunState.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A run, or only its state if nothing else is known. */
export type Subject =
  | { readonly _tag: 'Run'; readonly run: RunInstance }
  | { readonly _tag: 'State'; readonly state: RunState };

/**
 * The detail of an `event-chosen` event.
 * @category DOM events
 */
export interface EventChosen {
  /** The name of the event. */
  readonly type: EventType;
  /** The state that the chosen edge leaves. */
  readonly source: RunState;
  /** The state that the chosen edge leads to; the same as `source` if the edge stays inside its state. */
  readonly target: RunState;
  /** The run; `undefined` if the element has only a state. */
  readonly run: RunInstance | undefined;
  /** An event that the run accepts; `undefined` without a run. Add the fields in `needs`, and `at`. */
  readonly event: RunEvent | undefined;
  /** The required fields of the event that only the page can fill in, such as the id of a new attempt. */
  readonly needs: ReadonlyArray<string>;
}

/** An edge, and the result of choosing it. */
export interface Choice {
  readonly edge: DiagramEdge<RunState>;
  /** The detail of the event to dispatch; `undefined` if the edge is refused. */
  readonly chosen: EventChosen | undefined;
  /** Why the edge is refused; the empty string if it is not. */
  readonly reason: string;
}

// -------------------------------------------------------------------------------------------------------- operations

const camelCase = (name: string): string =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** Lists the required fields of an event, according to its codec. */
const requiredFields = (type: string): ReadonlyArray<string> =>
  pipe(
    RunEventCodec.decode({ type }),
    E.match(
      (errors) => decodeErrors(errors).map(({ path }) => camelCase(path.slice(1))),
      () => [],
    ),
  );

/** Tests whether the run determines a field: `attempt.finish` names the active attempt. */
const isKnown = (run: RunInstance, event: RunEvent, field: string): boolean =>
  field === 'attemptId' &&
  'attemptId' in event &&
  O.isSome(run.currentAttemptId) &&
  run.currentAttemptId.value === event.attemptId;

const byRun = (run: RunInstance): ReadonlyArray<Choice> => {
  const actions = new Map(
    allowedActions(run).map((action) => [action.type as string, action] as const),
  );
  const chosen = (edge: DiagramEdge<RunState>, { type, event }: EnabledAction): EventChosen => ({
    type,
    source: edge.source,
    target: edge.target,
    run,
    event,
    needs: requiredFields(type).filter((field) => !isKnown(run, event, field)),
  });
  return runDiagram.edges.map((edge) => {
    const action = actions.get(edge.event);
    if (action?._tag === 'Disabled')
      return { edge, chosen: undefined, reason: errorMessage(action.error) };
    return edge.source === run.state && action !== undefined
      ? { edge, chosen: chosen(edge, action), reason: '' }
      : { edge, chosen: undefined, reason: elsewhere(edge, run.state) };
  });
};

const elsewhere = ({ source }: DiagramEdge<RunState>, state: RunState): string =>
  `this edge leaves ${source}, and the run is in ${state}`;

/** Without the run no guard can be evaluated, so every event that the state declares can be chosen. */
const byState = (state: RunState): ReadonlyArray<Choice> =>
  runDiagram.edges.map((edge) =>
    edge.source === state
      ? {
          edge,
          chosen: {
            // SAFETY: an edge of the run's chart has an event of the run's chart.
            type: edge.event as EventType,
            source: edge.source,
            target: edge.target,
            run: undefined,
            event: undefined,
            needs: requiredFields(edge.event),
          },
          reason: '',
        }
      : { edge, chosen: undefined, reason: elsewhere(edge, state) },
  );

/** Returns the state of a subject. */
const stateOf = (subject: Subject): RunState =>
  subject._tag === 'Run' ? subject.run.state : subject.state;

/** Lists the choice of every edge of the chart, the edges of the current state first. */
export const choicesOf = (subject: Subject): ReadonlyArray<Choice> => {
  const choices = subject._tag === 'Run' ? byRun(subject.run) : byState(subject.state);
  const state = stateOf(subject);
  const leaves = ({ edge }: Choice): boolean => edge.source === state;
  return [...choices.filter(leaves), ...choices.filter((choice) => !leaves(choice))];
};

/** Returns the unique key of an edge. */
export const keyOf = ({
  source,
  event,
}: {
  readonly source: string;
  readonly event: string;
}): string => `${source} ${event}`;

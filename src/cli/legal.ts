/** The actions of a run, as JSON and as text. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as RA from 'fp-ts/lib/ReadonlyArray.js';
import type { ErrorWire } from '../journal/StepOutcome.js';
import { encodeError } from '../journal/StepOutcome.js';
import { allowedActions, matchAction, pathTo } from '../run/AllowedAction.js';
import type { EventType, RunEventWire } from '../run/RunEvent.js';
import { RunEventCodec } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { errorMessage } from '../run/RunInstanceError.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal, runStates } from '../run/RunState.js';
import { paintState } from './format.js';
import type { Colors } from './output.js';

/** An action on the wire: its target and event, or the error. */
export type ActionWire =
  | {
      readonly type: EventType;
      readonly enabled: true;
      readonly target: RunState;
      readonly event: RunEventWire;
    }
  | { readonly type: EventType; readonly enabled: false; readonly err: ErrorWire };

/** Every action of a run, in the chart's order. */
export const encodeActions = (run: RunInstance): ReadonlyArray<ActionWire> =>
  allowedActions(run).map(
    matchAction<ActionWire>(
      ({ type, error }) => ({ type, enabled: false, err: encodeError(error) }),
      ({ type, target, event }) => ({
        type,
        enabled: true,
        target,
        event: RunEventCodec.encode(event),
      }),
    ),
  );

/** The events that a run accepts. */
export const legalEvents = (run: RunInstance): ReadonlyArray<EventType> =>
  allowedActions(run).flatMap(({ _tag, type }) => (_tag === 'Enabled' ? [type] : []));

const WIDTH = 16;

/**
 * Every action of a run, one on each line, legal ones first: its target, or why it is refused. A single line for a run that has
 * ended.
 */
export const actionLines = (colors: Colors, run: RunInstance): ReadonlyArray<string> => {
  if (isTerminal(run.state)) return ['The run has ended: nothing more can happen to it.'];
  const line = matchAction(
    ({ type, error }) =>
      `  ${colors.red('x')} ${colors.dim(type.padEnd(WIDTH))}${colors.dim(errorMessage(error))}`,
    ({ type, target }) =>
      `  ${colors.green('+')} ${type.padEnd(WIDTH)}${target === run.state ? 'stays in' : 'leads to'} ${paintState(colors, target)}`,
  );
  const { left: refused, right: legal } = pipe(
    allowedActions(run),
    RA.partition(({ _tag }) => _tag === 'Enabled'),
  );
  return [...legal, ...refused].map(line);
};

/** The shortest path to each final state that the run can still reach. */
export const shortestPaths = (
  run: RunInstance,
): ReadonlyArray<{ readonly to: RunState; readonly events: ReadonlyArray<EventType> }> =>
  isTerminal(run.state)
    ? []
    : runStates.filter(isTerminal).flatMap((to) => {
        const path = pathTo(to)(run);
        return O.isSome(path) ? [{ to, events: path.value.map(({ type }) => type) }] : [];
      });

/**
 * The lifecycle of a supervised host, as a pure reducer: each event gives the next state and the effects to perform.
 *
 * | state    | Started | StartFailed       | WorkerLost       | Answered        | DelayOver | Closed |
 * | -------- | ------- | ----------------- | ---------------- | --------------- | --------- | ------ |
 * | Starting | Running | Waiting, or Ended |                  |                 |           | Ended  |
 * | Running  |         |                   | Waiting or Ended | resets failures |           | Ended  |
 * | Waiting  |         |                   |                  |                 | Starting  | Ended  |
 * | Ended    |         |                   |                  |                 |           |        |
 *
 * Laws: the first worker is never restarted before it has started; a host ends once, and `Ended` ignores every event.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { ConnectError } from './HostError.js';
import type { RestartPolicy } from './RestartPolicy.js';
import { delayBefore } from './RestartPolicy.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The state of a supervised host. `failures` counts the restarts in a row since a worker last answered. */
export type SupervisorState =
  | {
      readonly _tag: 'Starting';
      readonly failures: number;
      /** Why the previous worker ended; none for the first worker. */
      readonly lost: O.Option<string>;
    }
  | { readonly _tag: 'Running'; readonly failures: number }
  | { readonly _tag: 'Waiting'; readonly failures: number; readonly reason: string }
  | { readonly _tag: 'Ended'; readonly reason: string };

/** An event of a supervised host. */
export type SupervisorEvent =
  /** A worker is connected and has caught up. */
  | { readonly _tag: 'Started' }
  | { readonly _tag: 'StartFailed'; readonly error: ConnectError }
  | { readonly _tag: 'WorkerLost'; readonly reason: string }
  /** The worker answered a request. */
  | { readonly _tag: 'Answered' }
  | { readonly _tag: 'DelayOver' }
  | { readonly _tag: 'Closed'; readonly reason: string };

/** An effect that the shell performs for a supervised host. */
export type SupervisorEffect =
  | { readonly _tag: 'StartWorker' }
  | { readonly _tag: 'Wait'; readonly milliseconds: number }
  /** Opens the subscriptions again, and resumes the requests that waited for a worker. */
  | { readonly _tag: 'Resume' }
  /** Resolves the start with the client, because the first worker runs. */
  | { readonly _tag: 'Begin' }
  /** Resolves the start with an error, because the first worker failed. */
  | { readonly _tag: 'RefuseStart'; readonly error: ConnectError }
  | { readonly _tag: 'ReportRestart'; readonly reason: string }
  /** Ends the worker, and fails everything that waits for one. */
  | { readonly _tag: 'Finish'; readonly reason: string };

/** The next state, and the effects to perform in order. */
export type SupervisorStep = readonly [
  state: SupervisorState,
  effects: ReadonlyArray<SupervisorEffect>,
];

// ------------------------------------------------------------------------------------------------------ constructors

/** A supervised host whose first worker is being started. */
export const initialSupervisor: SupervisorState = { _tag: 'Starting', failures: 0, lost: O.none };

// -------------------------------------------------------------------------------------------------------- operations

const ended = (reason: string): SupervisorStep => [
  { _tag: 'Ended', reason },
  [{ _tag: 'Finish', reason }],
];

const restart = (policy: RestartPolicy, before: number, reason: string): SupervisorStep => {
  const failures = before + 1;
  const delay = delayBefore(policy, failures);
  return O.isNone(delay)
    ? ended(`${reason}; it was restarted ${String(policy.maxRestarts)} times in a row`)
    : [{ _tag: 'Waiting', failures, reason }, [{ _tag: 'Wait', milliseconds: delay.value }]];
};

/** Returns the state after an event, and the effects to perform. */
export const reduceSupervisor =
  (policy: RestartPolicy) =>
  (state: SupervisorState, event: SupervisorEvent): SupervisorStep => {
    if (state._tag === 'Ended') return [state, []];
    switch (event._tag) {
      case 'Started':
        return state._tag !== 'Starting'
          ? [state, []]
          : [
              { _tag: 'Running', failures: state.failures },
              [
                { _tag: 'Resume' },
                O.isNone(state.lost)
                  ? { _tag: 'Begin' }
                  : { _tag: 'ReportRestart', reason: state.lost.value },
              ],
            ];
      case 'StartFailed':
        if (state._tag !== 'Starting') return [state, []];
        return O.isSome(state.lost)
          ? restart(policy, state.failures, state.lost.value)
          : [
              { _tag: 'Ended', reason: 'no worker was started' },
              [{ _tag: 'RefuseStart', error: event.error }],
            ];
      case 'WorkerLost':
        return state._tag === 'Running'
          ? restart(policy, state.failures, event.reason)
          : [state, []];
      case 'Answered':
        return state._tag === 'Running' && state.failures > 0
          ? [{ _tag: 'Running', failures: 0 }, []]
          : [state, []];
      case 'DelayOver':
        return state._tag === 'Waiting'
          ? [
              { _tag: 'Starting', failures: state.failures, lost: O.some(state.reason) },
              [{ _tag: 'StartWorker' }],
            ]
          : [state, []];
      case 'Closed':
        return ended(event.reason);
    }
  };

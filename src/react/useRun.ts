/**
 * `useRun`: a run in a React component. It uses React's `useSyncExternalStore`, so it is safe in concurrent rendering, in Strict
 * Mode, on a server and while hydrating.
 */
import { useMemo, useSyncExternalStore } from 'react';
import type { RunSnapshot, RunSource } from '../live/index.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The snapshot of a run, and `send`; the same object until some of it changes.
 * @category Hooks
 */
export type LiveRun<Refusal extends { readonly _tag: string } = never> = RunSnapshot<Refusal> &
  Pick<RunSource<Refusal>, 'send'>;

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Returns the snapshot of a run and `send`, which never changes for one source. The component renders again when the snapshot
 * changes.
 *
 * Make the source outside of rendering, or once in a component: `useState(() => createRunStore(run, { transport }))`.
 *
 * @example
 * ```ts
 * import { newScheduled, TaskId, Timestamp } from 'runchart'
 * import { createRunStore } from 'runchart/live'
 * import type { RunSource } from 'runchart/live'
 * import { useRun } from 'runchart/react'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { createElement } from 'react'
 * import { renderToString } from 'react-dom/server'
 *
 * const Buttons = ({ source }: { readonly source: RunSource }) => {
 *   const { run, actions, send } = useRun(source)
 *   const buttons = actions.map((action) =>
 *     createElement(
 *       'button',
 *       {
 *         key: action.type,
 *         disabled: action._tag === 'Disabled',
 *         onClick: () => action._tag === 'Enabled' && void send(action.event),
 *       },
 *       action.type,
 *     ),
 *   )
 *   return createElement('p', null, run.state, buttons)
 * }
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * if (E.isRight(run)) {
 *   const html = renderToString(createElement(Buttons, { source: createRunStore(run.right) }))
 *   assert.match(html, /Scheduled<button>promote<\/button>/)
 *   assert.match(html, /<button disabled="">lease<\/button>/)
 * }
 * ```
 * @category Hooks
 */
export const useRun = <Refusal extends { readonly _tag: string } = never>(
  source: RunSource<Refusal>,
): LiveRun<Refusal> => {
  const { subscribe, getSnapshot, getServerSnapshot, send } = source;
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getServerSnapshot);
  return useMemo(() => ({ ...snapshot, send }), [snapshot, send]);
};

/**
 * The `./lifecycle` entry: the facade of a flat chart of your own.
 *
 * @module runchart/lifecycle
 */
export { makeLifecycle } from './makeLifecycle.js';
export type {
  AllowedAction,
  AnyChart,
  Change,
  ChartConfig,
  ContextOf,
  EdgeConfig,
  EventOf,
  Examples,
  FieldUpdate,
  Guard,
  GuardConfig,
  GuardRefused,
  GuardsOf,
  Lifecycle,
  LifecycleParts,
  OnlyReasons,
  RefusalMakers,
  RefusalOf,
  RefusedAt,
  StateConfig,
  Stateful,
  Typed,
  UndeclaredEvent,
  Update,
  UpdateConfig,
} from './Lifecycle.js';

/**
 * The core of runchart: the run lifecycle as an `Either` facade, its codecs, and journals and scenarios.
 *
 * The statechart itself is `runchart/machine`.
 *
 * @module runchart
 */
export { allowedActions, matchAction, pathTo } from './AllowedAction.js';
export type { AllowedAction, DisabledAction, EnabledAction } from './AllowedAction.js';
export { AttemptCount } from './AttemptCount.js';
export { AttemptId } from './AttemptId.js';
export { chartIdentity, ChartIdentityCodec } from './ChartIdentity.js';
export type { ChartIdentity } from './ChartIdentity.js';
export {
  decide,
  finishAttempt,
  promoteToReady,
  promoteToReadyWithPriority,
  setEffectivePriority,
  startAttempt,
  transitionTo,
} from './decide.js';
export type { RefusalOf } from './decide.js';
export { decodeErrors, formatDecodeErrors, summarizeDecodeErrors } from './DecodeError.js';
export type { DecodeError } from './DecodeError.js';
export type { IntegerCodec } from './Integer.js';
export { CommandId, JournalEntryCodec, makeReplayer, replay } from './Journal.js';
export type {
  AcceptedStep,
  JournalEntry,
  JournalStep,
  LineResult,
  MalformedLine,
  RefusedStep,
  Replay,
  Replayer,
  ReplayOptions,
} from './Journal.js';
export { persistRun, restoreErrorMessage, restoreRun } from './PersistedRun.js';
export type {
  ChartMismatch,
  ChartVersion,
  Migration,
  MigrationFailed,
  PersistedRun,
  RestoreError,
  RestoreOptions,
  SnapshotNotDecodable,
  WireData,
} from './PersistedRun.js';
export { Priority } from './Priority.js';
export type { ReadingCodec } from './Reader.js';
export { sendErrorMessage } from './Refusal.js';
export type {
  ActorStopped,
  ConnectionLost,
  NotAnEvent,
  SendError,
  UnknownState,
} from './Refusal.js';
export { eventTypes, RunEventCodec } from './RunEvent.js';
export type {
  EventOf,
  EventType,
  GuardOf,
  LifecycleEventType,
  RunEvent,
  RunEventWire,
  TargetOf,
} from './RunEvent.js';
export { RunId } from './RunId.js';
export {
  newReady,
  newReadyWithId,
  newScheduled,
  newScheduledWithId,
  recordStateChangeAt,
  restoreAttemptStateForBootstrap,
  runInstanceEq,
} from './RunInstance.js';
export type { ReadyArgs, RunInstance, ScheduledArgs, WithId } from './RunInstance.js';
export { decodeJson, RunInstanceCodec, RunInstanceStrictCodec } from './RunInstanceCodec.js';
export type { RunInstanceWire } from './RunInstanceCodec.js';
export { errorMessage, matchError } from './RunInstanceError.js';
export type {
  AttemptAlreadyActive,
  AttemptCountOverflow,
  AttemptFinishRequiresRunning,
  AttemptInProgress,
  AttemptOwnershipMismatch,
  AttemptStartRequiresRunning,
  ConstructionError,
  InvalidRunId,
  InvalidTaskId,
  InvalidTransition,
  NoActiveAttempt,
  PriorityMutationRequiresReady,
  ReadyScheduledAtAfterCreatedAt,
  RefusalError,
  RunInstanceError,
} from './RunInstanceError.js';
export {
  displayRunState,
  isTerminal,
  isValidTransition,
  matchRunState,
  RunState,
  runStateEq,
  runStates,
  transition,
  validTransitions,
} from './RunState.js';
export type { EnterableState, FinalState, InvalidStateTransition } from './RunState.js';
export { decideView, isKnownRun, RunViewCodec, viewActions } from './RunView.js';
export type { RunView, UnknownAction, UnknownRun, ViewAction } from './RunView.js';
export {
  answerLine,
  applyStep,
  encodeError,
  encodeOutcome,
  runScenario,
  ScenarioCodec,
  StepCodec,
} from './Scenario.js';
export type {
  AnswerWire,
  BadScenario,
  Decode,
  ErrorWire,
  NoRun,
  Op,
  OutcomeWire,
  Scenario,
  Step,
  StepError,
  StepOf,
} from './Scenario.js';
export { TaskId } from './TaskId.js';
export { Timestamp } from './Timestamp.js';
export { parseUuid } from './Uuid.js';
export type { IdCodec } from './Uuid.js';

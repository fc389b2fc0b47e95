/**
 * The core of runchart: the run lifecycle as an `Either` facade, its codecs, and journals and scenarios.
 *
 * The statechart itself is `runchart/machine`.
 *
 * @module runchart
 */
export { allowedActions, matchAction, pathTo } from './run/AllowedAction.js';
export type { AllowedAction, DisabledAction, EnabledAction } from './run/AllowedAction.js';
export { AttemptCount } from './values/AttemptCount.js';
export { AttemptId } from './values/AttemptId.js';
export { chartIdentity, ChartIdentityCodec } from './run/ChartIdentity.js';
export type { ChartIdentity } from './run/ChartIdentity.js';
export {
  decide,
  finishAttempt,
  promoteToReady,
  promoteToReadyWithPriority,
  setEffectivePriority,
  startAttempt,
  transitionTo,
} from './run/decide.js';
export type { RefusalOf } from './run/decide.js';
export { decideAll } from './run/decideAll.js';
export type { RefusedAt } from './run/decideAll.js';
export { decodeErrors, formatDecodeErrors, summarizeDecodeErrors } from './codec/DecodeError.js';
export type { DecodeError } from './codec/DecodeError.js';
export type { IntegerCodec } from './values/Integer.js';
export type { Annotations } from './journal/Annotations.js';
export type { BegunAgain } from './journal/beginAgain.js';
export type { CommandIdReused, EntryError, EntryOutcome } from './journal/Command.js';
export { JournalEntryCodec } from './journal/JournalEntryCodec.js';
export { makeReplayer, replay } from './journal/replay.js';
export type {
  AcceptedStep,
  JournalStep,
  LineResult,
  MalformedLine,
  RefusedStep,
  Replay,
  Replayer,
  ReplayOptions,
} from './journal/replay.js';
export type { JournalEntry, JournalFormat } from './journal/JournalEntry.js';
export { timeAnomalyMessage } from './journal/TimeAnomaly.js';
export type {
  EndBeforeCreation,
  OtherUnit,
  StepBack,
  TimeAnomaly,
  TimeGap,
} from './journal/TimeAnomaly.js';
export { idFromText } from './values/idFromText.js';
export type { NumericTimeUnit, TimeUnit } from './values/TimeUnit.js';
export { persistRun, restoreErrorMessage, restoreRun } from './run/PersistedRun.js';
export type { ChartMismatch } from './run/ChartIdentity.js';
export type { ChartVersion, Migration, MigrationFailed, WireData } from './run/Migration.js';
export type {
  PersistedRun,
  RestoreError,
  RestoreOptions,
  SnapshotNotDecodable,
} from './run/PersistedRun.js';
export { Priority } from './values/Priority.js';
export type { FastCodec } from './codec/FastCodec.js';
export { sendErrorMessage } from './run/SendError.js';
export type {
  ActorStopped,
  ConnectionLost,
  NotAnEvent,
  SendError,
  UnknownState,
} from './run/SendError.js';
export { eventTypes, RunEventCodec } from './run/RunEvent.js';
export type {
  EventOf,
  EventType,
  GuardOf,
  LifecycleEventType,
  RunEvent,
  RunEventWire,
  TargetOf,
} from './run/RunEvent.js';
export { RunId } from './values/RunId.js';
export {
  newReady,
  newReadyWithId,
  newScheduled,
  newScheduledWithId,
  recordStateChangeAt,
  restoreAttemptStateForBootstrap,
  runInstanceEq,
} from './run/RunInstance.js';
export type { ReadyArgs, RunInstance, ScheduledArgs, WithId } from './run/RunInstance.js';
export { decodeJson } from './run/decodeJson.js';
export {
  RunInstanceCodec,
  RunInstanceLenientCodec,
  RunInstanceStrictCodec,
} from './run/RunInstanceCodec.js';
export type { RunInstanceWire } from './run/RunInstanceCodec.js';
export { errorMessage, matchError } from './run/RunInstanceError.js';
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
} from './run/RunInstanceError.js';
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
} from './run/RunState.js';
export type { EnterableState, FinalState, InvalidStateTransition } from './run/RunState.js';
export { decideView, isKnownRun, RunViewCodec, viewActions } from './run/RunView.js';
export type { RunView, UnknownAction, UnknownRun, ViewAction } from './run/RunView.js';
export { answerLine, runScenario, ScenarioCodec } from './journal/Scenario.js';
export { applyStep } from './journal/applyStep.js';
export { encodeError, encodeOutcome } from './journal/StepOutcome.js';
export { StepCodec } from './journal/Step.js';
export type { AnswerWire, Scenario } from './journal/Scenario.js';
export type { BadScenario, Decode, NoRun, StepError } from './journal/applyStep.js';
export type { ErrorWire, OutcomeWire } from './journal/StepOutcome.js';
export type { Op, Step, StepOf } from './journal/Step.js';
export { TaskId } from './values/TaskId.js';
export { Timestamp } from './values/Timestamp.js';
export { CommandId } from './values/CommandId.js';
export { parseUuid } from './values/Uuid.js';
export type { IdCodec } from './values/Uuid.js';

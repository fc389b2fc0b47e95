/** Types of the core: codecs, stored runs, views, actions, journals and scenarios. `decide.tst.ts` tests the facade. */
import type { Either } from 'fp-ts/lib/Either.js';
import type { Option } from 'fp-ts/lib/Option.js';
import { none } from 'fp-ts/lib/Option.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type * as t from 'io-ts';
import { describe, expect, test } from 'tstyche';
import type {
  AllowedAction,
  AnswerWire,
  AttemptId,
  ChartIdentity,
  DecodeError,
  DisabledAction,
  EnabledAction,
  EnterableState,
  InvalidStateTransition,
  JournalEntry,
  LineResult,
  Migration,
  OutcomeWire,
  RefusalError,
  RestoreError,
  RunEvent,
  RunEventWire,
  RunInstance,
  RunInstanceWire,
  RunView,
  Scenario,
  Step,
  StepError,
  StepOf,
  Timestamp,
  UnknownRun,
  UnknownState,
  WireData,
} from '../../src/index.js';
import {
  allowedActions,
  answerLine,
  applyStep,
  chartIdentity,
  decodeErrors,
  decodeJson,
  encodeOutcome,
  JournalEntryCodec,
  makeReplayer,
  matchAction,
  pathTo,
  persistRun,
  replay,
  restoreRun,
  RunEventCodec,
  RunId,
  RunInstanceCodec,
  RunInstanceStrictCodec,
  runScenario,
  RunState,
  RunViewCodec,
  ScenarioCodec,
  StepCodec,
  TaskId,
  transition,
  validTransitions,
  viewActions,
} from '../../src/index.js';

declare const run: RunInstance;
declare const view: RunView;
declare const action: AllowedAction;
declare const runId: RunId;
declare const taskId: TaskId;
declare const attemptId: AttemptId;
declare const at: Timestamp;
declare const step: Step;
declare const json: unknown;

describe('codecs', () => {
  test('decode unknown values to runs, events, steps, or located errors', () => {
    expect(RunInstanceCodec).type.toBe<t.Type<RunInstance, RunInstanceWire>>();
    expect(RunInstanceStrictCodec).type.toBe<t.Type<RunInstance, RunInstanceWire>>();
    expect(RunInstanceCodec.decode(json)).type.toBe<Either<t.Errors, RunInstance>>();
    expect(RunEventCodec).type.toBe<t.Type<RunEvent, RunEventWire>>();
    expect(JournalEntryCodec).type.toBe<t.Type<JournalEntry, unknown>>();
    expect(StepCodec).type.toBe<t.Type<Step, unknown>>();
    expect(ScenarioCodec).type.toBe<t.Type<Scenario, unknown>>();
    expect(RunViewCodec).type.toBe<t.Type<RunView, unknown>>();
    expect(decodeErrors).type.toBeCallableWith([] as t.Errors);
    expect(decodeErrors([])).type.toBe<ReadonlyArray<DecodeError>>();
  });

  test('encode only runs', () => {
    expect(RunInstanceCodec.encode).type.not.toBeCallableWith(view);
    expect(RunInstanceCodec.encode).type.not.toBeCallableWith({ id: 'x' });
    expect(RunViewCodec.encode).type.toBeCallableWith(view);
    // A run on the wire is not a run: its id is a plain string.
    expect<RunInstanceWire>().type.not.toBeAssignableTo<RunInstance>();
    expect<RunInstanceWire['id']>().type.toBe<string>();
    expect<RunInstanceWire['current_attempt_id']>().type.toBe<string | null>();
  });

  test('decode JSON text with a codec of runs', () => {
    expect(decodeJson(RunInstanceCodec)('{}')).type.toBe<Either<t.Errors, RunInstance>>();
    expect(decodeJson).type.not.toBeCallableWith(RunEventCodec);
    expect(decodeJson(RunInstanceCodec)).type.not.toBeCallableWith(json);
  });

  test('decode strings to ids of one kind', () => {
    expect(RunId.decode(json)).type.toBe<Either<t.Errors, RunId>>();
    expect(TaskId.generate()).type.toBe<TaskId>();
    expect(RunId.Ord.compare).type.toBeCallableWith(runId, runId);
    expect(RunId.Ord.compare).type.not.toBeCallableWith(runId, taskId);
  });
});

describe('states', () => {
  test('are those of the chart', () => {
    if (RunState.is(json)) expect(json).type.toBe<RunState>();
    expect(validTransitions('Ready')).type.toBe<ReadonlyArray<EnterableState>>();
    expect(validTransitions).type.not.toBeCallableWith('NoSuchState');
    expect(transition('Ready', 'Leased')).type.toBe<
      Either<InvalidStateTransition, EnterableState>
    >();
    expect(transition).type.not.toBeCallableWith('Ready', 'ready');
  });
});

describe('actions', () => {
  test('are enabled with an event, or disabled with an error, and not both', () => {
    expect(allowedActions(run)).type.toBe<ReadonlyArray<AllowedAction>>();
    if (action._tag === 'Enabled') {
      expect(action).type.toBe<EnabledAction>();
      expect(action.event).type.toBe<RunEvent>();
      expect(action).type.not.toHaveProperty('error');
    } else {
      expect(action).type.toBe<DisabledAction>();
      expect(action.error).type.toBe<RefusalError>();
      expect(action).type.not.toHaveProperty('event');
    }
  });

  test('are matched with both branches, and lead to states of the chart', () => {
    expect(
      matchAction(
        () => 'no',
        () => 'yes',
      )(action),
    ).type.toBe<string>();
    expect(matchAction).type.not.toBeCallableWith(() => 'no');
    expect(pathTo('Completed')(run)).type.toBe<Option<ReadonlyArray<RunEvent>>>();
    expect(pathTo).type.not.toBeCallableWith('NoSuchState');
  });

  test('are listed for runs in known states; a view has its own function', () => {
    expect(allowedActions).type.not.toBeCallableWith(view);
    expect(viewActions).type.toBeCallableWith(view);
    expect(viewActions(view)[0]).type.toBeAssignableTo<
      { readonly error: RefusalError | UnknownState } | EnabledAction | undefined
    >();
  });
});

describe('a view', () => {
  test('is narrowed by its tag', () => {
    if ('_tag' in view) expect(view).type.toBe<UnknownRun>();
    else expect(view).type.toBe<RunInstance>();
    expect<UnknownRun['state']>().type.toBe<string>();
  });
});

describe('a stored run', () => {
  test('carries its chart', () => {
    expect(persistRun(run).chart).type.toBe<ChartIdentity>();
    expect(persistRun(run).run).type.toBe<RunInstanceWire>();
    expect(restoreRun()(json)).type.toBe<Either<RestoreError, RunInstance>>();
  });

  test('is migrated by functions from record to record', () => {
    expect<Migration['migrate']>().type.toBe<(data: WireData) => Either<string, WireData>>();
    expect(restoreRun).type.toBeCallableWith({ migrations: [], unmarked: chartIdentity });
    expect(restoreRun).type.not.toBeCallableWith({ migration: [] });
    expect(restoreRun).type.not.toBeCallableWith({ unmarked: '1.0.0' });
    expect<Omit<Migration, 'to'>>().type.not.toBeAssignableTo<Migration>();
  });
});

describe('journals and scenarios', () => {
  test('are made of steps, each with its own fields', () => {
    expect<StepOf<'start_attempt'>>().type.toBeAssignableTo<{
      readonly op: 'start_attempt';
      readonly attemptId: AttemptId;
    }>();
    expect<{ op: 'start_attempt'; attemptId: AttemptId }>().type.toBeAssignableTo<Step>();
    expect<{ op: 'start_attempt'; attemptId: RunId }>().type.not.toBeAssignableTo<Step>();
    expect<{ op: 'nope' }>().type.not.toBeAssignableTo<Step>();
    expect<Step>().type.not.toBeAssignableTo<JournalEntry>();
    expect(applyStep).type.toBeCallableWith({ op: 'start_attempt', attemptId }, at);
    expect(applyStep).type.not.toBeCallableWith({ op: 'start_attempt' });
  });

  test('return a run or an error', () => {
    expect<ReturnType<ReturnType<typeof applyStep>>>().type.toBe<Either<StepError, RunInstance>>();
    expect(runScenario({ name: 'one', steps: [step] })).type.toBe<AnswerWire>();
    expect(answerLine('{}')).type.toBe<AnswerWire>();
    expect(encodeOutcome(applyStep(step)(none))).type.toBe<OutcomeWire>();
    expect(runScenario).type.not.toBeCallableWith({ steps: [step] });
  });

  test('are replayed line by line, or from any source of lines', () => {
    expect(makeReplayer().line('{}')).type.toBe<Option<LineResult>>();
    expect(replay()).type.toBeCallableWith(['{}']);
    expect(replay()).type.not.toBeCallableWith([7]);
    expect<ReturnType<ReturnType<typeof replay>>>().type.toBeAssignableTo<
      TaskEither<unknown, ReturnType<ReturnType<typeof makeReplayer>['result']>>
    >();
    expect(makeReplayer).type.not.toBeCallableWith({ memory: 7 });
  });
});

/**
 * Histories of Temporal: `temporal workflow show --output json`, the web UI's download, and those that the SDKs replay. An event says
 * what happened to the workflow execution, to an activity or to a child workflow.
 *
 * The history has no event for an attempt of an activity that is retried: when the last one ends, its start is written with its number.
 */
import type { Mapping } from '../Mapping.js';

/** The two spellings of an event's type: that of protobuf's JSON, and that of older tools. */
const event = (name: string): ReadonlyArray<string> => [
  `EVENT_TYPE_${name.replace(/(?!^)[A-Z]/g, '_$&').toUpperCase()}`,
  name,
];

const WORKFLOW = { kind: 'workflow', run: '{$run}' };
const ACTIVITY = { kind: 'activity' };
const CHILD = { kind: 'child workflow' };

const startedAttributes = 'workflowExecutionStartedEventAttributes';

/** The end of an execution. */
const workflowEnd = (
  name: string,
  to: 'Completed' | 'Failed' | 'Canceled',
  outcome: string,
  texts: { readonly error?: string; readonly note?: string } = {},
): Mapping['rules'][number] => ({
  of: event(name),
  ...WORKFLOW,
  steps: [{ to, at: 'eventTime', outcome, ...texts }],
});

const activityEnd = (
  name: string,
  to: 'Completed' | 'Failed' | 'Canceled',
  outcome: string,
): Mapping['rules'][number] => {
  const attributes = `activityTask${name}EventAttributes`;
  return {
    of: event(`ActivityTask${name}`),
    ...ACTIVITY,
    run: `{$run}/{${attributes}.scheduledEventId}`,
    steps: [
      {
        to,
        at: 'eventTime',
        outcome,
        error: `{${attributes}.failure.cause.message|${attributes}.failure.message}`,
        worker: `{${attributes}.identity}`,
        note: `{${attributes}.retryState}`,
      },
    ],
  };
};

const childEnd = (
  name: string,
  to: 'Completed' | 'Failed' | 'Canceled',
  outcome: string,
): Mapping['rules'][number] => {
  const attributes = `childWorkflowExecution${name}EventAttributes`;
  return {
    of: event(`ChildWorkflowExecution${name}`),
    ...CHILD,
    run: `{$run}/{${attributes}.initiatedEventId}`,
    steps: [
      {
        to,
        at: 'eventTime',
        outcome,
        error: `{${attributes}.failure.cause.message|${attributes}.failure.message}`,
      },
    ],
  };
};

export const temporal: Mapping = {
  name: 'temporal',
  about: 'workflow histories, as temporal workflow show --output json writes them',
  in: ['events', 'history.events'],
  time: { none: ['0001-01-01T00:00:00Z'] },
  by: 'eventType',
  rules: [
    {
      of: event('WorkflowExecutionStarted'),
      ...WORKFLOW,
      remember: {
        run: `{${startedAttributes}.originalExecutionRunId|${startedAttributes}.firstExecutionRunId|$file}`,
        attempt: `{${startedAttributes}.attempt|1}`,
        workflow: `{${startedAttributes}.workflowId|$file}`,
      },
      task: `{${startedAttributes}.workflowType.name}`,
      label: `{${startedAttributes}.workflowType.name} {$workflow}`,
      created: { at: 'eventTime', in: 'Scheduled' },
    },
    {
      of: event('WorkflowTaskScheduled'),
      ...WORKFLOW,
      steps: [{ to: 'Ready', at: 'eventTime', from: ['Scheduled'] }],
    },
    {
      of: event('WorkflowTaskStarted'),
      ...WORKFLOW,
      steps: [
        {
          to: 'Running',
          at: 'eventTime',
          from: ['Scheduled', 'Ready'],
          number: '$attempt',
          worker: '{workflowTaskStartedEventAttributes.identity}',
        },
      ],
    },
    { of: event('WorkflowTaskCompleted'), ignore: 'workflow tasks' },
    workflowEnd('WorkflowExecutionCompleted', 'Completed', 'succeeded'),
    workflowEnd('WorkflowExecutionContinuedAsNew', 'Completed', 'continued_as_new', {
      note: 'goes on as {workflowExecutionContinuedAsNewEventAttributes.newExecutionRunId}',
    }),
    workflowEnd('WorkflowExecutionFailed', 'Failed', 'failed', {
      error:
        '{workflowExecutionFailedEventAttributes.failure.cause.message|workflowExecutionFailedEventAttributes.failure.message}',
    }),
    workflowEnd('WorkflowExecutionTimedOut', 'Failed', 'timed_out'),
    workflowEnd('WorkflowExecutionCanceled', 'Canceled', 'canceled'),
    workflowEnd('WorkflowExecutionTerminated', 'Canceled', 'terminated', {
      error: '{workflowExecutionTerminatedEventAttributes.reason}',
    }),
    {
      of: event('ActivityTaskScheduled'),
      ...ACTIVITY,
      run: '{$run}/{eventId}',
      task: '{activityTaskScheduledEventAttributes.activityType.name}',
      label:
        '{activityTaskScheduledEventAttributes.activityType.name} {activityTaskScheduledEventAttributes.activityId} of {$workflow}',
      created: { at: 'eventTime' },
    },
    {
      of: event('ActivityTaskStarted'),
      ...ACTIVITY,
      run: '{$run}/{activityTaskStartedEventAttributes.scheduledEventId}',
      steps: [
        {
          to: 'Running',
          at: 'eventTime',
          number: 'activityTaskStartedEventAttributes.attempt',
          worker: '{activityTaskStartedEventAttributes.identity}',
          note: 'after {activityTaskStartedEventAttributes.lastFailure.message}',
        },
      ],
    },
    activityEnd('Completed', 'Completed', 'succeeded'),
    activityEnd('Failed', 'Failed', 'failed'),
    activityEnd('TimedOut', 'Failed', 'timed_out'),
    activityEnd('Canceled', 'Canceled', 'canceled'),
    {
      of: event('StartChildWorkflowExecutionInitiated'),
      ...CHILD,
      run: '{$run}/{eventId}',
      task: '{startChildWorkflowExecutionInitiatedEventAttributes.workflowType.name}',
      label:
        '{startChildWorkflowExecutionInitiatedEventAttributes.workflowType.name} {startChildWorkflowExecutionInitiatedEventAttributes.workflowId} of {$workflow}',
      created: { at: 'eventTime' },
    },
    {
      of: event('StartChildWorkflowExecutionFailed'),
      ...CHILD,
      run: '{$run}/{startChildWorkflowExecutionFailedEventAttributes.initiatedEventId}',
      steps: [
        {
          to: 'Canceled',
          at: 'eventTime',
          outcome: 'failed',
          error: '{startChildWorkflowExecutionFailedEventAttributes.cause}',
        },
      ],
    },
    {
      of: event('ChildWorkflowExecutionStarted'),
      ...CHILD,
      run: '{$run}/{childWorkflowExecutionStartedEventAttributes.initiatedEventId}',
      steps: [
        {
          to: 'Running',
          at: 'eventTime',
          note: 'as {childWorkflowExecutionStartedEventAttributes.workflowExecution.runId}',
        },
      ],
    },
    childEnd('Completed', 'Completed', 'succeeded'),
    childEnd('Failed', 'Failed', 'failed'),
    childEnd('TimedOut', 'Failed', 'timed_out'),
    childEnd('Canceled', 'Canceled', 'canceled'),
    childEnd('Terminated', 'Canceled', 'terminated'),
  ],
};

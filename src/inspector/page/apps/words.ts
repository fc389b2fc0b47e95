/** The words for actors and their steps. */
import type { Statechart } from '../../../statechart/Statechart.js';
import { guardText, transitionsOf } from '../../../statechart/Statechart.js';
import type { ActorKind, ActorRow, ActorStatus } from '../../apps/ActorRow.js';
import type { ActorStep, StepOutcome } from '../../apps/ActorStep.js';
import type { StateValue } from '../../apps/StateValue.js';
import { stateValueText } from '../../apps/StateValue.js';

/** A status with its sign, so that it is not told by colour alone. */
export const statusSigns: Readonly<Record<ActorStatus, string>> = {
  active: '●',
  done: '✓',
  error: '✕',
  stopped: '■',
};

/** What an actor runs. */
export const kindTexts: Readonly<Record<ActorKind, string>> = {
  machine: 'machine',
  promise: 'promise',
  callback: 'callback',
  observable: 'observable',
  transition: 'transition function',
  other: 'other logic',
};

/** What a kind of actor does; a machine has a picture instead. */
export const kindNotes: Readonly<Record<ActorKind, string>> = {
  machine: 'Its program did not tell what the machine looks like, so there is no picture.',
  promise: 'A promise takes no events: it ends with a value or an error.',
  callback: 'A callback takes events and sends them to its parent; it has no states.',
  observable: 'An observable gives its parent one value after the other; it has no states.',
  transition: 'A transition function makes a new context from each event; it has no states.',
  other: 'This actor runs logic that is none of XState’s own.',
};

/** The state of an actor in a few words; the empty text if it has none. */
export const stateText = ({ value }: Pick<ActorRow, 'value'>): string =>
  value === undefined ? '' : stateValueText(value);

/** The parts of two state values that differ: of parallel regions, only those that changed. */
export const changedParts = (
  before: StateValue,
  after: StateValue,
): readonly [before: StateValue, after: StateValue] => {
  if (typeof before === 'string' || typeof after === 'string') return [before, after];
  const [was, is]: [Record<string, StateValue>, Record<string, StateValue>] = [{}, {}];
  for (const [key, inner] of Object.entries(before)) {
    const next = after[key];
    if (next === undefined) return [before, after];
    if (stateValueText(inner) === stateValueText(next)) continue;
    [was[key], is[key]] = changedParts(inner, next);
  }
  return Object.keys(was).length === 0 ? [before, after] : [was, is];
};

/** The name that a parent's machine gives to the logic of an actor; what XState made for inline logic says nothing. */
export const srcText = ({ src }: Pick<ActorRow, 'src'>): string =>
  src.startsWith('xstate.') ? '' : src;

/** The guards that refused an event: `isPaid or isFree`. */
const refusingGuards = (step: ActorStep, chart: Statechart | undefined): string => {
  const candidates = new Set(step.candidates);
  const guards =
    chart === undefined
      ? []
      : transitionsOf(chart.root).flatMap(({ id, guard }) =>
          candidates.has(id) && guard !== undefined ? [guardText(guard, chart.root)] : [],
        );
  return [...new Set(guards)].join(', ');
};

/** Why an event was refused, or what is not known of it; undefined if it was taken. */
export const refusalText = (step: ActorStep, chart: Statechart | undefined): string | undefined => {
  const where = step.before === undefined ? 'this state' : stateValueText(step.before);
  switch (step.outcome) {
    case 'unhandled':
      return `not taken in ${where}`;
    case 'guarded': {
      const guards = refusingGuards(step, chart);
      return guards === ''
        ? 'a guard refused'
        : `guard${guards.includes(', ') ? 's' : ''} ${guards} refused`;
    }
    case 'forbidden':
      return `forbidden in ${where}`;
    case 'late':
      return 'the actor had ended';
    case 'unknown':
      return 'nothing changed; whether it was taken is not known';
    case 'ignored':
    case 'started':
    case 'stopped':
    case 'taken':
    case 'received':
      return undefined;
  }
};

const outcomeTexts: Readonly<Record<StepOutcome, string>> = {
  started: 'started',
  stopped: 'stopped',
  taken: 'taken',
  unhandled: 'refused: not taken in this state',
  guarded: 'refused: a guard refused',
  forbidden: 'refused: forbidden in this state',
  ignored: 'of no concern',
  late: 'refused: the actor had ended',
  unknown: 'perhaps refused',
  received: 'received',
};

/** An outcome without its step. */
export const outcomeText = (outcome: StepOutcome): string => outcomeTexts[outcome];

const ownEvents: Readonly<Record<string, string>> = {
  'xstate.init': 'start',
  'xstate.stop': 'stop',
  'xstate.promise.resolve': 'resolved',
  'xstate.promise.reject': 'rejected',
  'xstate.observable.next': 'next',
  'xstate.observable.error': 'error',
  'xstate.observable.complete': 'complete',
};

const prefixes: ReadonlyArray<readonly [string, string]> = [
  ['xstate.done.actor.', 'done: '],
  ['xstate.error.actor.', 'error: '],
  ['xstate.snapshot.', 'snapshot: '],
  ['xstate.done.state.', 'done: '],
];

/**
 * An event of XState itself in the words of people: `done: fetchUser` for `xstate.done.actor.fetchUser`. The name of the sender
 * stands for an id that XState made.
 */
export const eventText = (type: string, sender = ''): string => {
  const own = ownEvents[type];
  if (own !== undefined) return own;
  const after = /^xstate\.after\.([^.]+)\./.exec(type);
  if (after !== null) {
    const delay = after[1] ?? '';
    return `after ${delay}${/^\d+$/.test(delay) ? ' ms' : ''}`;
  }
  const found = prefixes.find(([prefix]) => type.startsWith(prefix));
  if (found === undefined) return type;
  const id = type.slice(found[0].length);
  return `${found[1]}${/^\d+\./.test(id) && sender !== '' ? sender : id}`;
};

/** The path to a value in a context: `items[0].name`. */
export const pathText = (path: ReadonlyArray<string>): string =>
  path
    .map((key, i) =>
      /^\d+$/.test(key)
        ? `[${key}]`
        : /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key)
          ? `${i === 0 ? '' : '.'}${key}`
          : `[${JSON.stringify(key)}]`,
    )
    .join('') || 'context';

/** Reads XState's actions: by name, inline, and its own, which are functions with fields. */
import { isRecord } from '../codec/untrusted.js';
import { dataOf } from './dataOf.js';
import { fieldsOf, listOf, ownName } from './fields.js';
import type { ChartAction } from './Statechart.js';

/** The text of an event, a target or a delay, each of which a function may compute. */
const termText = (u: unknown): string => {
  if (typeof u === 'string' || typeof u === 'number') return String(u);
  if (typeof u === 'function') return ownName(u) === '' ? 'inline' : ownName(u);
  const { type, id } = fieldsOf(u);
  if (isRecord(u) && typeof type === 'string') return type;
  // A machine or an actor.
  if (isRecord(u) && typeof id === 'string') return id;
  return 'inline';
};

/** The actors to which XState sends by a name of its own. */
const actorNames: Readonly<Record<string, string>> = { '#_parent': 'parent', '#_internal': 'self' };

const delayed = (delay: unknown): string => {
  if (delay === undefined) return '';
  return typeof delay === 'number' ? `, after ${String(delay)} ms` : `, after ${termText(delay)}`;
};

/** A built-in action as it is shown, by the name in its type, which minifiers keep. */
const builtinText = (name: string, fields: Readonly<Record<string, unknown>>): string => {
  const term = (key: string): string => termText(fields[key]);
  switch (name) {
    case 'assign':
      return isRecord(fields['assignment'])
        ? `assign(${Object.keys(fields['assignment']).join(', ')})`
        : 'assign';
    case 'raise':
      return 'event' in fields ? `raise(${term('event')}${delayed(fields['delay'])})` : name;
    case 'emit':
      return 'event' in fields ? `emit(${term('event')})` : name;
    case 'sendTo': {
      if (!('to' in fields)) return name;
      const to = term('to');
      return `sendTo(${actorNames[to] ?? to}, ${term('event')}${delayed(fields['delay'])})`;
    }
    case 'cancel':
      return 'sendId' in fields ? `cancel(${term('sendId')})` : name;
    case 'stopChild':
      return 'actorRef' in fields ? `stopChild(${term('actorRef')})` : name;
    case 'spawnChild':
      return 'src' in fields ? `spawnChild(${term('src')})` : name;
    case 'log':
      return typeof fields['label'] === 'string'
        ? `log(${fields['label']})`
        : typeof fields['value'] === 'string'
          ? `log(${fields['value']})`
          : name;
    default:
      return name;
  }
};

const actionOf = (u: unknown): ChartAction => {
  if (typeof u === 'string') return { kind: 'named', name: u };
  const fields = fieldsOf(u);
  const { type } = fields;
  if (typeof type === 'string' && type.startsWith('xstate.'))
    return { kind: 'builtin', name: builtinText(type.slice('xstate.'.length), fields) };
  if (typeof u === 'function') return { kind: 'inline', name: ownName(u) };
  const params = dataOf(fields['params']);
  return {
    kind: 'named',
    name: typeof type === 'string' ? type : '',
    ...(params === undefined ? {} : { params }),
  };
};

/**
 * Does this start or cancel the timer of an `after`? XState adds these two to the entry and the exit of a state; they repeat what its
 * transitions say.
 */
const isTimer = (u: unknown): boolean => {
  const { type, event, sendId } = fieldsOf(u);
  const name =
    type === 'xstate.raise'
      ? fieldsOf(event)['type']
      : type === 'xstate.cancel'
        ? sendId
        : undefined;
  return typeof name === 'string' && name.startsWith('xstate.after.');
};

/** Reads a list of actions, without the timers of `after`. */
export const actionsOf = (actions: unknown): ReadonlyArray<ChartAction> =>
  listOf(actions)
    .filter((action) => !isTimer(action))
    .map(actionOf);

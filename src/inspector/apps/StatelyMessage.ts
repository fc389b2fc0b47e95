/** The messages of `@statelyai/inspect` 0.7, as its WebSocket sends them, and their decoder. */
import * as t from 'io-ts';
import { isRecord, readField } from '../../codec/untrusted.js';
import { choiceOf, constant, wireRecord } from '../../codec/WireRecord.js';
import type { ActorKind, ActorStatus } from './ActorRow.js';
import { ActorStatusCodec } from './ActorRow.js';
import type { EventData } from './AppLine.js';
import { DataCodec, EventDataCodec, ShortTextCodec } from './AppLine.js';
import type { StateValue } from './StateValue.js';
import { StateValueCodec } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

interface About {
  readonly sessionId: string;
  /** Unix milliseconds as text. */
  readonly createdAt?: string;
}

/** A new actor. Its snapshot may be later than the messages that follow. */
export interface StatelyActor extends About {
  readonly type: '@xstate.actor';
  readonly name?: string;
  readonly parentId?: string;
  /** The config of a machine as JSON text; of other logic, an object with an id. */
  readonly definition?: string;
  readonly snapshot?: unknown;
}

/** An event that was sent to an actor. */
export interface StatelyEvent extends About {
  readonly type: '@xstate.event';
  readonly event: EventData;
  readonly sourceId?: string;
}

/** An actor after an event. */
export interface StatelySnapshot extends About {
  readonly type: '@xstate.snapshot';
  readonly event?: unknown;
  readonly snapshot: unknown;
}

/** A message. */
export type StatelyMessage = StatelyActor | StatelyEvent | StatelySnapshot;

/** What a snapshot says. */
export interface Snapshot {
  readonly status: ActorStatus;
  readonly value: StateValue | undefined;
  readonly context: unknown;
  readonly output: unknown;
  readonly error: unknown;
  /** The ids of the children, and the tags, as text. */
  readonly rest: string;
}

// ----------------------------------------------------------------------------------------------------------- codecs

const about = { sessionId: ShortTextCodec } as const;

/** `wireRecord` reads names in snake_case, and these are in camelCase: so they are renamed first. */
const renameKeys = (u: unknown): unknown =>
  isRecord(u)
    ? {
        type: readField(u, 'type'),
        session_id: readField(u, 'sessionId'),
        created_at: readField(u, 'createdAt'),
        name: readField(u, 'name'),
        parent_id: readField(u, 'parentId'),
        definition: readField(u, 'definition'),
        snapshot: readField(u, 'snapshot'),
        event: readField(u, 'event'),
        source_id: readField(u, 'sourceId'),
      }
    : u;

const MessageCodec: t.Type<StatelyMessage, unknown> = choiceOf(
  'a message of @statelyai/inspect',
  'type',
  new Map<unknown, t.Mixed>([
    [
      '@xstate.actor',
      wireRecord(
        'an actor',
        { type: constant('@xstate.actor'), ...about },
        {
          createdAt: ShortTextCodec,
          name: ShortTextCodec,
          parentId: ShortTextCodec,
          definition: t.string,
          snapshot: DataCodec,
        },
      ),
    ],
    [
      '@xstate.event',
      wireRecord(
        'an event',
        { type: constant('@xstate.event'), ...about, event: EventDataCodec },
        { createdAt: ShortTextCodec, sourceId: ShortTextCodec },
      ),
    ],
    [
      '@xstate.snapshot',
      wireRecord(
        'a snapshot',
        { type: constant('@xstate.snapshot'), ...about, snapshot: DataCodec },
        { createdAt: ShortTextCodec, event: DataCodec },
      ),
    ],
  ]),
);

/** Decodes a message. */
export const decodeStatelyMessage = (u: unknown): t.Validation<StatelyMessage> =>
  MessageCodec.decode(renameKeys(u));

// ------------------------------------------------------------------------------------------------------- operations

const MAX_INSTANT = 8.64e15;

/** When a message was made; `now` if it does not say so. */
export const instantOf = ({ createdAt }: About, now: number): number => {
  const at = Number(createdAt ?? Number.NaN);
  return Number.isSafeInteger(at) && at >= 0 && at <= MAX_INSTANT ? at : now;
};

/** Reads a snapshot. What is not as it should be is left out. */
export const readSnapshot = (u: unknown): Snapshot => {
  const fields = isRecord(u) ? u : {};
  const status = readField(fields, 'status');
  const value = readField(fields, 'value');
  const children = readField(fields, 'children');
  return {
    status: ActorStatusCodec.is(status) ? status : 'active',
    value: StateValueCodec.is(value) ? value : undefined,
    context: readField(fields, 'context'),
    output: readField(fields, 'output'),
    error: readField(fields, 'error'),
    rest: JSON.stringify([
      isRecord(children) ? Object.keys(children) : [],
      readField(fields, 'tags') ?? null,
      readField(fields, 'historyValue') ?? null,
    ]),
  };
};

/** What can be told of an actor's logic: its events tell promises and observables apart later. */
export const kindOf = ({ snapshot }: StatelyActor): ActorKind =>
  isRecord(snapshot) && Object.hasOwn(snapshot, 'value') ? 'machine' : 'other';

/** `ActorRow`: an actor as a tree or a list shows it, and its wire format. */
import * as t from 'io-ts';
import { listOf, oneOf, wireRecord } from '../../codec/WireRecord.js';
import { integerCodec } from '../../values/Integer.js';
import { RunId } from '../../values/RunId.js';
import { CountCodec } from '../Totals.js';
import type { StateValue } from './StateValue.js';
import { StateValueCodec } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What an actor runs; `other` for logic that is none of XState's own, or of which only its events are known. */
export type ActorKind = 'machine' | 'promise' | 'callback' | 'observable' | 'transition' | 'other';

/** As in XState. */
export type ActorStatus = 'active' | 'done' | 'error' | 'stopped';

/** An actor, its present state, and the figures that actors are sorted by. */
export interface ActorRow {
  /** Its number on the board, from 0, in the order in which actors came. */
  readonly actor: number;
  /** The number of its program. */
  readonly program: number;
  /** Unique in its program: `x:3`. */
  readonly sessionId: string;
  /** The id that its parent or its program gave it; the session id if none did. */
  readonly name: string;
  readonly systemId?: string;
  /** The name of its logic in the parent's machine, or the empty string. */
  readonly src: string;
  /** The number of the actor that spawned or invoked it; -1 for none, or for one that is not known. */
  readonly parent: number;
  readonly kind: ActorKind;
  /** The hash of its machine's chart; empty if there is none or it is not known. */
  readonly chart: string;
  readonly status: ActorStatus;
  /** Absent if it is no machine or died before it had a state. */
  readonly value?: StateValue;
  /** The type of the last event, or the beginning of it. Absent before the first. */
  readonly event?: string;
  /** Steps, with those that were dropped. */
  readonly steps: number;
  /** Events that were refused, for sure. */
  readonly refused: number;
  /** Events that may have been refused. */
  readonly unknown: number;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly changedAt: number;
  /** The run, if the actor is one. */
  readonly runId?: RunId;
}

// ----------------------------------------------------------------------------------------------------------- codecs

const actorKinds = [
  'machine',
  'promise',
  'callback',
  'observable',
  'transition',
  'other',
] as const satisfies ReadonlyArray<ActorKind>;

const actorStatuses = [
  'active',
  'done',
  'error',
  'stopped',
] as const satisfies ReadonlyArray<ActorStatus>;

/** The codec of an {@link ActorKind}. */
export const ActorKindCodec = oneOf<ActorKind>('a kind of actor', actorKinds);

/** The codec of an {@link ActorStatus}. */
export const ActorStatusCodec = oneOf<ActorStatus>('the status of an actor', actorStatuses);

/** The codec of the number of an actor, or -1. */
export const ActorNumberCodec = integerCodec<number>('the number of an actor', {
  min: -1,
  max: Number.MAX_SAFE_INTEGER,
});

/** The codec of an instant in Unix milliseconds. */
export const MillisecondsCodec = integerCodec<number>('Unix milliseconds', {
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
});

const ActorRowCodec: t.Type<ActorRow, unknown> = wireRecord(
  'an actor',
  {
    actor: CountCodec,
    program: CountCodec,
    sessionId: t.string,
    name: t.string,
    src: t.string,
    parent: ActorNumberCodec,
    kind: ActorKindCodec,
    chart: t.string,
    status: ActorStatusCodec,
    steps: CountCodec,
    refused: CountCodec,
    unknown: CountCodec,
    createdAt: MillisecondsCodec,
    changedAt: MillisecondsCodec,
  },
  { systemId: t.string, value: StateValueCodec, event: t.string, runId: RunId },
);

/** The codec of a list of {@link ActorRow}s. */
export const ActorRowsCodec = listOf('a list of actors', ActorRowCodec);

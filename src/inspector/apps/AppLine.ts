/**
 * `AppLine`: what the observer of any app sends and records, one line of JSON each, and its wire format.
 *
 * A program says which it is, sends each chart once, then each actor before its first step. Snapshots are sent as differences: a
 * field of the context is in a step only if the step replaced it.
 */
import * as t from 'io-ts';
import { isRecord, isShallow, readField } from '../../codec/untrusted.js';
import { choiceOf, constant, listOf, wireRecord } from '../../codec/WireRecord.js';
import type { Statechart } from '../../statechart/Statechart.js';
import { CountCodec } from '../Totals.js';
import type { ActorKind, ActorStatus } from './ActorRow.js';
import { ActorKindCodec, ActorStatusCodec, MillisecondsCodec } from './ActorRow.js';
import { StatechartCodec } from './StatechartCodec.js';
import type { StateValue } from './StateValue.js';
import { StateValueCodec } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The first line of a program, and of every connection of it. */
export interface ProgramLine {
  readonly app: 'program';
  /** Tells a program that reconnects from a new one. */
  readonly program: string;
  /** How many steps were dropped since the last such line. */
  readonly dropped?: number;
}

/** A chart, under a number that is the program's own. */
export interface ChartLine {
  readonly app: 'chart';
  readonly chart: number;
  readonly statechart: Statechart;
}

/** What is known of a snapshot, apart from the state of a machine. */
interface Facts {
  readonly value?: StateValue;
  readonly context?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
}

/** An actor as it is now. */
export interface ActorLine extends Facts {
  readonly app: 'actor';
  /** The session id. */
  readonly actor: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly kind: ActorKind;
  readonly status: ActorStatus;
  /** The session id of its parent. */
  readonly parent?: string;
  readonly name?: string;
  readonly systemId?: string;
  readonly src?: string;
  /** The number of its chart. */
  readonly chart?: number;
}

/** A microstep: the transitions that were taken at once. */
export interface Microstep {
  /** Their ids. */
  readonly taken: ReadonlyArray<string>;
  /** The event that they took; default: that of the step. */
  readonly event?: string;
  /** The state afterwards; default: that after the step. */
  readonly value?: StateValue;
}

/** An event that an actor received, and the actor afterwards. */
export interface StepLine extends Facts {
  readonly app: 'step';
  /** The session id. */
  readonly actor: string;
  /** Unix milliseconds. */
  readonly at: number;
  readonly event: EventData;
  /** The session id of the sender. */
  readonly from?: string;
  /** Rises in the order in which the program's events were sent; steps are in the order in which they were done. */
  readonly sent?: number;
  /** What a machine did; absent if that is not known. */
  readonly microsteps?: ReadonlyArray<Microstep>;
  /** Whether the actor was over, so that it did not look at the event. */
  readonly late?: boolean;
  /** Default: as before. */
  readonly status?: ActorStatus;
  /** The fields of the context that were replaced, and those that were removed. */
  readonly set?: Readonly<Record<string, unknown>>;
  readonly unset?: ReadonlyArray<string>;
}

/** The beginning of a recording: what was in the file before is of other programs. */
export interface RecordingLine {
  readonly app: 'recording';
}

/** Something that the observer could not do. */
export interface ProblemLine {
  readonly app: 'problem';
  readonly message: string;
}

/** An event as XState has it. */
export interface EventData {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A line of an app. */
export type AppLine = RecordingLine | ProgramLine | ChartLine | ActorLine | StepLine | ProblemLine;

// ----------------------------------------------------------------------------------------------------------- codecs

/** The longest id or name that is stored. XState's own are short, and a sender must not fill the memory. */
const MAX_ID_LENGTH = 500;

/** The codec of an id or a name of moderate length. */
export const ShortTextCodec = new t.Type<string, string, unknown>(
  `a text of at most ${String(MAX_ID_LENGTH)} characters`,
  (u): u is string => typeof u === 'string' && u.length <= MAX_ID_LENGTH,
  (u, context) =>
    typeof u === 'string' && u.length <= MAX_ID_LENGTH ? t.success(u) : t.failure(u, context),
  (text) => text,
);

/** Data that nests deeper was made to harm. */
const MAX_DEPTH = 100;

/** The codec of JSON that nests moderately. */
export const DataCodec = new t.Type<unknown>(
  `data of at most ${String(MAX_DEPTH)} levels`,
  (u): u is unknown => isShallow(u, MAX_DEPTH),
  (u, context) => (isShallow(u, MAX_DEPTH) ? t.success(u) : t.failure(u, context)),
  (u) => u,
);

const isData = (u: unknown): u is Readonly<Record<string, unknown>> =>
  isRecord(u) && !Array.isArray(u) && isShallow(u, MAX_DEPTH);

const isEventData = (u: unknown): u is EventData =>
  isData(u) && ShortTextCodec.is(readField(u, 'type'));

/** The codec of an event. */
export const EventDataCodec = new t.Type<EventData>(
  'an event',
  isEventData,
  (u, context) => (isEventData(u) ? t.success(u) : t.failure(u, context)),
  (u) => u,
);

/** The codec of an object. */
const RecordCodec = new t.Type<Readonly<Record<string, unknown>>>(
  'an object',
  isData,
  (u, context) => (isData(u) ? t.success(u) : t.failure(u, context)),
  (u) => u,
);

const ids = listOf('a list of ids', ShortTextCodec);
const facts = {
  value: StateValueCodec,
  context: DataCodec,
  output: DataCodec,
  error: DataCodec,
} as const;

/** The codec of an {@link AppLine}. */
export const AppLineCodec: t.Type<AppLine, unknown> = choiceOf(
  'a line of an app',
  'app',
  new Map<unknown, t.Mixed>([
    ['recording', wireRecord('a recording', { app: constant('recording') })],
    [
      'program',
      wireRecord(
        'a program',
        { app: constant('program'), program: ShortTextCodec },
        { dropped: CountCodec },
      ),
    ],
    [
      'chart',
      wireRecord('a chart', {
        app: constant('chart'),
        chart: CountCodec,
        statechart: StatechartCodec,
      }),
    ],
    ['problem', wireRecord('a problem', { app: constant('problem'), message: ShortTextCodec })],
    [
      'actor',
      wireRecord(
        'an actor',
        {
          app: constant('actor'),
          actor: ShortTextCodec,
          at: MillisecondsCodec,
          kind: ActorKindCodec,
          status: ActorStatusCodec,
        },
        {
          ...facts,
          parent: ShortTextCodec,
          name: ShortTextCodec,
          systemId: ShortTextCodec,
          src: ShortTextCodec,
          chart: CountCodec,
        },
      ),
    ],
    [
      'step',
      wireRecord(
        'a step',
        {
          app: constant('step'),
          actor: ShortTextCodec,
          at: MillisecondsCodec,
          event: EventDataCodec,
        },
        {
          ...facts,
          from: ShortTextCodec,
          sent: CountCodec,
          microsteps: listOf(
            'a list of microsteps',
            wireRecord(
              'a microstep',
              { taken: ids },
              { event: ShortTextCodec, value: StateValueCodec },
            ),
          ),
          late: t.boolean,
          status: ActorStatusCodec,
          set: RecordCodec,
          unset: ids,
        },
      ),
    ],
  ]),
);

/** Does a text begin as the lines of an app do, when the observer writes them? */
export const startsAsAppLine = (text: string): boolean => text.startsWith('{"app":"');

/** `Actor`: what the board knows of an actor, and the row that shows it. */
import type { RunId } from '../../values/RunId.js';
import type { ActorRow, ActorStatus } from './ActorRow.js';
import type { ActorLine } from './AppLine.js';
import type { ChartIndex, Configuration } from './ChartIndex.js';
import type { HeatCounter } from './HeatCounter.js';
import type { StateValue } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An actor, with what the fold needs. */
export interface Actor {
  readonly number: number;
  readonly program: number;
  readonly sessionId: string;
  name: string;
  systemId: string | undefined;
  src: string;
  parent: Actor | undefined;
  kind: ActorRow['kind'];
  chart: ChartIndex | undefined;
  status: ActorStatus;
  value: StateValue | undefined;
  /** What is active in `value`; none without a chart. */
  configuration: Configuration | undefined;
  context: unknown;
  output: unknown;
  error: unknown;
  /** How many bytes of lines made the context. */
  weight: number;
  children: number;
  /** The type of its last event. */
  event: string | undefined;
  steps: number;
  refused: number;
  unknown: number;
  readonly createdAt: number;
  changedAt: number;
  runId: RunId | undefined;
  /** One more than the place of its last step. */
  last: number;
  heat: HeatCounter | undefined;
}

/** How much of the type of an event a row tells. */
const MAX_EVENT_LENGTH = 100;

// ------------------------------------------------------------------------------------------------------- operations

/** An actor of which only a line is known. */
export const newActor = (
  number: number,
  program: number,
  line: Pick<ActorLine, 'actor' | 'at' | 'kind' | 'status'>,
): Actor => ({
  number,
  program,
  sessionId: line.actor,
  name: line.actor,
  systemId: undefined,
  src: '',
  parent: undefined,
  kind: line.kind,
  chart: undefined,
  status: line.status,
  value: undefined,
  configuration: undefined,
  context: undefined,
  output: undefined,
  error: undefined,
  weight: 0,
  children: 0,
  event: undefined,
  steps: 0,
  refused: 0,
  unknown: 0,
  createdAt: line.at,
  changedAt: line.at,
  runId: undefined,
  last: 0,
  heat: undefined,
});

/** Whether nothing more happens to an actor. */
export const isOver = ({ status }: Actor): boolean => status !== 'active';

/** The row of an actor. */
export const rowOf = (actor: Actor): ActorRow => ({
  actor: actor.number,
  program: actor.program,
  sessionId: actor.sessionId,
  name: actor.name,
  src: actor.src,
  parent: actor.parent?.number ?? -1,
  kind: actor.kind,
  chart: actor.chart?.hash ?? '',
  status: actor.status,
  steps: actor.steps,
  refused: actor.refused,
  unknown: actor.unknown,
  createdAt: actor.createdAt,
  changedAt: actor.changedAt,
  ...(actor.systemId === undefined ? {} : { systemId: actor.systemId }),
  ...(actor.value === undefined ? {} : { value: actor.value }),
  ...(actor.event === undefined ? {} : { event: actor.event.slice(0, MAX_EVENT_LENGTH) }),
  ...(actor.runId === undefined ? {} : { runId: actor.runId }),
});

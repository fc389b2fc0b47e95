/** @jsxImportSource preact */
/** The messages between actors as a diagram: a lane for each actor, and an arrow for each message. */
import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { ActorMessage } from '../../apps/ActorStep.js';
import { isRefused } from '../../apps/ActorStep.js';
import { preciseClock, preciseInstant } from '../format.js';
import { place } from '../state.js';
import { isChosen, showMessage } from './messages.js';
import type { MessageInView } from './MessageTable.js';
import { arrowOf, OUTSIDE } from './sequence.js';
import { senderName, showActor } from './state.js';
import { eventText, outcomeText } from './words.js';

// ------------------------------------------------------------------------------------------------------------ lanes

/** The width of the times on the left, and the narrowest and the widest lane, in pixels. */
const TIMES = 92;
const LANES = { min: 92, max: 160 } as const;

/** The least room for the label of a message that an actor sent to itself, in pixels. */
const SELF = 128;

/** The inner width of the pane, in pixels. */
export const paneWidth = signal(600);

/** The width of each lane: all are in view if there is room for them. */
const laneWidth = (lanes: number): number =>
  Math.max(
    LANES.min,
    Math.min(LANES.max, Math.floor((paneWidth.value - TIMES) / Math.max(1, lanes))),
  );

/** The middle of a lane, from the left. */
const middleOf = (lane: number, width: number): number => TIMES + (lane + 0.5) * width;

/** Scrolls a pane sideways so far that both ends of a message's arrow are in view. */
export const bringInSight = (
  pane: HTMLElement,
  message: Pick<ActorMessage, 'from' | 'to'>,
  lanes: ReadonlyArray<number>,
): void => {
  const { left, right } = arrowOf(message, (actor) => Math.max(0, lanes.indexOf(actor)));
  const lane = laneWidth(lanes.length);
  const begin = middleOf(left, lane) - lane / 2 - TIMES;
  const end = middleOf(right, lane) + lane / 2;
  if (pane.scrollLeft > begin) pane.scrollLeft = begin;
  else if (pane.scrollLeft + pane.clientWidth < end) pane.scrollLeft = end - pane.clientWidth;
};

// ------------------------------------------------------------------------------------------------------------ parts

const itemId = ({ message }: ActorMessage): string => `message-${String(message)}`;

const Arrow = ({
  message,
  laneOf,
  lane,
}: {
  readonly message: ActorMessage;
  readonly laneOf: (actor: number) => number;
  readonly lane: number;
}): VNode => {
  const { left, right, shape } = arrowOf(message, laneOf);
  const from = middleOf(left, lane);
  const width = shape === 'self' ? Math.max(lane - 12, SELF) : (right - left) * lane;
  return (
    <span
      class={`sent to-${shape}`}
      style={{ left: `${String(from)}px`, width: `${String(width)}px` }}
    >
      <span class="label" title={`${message.event}: ${outcomeText(message.outcome)}`}>
        {isRefused(message.outcome) ? <span aria-hidden="true">⊘ </span> : null}
        {eventText(message.event, senderName(message.from))}
      </span>{' '}
      <span class="unseen">
        {senderName(message.from)} to {senderName(message.to)}, {outcomeText(message.outcome)}
      </span>
    </span>
  );
};

const Row = ({
  message,
  top,
  position,
  size,
  laneOf,
  lane,
}: {
  readonly size: number;
  readonly laneOf: (actor: number) => number;
  readonly lane: number;
} & MessageInView): VNode => (
  <div
    id={itemId(message)}
    role="option"
    class={`message ${isRefused(message.outcome) ? 'is-refused' : ''}`}
    aria-selected={isChosen(message)}
    aria-posinset={position + 1}
    aria-setsize={size}
    style={{ transform: `translateY(${String(top)}px)` }}
    onClick={() => {
      showMessage(message);
    }}
  >
    <time class="muted" title={preciseInstant(message.at)}>
      {preciseClock(message.at)}
    </time>
    <Arrow message={message} laneOf={laneOf} lane={lane} />
  </div>
);

/** The names of the lanes, which stay in view. A click chooses an actor. */
const Lanes = ({
  lanes,
  lane,
}: {
  readonly lanes: ReadonlyArray<number>;
  readonly lane: number;
}): VNode => (
  <div class="lanes">
    {lanes.map((actor, i) => (
      <span
        key={actor}
        style={{ left: `${String(TIMES + i * lane)}px`, width: `${String(lane)}px` }}
      >
        {actor === OUTSIDE ? (
          <span class="lane muted">outside</span>
        ) : (
          <button
            type="button"
            class="lane"
            aria-pressed={actor === place.value.actors.actor}
            title={`Show ${senderName(actor)}`}
            onClick={() => {
              showActor(actor);
            }}
          >
            {senderName(actor)}
          </button>
        )}
      </span>
    ))}
  </div>
);

/** The messages in view; arrow keys move through all. */
export const MessageDiagram = ({
  items,
  lanes,
  size,
  height,
  onKeyDown,
}: {
  readonly items: ReadonlyArray<MessageInView>;
  readonly lanes: ReadonlyArray<number>;
  /** The number of all messages. */
  readonly size: number;
  /** The height of all messages, in pixels. */
  readonly height: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}): VNode => {
  const lane = laneWidth(lanes.length);
  const width = TIMES + lanes.length * lane;
  const laneIndexes = new Map(lanes.map((actor, i) => [actor, i]));
  const laneOf = (actor: number): number => laneIndexes.get(actor) ?? 0;
  const chosen = items.find(({ message }) => isChosen(message));
  return (
    <div class="diagram" style={{ width: `${String(width)}px`, '--lane': `${String(lane)}px` }}>
      <Lanes lanes={lanes} lane={lane} />
      <div
        class="items"
        role="listbox"
        tabIndex={0}
        aria-label="Messages between actors"
        {...(chosen === undefined ? {} : { 'aria-activedescendant': itemId(chosen.message) })}
        style={{ height: `${String(height)}px` }}
        onKeyDown={onKeyDown}
      >
        {items.map((item) => (
          <Row key={item.message.message} {...item} size={size} laneOf={laneOf} lane={lane} />
        ))}
      </div>
    </div>
  );
};

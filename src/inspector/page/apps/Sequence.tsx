/** @jsxImportSource preact */
/**
 * The messages between actors, as a sequence diagram or as a table: a lane for each actor, and an arrow for each message. Of any
 * number of messages, only those in view are elements of the page.
 */
import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ActorMessage } from '../../apps/ActorStep.js';
import { isRefused } from '../../apps/ActorStep.js';
import { counted, preciseClock, preciseInstant } from '../format.js';
import { place } from '../state.js';
import { useVirtualizer } from '../virtual.js';
import { messages } from './board.js';
import {
  anchor,
  askEarlierMessages,
  isPaused,
  sequence,
  showMessage,
  showsAll,
} from './messages.js';
import { arrowOf, OUTSIDE } from './sequence.js';
import { senderName, showActor, shownStep, stepNumber } from './state.js';
import { eventText, outcomeText } from './words.js';

const ROW_HEIGHT = 34;

/** The width of the times on the left, and the narrowest and the widest lane, in pixels. */
const TIMES = 92;
const LANES = { min: 92, max: 160 } as const;
const HEAD_HEIGHT = 32;

/** The least room for the label of a message that an actor sent to itself, in pixels. */
const SELF = 128;

/** How close to its end the diagram must be to follow new messages, in pixels. */
const NEAR = 60;

/** Whether the messages are shown as a table. */
const asTable = signal(false);

const itemId = ({ message }: ActorMessage): string => `message-${String(message)}`;

const isChosen = ({ to, step }: ActorMessage): boolean =>
  to === place.value.actors.actor && step === stepNumber.value;

/** The inner width of the pane, in pixels. */
const paneWidth = signal(600);

/** The width of each lane: all are in view if there is room for them. */
const laneWidth = (lanes: number): number =>
  Math.max(
    LANES.min,
    Math.min(LANES.max, Math.floor((paneWidth.value - TIMES) / Math.max(1, lanes))),
  );

/** The middle of a lane, from the left. */
const middleOf = (lane: number, width: number): number => TIMES + (lane + 0.5) * width;

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
  readonly message: ActorMessage;
  readonly top: number;
  readonly position: number;
  readonly size: number;
  readonly laneOf: (actor: number) => number;
  readonly lane: number;
}): VNode => (
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

const TableRow = ({
  message,
  top,
  position,
}: {
  readonly message: ActorMessage;
  readonly top: number;
  readonly position: number;
}): VNode => (
  <div
    role="row"
    class={`message as-row ${isRefused(message.outcome) ? 'is-refused' : ''}`}
    aria-rowindex={position + 2}
    style={{ transform: `translateY(${String(top)}px)` }}
  >
    <span role="cell" class="muted">
      {preciseClock(message.at)}
    </span>
    <span role="cell">{senderName(message.from)}</span>
    <span role="cell">{senderName(message.to)}</span>
    <span role="cell">
      <button
        type="button"
        class="link"
        aria-current={isChosen(message) ? 'step' : undefined}
        onClick={() => {
          showMessage(message);
        }}
      >
        {eventText(message.event, senderName(message.from))}
      </button>
    </span>
    <span role="cell" class={isRefused(message.outcome) ? 'refused' : 'muted'}>
      {outcomeText(message.outcome)}
    </span>
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

const Columns = (): VNode => (
  <div role="row" class="message as-row heads" aria-rowindex={1}>
    {['Time UTC', 'From', 'To', 'Event', 'Outcome'].map((name) => (
      <span key={name} role="columnheader">
        {name}
      </span>
    ))}
  </div>
);

/** What the diagram shows, and the buttons that change it. */
export const SequenceBar = (): VNode => (
  <>
    <button
      type="button"
      class="small"
      aria-pressed={showsAll.value || anchor.value === undefined}
      disabled={anchor.value === undefined}
      title="The messages of all actors, or of the chosen one with those above and below it"
      onClick={() => {
        showsAll.value = !showsAll.value;
      }}
    >
      All actors
    </button>
    <button
      type="button"
      class="small"
      aria-pressed={asTable.value}
      title="The messages as a table"
      onClick={() => {
        asTable.value = !asTable.value;
      }}
    >
      Table
    </button>
  </>
);

/** The messages. */
export const Sequence = (): VNode => {
  const { messages: list, lanes } = sequence.value;
  const { virtualizer, ref } = useVirtualizer(list.length, ROW_HEIGHT, HEAD_HEIGHT);
  const laneIndexes = new Map(lanes.map((actor, i) => [actor, i]));
  const laneOf = (actor: number): number => laneIndexes.get(actor) ?? 0;
  const index = list.findIndex(isChosen);
  const isNearEnd = useRef(true);
  const last = list.at(-1)?.message;
  // The latest messages are followed, unless the user scrolled away from them.
  useEffect(() => {
    const { current } = ref;
    if (isNearEnd.current && current !== null && list.length > 0)
      virtualizer.scrollToIndex(list.length - 1, { align: 'end' });
  }, [last]);
  useEffect(() => {
    if (index === -1) return;
    virtualizer.scrollToIndex(index, { align: 'auto' });
    const pane = ref.current;
    const { from = OUTSIDE, to = OUTSIDE } = list[index] ?? {};
    if (pane === null) return;
    const { left, right } = arrowOf({ from, to }, laneOf);
    const [begin, end] = [
      middleOf(left, lane) - lane / 2 - TIMES,
      middleOf(right, lane) + lane / 2,
    ];
    if (pane.scrollLeft > begin) pane.scrollLeft = begin;
    else if (pane.scrollLeft + pane.clientWidth < end) pane.scrollLeft = end - pane.clientWidth;
  }, [shownStep.value?.step, place.value.actors.actor]);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = section;
    if (current === null) return undefined;
    const observer = new ResizeObserver(() => {
      // Room for a scroll bar.
      paneWidth.value = current.clientWidth - 16;
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
    };
  }, []);
  const earlier = messages.value?.next !== undefined;
  const choose = (at: number): void => {
    const message = list[Math.max(0, Math.min(list.length - 1, at))];
    if (message !== undefined) showMessage(message);
  };
  const pageOf = (): number =>
    Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowDown: () => (index === -1 ? list.length - 1 : index + 1),
    ArrowUp: () => (index === -1 ? list.length - 1 : index - 1),
    PageDown: () => index + pageOf(),
    PageUp: () => index - pageOf(),
    Home: () => 0,
    End: () => list.length - 1,
  };
  const items = virtualizer.getVirtualItems();
  const chosenMessage = list[index];
  const isShown = items.some((item) => item.index === index);
  const lane = laneWidth(lanes.length);
  const width = TIMES + lanes.length * lane;
  const onScroll = ({ currentTarget }: { readonly currentTarget: HTMLElement }): void => {
    const { scrollTop, clientHeight, scrollHeight } = currentTarget;
    isNearEnd.current = scrollTop + clientHeight >= scrollHeight - NEAR;
  };
  return (
    <section ref={section} class="sequence" aria-label="Messages">
      <div class="chart-bar under">
        <p class="legend muted">
          {counted(list.length, 'message')}
          {anchor.value === undefined || showsAll.value
            ? ' of all actors'
            : ` of ${senderName(anchor.value)} and its relatives`}
        </p>
        {isPaused.value ? (
          <button
            type="button"
            class="small"
            onClick={() => {
              isNearEnd.current = true;
              isPaused.value = false;
            }}
          >
            Back to the latest
          </button>
        ) : null}
        {earlier ? (
          <button
            type="button"
            class="small"
            onClick={() => {
              isNearEnd.current = false;
              isPaused.value = true;
              askEarlierMessages();
            }}
          >
            Earlier messages
          </button>
        ) : null}
      </div>
      {list.length === 0 ? (
        <p class="empty">
          {messages.value === undefined ? 'Waiting for the server …' : 'No message yet.'}
        </p>
      ) : asTable.value ? (
        <div
          ref={ref}
          class="list"
          role="table"
          tabIndex={0}
          aria-label="Messages between actors"
          aria-rowcount={list.length + 1}
          onScroll={onScroll}
        >
          <Columns />
          <div
            class="items"
            role="rowgroup"
            style={{ height: `${String(virtualizer.getTotalSize())}px` }}
          >
            {items.map(({ index: at, start }) => {
              const message = list[at];
              return message === undefined ? null : (
                <TableRow
                  key={message.message}
                  message={message}
                  top={start - HEAD_HEIGHT}
                  position={at}
                />
              );
            })}
          </div>
        </div>
      ) : (
        <div ref={ref} class="list" onScroll={onScroll}>
          <div
            class="diagram"
            style={{ width: `${String(width)}px`, '--lane': `${String(lane)}px` }}
          >
            <Lanes lanes={lanes} lane={lane} />
            <div
              class="items"
              role="listbox"
              tabIndex={0}
              aria-label="Messages between actors"
              {...(chosenMessage !== undefined && isShown
                ? { 'aria-activedescendant': itemId(chosenMessage) }
                : {})}
              style={{ height: `${String(virtualizer.getTotalSize())}px` }}
              onKeyDown={(event) => {
                const move = moves[event.key];
                if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
                event.preventDefault();
                event.stopPropagation();
                choose(move());
              }}
            >
              {items.map(({ index: at, start }) => {
                const message = list[at];
                return message === undefined ? null : (
                  <Row
                    key={message.message}
                    message={message}
                    top={start - HEAD_HEIGHT}
                    position={at}
                    size={list.length}
                    laneOf={laneOf}
                    lane={lane}
                  />
                );
              })}
            </div>
          </div>
        </div>
      )}
    </section>
  );
};

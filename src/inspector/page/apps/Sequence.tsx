/** @jsxImportSource preact */
/**
 * The messages between actors, as a sequence diagram or as a table. Of any number of messages, only those in view are elements of the
 * page.
 */
import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { counted } from '../format.js';
import { place } from '../state.js';
import { useVirtualizer } from '../virtual.js';
import { messages } from './board.js';
import { useFollowing } from './following.js';
import { bringInSight, MessageDiagram, paneWidth } from './MessageDiagram.js';
import {
  anchor,
  askEarlierMessages,
  isChosen,
  isPaused,
  sequence,
  showMessage,
  showsAll,
} from './messages.js';
import type { MessageInView } from './MessageTable.js';
import { MessageTable } from './MessageTable.js';
import { senderName, shownStep } from './state.js';

const ROW_HEIGHT = 34;

/** The height of what stands above the messages and stays in view. */
const HEAD_HEIGHT = 32;

/** Whether the messages are shown as a table. */
const asTable = signal(false);

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
  const index = list.findIndex(isChosen);
  const following = useFollowing(anchor.value);
  const last = list.at(-1)?.message;
  // The latest messages are followed, unless the user scrolled away from them.
  useEffect(() => {
    const { current } = ref;
    if (following.isOn.current && current !== null && list.length > 0)
      virtualizer.scrollToIndex(list.length - 1, { align: 'end' });
  }, [last]);
  useEffect(() => {
    const message = list[index];
    if (message === undefined) return;
    virtualizer.scrollToIndex(index, { align: 'auto' });
    if (ref.current !== null) bringInSight(ref.current, message, lanes);
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
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = moves[event.key];
    if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    choose(move());
  };
  const items = virtualizer
    .getVirtualItems()
    .flatMap(({ index: at, start }): ReadonlyArray<MessageInView> => {
      const message = list[at];
      return message === undefined ? [] : [{ message, top: start - HEAD_HEIGHT, position: at }];
    });
  const height = virtualizer.getTotalSize();
  const { onScroll } = following;
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
              following.isOn.current = true;
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
              following.isOn.current = false;
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
          <MessageTable items={items} height={height} />
        </div>
      ) : (
        <div ref={ref} class="list" onScroll={onScroll}>
          <MessageDiagram
            items={items}
            lanes={lanes}
            size={list.length}
            height={height}
            onKeyDown={onKeyDown}
          />
        </div>
      )}
    </section>
  );
};

/** @jsxImportSource preact */
/** The messages between actors as a table. */
import type { VNode } from 'preact';
import type { ActorMessage } from '../../apps/ActorStep.js';
import { isRefused } from '../../apps/ActorStep.js';
import { preciseClock } from '../format.js';
import { isChosen, showMessage } from './messages.js';
import { senderName } from './state.js';
import { eventText, outcomeText } from './words.js';

const Row = ({
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

const Columns = (): VNode => (
  <div role="row" class="message as-row heads" aria-rowindex={1}>
    {['Time UTC', 'From', 'To', 'Event', 'Outcome'].map((name) => (
      <span key={name} role="columnheader">
        {name}
      </span>
    ))}
  </div>
);

/** A message in view, and where it stands. */
export interface MessageInView {
  readonly message: ActorMessage;
  /** Its distance from the first message, in pixels. */
  readonly top: number;
  /** Its place among all, from 0. */
  readonly position: number;
}

/** The messages in view. */
export const MessageTable = ({
  items,
  height,
}: {
  readonly items: ReadonlyArray<MessageInView>;
  /** The height of all messages, in pixels. */
  readonly height: number;
}): VNode => (
  <>
    <Columns />
    <div class="items" role="rowgroup" style={{ height: `${String(height)}px` }}>
      {items.map((item) => (
        <Row key={item.message.message} {...item} />
      ))}
    </div>
  </>
);

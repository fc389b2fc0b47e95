/** @jsxImportSource preact */
/** The steps of the chosen actor, oldest first: each event with its sender, and what it did or why it was refused. */
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ActorStep } from '../../apps/ActorStep.js';
import { isRefused } from '../../apps/ActorStep.js';
import { counted, preciseClock, preciseInstant } from '../format.js';
import { useVirtualizer } from '../virtual.js';
import { actors, askEarlier, watchedSteps } from './board.js';
import { useFollowing } from './following.js';
import { atEnd, chosen, goToRefused, goToStep, senderName, stepNumber } from './state.js';
import { StepOutcomeText } from './StepDetail.js';
import { eventText } from './words.js';

const ROW_HEIGHT = 42;

const itemId = (step: number): string => `step-${String(step)}`;

const senderText = ({ sender }: ActorStep): string =>
  sender === chosen.value?.actor
    ? 'itself'
    : actors.value.row(sender) === undefined
      ? ''
      : senderName(sender);

const Item = ({
  step,
  top,
  position,
  size,
}: {
  readonly step: ActorStep;
  readonly top: number;
  readonly position: number;
  readonly size: number;
}): VNode => {
  const sender = senderText(step);
  return (
    <div
      id={itemId(step.step)}
      role="option"
      class={`item app-step ${isRefused(step.outcome) ? 'is-refused' : ''} ${step.step > stepNumber.value ? 'later' : ''}`}
      aria-selected={step.step === stepNumber.value}
      aria-posinset={position + 1}
      aria-setsize={size}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        goToStep(step.step);
      }}
    >
      <time class="muted" title={preciseInstant(step.at)}>
        {preciseClock(step.at)}
      </time>
      <span class="event" title={step.event}>
        {eventText(step.event, senderName(step.sender))}
      </span>
      <span class="sender muted" title={sender === '' ? 'sent from outside' : `sent by ${sender}`}>
        {sender === '' ? null : <>← {sender}</>}
      </span>
      <span class="outcome">
        <StepOutcomeText step={step} />
      </span>
    </div>
  );
};

/** The list; arrow keys move through the steps. */
export const Steps = (): VNode => {
  const known = watchedSteps.value;
  const first = known?.first ?? 0;
  const size = (known?.end ?? 0) - first;
  const { virtualizer, ref } = useVirtualizer(size, ROW_HEIGHT);
  const index = stepNumber.value - first;
  const following = useFollowing(known?.actor);
  useEffect(() => {
    if (index < 0) return;
    if (!atEnd.value || following.isOn.current) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [stepNumber.value, first, known?.actor]);
  const items = virtualizer.getVirtualItems();
  // Steps that are kept by the server and are scrolled into view are asked for.
  const topmost = first + (items[0]?.index ?? 0);
  useEffect(() => {
    if (known !== undefined && items.length > 0 && topmost < known.from) askEarlier();
  }, [topmost, known?.from]);
  const pageOf = (): number =>
    Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowDown: () => stepNumber.value + 1,
    ArrowUp: () => stepNumber.value - 1,
    PageDown: () => stepNumber.value + pageOf(),
    PageUp: () => stepNumber.value - pageOf(),
    Home: () => first,
    End: () => Infinity,
  };
  const row = chosen.value;
  const isShown = items.some((item) => item.index === index);
  return (
    <section class="timeline" aria-label="Steps">
      <h3>
        Steps{' '}
        <span class="muted">
          {counted(known?.end ?? row?.steps ?? 0, 'event')}
          {first > 0 ? `, the latest ${String(size)} are kept` : ''}
        </span>
        {row === undefined || row.refused === 0 ? null : (
          <button
            type="button"
            class="link refused"
            title="Go to the next refused event (])"
            onClick={() => {
              goToRefused(1);
            }}
          >
            {counted(row.refused, 'event')} refused
          </button>
        )}
      </h3>
      <div
        ref={ref}
        class="list"
        role="listbox"
        tabIndex={0}
        aria-label="Steps"
        {...(isShown ? { 'aria-activedescendant': itemId(stepNumber.value) } : {})}
        onScroll={following.onScroll}
        onKeyDown={(event) => {
          const move = moves[event.key];
          if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          goToStep(move());
        }}
      >
        {size === 0 ? null : (
          <div
            class="items"
            role="presentation"
            style={{ height: `${String(virtualizer.getTotalSize())}px` }}
          >
            {items.map(({ index: at, start }) => {
              const step = known?.steps[first + at - known.from];
              return step === undefined ? null : (
                <Item key={step.step} step={step} top={start} position={at} size={size} />
              );
            })}
          </div>
        )}
      </div>
    </section>
  );
};

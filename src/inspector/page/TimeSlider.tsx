/** @jsxImportSource preact */
/** A slider through steps with its buttons, which also plays them one after the other. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';

/** How long autoplay shows each step, in milliseconds. */
const AUTOPLAY_INTERVAL = 700;

/** The slider; `first` to `last` are the numbers of the steps, from 0. */
export const TimeSlider = ({
  first,
  last,
  at,
  caption,
  outcome,
  goTo,
}: {
  readonly first: number;
  readonly last: number;
  readonly at: number;
  /** The shown step in a line. */
  readonly caption: string;
  /** The state after it, for screen readers. */
  readonly outcome: string;
  readonly goTo: (step: number) => void;
}): VNode => {
  const playing = useSignal(false);
  const atEnd = at === last;
  const isPlaying = playing.value && !atEnd;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setTimeout(() => {
      goTo(at + 1);
    }, AUTOPLAY_INTERVAL);
    return () => {
      clearTimeout(timer);
    };
  }, [isPlaying, at]);
  const to = (step: number) => (): void => {
    playing.value = false;
    goTo(step);
  };
  return (
    <div class="scrubber" role="group" aria-label="Time">
      <button
        type="button"
        class="icon"
        aria-label="First step"
        title="First step (Home)"
        disabled={at === first}
        onClick={to(first)}
      >
        ⇤
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Step back"
        title="Step back (←)"
        disabled={at === first}
        onClick={to(at - 1)}
      >
        ←
      </button>
      <button
        type="button"
        class="icon"
        aria-label={isPlaying ? 'Pause' : 'Play the steps'}
        title={isPlaying ? 'Pause' : 'Play the steps, one after the other'}
        onClick={() => {
          if (!isPlaying && atEnd) goTo(first);
          playing.value = !isPlaying;
        }}
      >
        {isPlaying ? '❚❚' : '▶'}
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Step forward"
        title="Step forward (→)"
        disabled={atEnd}
        onClick={to(at + 1)}
      >
        →
      </button>
      <input
        type="range"
        min={first}
        max={last}
        step={1}
        value={at}
        aria-label="Step"
        aria-valuetext={`step ${String(at + 1)} of ${String(last + 1)}, ${caption}, ${outcome}`}
        onInput={({ currentTarget }) => {
          playing.value = false;
          goTo(Number(currentTarget.value));
        }}
      />
      <output class="muted number">
        {at + 1} / {last + 1}
      </output>
      <p class="caption muted number" aria-hidden="true">
        {caption}
      </p>
    </div>
  );
};

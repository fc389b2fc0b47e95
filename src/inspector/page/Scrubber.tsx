/** @jsxImportSource preact */
/** The slider that travels through the time of one run. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { clock, day } from './format.js';
import { atEnd, moment, moments, place, run, step, travel } from './state.js';

/** So long each step is shown when time runs by itself, in milliseconds. */
const PACE = 700;

const caption = (): string => {
  const its = moment.value;
  if (its === undefined) return '';
  const { at } = its.entry;
  const when = at === undefined ? '' : `${day(at)} ${clock(at)}, `;
  return `${when}${its.entry.op}${its._tag === 'Refused' ? ', refused' : ''}`;
};

/** The slider, with its buttons; nothing while no run is chosen. */
export const Scrubber = (): VNode | null => {
  const playing = useSignal(false);
  const isPlaying = playing.value && !atEnd.value;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => {
      travel(step.peek() + 1);
    }, PACE);
    return () => {
      clearInterval(timer);
    };
  }, [isPlaying]);
  if (place.value.runId === undefined || moments.value.length === 0) return null;
  const last = moments.value.length - 1;
  const to = (index: number) => (): void => {
    playing.value = false;
    travel(index);
  };
  return (
    <div class="scrubber" role="group" aria-label="Time">
      <button
        type="button"
        class="icon"
        aria-label="First step"
        title="First step (Home)"
        disabled={step.value === 0}
        onClick={to(0)}
      >
        ⇤
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Step back"
        title="Step back (←)"
        disabled={step.value === 0}
        onClick={to(step.value - 1)}
      >
        ←
      </button>
      <button
        type="button"
        class="icon"
        aria-label={isPlaying ? 'Pause' : 'Let time run'}
        title={isPlaying ? 'Pause' : 'Let time run'}
        onClick={() => {
          if (!isPlaying && atEnd.value) travel(0);
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
        disabled={atEnd.value}
        onClick={to(step.value + 1)}
      >
        →
      </button>
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={step.value}
        aria-label="Step"
        aria-valuetext={`step ${String(step.value + 1)} of ${String(last + 1)}, ${caption()}, ${run.value?.state ?? 'not begun'}`}
        onInput={({ currentTarget }) => {
          playing.value = false;
          travel(Number(currentTarget.value));
        }}
      />
      <output class="muted number">
        {step.value + 1} / {last + 1}
      </output>
    </div>
  );
};

/** @jsxImportSource preact */
/** The slider through the steps of one run. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { instant } from './format.js';
import { atEnd, currentStep, goToStep, place, run, stepIndex, steps } from './state.js';

/** How long autoplay shows each step, in milliseconds. */
const AUTOPLAY_INTERVAL = 700;

const caption = (): string => {
  const step = currentStep.value;
  if (step === undefined) return '';
  const { at } = step.entry;
  const when = at === undefined ? '' : `${instant(at)}, `;
  return `${when}${step.entry.op}${step._tag === 'Refused' ? ', refused' : ''}`;
};

/** The slider and its buttons; nothing while no run is chosen. */
export const Scrubber = (): VNode | null => {
  const playing = useSignal(false);
  const isPlaying = playing.value && !atEnd.value;
  useEffect(() => {
    if (!isPlaying) return undefined;
    const timer = setInterval(() => {
      goToStep(stepIndex.peek() + 1);
    }, AUTOPLAY_INTERVAL);
    return () => {
      clearInterval(timer);
    };
  }, [isPlaying]);
  if (place.value.runId === undefined || steps.value.length === 0) return null;
  const last = steps.value.length - 1;
  const to = (index: number) => (): void => {
    playing.value = false;
    goToStep(index);
  };
  return (
    <div class="scrubber" role="group" aria-label="Time">
      <button
        type="button"
        class="icon"
        aria-label="First step"
        title="First step (Home)"
        disabled={stepIndex.value === 0}
        onClick={to(0)}
      >
        ⇤
      </button>
      <button
        type="button"
        class="icon"
        aria-label="Step back"
        title="Step back (←)"
        disabled={stepIndex.value === 0}
        onClick={to(stepIndex.value - 1)}
      >
        ←
      </button>
      <button
        type="button"
        class="icon"
        aria-label={isPlaying ? 'Pause' : 'Play the steps'}
        title={isPlaying ? 'Pause' : 'Play the steps, one after the other'}
        onClick={() => {
          if (!isPlaying && atEnd.value) goToStep(0);
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
        onClick={to(stepIndex.value + 1)}
      >
        →
      </button>
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={stepIndex.value}
        aria-label="Step"
        aria-valuetext={`step ${String(stepIndex.value + 1)} of ${String(last + 1)}, ${caption()}, ${run.value?.state ?? 'not created'}`}
        onInput={({ currentTarget }) => {
          playing.value = false;
          goToStep(Number(currentTarget.value));
        }}
      />
      <output class="muted number">
        {stepIndex.value + 1} / {last + 1}
      </output>
      <p class="caption muted number" aria-hidden="true">
        {caption()}
      </p>
    </div>
  );
};

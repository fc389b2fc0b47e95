/** @jsxImportSource preact */
/** The slider through the steps of one run. */
import type { VNode } from 'preact';
import { later } from './durations.js';
import { instant } from './format.js';
import { currentStep, goToStep, place, run, stepIndex, steps } from './state.js';
import { Strip } from './timeline/Strip.js';
import { TimeSlider } from './TimeSlider.js';

const caption = (): string => {
  const step = currentStep.value;
  if (step === undefined) return '';
  const { at } = step.entry;
  const before = steps.value[stepIndex.value - 1]?.entry.at;
  const gap = at === undefined || before === undefined ? '' : `${later(at - before)}, `;
  const when = at === undefined ? '' : `${instant(at)}, ${gap}`;
  return `${when}${step.entry.op}${step._tag === 'Refused' ? ', refused' : ''}`;
};

/** The slider and its buttons; nothing while no run is chosen. */
export const Scrubber = (): VNode | null =>
  place.value.runId === undefined || steps.value.length === 0 ? null : (
    <>
      <Strip />
      <TimeSlider
        first={0}
        last={steps.value.length - 1}
        at={stepIndex.value}
        caption={caption()}
        outcome={run.value?.state ?? 'not created'}
        goTo={goToStep}
      />
    </>
  );

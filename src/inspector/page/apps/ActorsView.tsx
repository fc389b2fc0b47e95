/** @jsxImportSource preact */
/** The actors' page: the tree on the left, a machine or the messages in the middle, the overview or one actor on the right. */
import { computed, effect } from '@preact/signals';
import type { VNode } from 'preact';
import { preciseInstant } from '../format.js';
import { isFolded, smallScreen } from '../panes.js';
import { FoldedPane, Splitter } from '../Splitter.js';
import { place, showActors, subject } from '../state.js';
import { TimeSlider } from '../TimeSlider.js';
import { ActorList } from './ActorList.js';
import { ActorPanel } from './ActorPanel.js';
import { ActorsOverview } from './ActorsOverview.js';
import { actors, refreshChart, watchedSteps } from './board.js';
import { Machine, MachineButtons } from './Machine.js';
import type { Middle } from './place.js';
import { Sequence, SequenceBar } from './Sequence.js';
import { chartOf, chosen, goToStep, shownMachine, shownStep, stepNumber } from './state.js';
import { eventText, refusalText, stateText } from './words.js';

/** How often the sums over all actors of a machine are asked for again, in milliseconds. */
const INTERVAL = 1000;

/** The machine whose sums are shown: those of one actor come with its steps. */
const summed = computed((): string =>
  subject.value === 'actors' && chosen.value === undefined ? shownMachine.value : '',
);

let timer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  if (summed.value === '' || actors.value.totals.steps === 0) return;
  timer ??= setTimeout(() => {
    timer = undefined;
    if (summed.peek() !== '') refreshChart(summed.peek());
  }, INTERVAL);
});

const MiddleTab = ({ middle, text }: { readonly middle: Middle; readonly text: string }): VNode => (
  <button
    type="button"
    class="tab"
    title={`${text} (m)`}
    aria-pressed={place.value.actors.middle === middle}
    onClick={() => {
      showActors({ middle });
    }}
  >
    {text}
  </button>
);

const Slider = (): VNode | null => {
  const known = watchedSteps.value;
  const step = shownStep.value;
  const row = chosen.value;
  if (known === undefined || row === undefined || known.end === known.first) return null;
  const refusal = step === undefined ? undefined : refusalText(step, chartOf(row.chart));
  const value = step?.after ?? step?.before;
  return (
    <TimeSlider
      key={known.actor}
      first={known.first}
      last={known.end - 1}
      at={stepNumber.value}
      caption={
        step === undefined
          ? ''
          : `${preciseInstant(step.at)}, ${eventText(step.event)}${refusal === undefined ? '' : `: ${refusal}`}`
      }
      outcome={value === undefined ? (step?.status ?? '') : stateText({ value })}
      goTo={goToStep}
    />
  );
};

const Panel = (): VNode => {
  const { actor } = place.value.actors;
  if (isFolded('panel'))
    return <FoldedPane side="panel" name={actor === undefined ? 'Overview' : 'Actor'} />;
  return actor === undefined ? <ActorsOverview /> : <ActorPanel />;
};

/** The actors' page. */
export const ActorsView = (): VNode => {
  const folded = (['runs', 'panel'] as const).filter(isFolded).map((side) => `no-${side}`);
  const { middle, actor } = place.value.actors;
  return (
    <main class={`columns of-actors shows-${smallScreen.value} ${folded.join(' ')}`}>
      <ActorList />
      <Splitter side="runs" />
      <section
        class={`middle ${actor === undefined ? '' : 'of-one'}`}
        aria-label={middle === 'picture' ? 'Machine' : 'Messages between actors'}
      >
        <div class="chart">
          <div class="chart-bar">
            <div class="tabs" role="group" aria-label="In the middle">
              <MiddleTab middle="picture" text="Picture" />
              <MiddleTab middle="messages" text="Messages" />
            </div>
            <span class="fill" />
            {middle === 'picture' ? <MachineButtons /> : <SequenceBar />}
          </div>
          {middle === 'picture' ? <Machine /> : <Sequence />}
        </div>
        <Slider />
      </section>
      <Splitter side="panel" />
      <Panel />
    </main>
  );
};

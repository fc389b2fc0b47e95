/** @jsxImportSource preact */
/** The story of the shown run on paper: what it is, where its time went, its picture, and every step. */
import { signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { ComponentChildren, VNode } from 'preact';
import { h } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { printable } from '../../codec/printable.js';
import type { RunChartElement } from '../../element/index.js';
import type { RunState } from '../../run/RunState.js';
import { isTerminal } from '../../run/RunState.js';
import type { RunId } from '../../values/RunId.js';
import { staysOf } from '../stays.js';
import type { StoryStep } from '../Story.js';
import { legalEvents, stepErrorText } from '../Story.js';
import { chapterNote, chaptersOf, chapterTitle } from './chapters.js';
import { asOf } from './clock.js';
import { counted, instant, relative, span } from './format.js';
import { labelOf, nameOf } from './labels.js';
import { taken } from './picture.js';
import { place, run, stepIndex, steps, story } from './state.js';
import { StateMark } from './StateMark.js';
import { printsOnPaper } from './theme.js';
import { opText, Outcome } from './Timeline.js';

/** Is the page being printed? */
const isPrinting = signal(false);

const setPrinting = (prints: boolean): void => {
  isPrinting.value = prints;
  printsOnPaper.value = prints && place.peek().runId !== undefined;
};

window.addEventListener('beforeprint', () => {
  setPrinting(true);
});
window.addEventListener('afterprint', () => {
  setPrinting(false);
});
window.matchMedia('print').addEventListener('change', ({ matches }) => {
  setPrinting(matches);
});

/** The lifecycle with the state and the path of the run. */
const Picture = (): ComponentChildren => {
  const ref = useRef<RunChartElement>(null);
  useLayoutEffect(() => {
    if (ref.current !== null)
      Object.assign(ref.current, { run: run.value, taken: taken.value, theme: 'light' });
  });
  return h('run-chart', { ref });
};

const Row = ({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): VNode => (
  <tr>
    <th scope="row">{name}</th>
    <td>{children}</td>
  </tr>
);

const dated = (at: number): string => `${instant(at)} (${relative(at, asOf.value)})`;

const Fields = ({ runId }: { readonly runId: RunId }): VNode | null => {
  const shown = run.value;
  if (shown === undefined) return null;
  const task = labelOf(shown.taskId);
  return (
    <table class="printed-fields">
      <tbody>
        <Row name="run">
          <code>{runId}</code>
        </Row>
        <Row name="task">
          {task === undefined ? '' : `${printable(task)} `}
          <code>{shown.taskId}</code>
        </Row>
        <Row name="state">
          <StateMark state={O.some(shown.state)} /> since {dated(shown.lastStateChangeAt)}
        </Row>
        <Row name="created">{dated(shown.createdAt)}</Row>
        <Row name="due">{dated(shown.scheduledAt)}</Row>
        <Row name="attempts">{String(shown.attemptCount)}</Row>
        <Row name="priority">{String(shown.effectivePriority)}</Row>
      </tbody>
    </table>
  );
};

/** How long a stay was; a state in which the run is over has no end. */
const lengthText = (state: RunState, seconds: number | undefined, isLast: boolean): string => {
  if (seconds !== undefined) return span(seconds);
  if (!isLast) return 'unknown';
  return isTerminal(state) ? '' : 'until now';
};

const Times = ({ shown }: { readonly shown: ReadonlyArray<StoryStep> }): VNode => {
  const stays = staysOf(shown);
  const longest = Math.max(1, ...stays.map(({ seconds }) => seconds ?? 0));
  return (
    <table class="printed-times">
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">From</th>
          <th scope="col">For</th>
          <th scope="col" />
        </tr>
      </thead>
      <tbody>
        {stays.map(({ state, from, seconds }, i) => (
          <tr key={String(i)}>
            <td>
              <StateMark state={O.some(state)} />
            </td>
            <td>{from === undefined ? 'unknown' : instant(from)}</td>
            <td>{lengthText(state, seconds, i === stays.length - 1)}</td>
            <td>
              <meter min={0} max={longest} value={seconds ?? 0} aria-hidden="true" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};

/** What was said and refused at a step, below it. */
const Details = ({ step }: { readonly step: StoryStep }): VNode | null => {
  const { outcome, worker, error, note } = step.entry;
  const said = [
    ...(outcome === undefined ? [] : [`outcome: ${outcome}`]),
    ...(worker === undefined ? [] : [`worker: ${worker}`]),
    ...(error === undefined ? [] : [`error: ${error}`]),
    ...(note === undefined ? [] : [`note: ${note}`]),
  ];
  const legal = step._tag === 'Refused' ? legalEvents(step.before) : [];
  return said.length === 0 && step._tag !== 'Refused' ? null : (
    <div class="printed-details">
      {step._tag === 'Refused' ? (
        <>
          <p>
            <b>{step.error._tag}:</b> {printable(stepErrorText(step.error))}
          </p>
          <p>Legal then: {legal.length === 0 ? 'nothing' : legal.join(', ')}</p>
        </>
      ) : null}
      {said.map((text) => (
        <p key={text}>{printable(text)}</p>
      ))}
    </div>
  );
};

const Step = ({
  step,
  index,
  gap,
}: {
  readonly step: StoryStep;
  readonly index: number;
  readonly gap: number | undefined;
}): VNode => (
  <tr class={step._tag.toLowerCase()}>
    <td class="number">{index + 1}</td>
    <td class="number">{step.entry.at === undefined ? '' : instant(step.entry.at)}</td>
    <td class="number">{gap === undefined ? '' : `+${span(gap)}`}</td>
    <td>
      <b>{opText(step)}</b> <Outcome step={step} />
      <Details step={step} />
    </td>
  </tr>
);

const Story = ({ shown }: { readonly shown: ReadonlyArray<StoryStep> }): VNode => (
  <table class="printed-story">
    <thead>
      <tr>
        <th scope="col">#</th>
        <th scope="col">When</th>
        <th scope="col">After</th>
        <th scope="col">What</th>
      </tr>
    </thead>
    {chaptersOf(shown).map((chapter) => (
      <tbody key={chapter.first}>
        <tr>
          <th scope="rowgroup" colSpan={4}>
            {chapterTitle(chapter)} <span>{chapterNote(chapter, nameOf)}</span>
          </th>
        </tr>
        {chapter.steps.map((step, i) => {
          const index = chapter.first + i;
          const [at, before] = [step.entry.at, shown[index - 1]?.entry.at];
          const gap = at === undefined || before === undefined ? undefined : at - before;
          return (
            <Step
              key={index}
              step={step}
              index={index}
              gap={gap === undefined || gap < 0 ? undefined : gap}
            />
          );
        })}
      </tbody>
    ))}
  </table>
);

/** The printed story; nothing unless the page is printed while a run is shown. */
export const Printed = (): VNode | null => {
  const { runId } = place.value;
  if (!isPrinting.value || runId === undefined) return null;
  const shown = steps.value.slice(0, stepIndex.value + 1);
  const refused = shown.filter(({ _tag }) => _tag === 'Refused').length;
  const label = labelOf(runId);
  return (
    <article class="printed">
      <h1>{label === undefined ? 'The story of a run' : printable(label)}</h1>
      <p>
        {counted(shown.length, 'op')}, {counted(refused, 'op')} refused
        {story.value !== undefined && story.value.forgotten > 0
          ? `, ${counted(story.value.forgotten, 'earlier op')} dropped`
          : ''}
        {stepIndex.value < steps.value.length - 1
          ? `; up to step ${String(stepIndex.value + 1)} of ${String(steps.value.length)}`
          : ''}
        . Instants are in UTC; ages as of {instant(asOf.value)}.
      </p>
      <Fields runId={runId} />
      <h2>Where the time went</h2>
      <Times shown={shown} />
      <figure>
        <Picture />
        <figcaption>The lifecycle, with the state of the run and its path</figcaption>
      </figure>
      <h2>Every step</h2>
      <Story shown={shown} />
    </article>
  );
};

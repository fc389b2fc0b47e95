/** @jsxImportSource preact */
/** Two runs side by side, at their first difference: the marked one on the left, the shown one on the right. */
import { computed } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { printable } from '../../codec/printable.js';
import type { RunId } from '../../values/RunId.js';
import type { PlacedStep, StepPair } from '../compareStories.js';
import { compareFields, compareStories } from '../compareStories.js';
import { replayStory } from '../Story.js';
import { counted, span } from './format.js';
import { nameOf } from './labels.js';
import { compareWith, goToStep, otherStory, place, showRun, stepIndex, steps } from './state.js';
import { StateMark } from './StateMark.js';
import { opText, Outcome } from './Timeline.js';

/** The marked run and the shown one, if they are two. */
export const compared = computed(
  (): { readonly left: RunId; readonly right: RunId } | undefined => {
    const { compare, runId } = place.value;
    return compare === undefined || runId === undefined || compare === runId
      ? undefined
      : { left: compare, right: runId };
  },
);

const otherSteps = computed(() =>
  otherStory.value === undefined ? [] : replayStory(otherStory.value),
);

const comparison = computed(() => compareStories(otherSteps.value, steps.value));

/** The text of lengths of time, of any sign. */
const signed = (seconds: number): string => (seconds < 0 ? `−${span(-seconds)}` : span(seconds));

const Cell = ({ placed }: { readonly placed: PlacedStep | undefined }): VNode => {
  if (placed === undefined) return <td class="gap">—</td>;
  const { step } = placed;
  const run = O.toUndefined(step.after);
  const { at, outcome } = step.entry;
  const age = run === undefined || at === undefined ? undefined : at - run.createdAt;
  return (
    <td class={step._tag.toLowerCase()}>
      <span class="op">{opText(step)}</span>{' '}
      {age === undefined ? null : <time>+{signed(age)}</time>}
      <span class="outcome">
        <Outcome step={step} />
        {outcome === undefined ? null : <b> {printable(outcome)}</b>}
        {step._tag === 'Refused' ? <span class="refused"> {step.error._tag}</span> : null}
      </span>
    </td>
  );
};

const Row = ({ pair, isFirst }: { readonly pair: StepPair; readonly isFirst: boolean }): VNode => {
  const index = pair.right?.index;
  const isShown = index !== undefined && index === stepIndex.value;
  return (
    <tr
      class={`${pair.isAlike ? 'alike' : 'differs'} ${isFirst ? 'first' : ''} ${isShown ? 'shown' : ''}`}
    >
      <th scope="row">
        {index === undefined ? (
          <span class="muted">·</span>
        ) : (
          <button
            type="button"
            class="link"
            aria-current={isShown ? 'step' : undefined}
            aria-label={`Step ${String(index + 1)}${pair.isAlike ? '' : ', differs'}`}
            onClick={() => {
              goToStep(index);
            }}
          >
            {index + 1}
          </button>
        )}
        {pair.isAlike ? null : <span aria-hidden="true"> ≠</span>}
      </th>
      <Cell placed={pair.left} />
      <Cell placed={pair.right} />
    </tr>
  );
};

const Head = ({ id, state }: { readonly id: RunId; readonly state: StepPair['left'] }): VNode => (
  <th scope="col">
    <button
      type="button"
      class="link"
      title={`Show this run alone: ${id}`}
      onClick={() => {
        compareWith(undefined);
        showRun(id);
      }}
    >
      {printable(nameOf(id))}
    </button>{' '}
    {state === undefined ? null : (
      <StateMark state={O.fromNullable(O.toUndefined(state.step.after)?.state)} />
    )}
  </th>
);

const Fields = ({ pair }: { readonly pair: StepPair }): VNode => (
  <table class="compare-fields">
    <caption>After {pair.isAlike ? 'their last steps' : 'the first steps that differ'}</caption>
    <tbody>
      {compareFields(pair, signed).map(({ name, left, right, isAlike }) => (
        <tr key={name} class={isAlike ? 'alike' : 'differs'}>
          <th scope="row">
            {name}
            {isAlike ? null : <span class="unseen">, differs</span>}
          </th>
          <td>{printable(left)}</td>
          <td>{printable(right)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const summary = (first: number, alike: number, all: number): string => {
  if (all === 0) return 'Waiting for the stories …';
  if (first === -1) return `The ${counted(all, 'step')} of both are alike.`;
  return first === 0
    ? 'They differ from the first step on.'
    : `${counted(first, 'step')} alike, then they differ; ${String(alike)} of ${counted(all, 'step')} are alike.`;
};

/** Two runs side by side. */
export const Compare = (): VNode | null => {
  const ref = useRef<HTMLDivElement>(null);
  const { pairs, first } = comparison.value;
  useEffect(() => {
    ref.current?.querySelector('tr.first')?.scrollIntoView({ block: 'center' });
  }, [place.value.compare, place.value.runId, first]);
  const ids = compared.value;
  if (ids === undefined) return null;
  const last = (steps: ReadonlyArray<PlacedStep | undefined>): PlacedStep | undefined =>
    steps.findLast((step) => step !== undefined);
  const lasts = {
    left: last(pairs.map(({ left }) => left)),
    right: last(pairs.map(({ right }) => right)),
  };
  const shownPair: StepPair | undefined =
    first === -1
      ? lasts.left === undefined || lasts.right === undefined
        ? undefined
        : { left: lasts.left, right: lasts.right, isAlike: true }
      : pairs[first];
  return (
    <section class="compare" aria-label="Comparison">
      <div class="compare-head">
        <p role="status">
          {summary(first, pairs.filter(({ isAlike }) => isAlike).length, pairs.length)}
        </p>
        <button
          type="button"
          class="small"
          title="Exchange the two runs"
          onClick={() => {
            compareWith(ids.right);
            showRun(ids.left);
          }}
        >
          ⇄ Exchange
        </button>
        <button
          type="button"
          class="icon"
          title="Leave the comparison (d)"
          aria-label="Leave the comparison"
          onClick={() => {
            compareWith(undefined);
          }}
        >
          ✕
        </button>
      </div>
      <div
        ref={ref}
        class="compare-steps"
        tabIndex={0}
        role="group"
        aria-label="Steps of both, scrolls"
      >
        <table>
          <thead>
            <tr>
              <td />
              <Head id={ids.left} state={lasts.left} />
              <Head id={ids.right} state={lasts.right} />
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair, i) => (
              <Row key={String(i)} pair={pair} isFirst={i === first} />
            ))}
          </tbody>
        </table>
        {shownPair === undefined ? null : <Fields pair={shownPair} />}
      </div>
    </section>
  );
};

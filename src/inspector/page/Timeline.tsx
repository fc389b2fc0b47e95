/** @jsxImportSource preact */
/**
 * The story of one run, by attempts: every op with its outcome and, if it was refused, the reason and the events that were
 * legal.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { ComponentChildren, VNode } from 'preact';
import { Fragment } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { printable } from '../../codec/printable.js';
import { hasAnnotations } from '../../journal/Annotations.js';
import { createsRun } from '../../journal/beginAgain.js';
import { timeAnomalyMessage } from '../../journal/TimeAnomaly.js';
import { isTerminal } from '../../run/RunState.js';
import { isFailure } from '../outcomes.js';
import type { StoryStep } from '../Story.js';
import { legalEvents, stepErrorText } from '../Story.js';
import type { Chapter } from './chapters.js';
import { chapterNote, chaptersOf, chapterTitle, newDays } from './chapters.js';
import { when } from './clock.js';
import { clock, counted, shortIdsIn } from './format.js';
import { nameOf } from './labels.js';
import { revealRuns } from './panes.js';
import { useRoving } from './roving.js';
import { goToStep, showOnly, stepIndex, steps, story } from './state.js';
import { StateMark } from './StateMark.js';

const attemptIdOf = ({ entry }: StoryStep): string | undefined =>
  entry.op === 'start_attempt' || entry.op === 'finish_attempt' ? entry.attemptId : undefined;

/** The outcome of an op, in a few words. */
export const Outcome = ({ step }: { readonly step: StoryStep }): VNode => {
  if (step._tag === 'Refused') return <b class="refused">refused</b>;
  if (step._tag === 'Redelivered')
    return <span class="muted">redelivered: same answer as the first time, no change</span>;
  const before = O.isSome(step.before) ? step.before.value : undefined;
  const after = O.isSome(step.after) ? step.after.value : undefined;
  if (before === undefined || after === undefined)
    return (
      <>
        begins in <StateMark state={O.fromNullable(after?.state)} />
      </>
    );
  if (createsRun(step.entry.op))
    return (
      <>
        begins again in <StateMark state={O.some(after.state)} />
      </>
    );
  if (before.state !== after.state)
    return (
      <>
        <span class="from">{before.state}</span> → <StateMark state={O.some(after.state)} />
      </>
    );
  const attempt = attemptIdOf(step);
  if (attempt !== undefined)
    return (
      <span title={attempt}>
        attempt {String(after.attemptCount)}{' '}
        {step.entry.op === 'start_attempt' ? 'begins' : 'is over'}
      </span>
    );
  return before.effectivePriority === after.effectivePriority ? (
    <span>stays in {after.state}</span>
  ) : (
    <span>
      priority {before.effectivePriority} → {after.effectivePriority}
    </span>
  );
};

/** What the line says beside its op: who did it, how the attempt ended and why. */
const Annotated = ({ step }: { readonly step: StoryStep }): VNode | null => {
  const { outcome, worker, error, note } = step.entry;
  return hasAnnotations(step.entry) ? (
    <span class="reason said">
      {outcome === undefined ? null : (
        <b class={`said-outcome ${isFailure(outcome) ? 'refused' : ''}`}>{printable(outcome)}</b>
      )}
      {worker === undefined ? null : <span class="said-worker">by {printable(worker)}</span>}
      {error === undefined ? null : <span class="said-error">{printable(error)}</span>}
      {note === undefined ? null : <span class="said-note">{printable(note)}</span>}
    </span>
  ) : null;
};

const Reason = ({ step }: { readonly step: StoryStep & { readonly _tag: 'Refused' } }): VNode => {
  const text = printable(stepErrorText(step.error));
  const legal = legalEvents(step.before);
  const hasEnded = O.isSome(step.before) && isTerminal(step.before.value.state);
  return (
    <span class="reason">
      <span class="why" title={text}>
        {shortIdsIn(text)}
      </span>
      <span class="legal">
        {legal.length > 0 ? (
          <>
            legal then:{' '}
            {legal.map((event) => (
              <code key={event}>{event}</code>
            ))}
          </>
        ) : hasEnded ? (
          'legal then: nothing, as the run had ended'
        ) : (
          'legal then: to create it'
        )}
      </span>
    </span>
  );
};

/** The chart's event for an op, or else the op's name. */
export const opText = ({ entry, event }: StoryStep): string => {
  if (O.isSome(event)) return event.value;
  return entry.op.startsWith('new_') ? 'create' : entry.op.replaceAll('_', ' ');
};

const Step = ({ step, index }: { readonly step: StoryStep; readonly index: number }): VNode => {
  const isShown = index === stepIndex.value;
  const { at } = step.entry;
  return (
    <li class={`step ${step._tag.toLowerCase()} ${index > stepIndex.value ? 'later' : ''}`}>
      <button
        type="button"
        aria-current={isShown ? 'step' : undefined}
        title={`${step.entry.op}, ${step.source}:${String(step.line)}`}
        onClick={() => {
          goToStep(index);
        }}
      >
        <time title={at === undefined ? undefined : when(at).title}>
          {at === undefined ? '' : clock(at)}
        </time>
        <span class="op">{opText(step)}</span>
        <span class="outcome">
          <Outcome step={step} />
        </span>
        <Annotated step={step} />
        {step._tag === 'Refused' ? <Reason step={step} /> : null}
        {step.anomalies.map((anomaly) => (
          <span class="reason anomaly" key={timeAnomalyMessage(anomaly)}>
            ⚠ {timeAnomalyMessage(anomaly)}
          </span>
        ))}
      </button>
      {isShown && step._tag === 'Refused' ? (
        <button
          type="button"
          class="link others"
          data-aside
          onClick={() => {
            showOnly({ _tag: 'Reason', reason: step.error._tag });
            revealRuns();
          }}
        >
          list the runs that were refused so
        </button>
      ) : null}
    </li>
  );
};

/** The steps of a chapter, below its title. Both the day and the title stay in sight while the steps scroll. */
const ChapterSteps = ({
  chapter,
  days,
}: {
  readonly chapter: Chapter;
  readonly days: ReadonlyMap<number, string>;
}): ComponentChildren => {
  const firstDay = days.get(chapter.first);
  const dayRow = (text: string): VNode => <li class="day">{text} UTC</li>;
  return (
    <>
      {firstDay === undefined ? null : dayRow(firstDay)}
      <li class="chapter">
        <b>{chapterTitle(chapter)}</b> <span class="muted">{chapterNote(chapter, nameOf)}</span>
      </li>
      {chapter.steps.map((step, i) => {
        const index = chapter.first + i;
        const newDay = i === 0 ? undefined : days.get(index);
        return (
          <Fragment key={index}>
            {newDay === undefined ? null : dayRow(newDay)}
            <Step step={step} index={index} />
          </Fragment>
        );
      })}
    </>
  );
};

/** The nearest element around the story that scrolls by itself; none on a small screen, where the whole page scrolls. */
const scrollerOf = (list: HTMLElement): HTMLElement | undefined =>
  [list, list.closest<HTMLElement>('.panel-body')].find(
    (element): element is HTMLElement =>
      element !== null && ['auto', 'scroll'].includes(getComputedStyle(element).overflowY),
  );

/** The story, oldest op first. */
export const Timeline = (): VNode => {
  const { ref, ...roving } = useRoving<HTMLOListElement>('[aria-current]');
  const current = (): HTMLElement | null | undefined =>
    ref.current?.querySelector<HTMLElement>('[aria-current]');
  const all = steps.value;
  const chapters = useMemo(() => chaptersOf(all), [all]);
  const days = useMemo(() => newDays(all), [all]);
  const refused = all.filter(({ _tag }) => _tag === 'Refused').length;
  /** Whether the page itself may scroll to bring the current step into view. */
  const scrollsPage = useRef(false);
  // Otherwise only the story scrolls, so that on a small screen the picture stays in view while the slider moves.
  useEffect(() => {
    const item = current();
    const list = ref.current;
    if (item === null || item === undefined || list === null) return;
    if (list.contains(document.activeElement)) item.focus({ preventScroll: true });
    const scroller = scrollerOf(list);
    if (scroller !== undefined) {
      const [own, box] = [item.getBoundingClientRect(), scroller.getBoundingClientRect()];
      scroller.scrollBy({ top: own.top - box.top - (box.height - own.height) / 2 });
    } else if (scrollsPage.current) item.scrollIntoView({ block: 'center' });
    scrollsPage.current = false;
  }, [stepIndex.value, story.value?.runId, all.length]);
  const firstRefused = all.findIndex(({ _tag }, i) => _tag === 'Refused' && i > stepIndex.value);
  const next = firstRefused === -1 ? all.findIndex(({ _tag }) => _tag === 'Refused') : firstRefused;
  return (
    <section class="timeline" aria-label="Story">
      <h3>
        Story <span class="muted">{counted(all.length, 'op')}</span>
        {refused === 0 ? null : (
          <button
            type="button"
            class="link refused"
            title="Go to the next refused op"
            onClick={() => {
              scrollsPage.current = next !== stepIndex.value;
              if (scrollsPage.current) goToStep(next);
              else current()?.scrollIntoView({ block: 'center' });
            }}
          >
            {counted(refused, 'op')} refused
          </button>
        )}
      </h3>
      {story.value !== undefined && story.value.forgotten > 0 ? (
        <p class="muted">
          {counted(story.value.forgotten, 'earlier op')} dropped: the latest {all.length} are kept.
        </p>
      ) : null}
      <ol
        ref={ref}
        {...roving}
        onKeyDown={(event) => {
          // The arrow keys left and right move in time, as everywhere on the page.
          if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') roving.onKeyDown(event);
        }}
      >
        {chapters.map((chapter) => (
          <ChapterSteps key={chapter.first} chapter={chapter} days={days} />
        ))}
      </ol>
    </section>
  );
};

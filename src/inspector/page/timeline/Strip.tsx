/** @jsxImportSource preact */
/**
 * Real time above the slider: the states of the shown run with gaps to scale, refused ops as red ticks, and where the slider is. Below
 * it, on demand, its lanes: queue, waits and attempts. Dragging moves the slider, which is what keyboards and screen readers use.
 */
import { computed, signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { runStates } from '../../../run/RunState.js';
import { attemptOutcomeOf } from '../../RunChange.js';
import { attemptState } from '../chapters.js';
import { duration, shortDuration } from '../durations.js';
import { instant } from '../format.js';
import { goToStep, stepIndex, steps } from '../state.js';
import { theme } from '../theme.js';
import type { AttemptPart, Lane, Stay } from './lanes.js';
import { lanesOf, runInTime, stepAt } from './lanes.js';
import { paintsOf } from './paint.js';
import { around, instantAt, positionIn } from './span.js';
import { dayText, ticksIn } from './ticks.js';
import { latest } from './view.js';

const HEIGHT = 38;
const BAR = { top: 6, height: 12 } as const;
const TICK_ROOM = 76;

const width = signal(0);

/** Whether the lanes are shown. */
const isOpen = signal(false);

/** The shown run in time. */
const inTime = computed(() => runInTime(steps.value, latest.value));

const all = computed(() => around(inTime.value.from, inTime.value.to));

const paints = computed(() => paintsOf(theme.value));

const colorOf = ({ state }: Stay): string => paints.value.states[runStates.indexOf(state)] ?? '';

/** A bar of a stay; a state that ends the run has a width of its own. */
const StayBar = ({
  stay,
  x,
  top,
  height,
}: {
  readonly stay: Stay;
  readonly x: (at: number) => number;
  readonly top: number;
  readonly height: number;
}): VNode => (
  <rect
    x={x(stay.from)}
    y={top}
    width={Math.max(stay.isOpen || stay.to > stay.from ? 1 : 3, x(stay.to) - x(stay.from))}
    height={height}
    fill={colorOf(stay)}
    opacity={stay.isOpen ? 0.6 : 1}
  >
    <title>
      {`${stay.state}, ${stay.isOpen ? 'goes on, so far ' : ''}${duration(stay.to - stay.from)}, from ${instant(stay.from)}`}
    </title>
  </rect>
);

const outcomeText = ({ outcome, isOpen: goesOn }: AttemptPart): string =>
  goesOn ? 'goes on' : (outcome ?? '');

/** A bar of an attempt with its outcome beside it. */
const AttemptBar = ({
  attempt,
  x,
}: {
  readonly attempt: AttemptPart;
  readonly x: (at: number) => number;
}): VNode => {
  const { states, outcomes } = paints.value;
  const own = attemptState === undefined ? '' : (states[runStates.indexOf(attemptState)] ?? '');
  const [from, to] = [x(attempt.from), Math.max(x(attempt.from) + 2, x(attempt.to))];
  const ended = attempt.isOpen ? undefined : outcomes[attemptOutcomeOf(attempt.outcome)];
  const text = outcomeText(attempt);
  const isLeft = to + text.length * 6.5 + 8 > width.value;
  return (
    <>
      <rect
        x={from}
        y={3}
        width={to - from}
        height={10}
        fill={own}
        opacity={attempt.isOpen ? 0.6 : 1}
      />
      {ended === undefined ? null : <rect x={to - 1} y={1} width={3} height={14} fill={ended} />}
      <text x={isLeft ? from - 6 : to + 7} y={12} text-anchor={isLeft ? 'end' : 'start'}>
        {text}
      </text>
    </>
  );
};

const LaneRow = ({
  lane,
  x,
}: {
  readonly lane: Lane;
  readonly x: (at: number) => number;
}): VNode => (
  <li class="strip-lane">
    <span class="strip-name">{lane.text}</span>
    <svg width={width.value} height={16} aria-hidden="true">
      {lane.stays.map((stay, i) => (
        <StayBar key={i} stay={stay} x={x} top={3} height={10} />
      ))}
      {lane.attempt === undefined ? null : <AttemptBar attempt={lane.attempt} x={x} />}
    </svg>
    <span class="strip-total number" title={duration(lane.total)}>
      {shortDuration(lane.total)}
      {lane.attempt === undefined ? null : (
        <span class="unseen">, {outcomeText(lane.attempt)}</span>
      )}
    </span>
  </li>
);

/** The axis and the bar of states. */
const Picture = ({ x }: { readonly x: (at: number) => number }): VNode => {
  const { stays, refused, instants } = inTime.value;
  const { refused: red, ink } = paints.value;
  const now = instants[stepIndex.value];
  const ticks = ticksIn(all.value, width.value, TICK_ROOM);
  const hasDay = ticks.some(({ isMain }) => isMain);
  return (
    <svg width={width.value} height={HEIGHT} aria-hidden="true">
      {stays.map((stay, i) => (
        <StayBar key={i} stay={stay} x={x} top={BAR.top} height={BAR.height} />
      ))}
      {refused.map(({ at, step }) => (
        <rect
          key={step}
          class="tick"
          x={x(at) - 1}
          y={BAR.top - 4}
          width={2}
          height={BAR.height + 8}
          fill={red}
        />
      ))}
      {ticks.map(({ at, text, isMain }) => {
        const half = text.length * 3.2;
        const place = Math.max(half, Math.min(width.value - half, x(at)));
        const isTaken = !hasDay && place - half < 80;
        return (
          <g key={at}>
            <rect
              class="axis"
              x={Math.round(x(at))}
              y={BAR.top + BAR.height}
              width={1}
              height={4}
            />
            {isTaken ? null : (
              <text class={isMain ? 'main' : ''} x={place} y={HEIGHT - 4} text-anchor="middle">
                {text}
              </text>
            )}
          </g>
        );
      })}
      {hasDay ? null : (
        <text class="main" x={0} y={HEIGHT - 4}>
          {dayText(all.value.from)}
        </text>
      )}
      {now === undefined ? null : (
        <>
          <rect
            class="later"
            x={x(now) + 1}
            y={BAR.top - 4}
            width={Math.max(0, width.value - x(now) - 1)}
            height={BAR.height + 8}
          />
          <path
            class="now"
            fill={ink}
            d={`M${String(x(now) - 4)} 0h8l-3 5v${String(BAR.top + BAR.height)}h-2v-${String(BAR.top + BAR.height)}z`}
          />
        </>
      )}
    </svg>
  );
};

/** The strip, and the lanes below it. Nothing while no step has an instant. */
export const Strip = (): VNode | null => {
  const ref = useRef<HTMLDivElement>(null);
  const hasTime = Number.isFinite(inTime.value.from);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) width.value = Math.floor(entry.contentRect.width);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, [hasTime]);
  if (!hasTime) return null;
  const x = positionIn(all.value, width.value);
  const scrub = (event: PointerEvent): void => {
    const left = ref.current?.getBoundingClientRect().left ?? 0;
    // A pixel more: a click at the left of a step's pixel shows that step.
    const at = instantAt(all.value, width.value, event.clientX - left + 1);
    goToStep(stepAt(inTime.value, at));
  };
  return (
    <div class="strip">
      <div class="strip-lane">
        <button
          type="button"
          class="small"
          aria-expanded={isOpen.value}
          title="Queue, waits and attempts in time"
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          Lanes {isOpen.value ? '▾' : '▸'}
        </button>
        <div
          ref={ref}
          class="strip-time"
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            scrub(event);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
          }}
        >
          {width.value > 0 ? <Picture x={x} /> : null}
        </div>
        <span class="strip-total number" title="From its first instant to its last">
          {shortDuration(inTime.value.to - inTime.value.from)}
        </span>
      </div>
      {isOpen.value ? (
        <ol class="strip-lanes" aria-label="Queue, waits and attempts">
          {lanesOf(inTime.value).map((lane) => (
            <LaneRow key={lane.key} lane={lane} x={x} />
          ))}
        </ol>
      ) : null}
    </div>
  );
};

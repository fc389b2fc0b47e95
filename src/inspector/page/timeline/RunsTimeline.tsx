/** @jsxImportSource preact */
/**
 * The timeline of many runs: a bar for each run of the list, in its order. The bars are drawn on a canvas; screen readers get the rows
 * in view as options of a list, and what is in view as a text.
 */
import type { ReadonlySignal } from '@preact/signals';
import { computed, effect, signal } from '@preact/signals';
import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { count, instant } from '../format.js';
import { nameOf } from '../labels.js';
import type { SortKey } from '../select.js';
import { place, shown, showRun, sortBy } from '../state.js';
import { StateMark } from '../StateMark.js';
import { theme } from '../theme.js';
import { changesOf, summary, toldVersion, want } from './changes.js';
import { makeDrawing } from './draw.js';
import { Minimap } from './Minimap.js';
import type { Paints } from './paint.js';
import { paintsOf } from './paint.js';
import { instantAtX, listenToPointers } from './pointer.js';
import { lengthOf } from './span.js';
import {
  active,
  activeIndex,
  AXIS,
  brush,
  brushed,
  changeRows,
  chosenIndex,
  contentHeight,
  fitRows,
  gutter,
  inView,
  isAllRows,
  isWholeTime,
  latest,
  NAMED_FROM,
  nameRows,
  paneSize,
  panTime,
  rowHeight,
  rowsPerLine,
  scrollTop,
  showAllTime,
  showSpan,
  span,
  zoomTime,
} from './view.js';
import { lengthText, rowsText, runText, statesText, stateTextAt, timeText } from './words.js';

// ------------------------------------------------------------------------------------------------------------ state

/** Where the pointer is in the pane. */
const pointer = signal<{ readonly x: number; readonly y: number } | undefined>(undefined);

/** Whether the pane has the focus of the keyboard. */
const hasFocus = signal(false);

/** The rows that screen readers are told of: those in view once the page stands still. */
const told = signal({ first: 0, end: 0 });

let paints: Paints = paintsOf(theme.peek());
effect(() => {
  paints = paintsOf(theme.value);
});

/** How long the page stands still before what is in view is told, in milliseconds. */
const STILL = 200;

/** How much of the span an arrow key moves, and how much a zoom step is. */
const STEP = 0.1;
const FACTOR = 1.5;

// ------------------------------------------------------------------------------------------------------------- parts

const sorts: ReadonlyArray<{
  readonly key: SortKey;
  readonly text: string;
  readonly title: string;
}> = [
  { key: 'age', text: 'Created', title: 'Sort by creation' },
  { key: 'changed', text: 'Changed', title: 'Sort by the last change of state' },
  { key: 'duration', text: 'Duration', title: 'Sort by how long a run took, or has gone on' },
];

const Sorts = (): VNode => {
  const { sort, descending } = place.value.selection;
  return (
    <div class="tabs sorts" role="group" aria-label="Sort the runs by">
      {sorts.map(({ key, text, title }) => (
        <button
          type="button"
          key={key}
          class="tab"
          title={title}
          aria-pressed={sort === key}
          onClick={() => {
            sortBy(key);
          }}
        >
          {text}
          <span aria-hidden="true">{sort === key ? (descending ? ' ↓' : ' ↑') : ''}</span>
          {sort === key ? (
            <span class="unseen">{descending ? ', descending' : ', ascending'}</span>
          ) : null}
        </button>
      ))}
    </div>
  );
};

const Zooms = ({
  name,
  less,
  more,
  fit,
  fitText,
  isFitting,
  keys,
}: {
  readonly name: string;
  readonly less: () => void;
  readonly more: () => void;
  readonly fit: () => void;
  readonly fitText: string;
  readonly isFitting: boolean;
  readonly keys: readonly [less: string, more: string];
}): VNode => (
  <div class="zoom" role="group" aria-label={name}>
    <span class="muted" aria-hidden="true">
      {name}
    </span>
    <button
      type="button"
      class="icon"
      title={`Less (${keys[0]})`}
      aria-label={`${name}: less`}
      onClick={less}
    >
      −
    </button>
    <button
      type="button"
      class="icon"
      title={`More (${keys[1]})`}
      aria-label={`${name}: more`}
      onClick={more}
    >
      +
    </button>
    <button type="button" class="small" aria-pressed={isFitting} onClick={fit}>
      {fitText}
    </button>
  </div>
);

const Bar = (): VNode => (
  <div class="tl-bar">
    <Sorts />
    <Zooms
      name="Time"
      less={() => {
        zoomTime(1 / FACTOR);
      }}
      more={() => {
        zoomTime(FACTOR);
      }}
      fit={showAllTime}
      fitText="All"
      isFitting={isWholeTime.value}
      keys={['-', '+']}
    />
    <Zooms
      name="Rows"
      less={() => {
        changeRows(-1);
      }}
      more={() => {
        changeRows(1);
      }}
      fit={fitRows}
      fitText="All"
      isFitting={isAllRows.value}
      keys={['[', ']']}
    />
  </div>
);

/** What the pointer is at. */
const Tip = (): VNode | null => {
  const at = pointer.value;
  if (at === undefined || at.y < AXIS || toldVersion.value < 0) return null;
  const { list } = shown.value;
  const index = Math.floor((at.y - AXIS + scrollTop.value) / rowHeight.value);
  const row = list[index];
  if (row === undefined) return null;
  const when = instantAtX(at.x);
  const { width, height } = paneSize.value;
  const style = {
    ...(at.x > width / 2
      ? { right: `${String(width - at.x + 14)}px` }
      : { left: `${String(at.x + 14)}px` }),
    ...(at.y > height / 2
      ? { bottom: `${String(height - at.y + 10)}px` }
      : { top: `${String(at.y + 14)}px` }),
  };
  if (rowHeight.value < 1)
    return (
      <div class="tl-tip" style={style} aria-hidden="true">
        <b>{count(Math.min(list.length - index, Math.round(rowsPerLine.value)))} runs</b>
        <span class="muted">{instant(Math.round(when))}</span>
        <span class="muted">click to see them</span>
      </div>
    );
  const changes = changesOf(row);
  const state = changes === undefined ? undefined : stateTextAt(changes, when);
  return (
    <div class="tl-tip" style={style} aria-hidden="true">
      <span>
        <StateMark state={row.state} /> <code>{nameOf(row.id)}</code>
      </span>
      <span>
        {lengthText(row, latest.value)}
        {row.attempts > 1 ? `, ${count(row.attempts)} attempts` : ''}
        {row.refused > 0 ? <span class="refused">, {count(row.refused)} refused</span> : null}
      </span>
      <span class="muted">
        {instant(Math.round(when))}
        {state === undefined ? '' : `: ${state}`}
      </span>
    </div>
  );
};

/** The rows for screen readers: those in view if there are not too many, and the one that the keyboard is at. */
const Options = (): VNode => {
  const { list } = shown.value;
  const { first, end } = rowHeight.value >= NAMED_FROM ? told.value : { first: 0, end: 0 };
  const at = activeIndex.value;
  const places = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  const all =
    places.includes(at) || list.length === 0 ? places : [...places, at].sort((a, b) => a - b);
  return (
    <>
      {all.map((index) => {
        const row = list[index];
        return row === undefined ? null : (
          <div
            key={row.id}
            id={`bar-${row.id}`}
            class="unseen"
            role="option"
            aria-selected={row.id === place.value.runId}
            aria-posinset={index + 1}
            aria-setsize={list.length}
          >
            {runText(row, nameOf(row.id), latest.value)}
          </div>
        );
      })}
    </>
  );
};

/** What the rows in view are, in words; counted only once the page stands still. */
const toldStates = computed((): string => {
  const { first, end } = told.value;
  return statesText(shown.value.list, first, end);
});

/** What is in view, in a line. */
const Status = (): VNode => {
  const { list } = shown.value;
  const { first, end } = told.value;
  const range = brushed.value;
  const { dropped } = summary.value;
  return (
    <div class="tl-status">
      <p role="status">
        <b>{rowsText(first, Math.min(end, list.length), list.length)}</b>, {timeText(span.value)}
        <span class="unseen">. {toldStates.value}.</span>
      </p>
      {rowHeight.value < 1 ? (
        <p class="muted">
          A line is {count(Math.round(rowsPerLine.value))} runs: the colour of most, paler where
          fewer exist, red for refusals.
        </p>
      ) : null}
      {dropped === 0 ? null : (
        <p class="muted">
          The oldest {count(dropped)} changes were dropped; what was then is grey.
        </p>
      )}
      {range === undefined ? null : (
        <p class="tl-range">
          <span>Only runs with ops in {timeText(range)}</span>
          <button
            type="button"
            class="small"
            title="Show this time alone (z)"
            onClick={() => {
              showSpan(range);
            }}
          >
            Zoom in
          </button>
          <button
            type="button"
            class="small"
            title="All runs (Esc)"
            onClick={() => {
              brush(undefined);
            }}
          >
            Clear
          </button>
        </p>
      )}
    </div>
  );
};

// -------------------------------------------------------------------------------------------------------- behaviour

/** What a frame shows. */
const drawn: ReadonlyArray<ReadonlySignal<unknown>> = [
  ...[shown, inView, paneSize, theme, span, brushed, latest, chosenIndex, hasFocus, activeIndex],
  ...[pointer, toldVersion, rowHeight, scrollTop, gutter],
];

/** Draws whenever something that is shown changes, once a frame. */
const useDrawing = (
  pane: RefObject<HTMLDivElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
): void => {
  useEffect(() => {
    if (canvas.current === null || pane.current === null) return undefined;
    const drawing = makeDrawing(canvas.current);
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      frame = 0;
      const { list } = shown.peek();
      const { first, end } = inView.peek();
      want(list, first, end);
      const isMore = drawing.draw({
        ...paneSize.peek(),
        ratio: window.devicePixelRatio,
        paints,
        list,
        first,
        end,
        rowHeight: rowHeight.peek(),
        scrollTop: scrollTop.peek(),
        gutter: gutter.peek(),
        span: span.peek(),
        latest: latest.peek(),
        brushed: brushed.peek(),
        chosen: chosenIndex.peek(),
        active: hasFocus.peek() ? activeIndex.peek() : undefined,
        pointer: pointer.peek(),
        version: toldVersion.peek(),
        changesOf,
        nameOf,
      });
      if (isMore) schedule();
    };
    const schedule = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    const stop = effect(() => {
      // Reads each of them, so that it draws again when one changes.
      drawn.forEach(({ value }) => value);
      schedule();
    });
    const stopTelling = effect(() => {
      const now = inView.value;
      clearTimeout(timer);
      timer = setTimeout(() => {
        told.value = now;
      }, STILL);
    });
    return () => {
      stop();
      stopTelling();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, []);
};

/** Scrolls a row into view. */
const revealRow = (pane: HTMLElement, index: number): void => {
  const [top, height] = [index * rowHeight.peek(), Math.max(1, rowHeight.peek())];
  const room = pane.clientHeight - AXIS;
  if (top < pane.scrollTop) pane.scrollTop = top;
  else if (top + height > pane.scrollTop + room) pane.scrollTop = top + height - room;
};

/** Moves the end of the brushed range; without one, it begins in the middle. */
const extendBrush = (by: number): void => {
  const { from, to } = span.peek();
  const step = Math.max(1, lengthOf(span.peek()) * STEP);
  const middle = (from + to) / 2;
  const range = brushed.peek() ?? { from: middle, to: middle };
  const end = Math.max(range.from + 1, range.to + by * step);
  brush({ from: range.from, to: Math.min(end, latest.peek() + 1) });
};

/** The keys of the timeline; others are those of the page. */
const keysOf = (pane: HTMLElement): Readonly<Record<string, (shift: boolean) => boolean>> => {
  const goTo = (index: number): boolean => {
    const { list } = shown.peek();
    const at = Math.max(0, Math.min(list.length - 1, index));
    active.value = list[at]?.id;
    revealRow(pane, at);
    told.value = inView.peek();
    return true;
  };
  const page = (): number =>
    Math.max(1, Math.floor((pane.clientHeight - AXIS) / rowHeight.peek()) - 1);
  const time =
    (by: number) =>
    (shift: boolean): boolean => {
      if (shift) extendBrush(by);
      else panTime(by * STEP);
      return true;
    };
  const zoom = (factor: number) => (): boolean => {
    zoomTime(factor);
    return true;
  };
  return {
    ArrowDown: () => goTo(activeIndex.peek() + 1),
    ArrowUp: () => goTo(activeIndex.peek() - 1),
    PageDown: () => goTo(activeIndex.peek() + page()),
    PageUp: () => goTo(activeIndex.peek() - page()),
    Home: () => goTo(0),
    End: () => goTo(Infinity),
    ArrowLeft: time(-1),
    ArrowRight: time(1),
    '+': zoom(FACTOR),
    '=': zoom(FACTOR),
    '-': zoom(1 / FACTOR),
    f: () => {
      showAllTime();
      return true;
    },
    '[': () => {
      changeRows(-1);
      return true;
    },
    ']': () => {
      changeRows(1);
      return true;
    },
    z: () => {
      const range = brushed.peek();
      if (range !== undefined) showSpan(range);
      return range !== undefined;
    },
    Enter: () => {
      const row = shown.peek().list[activeIndex.peek()];
      if (row !== undefined) showRun(row.id);
      return row !== undefined;
    },
    Escape: () => {
      const isBrushed = brushed.peek() !== undefined;
      if (isBrushed) brush(undefined);
      return isBrushed;
    },
  };
};

/** The part that scrolls: the rows. */
const Rows = (): VNode => {
  const pane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = pane.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      paneSize.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    const stop = listenToPointers(element, {
      hover: (at) => {
        pointer.value = at;
      },
      choose: (row, y) => {
        const at = shown.peek().list[Math.floor(row)];
        if (at === undefined) return;
        active.value = at.id;
        if (rowHeight.peek() >= 1) {
          showRun(at.id);
          return;
        }
        nameRows();
        // The rows have their height with the next render.
        requestAnimationFrame(() => {
          element.scrollTop = Math.floor(row) * rowHeight.peek() - (y - AXIS);
        });
      },
      scrollBy: (y) => {
        element.scrollTop += y;
      },
    });
    return () => {
      observer.disconnect();
      stop();
    };
  }, []);
  useDrawing(pane, canvas);
  const height = rowHeight.value;
  const before = useRef(height);
  // The row in the middle, or the one that the keyboard is at, keeps its place while rows grow.
  useLayoutEffect(() => {
    const element = pane.current;
    if (element === null || before.current === height) return;
    const middle = (element.clientHeight - AXIS) / 2;
    element.scrollTop = ((scrollTop.peek() + middle) / before.current) * height - middle;
    before.current = height;
    scrollTop.value = element.scrollTop;
  }, [height]);
  const { list } = shown.value;
  const { runId } = place.value;
  // A run that is chosen elsewhere comes into view, once the list has it and the pane its height.
  const canReveal = chosenIndex.value !== -1 && paneSize.value.height > 0;
  useEffect(() => {
    if (pane.current === null || !canReveal) return;
    active.value = runId;
    revealRow(pane.current, chosenIndex.peek());
  }, [runId, canReveal]);
  const row = list[activeIndex.value];
  return (
    <div class="tl-rows">
      <canvas
        ref={canvas}
        class="tl-canvas"
        aria-hidden="true"
        style={{
          width: `${String(paneSize.value.width)}px`,
          height: `${String(paneSize.value.height)}px`,
        }}
      />
      <div
        ref={pane}
        class="tl-pane"
        tabIndex={0}
        {...(list.length === 0
          ? { role: 'group' }
          : {
              role: 'listbox',
              'aria-activedescendant': row === undefined ? undefined : `bar-${row.id}`,
            })}
        aria-label="Timeline of the runs"
        aria-describedby="tl-keys"
        onScroll={({ currentTarget }) => {
          // What the pointer is at changes with each frame, so it is told once it moves again.
          pointer.value = undefined;
          scrollTop.value = currentTarget.scrollTop;
        }}
        onFocus={() => {
          hasFocus.value = pane.current?.matches(':focus-visible') ?? false;
        }}
        onBlur={() => {
          hasFocus.value = false;
        }}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey || pane.current === null) return;
          hasFocus.value = true;
          if (keysOf(pane.current)[event.key]?.(event.shiftKey) !== true) return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        <div role="presentation" style={{ height: `${String(contentHeight.value)}px` }} />
        <Options />
      </div>
      <Tip />
      <p id="tl-keys" class="unseen">
        Up and down move between runs, left and right in time, with Shift they select a range of
        time. Plus and minus zoom time, square brackets the rows. Enter opens a run, Escape clears
        the range.
      </p>
    </div>
  );
};

/** A bar for each run of the list. */
export const RunsTimeline = (): VNode => (
  <div class="tl">
    <Bar />
    <Minimap />
    <Rows />
    <Status />
  </div>
);

/** @jsxImportSource preact */
/**
 * The timeline of many runs: a bar for each run of the list, in its order. The bars are drawn on a canvas; screen readers get the rows
 * in view as options of a list, and what is in view as a text.
 */
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { place, shown, showRun } from '../state.js';
import { Bar } from './Bar.js';
import { keysOf, revealRow } from './keys.js';
import { Minimap } from './Minimap.js';
import { listenToPointers } from './pointer.js';
import { hasFocus, pointer } from './state.js';
import { Options, Status } from './Status.js';
import { Tip } from './Tip.js';
import { useDrawing } from './useDrawing.js';
import {
  active,
  activeIndex,
  AXIS,
  chosenIndex,
  contentHeight,
  nameRows,
  paneSize,
  rowHeight,
  scrollTop,
} from './view.js';

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

/** @jsxImportSource preact */
/** The edge between a pane and the picture: dragged, or moved by the arrow keys, it changes the width of the pane. */
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Side } from './panes.js';
import { isFolded, setWidth, toggleFold, WIDTHS } from './panes.js';

/** How far an arrow key moves the edge, in pixels. */
const STEP = 24;

const titles: Readonly<Record<Side, string>> = {
  runs: 'Width of the list',
  panel: 'Width of the panel',
};

const widthOf = (side: Side): number => document.getElementById(side)?.offsetWidth ?? 0;

/** The separator beside a pane; nothing while the pane is folded. */
export const Splitter = ({ side }: { readonly side: Side }): VNode | null => {
  const ref = useRef<HTMLDivElement>(null);
  const folded = isFolded(side);
  useEffect(() => {
    const pane = document.getElementById(side);
    if (pane === null) return undefined;
    const observer = new ResizeObserver(() => {
      ref.current?.setAttribute('aria-valuenow', String(pane.offsetWidth));
    });
    observer.observe(pane);
    return () => {
      observer.disconnect();
    };
  }, [folded]);
  if (folded) return null;
  // Dragging right widens the pane on the left and narrows the one on the right.
  const sign = side === 'runs' ? 1 : -1;
  const moves: Readonly<Record<string, () => number>> = {
    ArrowLeft: () => widthOf(side) - sign * STEP,
    ArrowRight: () => widthOf(side) + sign * STEP,
    Home: () => WIDTHS.min,
    End: () => WIDTHS.max,
  };
  return (
    <div
      ref={ref}
      class={`splitter for-${side}`}
      role="separator"
      tabIndex={0}
      title={`${titles[side]}: drag; double-click for the first width`}
      aria-label={titles[side]}
      aria-orientation="vertical"
      aria-controls={side}
      aria-valuemin={WIDTHS.min}
      aria-valuemax={WIDTHS.max}
      aria-valuenow={WIDTHS.min}
      onKeyDown={(event) => {
        const move = moves[event.key];
        if (move === undefined) return;
        event.preventDefault();
        setWidth(side, move());
      }}
      onDblClick={() => {
        setWidth(side, undefined);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const box = document.getElementById(side)?.getBoundingClientRect();
        if (box === undefined) return;
        setWidth(side, side === 'runs' ? event.clientX - box.left : box.right - event.clientX);
      }}
    />
  );
};

/** The button that folds a pane. */
export const FoldButton = ({
  side,
  name,
}: {
  readonly side: Side;
  readonly name: string;
}): VNode => (
  <button
    type="button"
    class="icon fold"
    title={`Fold ${name}`}
    aria-label={`Fold ${name}`}
    onClick={() => {
      toggleFold(side);
    }}
  >
    {side === 'runs' ? '«' : '»'}
  </button>
);

/** What is left of a folded pane: the button that unfolds it. */
export const FoldedPane = ({
  side,
  name,
}: {
  readonly side: Side;
  readonly name: string;
}): VNode => (
  <section id={side} class={`folded ${side}`} aria-label={name}>
    <button
      type="button"
      title={`Unfold ${name.toLowerCase()}`}
      aria-label={`Unfold ${name.toLowerCase()}`}
      onClick={() => {
        toggleFold(side);
      }}
    >
      <span aria-hidden="true">{side === 'runs' ? '»' : '«'}</span> <span>{name}</span>
    </button>
  </section>
);

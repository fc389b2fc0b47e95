/** Roving focus for lists of buttons: the Tab key leads to one of them, and the arrow keys move between them. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { rovingIndex } from '../../element/roving.js';

/** What the container of the buttons gets. */
export interface Roving<E extends HTMLElement> {
  readonly ref: RefObject<E | null>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
}

const STOP = 'button:not(:disabled):not([data-aside])';

const stopsIn = (container: HTMLElement | null): ReadonlyArray<HTMLElement> => [
  ...(container?.querySelectorAll<HTMLElement>(STOP) ?? []),
];

const setTabStop = (stops: ReadonlyArray<HTMLElement>, stop: HTMLElement | undefined): void => {
  for (const other of stops) other.tabIndex = other === stop ? 0 : -1;
};

/**
 * Makes one tab stop of all buttons in a container: the focused one, else the one that matches `preferred`, else the first.
 * Buttons with `data-aside` keep out of it. The arrow keys stop at the ends, so that they never jump across a long list.
 */
export const useRoving = <E extends HTMLElement>(preferred?: string): Roving<E> => {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const stops = stopsIn(ref.current);
    setTabStop(
      stops,
      stops.find((stop) => stop === document.activeElement) ??
        stops.find((stop) => preferred !== undefined && stop.matches(preferred)) ??
        stops[0],
    );
  });
  return {
    ref,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const stops = stopsIn(ref.current);
      const at = stops.findIndex((stop) => stop === event.target);
      const next = at === -1 ? undefined : rovingIndex(event.key, at, stops.length);
      if (next === undefined) return;
      event.preventDefault();
      const wraps = Math.abs(next - at) > 1 && event.key.startsWith('Arrow');
      if (!wraps) stops[next]?.focus();
    },
    onFocusIn: ({ target }) => {
      const stops = stopsIn(ref.current);
      const stop = stops.find((other) => other === target);
      if (stop !== undefined) setTabStop(stops, stop);
    },
  };
};

/** Where the pointer and the keyboard are in the timeline, and what of it is told. */
import { signal } from '@preact/signals';

/** Where the pointer is in the pane. */
export const pointer = signal<{ readonly x: number; readonly y: number } | undefined>(undefined);

/** Whether the pane has the focus of the keyboard. */
export const hasFocus = signal(false);

/** The rows that screen readers are told of: those in view once the page stands still. */
export const told = signal({ first: 0, end: 0 });

/** How much of the span an arrow key moves. */
export const STEP = 0.1;

/** How much one step of a zoom is. */
export const FACTOR = 1.5;

/** @jsxImportSource preact */
/** How long the runs take: in each state, and from state to state. */
import type { VNode } from 'preact';

/** The figures of all runs that the list shows. */
export const Times = (): VNode => <div class="times" />;

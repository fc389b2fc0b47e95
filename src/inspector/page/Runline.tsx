/** @jsxImportSource preact */
/** The timeline of many runs. */
import type { VNode } from 'preact';

/** A bar for each run of the list. */
export const Runline = (): VNode => <div class="runline" />;

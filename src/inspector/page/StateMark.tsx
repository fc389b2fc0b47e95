/** @jsxImportSource preact */
/** A state and its colour. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { runTones } from '../../diagram/marks.js';
import type { RunState } from '../../run/RunState.js';

/** The CSS class with the colours of a state. */
export const toneClass = (state: RunState): string => `tone-${runTones[state]}`;

/** The name of a state behind a dot in its colour; `never began` for a run that was never created. */
export const StateMark = ({ state }: { readonly state: O.Option<RunState> }): VNode =>
  O.isNone(state) ? (
    <span class="mark tone-none">never began</span>
  ) : (
    <span class={`mark ${toneClass(state.value)}`}>{state.value}</span>
  );

/** @jsxImportSource preact */
/** A state, with its colour. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { runTones } from '../../diagram/run.js';
import type { RunState } from '../../run/RunState.js';

/** The class that has the colour of a state. */
export const toneClass = (state: RunState): string => `tone-${runTones[state]}`;

/** A dot in the colour of a state, and its name. A run that was never created stands nowhere. */
export const StateMark = ({ state }: { readonly state: O.Option<RunState> }): VNode =>
  O.isNone(state) ? (
    <span class="mark tone-none">never began</span>
  ) : (
    <span class={`mark ${toneClass(state.value)}`}>{state.value}</span>
  );

/** @jsxImportSource preact */
/** A state with its glyph and its colour. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { marks, runHue, runMarks } from '../../diagram/marks.js';
import type { RunState } from '../../run/RunState.js';

/** Sets `--tone` and `--tone-fill`, the colours of a state; theme.ts sets the colours of the palette. */
export const toneOf = (state: RunState): Readonly<Record<string, string>> => ({
  '--tone': `var(--${runHue(state)})`,
  '--tone-fill': `var(--${runHue(state)}-fill)`,
});

const Icon = ({ glyph }: { readonly glyph: string | undefined }): VNode => (
  <svg class="state-icon" viewBox="-8 -8 16 16" aria-hidden="true">
    <circle r="8" />
    <path d={glyph} />
  </svg>
);

/** The name of a state behind its glyph; `never began` for a run that was never created. */
export const StateMark = ({ state }: { readonly state: O.Option<RunState> }): VNode => {
  if (O.isNone(state))
    return (
      <span class="mark none">
        <Icon glyph="M-2 0h4" />
        never began
      </span>
    );
  const mark = runMarks[state.value];
  return (
    <span class="mark" style={toneOf(state.value)}>
      <Icon glyph={mark === undefined ? undefined : marks[mark].glyph} />
      {state.value}
    </span>
  );
};

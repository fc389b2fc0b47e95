/** A state with its glyph and its colour. */
import { RunState } from 'runchart';
import { marks, runMarks, runTones } from 'runchart/diagram';

/** The name of a state behind its glyph in its colour. A state that this page does not know has neither. */
export const StateMark = ({ state }: { readonly state: string }) => {
  const mark = RunState.is(state) ? runMarks[state] : undefined;
  const look = mark === undefined ? undefined : marks[mark];
  const hue = look?.hue ?? (RunState.is(state) ? runTones[state] : 'quiet');
  return (
    <span className="mark">
      <svg viewBox="-8 -8 16 16" aria-hidden="true">
        <circle className={`rc-f-${hue}`} r="8" />
        {look === undefined ? null : <path className="rc-s-badge-ink" d={look.glyph} />}
      </svg>
      {state}
    </span>
  );
};

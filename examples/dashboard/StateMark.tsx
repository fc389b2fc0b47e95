/** A state and its colour. */
import { RunState } from 'runchart';
import { runTones } from 'runchart/diagram';

/** The name of a state behind a dot in its colour. A state that this page does not know has no colour. */
export const StateMark = ({ state }: { readonly state: string }) => (
  <span className="mark">
    <svg viewBox="0 0 10 10" aria-hidden="true">
      <circle
        className={`rc-f-${RunState.is(state) ? runTones[state] : 'quiet'}`}
        cx="5"
        cy="5"
        r="5"
      />
    </svg>
    {state}
  </span>
);

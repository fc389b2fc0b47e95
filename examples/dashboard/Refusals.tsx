/** The refusals of the host by reason, shown while no run is chosen. */
import type { FigureSource } from './figures.js';
import { count } from './format.js';
import { useWatched } from './watch.js';

/** A bar for each reason, the most frequent first. */
export const Refusals = ({ source }: { readonly source: FigureSource }) => {
  const { refusals } = useWatched(source);
  const all = Object.entries(refusals).toSorted(([, a], [, b]) => b - a);
  const most = all[0]?.[1] ?? 1;
  return (
    <section className="panel" aria-label="Refusals">
      <h2>Refused, by reason</h2>
      <p className="muted">
        Workers that lost their lease, or come too late: the chart says no, and nothing changes.
      </p>
      <ul className="bars">
        {all.map(([tag, n]) => (
          <li key={tag}>
            <code>{tag}</code> <b>{count(n)}</b>
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect className="rc-f-failed" width={(100 * n) / most} height="4" />
            </svg>
          </li>
        ))}
      </ul>
      <p className="hint">Choose a run in the list: see what may happen to it, and move it.</p>
    </section>
  );
};

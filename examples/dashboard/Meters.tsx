/** The rates of events, refusals and frames. */
import type { FigureSource, Rate } from './figures.js';
import { count } from './format.js';
import { useWatched } from './watch.js';

const WIDTH = 120;
const HEIGHT = 28;

/** A sparkline, scaled to its maximum. */
const Line = ({ past }: Pick<Rate, 'past'>) => {
  const most = Math.max(1, ...past);
  const points = past.map(
    (n, i) =>
      `${((i * WIDTH) / Math.max(1, past.length - 1)).toFixed(1)},${(HEIGHT - 1 - (n / most) * (HEIGHT - 2)).toFixed(1)}`,
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
};

const Meter = ({
  name,
  className = '',
  rate,
}: {
  readonly name: string;
  readonly className?: string;
  readonly rate: Rate;
}) => (
  <li className={`meter ${className}`}>
    <b>{count(rate.now)}</b>
    <span>{name}</span>
    <Line past={rate.past} />
  </li>
);

/** The rates of the last second, with their history. */
export const Meters = ({ source }: { readonly source: FigureSource }) => {
  const { events, refused, frames } = useWatched(source);
  return (
    <ul className="meters" aria-label="Figures of the last second">
      <Meter name="events / s" rate={events} />
      <Meter name="refused / s" className="refused" rate={refused} />
      <Meter name="frames / s" className="frames" rate={frames} />
    </ul>
  );
};

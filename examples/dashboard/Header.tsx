/** The title, the pace of the fleet and the health of the worker. */
import { useEffect, useState } from 'react';
import type { Dashboard } from './dashboard.js';
import { RUNS } from './dashboard.js';
import type { Pace } from './fleet.js';
import { count } from './format.js';
import type { Life } from './host.js';
import type { Look } from './theme.js';
import { useWatched } from './watch.js';

const icon = new URL('./icon.svg', import.meta.url).href;

const SLOWEST = 125;
const FASTEST = 16_000;

const lifeText = ({ killedAt, restarts, took }: Life): string => {
  if (killedAt !== undefined) return 'worker killed: waiting for its heartbeat …';
  if (restarts === 0) return 'worker alive';
  return `worker replaced ${count(restarts)} x, in ${(took / 1000).toFixed(1)} s, nothing acknowledged lost`;
};

const START: Pace = { perSecond: 2000, isPaused: false };

const PaceButtons = ({ fleet, figures }: Pick<Dashboard, 'fleet' | 'figures'>) => {
  const [pace, setPace] = useState(START);
  /** The figures when the pace was changed: only later ones show its effect. */
  const [since, setSince] = useState(figures.getSnapshot);
  const now = useWatched(figures);
  useEffect(() => {
    fleet.setPace(START);
  }, [fleet]);
  const change = (to: Partial<Pace>): void => {
    const next = { ...pace, ...to };
    fleet.setPace(next);
    setPace(next);
    setSince(figures.getSnapshot());
  };
  const { perSecond, isPaused } = pace;
  const isAtRest = now !== since && now.isSettled;
  return (
    <div className="pace" role="group" aria-label="The fleet">
      <button
        type="button"
        className="primary"
        onClick={() => {
          change({ isPaused: !isPaused });
        }}
      >
        {isPaused ? 'Go on' : 'Pause'}
      </button>
      <button
        type="button"
        aria-label="Slower"
        disabled={perSecond <= SLOWEST}
        onClick={() => {
          change({ perSecond: perSecond / 2 });
        }}
      >
        −
      </button>
      <output>{isPaused ? (isAtRest ? 'paused' : 'pausing …') : `${count(perSecond)} / s`}</output>
      <button
        type="button"
        aria-label="Faster"
        disabled={perSecond >= FASTEST}
        onClick={() => {
          change({ perSecond: perSecond * 2 });
        }}
      >
        +
      </button>
    </div>
  );
};

const Worker = ({ life, kill }: Pick<Dashboard, 'life' | 'kill'>) => {
  const its = useWatched(life);
  const isDead = its.killedAt !== undefined;
  return (
    <div className="worker">
      <span role="status" className={isDead ? 'dead' : ''}>
        {lifeText(its)}
      </span>
      <button type="button" className="danger" disabled={isDead} onClick={kill}>
        Kill the worker
      </button>
    </div>
  );
};

/** The header. */
export const Header = ({
  dashboard,
  theme,
  onTheme,
}: {
  readonly dashboard: Dashboard;
  readonly theme: Look;
  readonly onTheme: () => void;
}) => (
  <header>
    <h1>
      <img src={icon} alt="" /> {count(RUNS)} runs, live
    </h1>
    <PaceButtons fleet={dashboard.fleet} figures={dashboard.figures} />
    <Worker life={dashboard.life} kill={dashboard.kill} />
    <button
      type="button"
      className="icon"
      aria-label={`${theme === 'dark' ? 'Light' : 'Dark'} colours`}
      onClick={onTheme}
    >
      {theme === 'dark' ? '☀' : '☾'}
    </button>
  </header>
);

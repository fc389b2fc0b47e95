/** Connects everything that the page shows; independent of React. */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ConnectError, RequestError } from 'runchart/worker';
import type { Board } from './board.js';
import { makeBoard } from './board.js';
import type { FigureSource } from './figures.js';
import { makeFigures } from './figures.js';
import type { Fleet } from './fleet.js';
import { makeFleet } from './fleet.js';
import { everyFrame } from './frames.js';
import type { Host } from './host.js';
import { startHost } from './host.js';
import { populate } from './population.js';
import type { Sending } from './sending.js';
import { makeSending } from './sending.js';
import { makeTraffic } from './traffic.js';

const runsAsked = new URLSearchParams(location.search).get('runs') ?? '';
const DEFAULT_RUNS = 10_000;

/** The number of runs: `?runs=` of the address, if it is one. */
export const RUNS = /^[1-9]\d{0,5}$/.test(runsAsked) ? Number(runsAsked) : DEFAULT_RUNS;

/** Everything that the page shows. */
export interface Dashboard extends Host {
  readonly sending: Sending;
  readonly board: Board;
  readonly fleet: Fleet;
  readonly figures: FigureSource;
}

/** Starts the host and the fleet, and applies every change once a frame. */
export const startDashboard = (): TE.TaskEither<ConnectError | RequestError, Dashboard> => {
  const board = makeBoard();
  const traffic = makeTraffic();
  return pipe(
    startHost(populate(RUNS)),
    TE.chainFirstW(({ client }) =>
      // All runs arrive in one message, at the start and after each restart, so the page never shows only some of them.
      client.subscribe({ all: true }, { every: 'frame', max: RUNS })(board.take),
    ),
    TE.chainFirstTaskK(() => board.told),
    TE.map((host) => {
      const sending = makeSending(host.client, board, traffic);
      const figures = makeFigures(board, traffic, sending);
      const fleet = makeFleet(board, sending);
      everyFrame((milliseconds) => {
        fleet.work(milliseconds);
        figures.frame(milliseconds);
      });
      return { ...host, sending, board, fleet, figures };
    }),
  );
};

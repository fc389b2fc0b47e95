/** The server's side of things: the board as it tells it, kept up to date, and the story of the run that is watched. */
import { computed, signal } from '@preact/signals';
import * as E from 'fp-ts/lib/Either.js';
import type { RunId } from '../../values/RunId.js';
import type { Problem, Row, Totals } from '../Board.js';
import { makeBoard } from '../Board.js';
import type { BoardMessage, SourceStatus } from '../Protocol.js';
import { decodeServerMessage, encodePageMessage } from '../Protocol.js';
import type { Story } from '../Story.js';

/** How it stands with the server. */
export type Connection = 'connecting' | 'open' | 'lost';

/** Runs, and all that is known of them together. */
export interface Dataset {
  /** Rises with every change. */
  readonly version: number;
  readonly rows: ReadonlyMap<RunId, Row>;
  readonly totals: Totals;
  readonly sources: ReadonlyArray<SourceStatus>;
  readonly problems: ReadonlyArray<Problem>;
  /** All runs that there are have been told. */
  readonly complete: boolean;
}

/** How it stands with the server. */
export const connection = signal<Connection>('connecting');

/** What the server said that could not be understood. */
export const misunderstood = signal<string | undefined>(undefined);

/** The story of the run that is watched. */
export const liveStory = signal<Story | undefined>(undefined);

/** Rises when the board has changed, at most once a frame. */
const version = signal(0);

/** In milliseconds: the first wait before another try, and the longest. */
const BACKOFF = { first: 500, longest: 10_000 } as const;

let rows = new Map<RunId, Row>();
let totals = makeBoard().totals();
let sources: ReadonlyArray<SourceStatus> = [];
let problems: ReadonlyArray<Problem> = [];
let complete = false;

let socket: WebSocket | undefined;
let wait: number = BACKOFF.first;
let watched: RunId | undefined;
let frame = 0;

/** The board as it is now. The runs are one object that changes: a dataset of another version has others. */
export const liveDataset = computed((): Dataset => ({
  version: version.value,
  rows,
  totals,
  sources,
  problems,
  complete,
}));

const changed = (): void => {
  if (frame !== 0) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    version.value += 1;
  });
};

const takeBoard = (message: BoardMessage): void => {
  if (message.reset) rows = new Map();
  for (const row of message.rows) rows.set(row.id, row);
  ({ totals } = message);
  sources = message.sources ?? sources;
  problems = message.problems ?? problems;
  complete = !message.more;
  changed();
};

const take = (text: string): void => {
  const message = decodeServerMessage(text);
  if (E.isLeft(message)) {
    misunderstood.value = message.left;
  } else if (message.right.type === 'board') {
    takeBoard(message.right);
  } else if (message.right.runId === watched) {
    const { runId, story } = message.right;
    liveStory.value = story === undefined ? undefined : { runId, ...story };
  }
};

const sayWatched = (): void => {
  if (socket?.readyState !== WebSocket.OPEN) return;
  socket.send(
    encodePageMessage({ type: 'watch', ...(watched === undefined ? {} : { runId: watched }) }),
  );
};

/** Asks for the story of a run, or for none. */
export const watch = (runId: RunId | undefined): void => {
  if (watched === runId) return;
  watched = runId;
  liveStory.value = undefined;
  sayWatched();
};

/** Connects, and connects again whenever the connection is lost; the server then tells everything anew. */
export const connect = (): void => {
  const { protocol, host } = window.location;
  const its = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/live`);
  socket = its;
  its.addEventListener('open', () => {
    wait = BACKOFF.first;
    connection.value = 'open';
    sayWatched();
  });
  its.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') take(data);
  });
  its.addEventListener('close', () => {
    connection.value = 'lost';
    // Many pages must not come back at the same instant.
    setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, BACKOFF.longest);
  });
};

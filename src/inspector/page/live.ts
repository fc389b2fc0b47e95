/** The connection to the server: its board, kept up to date, and the story of the watched run. */
import { computed, signal } from '@preact/signals';
import * as E from 'fp-ts/lib/Either.js';
import type { RunId } from '../../values/RunId.js';
import type { AppServerMessage } from '../apps/AppProtocol.js';
import type { Problem } from '../Board.js';
import type { BoardMessage, ChangesMessage, PageMessage, SourceStatus } from '../Protocol.js';
import { decodeServerMessage, encodePageMessage } from '../Protocol.js';
import type { Row } from '../Row.js';
import type { SearchServerMessage } from '../SearchProtocol.js';
import { isSearchAnswer } from '../SearchProtocol.js';
import type { Story } from '../Story.js';
import type { Totals } from '../Totals.js';
import { makeTotalsCounter } from '../Totals.js';

/** The state of the connection to the server. */
export type Connection = 'connecting' | 'open' | 'lost';

/** Runs, and their totals and sources. */
export interface Dataset {
  /** Rises with every change. */
  readonly version: number;
  /** The number of runs; the rows of some may still be on their way. */
  readonly size: number;
  /** The rows, in the order in which they arrived first. */
  readonly rows: ReadonlyArray<Row>;
  readonly has: (id: RunId) => boolean;
  readonly totals: Totals;
  /** The latest instant of all runs, in unix seconds. */
  readonly latest: number | undefined;
  readonly sources: ReadonlyArray<SourceStatus>;
  readonly problems: ReadonlyArray<Problem>;
  /** Whether every part of the whole board has arrived. */
  readonly complete: boolean;
}

/** The state of the connection to the server. */
export const connection = signal<Connection>('connecting');

/** Why a message of the server could not be decoded. */
export const decodeProblem = signal<string | undefined>(undefined);

/** The story of the watched run. */
export const liveStory = signal<Story | undefined>(undefined);

/** The story of the run that the watched one is compared with. */
export const comparedStory = signal<Story | undefined>(undefined);

/** Rises when the board changes, at most once a frame. */
const version = signal(0);

/** The first and the longest delay before a retry, in milliseconds. */
const BACKOFF = { first: 500, longest: 10_000 } as const;

let size = 0;
let rows: Array<Row> = [];
/** Where the row of each run is. */
let places = new Map<RunId, number>();
let totals = makeTotalsCounter().totals();
let latest: number | undefined;
let sources: ReadonlyArray<SourceStatus> = [];
let problems: ReadonlyArray<Problem> = [];
let complete = false;

let socket: WebSocket | undefined;
let wait: number = BACKOFF.first;
let watched: RunId | undefined;
let compared: RunId | undefined;
let frame = 0;

/** What keeps the actors: it gets their messages, and asks again after each connection. */
interface AppsListener {
  readonly receive: (message: AppServerMessage) => void;
  readonly opened: () => void;
}

let apps: AppsListener = { receive: () => undefined, opened: () => undefined };

/** Sets what gets the messages about actors. */
export const listenToApps = (listener: AppsListener): void => {
  apps = listener;
};

/** What keeps what was searched: it gets the answers, and asks again after each connection. */
interface SearchListener {
  readonly receive: (message: SearchServerMessage) => void;
  readonly opened: () => void;
}

let search: SearchListener = { receive: () => undefined, opened: () => undefined };

/** Sets what gets the messages about searching. */
export const listenToSearch = (listener: SearchListener): void => {
  search = listener;
};

/** The current board. `rows` is mutated, so compare datasets by `version`. */
export const liveDataset = computed((): Dataset => ({
  version: version.value,
  size,
  rows,
  has: (id) => places.has(id),
  totals,
  latest,
  sources,
  problems,
  complete,
}));

/** What keeps the changes of runs: it gets what it asked for, and forgets all when the whole board begins again. */
interface ChangesListener {
  readonly receive: (message: ChangesMessage) => void;
  readonly reset: () => void;
}

let changes: ChangesListener = { receive: () => undefined, reset: () => undefined };

/** Sets what gets the changes of runs. */
export const listenToChanges = (listener: ChangesListener): void => {
  changes = listener;
};

const scheduleUpdate = (): void => {
  if (frame !== 0) return;
  frame = requestAnimationFrame(() => {
    frame = 0;
    version.value += 1;
  });
};

const receiveBoard = (message: BoardMessage): void => {
  if (message.reset) {
    rows = [];
    places = new Map();
    changes.reset();
  }
  for (const row of message.rows) {
    const place = places.get(row.id) ?? rows.length;
    if (place === rows.length) places.set(row.id, place);
    rows[place] = row;
  }
  ({ totals, latest, runs: size } = message);
  sources = message.sources ?? sources;
  problems = message.problems ?? problems;
  complete = !message.more;
  scheduleUpdate();
};

const receiveMessage = (text: string): void => {
  const message = decodeServerMessage(text);
  if (E.isLeft(message)) {
    decodeProblem.value = message.left;
  } else if (message.right.type === 'board') {
    receiveBoard(message.right);
  } else if (message.right.type === 'changes') {
    changes.receive(message.right);
  } else if (message.right.type === 'story') {
    const { runId, story } = message.right;
    const told = story === undefined ? undefined : { runId, ...story };
    if (runId === watched) liveStory.value = told;
    if (runId === compared) comparedStory.value = told;
  } else if (isSearchAnswer(message.right)) {
    search.receive(message.right);
  } else apps.receive(message.right);
};

/** Sends a message, unless the connection is lost. Returns whether it was sent. */
export const send = (message: PageMessage): boolean => {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(encodePageMessage(message));
  return true;
};

const sendWatched = (): void => {
  send({
    type: 'watch',
    ...(watched === undefined ? {} : { runId: watched }),
    ...(compared === undefined ? {} : { otherId: compared }),
  });
};

/** Watches a run, and one to compare it with, or none. */
export const watch = (runId: RunId | undefined, otherId: RunId | undefined): void => {
  if (watched === runId && compared === otherId) return;
  if (watched !== runId) liveStory.value = undefined;
  if (compared !== otherId) comparedStory.value = undefined;
  watched = runId;
  compared = otherId;
  sendWatched();
};

/** Connects, and reconnects whenever the connection is lost; the server then sends the whole board again. */
export const connect = (): void => {
  const { protocol, host } = window.location;
  const opening = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/live`);
  socket = opening;
  opening.addEventListener('open', () => {
    wait = BACKOFF.first;
    connection.value = 'open';
    sendWatched();
    search.opened();
    apps.opened();
  });
  opening.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') receiveMessage(data);
  });
  opening.addEventListener('close', () => {
    connection.value = 'lost';
    // Jitter: many pages must not reconnect at the same instant.
    setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, BACKOFF.longest);
  });
};

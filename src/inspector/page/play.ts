/** Runs that are made in the page: the same board as the server's, fed with what is clicked. Nothing of it leaves the page. */
import { computed, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { TimedStep } from '../../journal/EventStep.js';
import { stepOf } from '../../journal/EventStep.js';
import type { JournalEntry } from '../../journal/JournalEntry.js';
import { JournalEntryCodec } from '../../journal/JournalEntry.js';
import type { RunEvent } from '../../run/RunEvent.js';
import type { RunState } from '../../run/RunState.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Priority } from '../../values/Priority.js';
import { RunId } from '../../values/RunId.js';
import { TaskId } from '../../values/TaskId.js';
import { Timestamp } from '../../values/Timestamp.js';
import type { Row } from '../Board.js';
import { makeBoard } from '../Board.js';
import { bring } from '../bring.js';
import type { KeptOp, Story } from '../Story.js';
import type { Dataset } from './live.js';

const SOURCE = 'this page';

const board = makeBoard();
let lines: ReadonlyArray<string> = [];

/** Rises when something has happened. */
const version = signal(0);

/** The board, for those who want to be told when it changes. */
const watched = computed(() => ({ version: version.value, board }));

const write = (runId: RunId, step: TimedStep): void => {
  // Under its own command id, what is brought in a second time would be taken for a redelivery.
  // SAFETY: a step and its run are an entry.
  const entry = { ...step, runId, commandId: undefined } as unknown as JournalEntry;
  const text = JSON.stringify(JournalEntryCodec.encode(entry));
  lines = [...lines, text];
  board.take(SOURCE, lines.length, text);
  version.value += 1;
};

/** A run begins, due at once; the answer is its id. */
export const create = (state: Extract<RunState, 'Scheduled' | 'Ready'>): RunId => {
  const runId = RunId.generate();
  const createdAt = Timestamp.now();
  const ids = { runId, taskId: TaskId.generate() };
  write(
    runId,
    state === 'Ready'
      ? {
          op: 'new_ready_with_id',
          ...ids,
          scheduledAt: createdAt,
          createdAt,
          effectivePriority: Priority.initial,
          at: createdAt,
        }
      : {
          op: 'new_scheduled_with_id',
          ...ids,
          scheduledAt: createdAt,
          createdAt,
          at: createdAt,
        },
  );
  return runId;
};

/** Sends an event to a run, now; what comes of it, accepted or refused, is in its story. */
export const sendTo = (runId: RunId, event: RunEvent): void => {
  write(runId, stepOf({ ...event, at: Timestamp.now() }));
};

/** An id for an attempt: of a new one, or of somebody who never began one. */
export const attemptId: () => AttemptId = AttemptId.generate;

/** Brings a run of a journal in, with all that happened to it up to some op, to go on from there. */
export const bringIn = (story: Story, ops: ReadonlyArray<KeptOp>): void => {
  if (O.isSome(story.base))
    for (const step of O.toUndefined(bring(story.base.value)) ?? []) write(story.runId, step);
  for (const { entry, redelivered } of ops) {
    if (redelivered) continue;
    write(story.runId, entry);
  }
};

/** The story of a run. */
export const playStory = (runId: RunId): Story | undefined =>
  O.toUndefined(watched.value.board.story(runId));

/** Everything that happened, as a journal. */
export const playJournal = (): string => lines.map((line) => `${line}\n`).join('');

/** The runs that were made here. */
export const playDataset = computed((): Dataset => ({
  version: version.value,
  rows: new Map(
    [...board.ids()].flatMap((id): ReadonlyArray<readonly [RunId, Row]> => {
      const row = board.row(id);
      return O.isSome(row) ? [[id, row.value]] : [];
    }),
  ),
  totals: board.totals(),
  sources: [],
  problems: [],
  complete: true,
}));

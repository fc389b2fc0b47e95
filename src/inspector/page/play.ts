/** Runs that are created in the page. They are on a board like the server's, and never leave the page. */
import { computed, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { TimedStep } from '../../journal/EventStep.js';
import { stepOf } from '../../journal/EventStep.js';
import type { JournalEntry } from '../../journal/JournalEntry.js';
import { JournalEntryCodec } from '../../journal/JournalEntryCodec.js';
import type { RunEvent } from '../../run/RunEvent.js';
import type { RunState } from '../../run/RunState.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Priority } from '../../values/Priority.js';
import { RunId } from '../../values/RunId.js';
import { TaskId } from '../../values/TaskId.js';
import { Timestamp } from '../../values/Timestamp.js';
import type { Board } from '../Board.js';
import { makeBoard } from '../Board.js';
import { restoreSteps } from '../restoreSteps.js';
import type { RunChanges } from '../RunChange.js';
import type { Story, StoryOp } from '../Story.js';
import type { Dataset } from './live.js';

const SOURCE = 'this page';

/** The board of the runs that were created in the page. */
export const playBoard: Board = makeBoard();
let entries: ReadonlyArray<JournalEntry> = [];

/** Rises with every entry. */
const version = signal(0);

/** The board, for signals that depend on its runs. */
const watched = computed(() => ({ version: version.value, board: playBoard }));

const apply = (runId: RunId, step: TimedStep): void => {
  // A copied op must not keep its command id: copied a second time, it would count as redelivered.
  // SAFETY: a step with its run id is an entry.
  const entry = { ...step, runId, commandId: undefined } as unknown as JournalEntry;
  entries = [...entries, entry];
  playBoard.apply({ source: SOURCE, line: entries.length, entry });
  version.value += 1;
};

/** Creates a run that is due now, and returns its id. */
export const create = (state: Extract<RunState, 'Scheduled' | 'Ready'>): RunId => {
  const runId = RunId.generate();
  const createdAt = Timestamp.now();
  const ids = { runId, taskId: TaskId.generate() };
  apply(
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

/** Sends an event to a run; its outcome, accepted or refused, is added to the story. */
export const sendEvent = (runId: RunId, event: RunEvent): void => {
  apply(runId, stepOf({ ...event, at: Timestamp.now() }));
};

/** A new attempt id: for an attempt that starts, or for a worker that never started one. */
export const attemptId: () => AttemptId = AttemptId.generate;

/** Copies a run with the given ops to the page's board. */
export const copyRun = (story: Story, ops: ReadonlyArray<StoryOp>): void => {
  if (O.isSome(story.base))
    for (const step of O.toUndefined(restoreSteps(story.base.value)) ?? [])
      apply(story.runId, step);
  for (const { entry, redelivered, firstCommand } of ops) {
    if (redelivered || firstCommand !== undefined) continue;
    apply(story.runId, entry);
  }
};

/** The story of a run. */
export const playStory = (runId: RunId): Story | undefined =>
  O.toUndefined(watched.value.board.story(runId));

/** The changes in time of a run, by its number. */
export const playChanges = (number: number): RunChanges => watched.value.board.changesAt(number);

/** Every op so far, as a journal. */
export const playJournal = (): string =>
  entries.map((entry) => `${JSON.stringify(JournalEntryCodec.encode(entry))}\n`).join('');

/** The runs that were created in the page. */
export const playDataset = computed((): Dataset => ({
  version: version.value,
  size: playBoard.size(),
  rows: playBoard.makeReader().take(Infinity),
  has: (id) => O.isSome(playBoard.row(id)),
  totals: playBoard.totals(),
  latest: O.toUndefined(playBoard.latest()),
  sources: [],
  problems: [],
  complete: true,
}));

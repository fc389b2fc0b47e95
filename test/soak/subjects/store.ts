/**
 * A store: a step of many walks at a time. Creations are insertions, events are commands, and each run is loaded after each step.
 *
 * A store never overwrites a run. So an op that does, and a second creation, give the run another row: `import` writes it, from a journal of
 * one line. A run that no such line makes is out of the store until an op makes it again.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { CommandId, JournalEntry, RunEvent, RunId, RunInstance } from '../../../src/index.js';
import { allowedActions, RunInstanceStrictCodec } from '../../../src/index.js';
import { commandOf } from '../../../src/journal/Command.js';
import { eventOf } from '../../../src/journal/EventStep.js';
import type { Mutated, MutateError, Mutation, RunStore } from '../../../src/store/index.js';
import { right } from '../../support/right.js';
import type { Delivery } from '../Command.js';
import { error } from '../errors.js';
import type { Observation, Outcome, SlowSubject, Tagged } from '../Subject.js';
import { actionOf, applied, encoded } from './runs.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A run of a walk, and its row. */
interface Track {
  readonly id: RunId;
  /** The number of the call that plays it. */
  readonly play: number;
  /** The run as the store had it last, by its own id; `undefined` if it has none. */
  run: RunInstance | undefined;
  /** How many rows it has had. */
  rows: number;
  /** Whether the store cannot have the run. */
  isOut: boolean;
  /** The commands that the row had, by id. */
  readonly commands: Map<CommandId, JournalEntry>;
}

/** A store, and how it is closed. */
export interface Opened {
  readonly store: RunStore;
  readonly end: () => Promise<void>;
}

// ------------------------------------------------------------------------------------------------------------ rows

const fourDigits = (n: number): string => n.toString(16).padStart(4, '0').slice(-4);

/** The id of the row of a run, which no other row has: not of this run, and not of another play. */
const rowIdOf = ({ id, play, rows }: Track): RunId =>
  // SAFETY: digits in the place of digits.
  `${id.slice(0, 9)}${fourDigits(play)}-${fourDigits(rows)}${id.slice(18)}` as RunId;

/** The event of an entry. It carries the instant of the run's latest change if it has none, so that the store's clock does not matter. */
const timedEventOf = (entry: JournalEntry, run: RunInstance | undefined): RunEvent | undefined => {
  const event = eventOf(entry, run?.state);
  return event === undefined || event.at !== undefined || run === undefined
    ? event
    : { ...event, at: run.lastStateChangeAt };
};

/** What tells two commands apart in a store: the event, and what it carries but the instant. */
const contentOf = (entry: JournalEntry): string => {
  const event = eventOf(entry);
  return JSON.stringify(event === undefined ? entry.op : { ...event, at: 0 });
};

const isNew = ({ op }: JournalEntry): boolean =>
  op === 'new_ready_with_id' || op === 'new_scheduled_with_id';

/** What a store answered, of the run's own id. */
const outcomeOf = (
  { id, commands }: Track,
  { entry }: Delivery,
  answer: E.Either<MutateError, { readonly run: RunInstance }>,
): Outcome => {
  if (E.isRight(answer)) return E.right(Object.freeze({ ...answer.right.run, id }));
  const refusal: Tagged = { ...answer.left, ...('runId' in answer.left ? { runId: id } : {}) };
  if (refusal._tag === 'RunNotInStore') return E.left(error('NoRun'));
  const { commandId } = entry;
  const first = commandId === undefined ? undefined : commands.get(commandId);
  // A store words its commands in another way.
  return refusal._tag === 'CommandIdReused' && first !== undefined
    ? E.left({ ...refusal, ...{ firstCommand: commandOf(first), command: commandOf(entry) } })
    : E.left(refusal);
};

// -------------------------------------------------------------------------------------------------------- operations

/** A delivery to a track, and the place of its observation. */
interface Move {
  readonly track: Track;
  readonly delivery: Delivery;
  outcome: Outcome | undefined;
}

/** Inserts new runs, after a second insertion of each row that is there, which must change nothing. */
const insert = async (
  store: RunStore,
  moves: ReadonlyArray<Move & { readonly made: RunInstance }>,
): Promise<void> => {
  const there = moves.filter(({ track }) => track.run !== undefined && !track.isOut);
  const again = right(
    await store.insertMany(
      there.map(({ track, made }) => ({ run: { ...made, id: rowIdOf(track) } })),
    )(),
  );
  const notThere = new Set(there.filter((_, i) => again[i]?.alreadyThere !== true));
  for (const { track } of moves) {
    track.rows += 1;
    track.commands.clear();
  }
  const inserted = right(
    await store.insertMany(
      moves.map(({ track, made }) => ({ run: { ...made, id: rowIdOf(track) } })),
    )(),
  );
  moves.forEach((move, i) => {
    const stored = inserted[i]?.stored.run;
    move.outcome =
      stored === undefined || notThere.has(move)
        ? E.left({ _tag: 'an insertion that is wrong' })
        : E.right(Object.freeze({ ...stored, id: move.track.id }));
  });
};

/** Writes runs that an op overwrote to rows of their own. */
const overwrite = async (
  store: RunStore,
  moves: ReadonlyArray<Move & { readonly made: RunInstance }>,
): Promise<void> => {
  const lines: Array<JournalEntry> = [];
  for (const move of moves) {
    const { track, made } = move;
    track.rows += 1;
    track.commands.clear();
    const runId = rowIdOf(track);
    track.isOut = !RunInstanceStrictCodec.is(made);
    move.outcome = E.right(made);
    if (!track.isOut)
      lines.push({ op: 'deserialize', runId, json: encoded({ ...made, id: runId }) });
  }
  async function* all(): AsyncGenerator<JournalEntry> {
    await Promise.resolve();
    yield* lines;
  }
  const imported = right(await store.import(all())());
  if (imported.runs !== lines.length) throw new Error(JSON.stringify(imported));
};

/** The answer to each command; if the database fails, they are sent one by one, so that it fails for one alone. */
const answersTo = async (
  store: RunStore,
  mutations: ReadonlyArray<Mutation>,
): Promise<ReadonlyArray<E.Either<MutateError, Mutated>>> => {
  const all = await store.mutateMany(mutations)();
  if (E.isRight(all)) return all.right;
  const answers: Array<E.Either<MutateError, Mutated>> = [];
  for (const { id, event, ...options } of mutations)
    answers.push(await store.mutate(id, event, options)());
  return answers;
};

/** Sends events that the store can answer. */
const send = async (
  store: RunStore,
  moves: ReadonlyArray<Move & { readonly event: RunEvent }>,
): Promise<void> => {
  const mutations = moves.map(({ track, delivery: { entry }, event }): Mutation => ({
    id: rowIdOf(track),
    event,
    ...(entry.commandId === undefined ? {} : { commandId: entry.commandId }),
  }));
  const answers = await answersTo(store, mutations);
  moves.forEach((move, i) => {
    const { track, delivery } = move;
    const answer = answers[i];
    if (answer === undefined) throw new Error('a command has no answer');
    move.outcome = outcomeOf(track, delivery, answer);
    const { entry } = delivery;
    if (entry.commandId !== undefined && track.run !== undefined && !delivery.again)
      track.commands.set(entry.commandId, entry);
  });
};

/** Whether the store answers a redelivery as the oracle does: its row had the command, and means the same by it. */
const isKnown = ({ commands }: Track, { entry }: Delivery): boolean => {
  const first = entry.commandId === undefined ? undefined : commands.get(entry.commandId);
  return (
    first !== undefined &&
    (commandOf(first) === commandOf(entry) || contentOf(first) !== contentOf(entry))
  );
};

/** Carries out a step of each walk. */
const takeStep = async (store: RunStore, moves: ReadonlyArray<Move>): Promise<void> => {
  const sent: Array<Move & { readonly event: RunEvent }> = [];
  const created: Array<Move & { readonly made: RunInstance }> = [];
  const changed: Array<Move & { readonly made: RunInstance }> = [];
  for (const move of moves) {
    const { track, delivery } = move;
    const { entry, again } = delivery;
    const event = timedEventOf(entry, track.run);
    if (event !== undefined) {
      if (track.isOut) {
        if (!again) move.outcome = applied(entry, track.run);
      } else if (!again || isKnown(track, delivery)) sent.push(Object.assign(move, { event }));
      continue;
    }
    // What makes or overwrites a run is no command of a store, which cannot know that it came again.
    if (again) continue;
    const outcome = applied(entry, track.run);
    if (E.isLeft(outcome)) move.outcome = outcome;
    else (isNew(entry) ? created : changed).push(Object.assign(move, { made: outcome.right }));
  }
  if (created.length > 0) await insert(store, created);
  if (changed.length > 0) await overwrite(store, changed);
  if (sent.length > 0) await send(store, sent);
  for (const { track } of created) track.isOut = false;
};

/** Makes the subject of a store. */
export const storeSubject = (name: string, open: () => Promise<Opened>): SlowSubject => {
  let opened: Promise<Opened> | undefined;
  let plays = 0;
  return {
    name,
    play: async (walks) => {
      const { store } = await (opened ??= open());
      const play = (plays += 1);
      const tracks = new Map<RunId, Track>();
      const trackOf = (id: RunId): Track => {
        const track = tracks.get(id) ?? {
          id,
          play,
          run: undefined,
          rows: 0,
          isOut: false,
          commands: new Map(),
        };
        tracks.set(id, track);
        return track;
      };
      const seen = walks.map((): Array<Observation | undefined> => []);
      const length = Math.max(...walks.map((walk) => walk.length));
      for (let step = 0; step < length; step += 1) {
        const moves = walks.flatMap((walk, i): ReadonlyArray<Move & { readonly walk: number }> => {
          const delivery = walk[step];
          return delivery === undefined
            ? []
            : [{ walk: i, delivery, track: trackOf(delivery.entry.runId), outcome: undefined }];
        });
        await takeStep(store, moves);
        const loaded = await Promise.all(moves.map(({ track }) => store.load(rowIdOf(track))()));
        moves.forEach(({ walk, track, outcome }, i) => {
          const row = loaded[i];
          if (track.isOut) {
            if (outcome !== undefined && E.isRight(outcome)) track.run = outcome.right;
            seen[walk]?.push(undefined);
            return;
          }
          const run =
            row !== undefined && E.isRight(row)
              ? Object.freeze({ ...row.right.run, id: track.id })
              : undefined;
          track.run = run;
          seen[walk]?.push({
            outcomes: outcome === undefined ? [] : [outcome],
            runs: [run],
            wire: run === undefined ? undefined : encoded(run),
            actions: run === undefined ? undefined : allowedActions(run).map(actionOf),
          });
        });
      }
      return seen;
    },
    close: async () => {
      if (opened !== undefined) await (await opened).end();
    },
  };
};

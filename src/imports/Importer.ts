/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a fold over many records with private state */
/**
 * Turns what records say into the ops of a journal.
 *
 * A record says which states a run entered, and when; the importer writes the shortest way through the chart to each of them, and says in
 * its report which states on that way have no instant of their own. An attempt that is active when its run leaves Running ends there.
 * Earlier attempts that a record only counts are restored as a number: nothing is known of their instants.
 *
 * Laws: every line is accepted by a replay; no instant is made up; equal input gives equal output.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Annotations } from '../journal/Annotations.js';
import { applyStep } from '../journal/applyStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { Step } from '../journal/Step.js';
import { pathTo } from '../run/AllowedAction.js';
import { decide } from '../run/decide.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal } from '../run/RunState.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { AttemptId } from '../values/AttemptId.js';
import { idFromText } from '../values/idFromText.js';
import { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import type { Timestamp } from '../values/Timestamp.js';
import { isNil } from '../values/Uuid.js';
import type { Facts, Moved } from './compile.js';
import { compileMapping } from './compile.js';
import { entryText } from './entryText.js';
import type { ImportReport, Place } from './ImportReport.js';
import { makeCounter } from './ImportReport.js';
import type { Mapping } from './Mapping.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What an importer works with. */
export interface ImporterOptions {
  readonly mapping: Mapping;
  /** The namespace of the ids; default: the name of the mapping. */
  readonly namespace?: string | undefined;
  /** The kinds of runs to import; default: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Takes the lines of the journal. */
  readonly line: (text: string) => void;
  /** Takes what people call a run or a task, once for each id. */
  readonly label?: ((id: RunId | TaskId, label: string) => void) | undefined;
}

/** Turns records into ops. */
export interface Importer {
  /** Begins a file: forgets what rules remembered of the one before. */
  readonly begin: (file: string, name: string) => void;
  readonly take: (line: number, record: unknown) => void;
  /** Counts what could not be read as a record. */
  readonly malformed: (line: number, message: string) => void;
  /** Writes what waited for the last record. */
  readonly end: () => void;
  readonly malformedSoFar: () => ImportReport['malformed'];
  readonly report: () => ImportReport;
}

/** A record that waits until all tries of its run are known. */
interface Held {
  readonly facts: Facts;
  readonly place: Place;
}

// -------------------------------------------------------------------------------------------------------------- ways

/** The states on the shortest way from one state to another, without an active attempt; `undefined` if there is none. */
const makeWays = (): ((run: RunInstance, to: RunState) => ReadonlyArray<RunState> | undefined) => {
  const known = new Map<string, ReadonlyArray<RunState> | undefined>();
  return (run, to) => {
    const key = `${run.state} ${to}`;
    if (known.has(key)) return known.get(key);
    const events = O.toUndefined(pathTo(to)(run));
    let last: RunInstance | undefined = run;
    const states = events?.flatMap((event): ReadonlyArray<RunState> => {
      if (last === undefined) return [];
      const next: E.Either<unknown, RunInstance> = decide(event)(last);
      const entered = E.isRight(next) && next.right.state !== last.state;
      last = E.isRight(next) ? next.right : undefined;
      return entered && last !== undefined ? [last.state] : [];
    });
    known.set(key, states);
    return states;
  };
};

// ---------------------------------------------------------------------------------------------------------- importer

/** How many malformed records are kept as examples. */
const MAX_MALFORMED = 20;

/** Makes an importer. */
export const makeImporter = (options: ImporterOptions): Importer => {
  const { mapping, only, line: writeLine, label: writeLabel } = options;
  const namespace = options.namespace ?? mapping.name;
  const read = compileMapping(mapping);
  const runIdOf = idFromText(RunId)(namespace);
  const taskIdOf = idFromText(TaskId)(namespace);
  const attemptIdOf = idFromText(AttemptId)(namespace);
  const wayTo = makeWays();
  const isHeld = mapping.order !== undefined;

  const runs = new Map<RunId, RunInstance>();
  const tasks = new Map<string, TaskId>();
  const held = new Map<string, Array<Held>>();
  const noPlace = makeCounter();
  const assumed = makeCounter();
  const malformed: Array<Place & { readonly message: string }> = [];
  let variables: Record<string, string | undefined> = {};
  let file = '';
  let records = 0;
  let lines = 0;
  let malformedCount = 0;

  const addMalformed = (place: Place, message: string): void => {
    malformedCount += 1;
    if (malformed.length < MAX_MALFORMED) malformed.push({ ...place, message });
  };

  const taskOf = (name: string): TaskId => {
    const known = tasks.get(name);
    if (known !== undefined) return known;
    // Not the name alone: a run may have the same.
    const id = taskIdOf(`task:${name}`);
    tasks.set(name, id);
    writeLabel?.(id, name);
    return id;
  };

  /** Writes an op, if the run accepts it. */
  const write = (
    place: Place,
    run: RunInstance | undefined,
    runId: RunId,
    step: Step,
    at: Timestamp | undefined,
    says?: Annotations,
  ): RunInstance | undefined => {
    const after = applyStep(step, at)(run === undefined ? O.none : O.some(run));
    if (E.isLeft(after)) {
      noPlace.add(`refused: ${after.left._tag}`, place);
      return undefined;
    }
    // SAFETY: an entry is a step with these fields.
    const entry = { ...step, runId, ...(at === undefined ? {} : { at }), ...says } as JournalEntry;
    lines += 1;
    writeLine(entryText(entry));
    runs.set(runId, after.right);
    return after.right;
  };

  const create = (
    { facts, place }: Held,
    runId: RunId,
    moves: ReadonlyArray<Moved>,
  ): RunInstance | undefined => {
    const { created } = facts;
    if (created === undefined) {
      noPlace.add(`${facts.kind ?? 'a run'}: its beginning is not in the file`, place);
      return undefined;
    }
    const createdAt =
      created.at ?? moves.find(({ at }) => at !== undefined)?.at ?? created.scheduled;
    if (createdAt === undefined) {
      addMalformed(place, 'the record has no instant at all');
      return undefined;
    }
    if (created.at === undefined)
      assumed.add('no instant of the creation: the first one that is known', place);
    const scheduledAt = created.scheduled ?? createdAt;
    const isScheduled = created.in === 'Scheduled' || scheduledAt > createdAt;
    const taskId = taskOf(facts.task);
    if (isNil(taskId) || isNil(runId)) {
      addMalformed(place, 'the id of a run or a task is the nil UUID');
      return undefined;
    }
    if (facts.label !== undefined) writeLabel?.(runId, facts.label);
    return write(
      place,
      undefined,
      runId,
      isScheduled
        ? { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt }
        : {
            op: 'new_ready_with_id',
            runId,
            taskId,
            scheduledAt,
            createdAt,
            effectivePriority: facts.priority,
          },
      createdAt,
    );
  };

  /** Begins an attempt of a run in Running. */
  const begin = (
    place: Place,
    facts: Facts,
    run: RunInstance,
    move: Moved,
  ): RunInstance | undefined => {
    const { number, at, says } = move;
    if (O.isSome(run.currentAttemptId)) {
      noPlace.add('a second attempt while one is active', place);
      return run;
    }
    let now = run;
    if (number !== undefined && number > run.attemptCount + 1) {
      assumed.add('earlier attempts, of which only the number is known', place);
      const count = number - 1;
      // SAFETY: the number of an attempt is a u32 above 0.
      const restored = write(
        place,
        now,
        run.id,
        {
          op: 'restore_attempt_state_for_bootstrap',
          count: count as AttemptCount,
          activeAttempt: O.none,
        },
        at,
      );
      if (restored === undefined) return undefined;
      now = restored;
    }
    const attempt = move.attempt ?? String(number ?? now.attemptCount + 1);
    const attemptId = attemptIdOf(`${facts.run}#${attempt}`);
    return write(place, now, run.id, { op: 'start_attempt', attemptId }, at, says);
  };

  /** Ends the active attempt, if there is one. */
  const finish = (
    place: Place,
    run: RunInstance,
    at: Timestamp | undefined,
    says: Annotations,
  ): RunInstance | undefined =>
    O.isNone(run.currentAttemptId)
      ? run
      : write(
          place,
          run,
          run.id,
          { op: 'finish_attempt', attemptId: run.currentAttemptId.value },
          at,
          says,
        );

  const stepInto = (state: RunState, before: RunInstance, facts: Facts): Step => {
    if (state !== 'Ready') return { op: 'transition_to', to: state };
    return before.state === 'Scheduled' && facts.priority !== before.effectivePriority
      ? { op: 'promote_to_ready_with_priority', effectivePriority: facts.priority }
      : { op: 'promote_to_ready' };
  };

  /** Does what a move says. */
  const advance = (
    place: Place,
    facts: Facts,
    run: RunInstance,
    move: Moved,
    isLast: boolean,
  ): RunInstance | undefined => {
    const { at, says } = move;
    if (move.from?.has(run.state) === false) return run;
    if (move.assume !== undefined) assumed.add(move.assume, place);
    if (at !== undefined && at < run.lastStateChangeAt)
      assumed.add('an instant before the previous one: written as it is', place);
    if (move.to === undefined || (move.to !== 'Running' && move.attempt !== undefined)) {
      const active = O.toUndefined(run.currentAttemptId);
      const isOwn =
        move.attempt === undefined || attemptIdOf(`${facts.run}#${move.attempt}`) === active;
      if (active === undefined || !isOwn) {
        noPlace.add('the end of an attempt that is not the active one', place);
        return run;
      }
    }
    if (move.to === undefined) return finish(place, run, at, says);
    const goesOn = !isLast && isTerminal(move.to);
    const to = goesOn ? 'RetryWait' : move.to;
    if (goesOn) assumed.add('an end that a later try undid: the run waits for it', place);
    if (goesOn && run.state !== 'Running') return run;
    if (to === run.state) return to === 'Running' ? begin(place, facts, run, move) : run;
    if (isTerminal(run.state)) {
      noPlace.add(`${to} after the end of the run`, place);
      return run;
    }
    const leaves = run.state === 'Running';
    const attempted = leaves && O.isSome(run.currentAttemptId);
    let now = leaves ? finish(place, run, at, says) : run;
    if (now === undefined) return undefined;
    const way = wayTo(now, to);
    if (way === undefined) {
      noPlace.add(`${now.state} to ${to}`, place);
      return now;
    }
    for (const [i, state] of way.entries()) {
      const isThere = i === way.length - 1;
      if (!isThere) assumed.add(`${state} on the way to ${to}, at the same instant`, place);
      const own = isThere && to !== 'Running' && !attempted ? says : undefined;
      now = write(place, now, run.id, stepInto(state, now, facts), at, own);
      if (now === undefined) return undefined;
    }
    return to === 'Running' ? begin(place, facts, now, move) : now;
  };

  /** Writes what a record says. */
  const apply = (record: Held, isLast: boolean): void => {
    const { facts, place } = record;
    const runId = runIdOf(facts.run);
    let run = runs.get(runId);
    if (run !== undefined && facts.created !== undefined && !isHeld) {
      noPlace.add('a second record of a run', place);
      return;
    }
    run ??= create(record, runId, facts.moves);
    if (run === undefined) return;
    for (const text of facts.assumed) assumed.add(text, place);
    for (const text of facts.noPlace) noPlace.add(text, place);
    for (const move of facts.moves) {
      const after = advance(place, facts, run, move, isLast);
      if (after === undefined) return;
      run = after;
    }
  };

  const hold = (record: Held): void => {
    const { run } = record.facts;
    const tries = held.get(run);
    if (tries === undefined) {
      held.set(run, [record]);
      return;
    }
    const same = tries.findIndex(({ facts }) => facts.order === record.facts.order);
    if (same === -1) tries.push(record);
    else {
      const [older] = tries.splice(same, 1, record);
      if (older !== undefined) noPlace.add('an earlier record of the same try', older.place);
    }
  };

  return {
    begin: (path, name) => {
      file = path;
      variables = { file: name };
    },
    malformed: (line, message) => {
      records += 1;
      addMalformed({ file, line }, message);
    },
    take: (line, record) => {
      records += 1;
      const place: Place = { file, line };
      variables['line'] = String(line);
      const facts = read(record, variables);
      if (facts._tag === 'Malformed') addMalformed(place, facts.message);
      else if (facts._tag === 'NoPlace') noPlace.add(facts.kind, place);
      else if (only !== undefined && !only.has(facts.kind ?? ''))
        noPlace.add(`left out by --only: ${facts.kind ?? 'runs without a kind'}`, place);
      else if (isHeld) hold({ facts, place });
      else apply({ facts, place }, true);
    },
    end: () => {
      for (const tries of held.values()) {
        tries.sort((a, b) => a.facts.order - b.facts.order);
        for (const [i, record] of tries.entries()) apply(record, i === tries.length - 1);
      }
      held.clear();
    },
    malformedSoFar: () => ({ total: malformedCount, first: malformed }),
    report: () => ({
      from: mapping.name,
      records,
      lines,
      runs: runs.size,
      no_place: noPlace.tallies(),
      assumed: assumed.tallies(),
      malformed: { total: malformedCount, first: malformed },
    }),
  };
};

/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a fold over many records with private state */
/**
 * Turns what records say into the ops of a journal.
 *
 * A record says which states a run entered, and when; the importer writes the shortest way through the chart to each of them, and says in
 * its report which states on that way have no instant of their own. An attempt that is active when its run leaves Running ends there.
 * Earlier attempts that a record only counts are restored as a number: nothing is known of their instants.
 *
 * Laws: a replay refuses no line; no instant is made up; equal input gives equal output.
 */
import { isTerminal } from '../run/RunState.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { RunId } from '../values/RunId.js';
import type { Facts, Moved } from './compile.js';
import { compileMapping } from './compile.js';
import { makeIds } from './ids.js';
import type { ImportReport, Place } from './ImportReport.js';
import { makeCounter } from './ImportReport.js';
import type { Slot } from './JournalWriter.js';
import { makeJournalWriter, SILENT } from './JournalWriter.js';
import type { Mapping } from './Mapping.js';
import { wayBetween } from './ways.js';

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
  readonly label?: ((id: string, label: string) => void) | undefined;
  /** The runs that were made of records before these, of which each of these may be a second record. */
  readonly known?: ReadonlySet<string> | undefined;
}

/** Turns records into ops. */
export interface Importer {
  /**
   * Begins a file: forgets what rules remembered of the one before. `name` is `$file` in the paths of rules.
   *
   * @param continues - whether there are records before these, of which rules may remember something
   */
  readonly begin: (file: string, name: string, continues?: boolean) => void;
  readonly take: (line: number, record: unknown) => void;
  /** Counts what could not be read as a record. */
  readonly malformed: (line: number, message: string) => void;
  /** Writes what waited for the last record. */
  readonly end: () => void;
  readonly malformedSoFar: () => ImportReport['malformed'];
  readonly report: () => ImportReport;
  /**
   * The ids of the runs that were made, and of those that were not, because their beginning is not in these records. One after the other
   * in one text, because the many texts of a list take long to move to another thread.
   */
  readonly runs: () => { readonly made: string; readonly absent: string };
  /** Whether a record means something else without the records before these. */
  readonly depends: () => boolean;
}

/** A record, and where it stands. */
interface Placed {
  readonly facts: Facts;
  readonly place: Place;
}

// ---------------------------------------------------------------------------------------------------------- importer

/** How many malformed records are kept as examples. */
export const MAX_MALFORMED = 20;

/** Makes an importer. */
export const makeImporter = (options: ImporterOptions): Importer => {
  const { mapping, only, known, label: writeLabel } = options;
  /** Whether records that are not at hand may have told texts to remember. */
  let isContinued = false;
  let depends = false;
  const read = compileMapping(mapping, () => {
    depends ||= isContinued;
  });
  const idOf = makeIds(options.namespace ?? mapping.name);
  const journal = makeJournalWriter(options.line);
  /** Whether the records of a run wait until all of them are there. */
  const isHeld = mapping.order !== undefined;

  const runs = new Map<string, Slot>();
  const tasks = new Map<string, string>();
  /** By run, and by what its tries follow one another. */
  const held = new Map<string, Map<number, Placed>>();
  const noPlace = makeCounter();
  const assumed = makeCounter();
  const malformed: Array<Place & { readonly message: string }> = [];
  let variables: Record<string, string | undefined> = {};
  let file = '';
  let records = 0;
  let malformedCount = 0;
  const absent = new Set<string>();

  const addMalformed = (place: Place, message: string): void => {
    malformedCount += 1;
    if (malformed.length < MAX_MALFORMED) malformed.push({ ...place, message });
  };

  const taskOf = (name: string): string => {
    const known = tasks.get(name);
    if (known !== undefined) return known;
    // Not the name alone: a run may have the same.
    const id = idOf(`task:${name}`);
    tasks.set(name, id);
    writeLabel?.(id, name);
    return id;
  };

  const create = ({ facts, place }: Placed, id: string): Slot | undefined => {
    const { created } = facts;
    if (created === undefined) {
      noPlace.add(`${facts.kind ?? 'a run'}: its beginning is not in the file`, place);
      return undefined;
    }
    const createdAt =
      created.at ?? facts.moves.find(({ at }) => at !== undefined)?.at ?? created.scheduled;
    if (createdAt === undefined || id === RunId.nil) {
      const why = id === RunId.nil ? 'its id is the nil UUID' : 'the record has no instant at all';
      addMalformed(place, why);
      return undefined;
    }
    if (created.at === undefined)
      assumed.add('no instant of the creation: the first one that is known', place);
    const scheduledAt = created.scheduled ?? createdAt;
    const state = created.in === 'Scheduled' || scheduledAt > createdAt ? 'Scheduled' : 'Ready';
    if (facts.label !== undefined) writeLabel?.(id, facts.label);
    const slot = journal.create(
      id,
      taskOf(facts.task),
      state,
      scheduledAt,
      createdAt,
      facts.priority,
    );
    runs.set(id, slot);
    return slot;
  };

  /** Begins an attempt of a run in Running. */
  const begin = ({ facts, place }: Placed, slot: Slot, move: Moved): void => {
    const { number, at } = move;
    if (slot.attempt !== undefined || slot.attempts >= AttemptCount.max) {
      noPlace.add('a second attempt while one is active', place);
      return;
    }
    if (number !== undefined && number > slot.attempts + 1) {
      assumed.add('earlier attempts, of which only the number is known', place);
      journal.restore(slot, number - 1, at);
    }
    const attempt = move.attempt ?? String(number ?? slot.attempts + 1);
    journal.start(slot, idOf(`${facts.run}#${attempt}`), at, move.says);
  };

  /** Whether a move ends an attempt that it names, and that is not the active one. */
  const endsAnother = (facts: Facts, slot: Slot, { plan: { to }, attempt }: Moved): boolean => {
    if (to === 'Running' || (to !== undefined && attempt === undefined)) return false;
    return (
      slot.attempt === undefined ||
      (attempt !== undefined && idOf(`${facts.run}#${attempt}`) !== slot.attempt)
    );
  };

  /** Does what a move says. */
  const advance = (record: Placed, slot: Slot, move: Moved, isLast: boolean): void => {
    const { facts, place } = record;
    const { plan, at, says } = move;
    if (plan.from?.has(slot.state) === false) return;
    if (endsAnother(facts, slot, move)) {
      noPlace.add('the end of an attempt that is not the active one', place);
      return;
    }
    if (plan.assume !== undefined) assumed.add(plan.assume, place);
    if (at === undefined) assumed.add(plan.untimed, place);
    else if (slot.at !== undefined && at < slot.at)
      assumed.add('an instant before the previous one: written as it is', place);
    if (plan.to === undefined) {
      journal.finish(slot, at, says);
      return;
    }
    const goesOn = !isLast && isTerminal(plan.to);
    if (goesOn) assumed.add('an end that a later try undid: the run waits for it', place);
    if (goesOn && slot.state !== 'Running') return;
    const to = goesOn ? 'RetryWait' : plan.to;
    if (to === slot.state) {
      if (to === 'Running') begin(record, slot, move);
      return;
    }
    const way = wayBetween(slot.state, to);
    if (way === undefined) {
      noPlace.add(`${slot.state} to ${to}`, place);
      return;
    }
    const ends = slot.attempt !== undefined;
    if (ends) journal.finish(slot, at, says);
    for (const text of way.assumed) assumed.add(text, place);
    const last = way.states.length - 1;
    for (let i = 0; i < last; i += 1) {
      const state = way.states[i];
      if (state !== undefined) journal.enter(slot, state, at, SILENT);
    }
    journal.enter(slot, to, at, ends || to === 'Running' ? SILENT : says);
    if (to === 'Running') begin(record, slot, move);
  };

  /** Writes what a record says. */
  const apply = (record: Placed, isLast: boolean): void => {
    const { facts, place } = record;
    const id = idOf(facts.run);
    let slot = runs.get(id);
    if (facts.created !== undefined && !isHeld && (slot !== undefined || known?.has(id) === true)) {
      noPlace.add('a second record of a run', place);
      return;
    }
    slot ??= create(record, id);
    if (slot === undefined) {
      absent.add(id);
      return;
    }
    for (const text of facts.assumed ?? []) assumed.add(text, place);
    for (const text of facts.noPlace ?? []) noPlace.add(text, place);
    for (const move of facts.moves) advance(record, slot, move, isLast);
  };

  const hold = (record: Placed): void => {
    const { run, order } = record.facts;
    const tries = held.get(run);
    if (tries === undefined) {
      held.set(run, new Map([[order, record]]));
      return;
    }
    const older = tries.get(order);
    if (older !== undefined) noPlace.add('an earlier record of the same try', older.place);
    tries.set(order, record);
  };

  return {
    begin: (path, name, continues = false) => {
      file = path;
      variables = { file: name };
      isContinued = continues;
    },
    malformed: (line, message) => {
      records += 1;
      addMalformed({ file, line }, message);
    },
    take: (line, record) => {
      records += 1;
      const place: Place = { file, line };
      const facts = read(record, variables);
      if (facts._tag === 'Malformed') addMalformed(place, facts.message);
      else if (facts._tag === 'NoPlace') noPlace.add(facts.kind, place);
      else if (only !== undefined && !only.has(facts.kind ?? ''))
        noPlace.add(`left out by --only: ${facts.kind ?? 'runs without a kind'}`, place);
      else if (isHeld) hold({ facts, place });
      else apply({ facts, place }, true);
    },
    end: () => {
      const before = malformedCount;
      for (const all of held.values()) {
        const tries = [...all.values()].sort((a, b) => a.facts.order - b.facts.order);
        for (const [i, record] of tries.entries()) apply(record, i === tries.length - 1);
      }
      held.clear();
      // In the report, those that are found now come after those of all records.
      depends ||= malformedCount > before;
    },
    malformedSoFar: () => ({ total: malformedCount, first: malformed }),
    report: () => ({
      from: mapping.name,
      records,
      lines: journal.lines(),
      runs: runs.size,
      no_place: noPlace.tallies(),
      assumed: assumed.tallies(),
      malformed: { total: malformedCount, first: malformed },
    }),
    runs: () => ({ made: [...runs.keys()].join(''), absent: [...absent].join('') }),
    depends: () => depends,
  };
};

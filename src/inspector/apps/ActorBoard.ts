/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a fold that updates private records for ten thousand steps a second */
/**
 * The board of actors: every actor of the programs that are inspected, folded from what they send.
 *
 * Everything in it is bounded: programs, charts, actors, their contexts, steps in number and in bytes. When there are too many actors,
 * the oldest that is over and has no children goes; if every actor is active, a new one is left out and counted.
 */
import type { RunId } from '../../values/RunId.js';
import { makeChanges } from '../Changes.js';
import type { Actor } from './Actor.js';
import { isOver, newActor, rowOf } from './Actor.js';
import type { ActorRow } from './ActorRow.js';
import { isRefused } from './ActorStep.js';
import type { ActorLine } from './AppLine.js';
import type { AppTotals, Heat, Program } from './AppProtocol.js';
import type { ChartIndex } from './ChartIndex.js';
import { diffContexts } from './contextDiff.js';
import { makeHeats } from './Heats.js';
import type { StepHistory, StepLimits } from './StepHistory.js';
import { makeStepHistory } from './StepHistory.js';
import type { StepInput } from './StepInput.js';
import { givenOutcome, verdictOf } from './StepInput.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The limits of a board; defaults: 20,000 actors with contexts of 128 MiB, and 250,000 steps of 64 MiB. */
export interface ActorLimits extends Partial<StepLimits> {
  readonly actors?: number;
  readonly contextBytes?: number;
}

/** Takes the actors that changed, at its own pace. */
export interface ActorReader {
  /** Takes changed actors until there are at least `enough` or none is left. A new reader takes every actor. */
  readonly take: (enough: number) => {
    readonly rows: ReadonlyArray<ActorRow>;
    readonly removed: ReadonlyArray<number>;
  };
  /** Whether each actor, as of now, was taken once. */
  readonly hasSeenAll: () => boolean;
}

/** A board of actors. */
export interface ActorBoard {
  /** Adds a program. */
  readonly addProgram: (source: string, via: Program['via']) => number;
  /** Says that a program has ended, or goes on after all. */
  readonly setOpen: (program: number, isOpen: boolean) => void;
  /** Removes a program and its actors. */
  readonly removeProgram: (program: number) => void;
  /** Counts steps that the sender of a program dropped. */
  readonly addDropped: (program: number, count: number) => void;
  readonly programs: () => ReadonlyArray<Program>;
  /** Adds an actor, or updates what is known of it. None if there are too many. */
  readonly putActor: (
    program: number,
    line: Omit<ActorLine, 'app' | 'chart'>,
    chart: ChartIndex | undefined,
    size: number,
  ) => Actor | undefined;
  readonly findActor: (program: number, sessionId: string) => Actor | undefined;
  readonly actorAt: (actor: number) => Actor | undefined;
  readonly actors: () => Iterable<Actor>;
  /** Applies a step. */
  readonly step: (actor: Actor, input: StepInput) => void;
  /** Counts a step of an actor that was left out. */
  readonly leaveOut: () => void;
  readonly setRun: (actor: Actor, runId: RunId) => void;
  readonly setKind: (actor: Actor, kind: ActorRow['kind']) => void;
  readonly rowOf: (actor: Actor) => ActorRow;
  /** The number of actors that are kept. */
  readonly size: () => number;
  readonly makeReader: () => ActorReader;
  readonly totals: () => AppTotals;
  readonly history: StepHistory;
  /** The sums over all actors of a chart, with those that are no longer kept. */
  readonly heatOf: (chart: ChartIndex) => Heat;
}

const DEFAULT_ACTORS = 20_000;
const DEFAULT_CONTEXT_BYTES = 128 * 1024 * 1024;
const DEFAULT_STEPS = 250_000;
const DEFAULT_STEP_BYTES = 64 * 1024 * 1024;

/** How many changes of the context are kept with a step. */
const KEPT_CHANGES = 8;

/** How many programs that have ended are kept: an app that is reloaded while it is developed makes many. */
const MAX_ENDED = 20;

interface MutableProgram {
  readonly program: number;
  readonly source: string;
  readonly via: Program['via'];
  isOpen: boolean;
  dropped: number;
  /** By session id. */
  readonly actors: Map<string, Actor>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** An empty board. */
export const makeActorBoard = ({
  actors: maxActors = DEFAULT_ACTORS,
  contextBytes = DEFAULT_CONTEXT_BYTES,
  stepsInAll = DEFAULT_STEPS,
  stepBytes = DEFAULT_STEP_BYTES,
}: ActorLimits = {}): ActorBoard => {
  const programs = new Map<number, MutableProgram>();
  /** In the order in which they came. */
  const actors = new Map<number, Actor>();
  const changes = makeChanges();
  const history = makeStepHistory({ stepsInAll, stepBytes });
  const heats = makeHeats();
  const sums = { refused: 0, unknown: 0, messages: 0, leftOut: 0 };
  let nextProgram = 0;
  let nextActor = 0;
  let weight = 0;

  const mark = (actor: Actor): void => {
    changes.mark(actor.number);
  };

  // ---------------------------------------------------------------------------------------------------------- bounds

  const setWeight = (actor: Actor, next: number): void => {
    weight += next - actor.weight;
    actor.weight = next;
  };

  const remove = (actor: Actor): void => {
    actors.delete(actor.number);
    programs.get(actor.program)?.actors.delete(actor.sessionId);
    if (actor.parent !== undefined) actor.parent.children -= 1;
    setWeight(actor, 0);
    mark(actor);
  };

  /** Makes room for one more actor, if any actor is over. */
  const makeRoom = (): boolean => {
    if (actors.size < maxActors) return true;
    for (const actor of actors.values()) {
      if (!isOver(actor) || actor.children > 0) continue;
      remove(actor);
      return true;
    }
    return false;
  };

  /** Drops the contexts of the oldest actors while all together are too large: first of those that are over. */
  const boundContexts = (): void => {
    for (const drops of [isOver, () => true])
      for (const actor of actors.values()) {
        if (weight <= contextBytes) return;
        if (actor.weight === 0 || !drops(actor)) continue;
        actor.context = undefined;
        setWeight(actor, 0);
      }
  };

  const addWeight = (actor: Actor, size: number, isWhole: boolean): void => {
    setWeight(actor, isWhole ? size : actor.weight + size);
    if (weight <= contextBytes) return;
    // The sum of what was sent is more than what is left of it.
    setWeight(actor, JSON.stringify(actor.context ?? null).length);
    boundContexts();
  };

  // ----------------------------------------------------------------------------------------------------------- steps

  const step = (actor: Actor, input: StepInput): void => {
    const { at, event, value } = input;
    const {
      changes: contextChanges,
      changed,
      undo,
    } = diffContexts(actor.context, input.context, KEPT_CHANGES);
    const given = givenOutcome(actor, input);
    const taken = input.microsteps?.flatMap((microstep) => microstep.taken);
    const verdict =
      given === undefined
        ? verdictOf(actor, input, changed)
        : { outcome: 'taken' as const, taken: taken ?? [] };
    const outcome = given ?? verdict.outcome;
    // A transition function has no status of its own, and stays active when it is stopped.
    const status = outcome === 'stopped' && input.status === 'active' ? 'stopped' : input.status;
    const sender =
      input.from === undefined
        ? undefined
        : programs.get(actor.program)?.actors.get(input.from)?.number;
    heats.count(actor, input, verdict, outcome);

    // No spreads: each takes about as long as the rest of the step.
    actor.last = history.add(
      {
        actor: actor.number,
        step: actor.steps,
        at,
        sender: sender ?? -1,
        outcome,
        previous: actor.last,
        sent: input.sent ?? history.end(),
      },
      {
        type: event.type,
        event,
        outcome,
        status,
        before: actor.value,
        after: value,
        taken: verdict.taken,
        isExact: input.microsteps !== undefined,
        changes: contextChanges,
        changed,
      },
      { undo, output: input.output, error: input.error },
    );
    actor.event = event.type;
    actor.steps += 1;
    actor.changedAt = at;
    actor.status = status;
    if (value !== actor.value) {
      actor.value = value;
      actor.configuration = value === undefined ? undefined : actor.chart?.configurationOf(value);
    }
    if (input.output !== undefined) actor.output = input.output;
    if (input.error !== undefined) actor.error = input.error;
    if (undo !== undefined) {
      actor.context = input.context;
      addWeight(actor, input.size, 'whole' in undo);
    }
    if (isRefused(outcome)) {
      actor.refused += 1;
      sums.refused += 1;
    }
    if (outcome === 'unknown') {
      actor.unknown += 1;
      sums.unknown += 1;
    }
    if (sender !== undefined) sums.messages += 1;
    mark(actor);
  };

  // ---------------------------------------------------------------------------------------------------------- actors

  const setParent = (actor: Actor, parent: Actor | undefined): void => {
    if (parent === undefined || actor.parent !== undefined) return;
    // A sender must not make a circle of parents.
    for (let above: Actor | undefined = parent; above !== undefined; above = above.parent)
      if (above === actor) return;
    actor.parent = parent;
    parent.children += 1;
  };

  const putActor: ActorBoard['putActor'] = (program, line, chart, size) => {
    const its = programs.get(program);
    if (its === undefined) return undefined;
    const known = its.actors.get(line.actor);
    if (known === undefined && !makeRoom()) return undefined;
    const actor = known ?? newActor(nextActor, program, line);
    if (known === undefined) {
      nextActor += 1;
      actors.set(actor.number, actor);
      its.actors.set(line.actor, actor);
    }
    setParent(actor, line.parent === undefined ? undefined : its.actors.get(line.parent));
    actor.name = line.name ?? actor.name;
    actor.systemId = line.systemId ?? actor.systemId;
    actor.src = line.src ?? actor.src;
    if (line.kind !== 'other') actor.kind = line.kind;
    actor.status = line.status;
    if (chart !== undefined && actor.chart?.hash !== chart.hash) {
      actor.chart = chart;
      actor.heat = undefined;
    }
    actor.value = line.value ?? actor.value;
    actor.configuration =
      actor.value === undefined ? undefined : actor.chart?.configurationOf(actor.value);
    if (line.context !== undefined) {
      actor.context = line.context;
      addWeight(actor, size, true);
    }
    actor.output = line.output ?? actor.output;
    actor.error = line.error ?? actor.error;
    mark(actor);
    return actor;
  };

  const removeProgram = (program: number): void => {
    for (const actor of [...(programs.get(program)?.actors.values() ?? [])]) remove(actor);
    programs.delete(program);
  };

  const dropEnded = (): void => {
    const ended = [...programs.values()].filter(({ isOpen }) => !isOpen);
    for (const { program } of ended.slice(0, -MAX_ENDED)) removeProgram(program);
  };

  return {
    addProgram: (source, via) => {
      const program = nextProgram;
      nextProgram += 1;
      programs.set(program, {
        ...{ program, source, via, isOpen: true, dropped: 0 },
        actors: new Map(),
      });
      return program;
    },
    setOpen: (program, isOpen) => {
      const its = programs.get(program);
      if (its !== undefined) its.isOpen = isOpen;
      dropEnded();
    },
    removeProgram,
    addDropped: (program, count) => {
      const its = programs.get(program);
      if (its !== undefined) its.dropped += count;
    },
    programs: () =>
      [...programs.values()].map(({ program, source, via, isOpen, dropped }) => ({
        ...{ program, source, via, isOpen, dropped },
      })),
    putActor,
    findActor: (program, sessionId) => programs.get(program)?.actors.get(sessionId),
    actorAt: (actor) => actors.get(actor),
    actors: () => actors.values(),
    step,
    leaveOut: () => {
      sums.leftOut += 1;
    },
    setRun: (actor, runId) => {
      if (actor.runId === runId) return;
      actor.runId = runId;
      mark(actor);
    },
    setKind: (actor, kind) => {
      if (actor.kind === kind) return;
      actor.kind = kind;
      mark(actor);
    },
    rowOf,
    size: () => actors.size,
    makeReader: () => {
      const reader = changes.makeReader();
      return {
        take: (enough) => {
          const taken = reader.take(enough);
          const kept = taken.flatMap((number) => actors.get(number) ?? []);
          return {
            rows: kept.map(rowOf),
            removed: taken.filter((number) => number < nextActor && !actors.has(number)),
          };
        },
        hasSeenAll: reader.hasSeenAll,
      };
    },
    totals: () => ({ steps: history.end(), ...sums, forgotten: history.first() }),
    history,
    heatOf: (chart) => heats.ofChart(chart).heat(),
  };
};

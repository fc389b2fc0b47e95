/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a mailbox and timers, local to a step */
/**
 * Computes the steps of a machine without running it: its macrosteps by tables of its structure, or by XState's own `transition` where
 * the tables cannot.
 *
 * What XState leaves to an actor is done here: the mailbox, with the events that the machine sends itself; the timers, as a part of
 * the state; the actors that it starts, which are represented and never run. A step is over when the mailbox is empty.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyActorRef, AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { fromPromise } from 'xstate';
import { matchesDescriptor } from '../statechart/matchesDescriptor.js';
import { childrenOf } from './actors.js';
import type { BuiltinParams, Executable } from './actorScope.js';
import { isNamed, makeSurroundings } from './actorScope.js';
import type { MachineStep } from './Exploration.js';
import { makeInterpreter } from './interpreter.js';
import { isolate } from './isolate.js';
import {
  clearRecorder,
  instrument,
  isClear,
  makeMoment,
  makeRecorder,
  NEVER_RESTS,
  rewind,
} from './Recorder.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A delayed event that is pending. */
export interface Timer {
  readonly event: AnyEventObject;
  readonly id: string | undefined;
  /** In how many milliseconds it is due. */
  readonly ms: number;
  /** In how many milliseconds it was due when it was set. */
  readonly delay: number;
  /** Whether `cancel` with its id stops it: XState forgets a timer when another with the same id is set or fires. */
  readonly known: boolean;
}

/** Everything that the future of a machine depends on. */
export interface Concrete {
  readonly snapshot: AnyMachineSnapshot;
  readonly timers: ReadonlyArray<Timer>;
  /** The snapshots of the actors that have shown one or have ended. */
  readonly shown: ReadonlyMap<AnyActorRef, unknown>;
}

/** An input, for a concrete state. */
export type Impulse =
  | { readonly event: AnyEventObject }
  | { readonly ms: number }
  | {
      readonly event: AnyEventObject | undefined;
      readonly actor: AnyActorRef;
      /** The new snapshot of the actor, if it has one. */
      readonly snapshot?: unknown;
    };

/** A part of the machine threw. */
export interface Thrown {
  /** What was running: `the guard of light.red:0`. */
  readonly where: string;
  readonly message: string;
}

/** The result of a step. */
export interface Stepped {
  readonly after: Concrete;
  readonly step: MachineStep;
  /** Whether functions of the machine ran, which might answer differently another time. */
  readonly ran: boolean;
}

/** Computes steps. */
export interface Runner {
  /** A copy of the machine, of which all snapshots are. */
  readonly machine: AnyStateMachine;
  readonly self: object;
  readonly parent: object;
  readonly begin: (input: unknown) => E.Either<Thrown, Stepped>;
  readonly step: (from: Concrete, impulse: Impulse) => E.Either<Thrown, Stepped>;
  /** Whether `step` computes by tables what `stepByXState` does not. */
  readonly usesTables: boolean;
  /** The same, computed by XState alone. */
  readonly stepByXState: (from: Concrete, impulse: Impulse) => E.Either<Thrown, Stepped>;
  /** Whether XState would find no transition to try for an event: no candidate for its type, and no eventless transition. */
  readonly ignores: (from: Concrete, type: string) => boolean;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The step in which nothing happens. */
export const noStep: MachineStep = {
  taken: [],
  guards: [],
  entered: [],
  forbidden: [],
  emitted: [],
  executed: [],
};

/** More timers than this, due without time passing, never come to rest. */
const MAX_FIRED = 1000;

/** If more steps than this, and most of all, are left to XState, all are. */
const MAX_LEFT = 16;

/** The logic of actors that the machine names and nobody has provided. */
const inertLogic = fromPromise(() => new Promise<never>(() => undefined));

const copyOfList = <A>(list: ReadonlyArray<A>): ReadonlyArray<A> =>
  list.length === 0 ? nothing : [...list];

const nothing: ReadonlyArray<never> = [];

/** Copies a machine, such that marks on the copy and changes in its context do not reach the machine. */
const copyOf = (machine: AnyStateMachine): AnyStateMachine => {
  const copy: AnyStateMachine = machine.provide({});
  const { actors } = copy.implementations;
  const provided = new Proxy<Record<string, unknown>>(actors, {
    get: (known, name): unknown => Reflect.get(known, name) ?? inertLogic,
  });
  Reflect.set(copy, 'implementations', { ...copy.implementations, actors: provided });
  Reflect.set(copy, 'config', { ...copy.config, context: isolate<unknown>(copy.config.context) });
  return copy;
};

/** Whether a child is watched: it sends its snapshots. */
export const isWatched = (child: AnyActorRef): boolean =>
  Reflect.get(child, '_syncSnapshot') === true;

const statusOf = (snapshot: unknown): unknown =>
  typeof snapshot === 'object' && snapshot !== null ? Reflect.get(snapshot, 'status') : undefined;

/** Whether an actor has neither ended nor been stopped. */
export const lives = ({ shown }: Concrete, child: AnyActorRef): boolean => {
  const status = statusOf(shown.get(child));
  return status !== 'done' && status !== 'error';
};

/** The event with which a watched actor shows a snapshot. */
export const snapshotEvent = (child: AnyActorRef, snapshot: unknown): AnyEventObject => ({
  type: `xstate.snapshot.${child.id}`,
  snapshot,
});

const due = (timers: ReadonlyArray<Timer>): Timer | undefined =>
  timers.reduce<Timer | undefined>(
    (first, timer) => (first === undefined || timer.ms < first.ms ? timer : first),
    undefined,
  );

/** In how many milliseconds the next timer is due; undefined without any. */
export const nextDue = ({ timers }: Concrete): number | undefined => due(timers)?.ms;

/** XState forgets the timers with an id when one of them is set or fires: `cancel` does not find them any more. */
const forget = (timers: ReadonlyArray<Timer>, id: string | undefined): ReadonlyArray<Timer> =>
  id === undefined || !timers.some((timer) => timer.id === id)
    ? timers
    : timers.map((timer) => (timer.id === id ? { ...timer, known: false } : timer));

/**
 * Makes the runner of a machine.
 *
 * @param copies - whether each step gets its own copy of the context, for a machine that changes it in place
 * @param edit - changes the copy of the machine that is run
 * @param byTables - whether steps are computed by tables where they can be
 */
export const makeRunner = (
  original: AnyStateMachine,
  copies: boolean,
  edit: (copy: AnyStateMachine) => void = () => undefined,
  byTables = true,
): Runner => {
  const machine = copyOf(original);
  edit(machine);
  const recorder = makeRecorder();
  instrument(machine, recorder);
  const { scope, self, parent, listen, show } = makeSurroundings(machine);
  const initialSnapshots = new WeakMap<AnyActorRef, unknown>();

  let timers: ReadonlyArray<Timer> = [];
  let mailbox: Array<AnyEventObject> = [];
  listen((action: Executable) => {
    const { type, params } = action;
    // SAFETY: the parameters of XState's own actions.
    const { event, delay, id, to, sendId } = (params ?? {}) as BuiltinParams;
    switch (type) {
      case 'xstate.raise':
        if (typeof delay === 'number' && event !== undefined)
          timers = [
            ...forget(timers, id),
            { event, id, ms: delay, delay, known: id !== undefined },
          ];
        return;
      case 'xstate.cancel':
        timers = timers.filter((timer) => timer.id !== sendId || !timer.known);
        return;
      case 'xstate.sendTo':
        if (to !== self || event === undefined) return;
        if (typeof delay === 'number')
          timers = [
            ...forget(timers, id),
            { event, id, ms: delay, delay, known: id !== undefined },
          ];
        else mailbox.push(event);
        return;
      case 'xstate.emit':
        if (event !== undefined) recorder.emitted.push(event);
        return;
      default:
        if (isNamed(machine, action)) recorder.executed.push(type);
    }
  });

  /** The actors that were started show their first snapshot to a machine that watches them. */
  const started = (before: AnyMachineSnapshot | undefined, after: AnyMachineSnapshot): void => {
    if (after.children === before?.children) return;
    const former = before === undefined ? [] : childrenOf(before);
    childrenOf(after).forEach((child) => {
      if (former.includes(child)) return;
      const snapshot: unknown = child.getSnapshot();
      initialSnapshots.set(child, snapshot);
      if (isWatched(child) && statusOf(snapshot) === 'active')
        mailbox.push(snapshotEvent(child, snapshot));
    });
  };

  let interpret = byTables ? makeInterpreter(machine, scope) : undefined;
  let usesXState = false;
  let [computed, left] = [0, 0];

  /** Computes a macrostep by tables, or else by XState. */
  const macrostep = (snapshot: AnyMachineSnapshot, event: AnyEventObject): AnyMachineSnapshot => {
    if (interpret !== undefined && !usesXState) {
      const [setBefore, sent] = [timers, mailbox.length];
      const recorded = isClear(recorder) ? undefined : makeMoment(recorder);
      computed += 1;
      try {
        const next = interpret(snapshot, event);
        if (next !== undefined) return next;
      } catch (thrown) {
        // eslint-disable-next-line functional/no-throw-statements -- caught, as what any other part of a machine throws
        if (E.toError(thrown).message === NEVER_RESTS) throw thrown;
        // XState says what is wrong, if it is not only too much for the tables.
      }
      [timers, mailbox] = [setBefore, mailbox.slice(0, sent)];
      if (recorded === undefined) clearRecorder(recorder);
      else rewind(recorder, recorded);
      left += 1;
      if (left > MAX_LEFT && left * 2 > computed) interpret = undefined;
    }
    return machine.transition(snapshot, event, scope);
  };

  /** Lets the machine take events until its mailbox is empty. */
  const settle = (from: AnyMachineSnapshot): AnyMachineSnapshot => {
    let snapshot = from;
    while (snapshot.status === 'active') {
      const event = mailbox.shift();
      if (event === undefined) break;
      show(snapshot, childrenOf(snapshot));
      const next = macrostep(snapshot, event);
      started(snapshot, next);
      snapshot = next;
    }
    return snapshot;
  };

  const finish = (snapshot: AnyMachineSnapshot, shown: Concrete['shown']): Stepped => {
    const children = shown.size === 0 ? [] : childrenOf(snapshot);
    const kept = [...shown].filter(([child]) => children.includes(child));
    return {
      after: {
        snapshot,
        timers: snapshot.status === 'active' ? timers : [],
        shown: kept.length === shown.size ? shown : new Map(kept),
      },
      step: {
        taken: copyOfList(recorder.taken),
        guards: copyOfList(recorder.guards),
        entered: copyOfList(recorder.entered),
        forbidden: copyOfList(recorder.forbidden),
        emitted: copyOfList(recorder.emitted),
        executed: copyOfList(recorder.executed),
      },
      ran: recorder.ran,
    };
  };

  const attempt = (run: () => Stepped): E.Either<Thrown, Stepped> => {
    clearRecorder(recorder);
    mailbox = [];
    try {
      return E.right(run());
    } catch (thrown) {
      return E.left({ where: recorder.at, message: E.toError(thrown).message });
    }
  };

  /** The actors' snapshots are those of the state: all states share the actors. */
  let restored: Concrete['shown'] = new Map();
  const restore = ({ snapshot, shown }: Concrete): void => {
    if (shown.size === 0 && restored.size === 0) return;
    restored = shown;
    childrenOf(snapshot).forEach((child) => {
      if (!initialSnapshots.has(child)) return;
      Reflect.set(child, '_snapshot', shown.get(child) ?? initialSnapshots.get(child));
    });
  };

  const pass = (from: Concrete, ms: number): AnyMachineSnapshot => {
    timers = from.timers.map((timer) => ({ ...timer, ms: timer.ms - ms }));
    let { snapshot } = from;
    for (let fired = 0; snapshot.status === 'active'; fired += 1) {
      const timer = due(timers);
      if (timer === undefined || timer.ms > 0) break;
      // eslint-disable-next-line functional/no-throw-statements -- caught, as what any other part of a machine throws
      if (fired > MAX_FIRED) throw new Error('its timers never come to rest');
      timers = forget(
        timers.filter((other) => other !== timer),
        timer.id,
      );
      mailbox.push(timer.event);
      snapshot = settle(snapshot);
    }
    return snapshot;
  };

  const candidates = new WeakMap<object, Map<string, boolean>>();
  const nodeTries = (node: AnyMachineSnapshot['_nodes'][number], type: string): boolean => {
    const known = candidates.get(node) ?? new Map<string, boolean>();
    candidates.set(node, known);
    const found = known.get(type);
    if (found !== undefined) return found;
    const tries =
      (node.always ?? []).length > 0 ||
      [...node.transitions.keys()].some((descriptor) => matchesDescriptor(type, descriptor));
    known.set(type, tries);
    return tries;
  };

  const step = (given: Concrete, impulse: Impulse): E.Either<Thrown, Stepped> =>
    attempt(() => {
      const from = copies
        ? {
            ...given,
            snapshot: {
              ...given.snapshot,
              context: isolate<unknown>(given.snapshot.context),
            } as AnyMachineSnapshot,
          }
        : given;
      restore(from);
      if ('ms' in impulse) return finish(pass(from, impulse.ms), from.shown);
      ({ timers } = from);
      let { shown } = from;
      if ('actor' in impulse && 'snapshot' in impulse) {
        shown = new Map(shown).set(impulse.actor, impulse.snapshot);
        restore({ ...from, shown });
      }
      if (impulse.event !== undefined) mailbox.push(impulse.event);
      return finish(settle(from.snapshot), shown);
    });

  return {
    machine,
    self,
    parent,
    begin: (input) =>
      attempt(() => {
        timers = [];
        const first: AnyMachineSnapshot = machine.getInitialSnapshot(scope, input);
        // XState catches what the first context or an entry action throws.
        // eslint-disable-next-line functional/no-throw-statements -- caught, as what any other part of a machine throws
        if (first.status === 'error') throw E.toError(first.error);
        started(undefined, first);
        return finish(settle(first), new Map());
      }),
    step,
    usesTables: byTables,
    stepByXState: (from, impulse) => {
      usesXState = true;
      const stepped = step(from, impulse);
      usesXState = false;
      return stepped;
    },
    ignores: ({ snapshot }, type) =>
      snapshot._nodes.every((node: AnyMachineSnapshot['_nodes'][number]) => !nodeTries(node, type)),
  };
};

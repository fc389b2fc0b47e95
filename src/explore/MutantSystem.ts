/* eslint-disable functional/immutable-data -- states are computed when they are first reached, and kept */
/**
 * A mutant as a transition system that is computed where it is asked for: each step of each state at most once, however many tests
 * take it.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { isRecord } from '../codec/untrusted.js';
import type { Exploration } from './Exploration.js';
import { makeIdentity } from './Identity.js';
import { outcomeInputs } from './inputs.js';
import type { MachineInput } from './MachineInput.js';
import { isAlwaysAccepted } from './MachineInput.js';
import type { Mutant } from './mutants.js';
import type { Concrete, Impulse } from './Runner.js';
import { lives, makeRunner, noStep } from './Runner.js';
import { seenIn } from './seenIn.js';
import type { Facet, Outcome } from './Suite.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a mutant does at an input: its outcome as text, and its next state; undefined if it cannot go on. */
export interface MutantStep {
  readonly outcome: string;
  readonly next: number | undefined;
}

/** A mutant whose states have numbers; the first one is 0. */
export interface MutantSystem {
  readonly start: MutantStep;
  readonly step: (state: number, input: number) => MutantStep;
  /** Names the state as the exploration does, if it merges states by a key; or else by its number. */
  readonly nameOf: (state: number) => string;
}

/** What the mutants of a machine have in common. */
export interface MutantPlan {
  readonly machine: AnyStateMachine;
  readonly exploration: Exploration;
  /** The input of the machine. */
  readonly machineInput: unknown;
  /** The inputs, by their numbers. */
  readonly inputs: ReadonlyArray<MachineInput>;
  readonly facets: ReadonlySet<Facet>;
  readonly key: ((snapshot: AnyMachineSnapshot) => string) | undefined;
}

/** The outcome of a step that a mutant cannot take: it throws, or has no such actor. */
const STUCK: MutantStep = { outcome: 'stuck', next: undefined };

// -------------------------------------------------------------------------------------------------------- operations

const sorted = (list: ReadonlyArray<string>): ReadonlyArray<string> => [...list].sort();

/** Sorts the members of an object, whose order says nothing. */
const inOrder = (_: string, value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Writes an outcome, as far as tests see it, such that equal outcomes have equal texts. */
export const outcomeKey = (
  { accepted, states, status, tags = [], context, output, actions }: Outcome,
  facets: ReadonlySet<Facet>,
): string =>
  JSON.stringify(
    [
      accepted,
      sorted(states),
      ...(facets.has('status') ? [status] : []),
      ...(facets.has('tags') ? [sorted(tags)] : []),
      ...(facets.has('context') ? [context] : []),
      ...(facets.has('output') ? [output] : []),
      ...(facets.has('actions') ? [actions] : []),
    ],
    inOrder,
  );

/** Says what is left out of the identity of a state, since it differs each time, as the exploration found. */
const unsteadyOf = ({ leftOut }: Exploration): Parameters<typeof makeIdentity>[2] => {
  const after = (prefix: string): ReadonlySet<string> =>
    new Set(
      leftOut.flatMap(({ part }) => (part.startsWith(prefix) ? [part.slice(prefix.length)] : [])),
    );
  return { paths: after('context.'), actors: after('the ids of the actors ') };
};

/** Makes the system of a mutant. */
export const mutantSystem = (
  { machine, exploration, machineInput, inputs, facets, key }: MutantPlan,
  { edit }: Pick<Mutant, 'edit'>,
): MutantSystem => {
  const inPlace = exploration.leftOut.some(({ part }) => part === 'the sharing of the context');
  const runner = makeRunner(machine, inPlace, edit);
  const identity = makeIdentity(runner, exploration.chart, unsteadyOf(exploration));
  const states: Array<Concrete> = [];
  const numbers = new Map<string, number>();
  const steps: Array<Map<number, MutantStep>> = [];
  const numberOf = (concrete: Concrete): number => {
    const key = identity.of(concrete);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    steps.push(new Map());
    return states.push(concrete) - 1;
  };
  const seen = (
    snapshot: AnyMachineSnapshot,
    accepted: boolean,
    { executed: actions } = noStep,
  ): string => outcomeKey({ accepted, ...seenIn(snapshot, facets), actions }, facets);

  const impulseOf = (concrete: Concrete, input: MachineInput): Impulse | undefined => {
    if (input.kind === 'event') return { event: input.event };
    if (input.kind === 'time') return { ms: input.ms };
    const actor = identity.actors(concrete).find(({ name }) => name === input.actor);
    if (actor === undefined || !lives(concrete, actor.ref)) return undefined;
    const [only] = outcomeInputs(actor.name, actor.ref, {
      ...(input.kind === 'done' ? { done: [input.output] } : {}),
      ...(input.kind === 'error' ? { error: [input.error] } : {}),
      ...(input.kind === 'snapshot' ? { snapshots: [input.snapshot] } : {}),
      ...(input.kind === 'actorEvent' ? { events: [input.event] } : {}),
    });
    return only?.impulse;
  };

  const computed = (state: number, number: number): MutantStep => {
    const [from, input] = [states[state], inputs[number]];
    if (from === undefined || input === undefined) return STUCK;
    if (from.snapshot.status !== 'active')
      return { outcome: seen(from.snapshot, false), next: state };
    const impulse = impulseOf(from, input);
    if (impulse === undefined) return STUCK;
    const stepped = runner.step(from, impulse);
    if (E.isLeft(stepped)) return STUCK;
    const { after, step } = stepped.right;
    const accepted = step.taken.length > 0 || isAlwaysAccepted(input);
    return accepted
      ? { outcome: seen(after.snapshot, true, step), next: numberOf(after) }
      : { outcome: seen(from.snapshot, false), next: state };
  };

  const begun = runner.begin(machineInput);
  return {
    start: E.isLeft(begun)
      ? STUCK
      : {
          outcome: seen(begun.right.after.snapshot, true, begun.right.step),
          next: numberOf(begun.right.after),
        },
    nameOf: (state) => {
      const snapshot = states[state]?.snapshot;
      return key === undefined || snapshot === undefined ? String(state) : key(snapshot);
    },
    step: (state, input) => {
      const known = steps[state]?.get(input);
      if (known !== undefined) return known;
      const step = computed(state, input);
      steps[state]?.set(input, step);
      return step;
    },
  };
};

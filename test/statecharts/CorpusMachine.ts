/** A machine of the corpus, and what exploring and running it needs. */
import type { AnyEventObject, AnyStateMachine, EventFromLogic, InputFrom } from 'xstate';
import type { ActorOutcomes } from '../../src/explore/index.js';

type Key = (snapshot: { readonly value: unknown; readonly context: unknown }) => string;

export interface CorpusMachine {
  readonly machine: AnyStateMachine;
  /** The events from outside, with payloads. */
  readonly events: ReadonlyArray<AnyEventObject>;
  readonly input?: unknown;
  /** The outcomes of actors, by the name of their logic. */
  readonly outcomes?: Readonly<Record<string, ActorOutcomes>>;
  /** Names a state, if the context would make the machine infinite. */
  readonly key?: Key;
  /** Where the shape came from: repository, path, licence. */
  readonly source: string;
}

/** Checks the events and the input of a machine against its types, and forgets these. */
export const corpusMachine = <Machine extends AnyStateMachine>(entry: {
  readonly machine: Machine;
  readonly events: ReadonlyArray<EventFromLogic<Machine>>;
  readonly input?: InputFrom<Machine>;
  readonly outcomes?: Readonly<Record<string, ActorOutcomes>>;
  readonly key?: Key;
  readonly source: string;
}): CorpusMachine => entry;

/** The repository of XState, under the MIT licence. */
export const xstate = (path: string): string => `statelyai/xstate, ${path}, MIT`;

/** A catalogue of machines for user interfaces, under the MIT licence. */
export const catalogue = (name: string): string =>
  `mattpocock/xstate-catalogue, lib/machines/${name}.machine.ts, MIT`;

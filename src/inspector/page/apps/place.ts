/** What the page shows of actors, and its part of the address. */
import type { ActorSelection } from './tree.js';
import { everyActor, statuses } from './tree.js';

/** What the middle column shows: the machine's picture, or the messages between actors. */
export type Middle = 'picture' | 'messages';

/** What the page shows of actors. */
export interface ActorsPlace {
  /** The number of the chosen actor. */
  readonly actor: number | undefined;
  /** The number of the shown step; the latest if not given. */
  readonly step: number | undefined;
  readonly middle: Middle;
  readonly selection: ActorSelection;
}

/** What the page shows of actors without a fragment. */
export const actorsHome: ActorsPlace = {
  actor: undefined,
  step: undefined,
  middle: 'picture',
  selection: everyActor,
};

/** Reads a number that an address counts from 1. */
export const readIndex = (text: string | null): number | undefined =>
  /^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) - 1 : undefined;

/** Reads the part of the fragment that is about actors; what is invalid counts as absent. */
export const readActorsPlace = (given: URLSearchParams): ActorsPlace => {
  const names = (given.get('status') ?? '').split(',');
  return {
    actor: readIndex(given.get('actor')),
    step: readIndex(given.get('step')),
    middle: given.get('show') === 'messages' ? 'messages' : 'picture',
    selection: {
      statuses: new Set(statuses.filter((status) => names.includes(status))),
      machine: given.get('machine') ?? '',
      refused: given.get('only') === 'refused',
      query: given.get('q') ?? '',
    },
  };
};

/** Writes the part of the fragment that is about actors; the empty text stands for a default. */
export const writeActorsPlace = ({
  actor,
  step,
  middle,
  selection,
}: ActorsPlace): Readonly<Record<string, string>> => ({
  actor: actor === undefined ? '' : String(actor + 1),
  step: actor === undefined || step === undefined ? '' : String(step + 1),
  show: middle === 'picture' ? '' : middle,
  status: statuses.filter((status) => selection.statuses.has(status)).join(','),
  machine: selection.machine,
  only: selection.refused ? 'refused' : '',
  q: selection.query,
});

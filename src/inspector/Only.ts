/** A filter by one fact of runs: an edge that they took, a reason why their ops were refused, or what became of their ops. */
import * as O from 'fp-ts/lib/Option.js';
import { keyOf } from '../element/choices.js';
import { runTable } from '../run/runTable.js';
import { hasIndex } from './IndexSet.js';
import type { RefusalTag } from './reasons.js';
import { reasons, refusalTags } from './reasons.js';
import type { Row } from './Row.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Only runs with this fact are shown. */
export type Only =
  /** The key of an edge, such as `Running complete`. */
  | { readonly _tag: 'Edge'; readonly edge: string }
  | { readonly _tag: 'Reason'; readonly reason: RefusalTag }
  | { readonly _tag: 'Accepted' | 'Refused' | 'Redelivered' | 'BegunAgain' };

const edgeKeys: ReadonlyArray<string> = runTable.edges.map(keyOf);

const outcomes = ['Accepted', 'Refused', 'Redelivered', 'BegunAgain'] as const;

// ------------------------------------------------------------------------------------------------------- operations

/** Describes where an edge leads: `Running → Completed`. */
export const edgeEnds = ({
  source,
  target,
}: {
  readonly source: string;
  readonly target: string;
}): string => (source === target ? `stays in ${target}` : `${source} → ${target}`);

/** Writes a filter for the address: `Edge:Running complete`. */
export const writeOnly = (only: Only): string => {
  if (only._tag === 'Edge') return `Edge:${only.edge}`;
  return only._tag === 'Reason' ? `Reason:${only.reason}` : only._tag;
};

/** Reads what `writeOnly` wrote; none if it is anything else. */
export const readOnly = (text: string): Only | undefined => {
  const [tag = '', ...rest] = text.split(':');
  const value = rest.join(':');
  if (tag === 'Edge') return edgeKeys.includes(value) ? { _tag: 'Edge', edge: value } : undefined;
  if (tag === 'Reason') {
    const reason = refusalTags.find((known) => known === value);
    return reason === undefined ? undefined : { _tag: 'Reason', reason };
  }
  const outcome = outcomes.find((known) => known === text);
  return outcome === undefined ? undefined : { _tag: outcome };
};

/** Describes the runs that a filter shows: `took Running → Completed (complete)`. */
export const onlyText = (only: Only): string => {
  switch (only._tag) {
    case 'Edge': {
      const edge = runTable.edges[edgeKeys.indexOf(only.edge)];
      return edge === undefined ? only.edge : `took ${edge.event}: ${edgeEnds(edge)}`;
    }
    case 'Reason':
      return `had an op refused: ${reasons[only.reason]}`;
    case 'Accepted':
      return 'have an accepted op';
    case 'Refused':
      return 'have a refused op';
    case 'Redelivered':
      return 'have an op that was delivered again';
    case 'BegunAgain':
      return 'were created again';
  }
};

/** Tells whether a run has the fact. */
export const hasFact = (only: Only): ((row: Row) => boolean) => {
  switch (only._tag) {
    case 'Edge': {
      const index = edgeKeys.indexOf(only.edge);
      return ({ taken }) => hasIndex(taken, index);
    }
    case 'Reason': {
      const index = refusalTags.indexOf(only.reason);
      return (row) => hasIndex(row.reasons, index);
    }
    case 'Accepted':
      return ({ state }) => O.isSome(state);
    case 'Refused':
      return ({ refused }) => refused > 0;
    case 'Redelivered':
      return ({ redelivered }) => redelivered > 0;
    case 'BegunAgain':
      return ({ begunAgain }) => begunAgain > 0;
  }
};

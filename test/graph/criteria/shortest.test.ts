/** The criteria of which each path is a shortest one, to a state or with one transition more. */
import { describe, expect, it } from '@jest/globals';
import { refusalPaths } from '../../../src/graph/criteria/refusals.js';
import { statePaths } from '../../../src/graph/criteria/states.js';
import { transitionPaths } from '../../../src/graph/criteria/transitions.js';
import type { Lts, Path, Transition } from '../../../src/graph/Lts.js';

const to = (
  source: string,
  label: string,
  target: string,
  accepted = true,
): Transition<string> => ({ source, input: label, label, accepted, outcome: target, target });

/** A door that is opened and closed, and broken for good. */
const door: Lts<string> = {
  initial: 'Closed',
  states: ['Closed', 'Open', 'Broken'],
  inputs: ['open', 'close', 'break'],
  transitions: [
    to('Closed', 'open', 'Open'),
    to('Closed', 'close', 'Closed', false),
    to('Open', 'close', 'Closed'),
    to('Open', 'break', 'Broken'),
    to('Broken', 'open', 'Broken', false),
  ],
  abstracted: [],
};

const labels = (paths: ReadonlyArray<Path<string>>): ReadonlyArray<string> =>
  paths.map((path) => path.map(({ label }) => label).join(' '));

describe('shortest paths', () => {
  it('lead to every state but the first', () => {
    expect(labels(statePaths(door))).toStrictEqual(['open', 'open break']);
  });

  it('lead to every transition, which comes last', () => {
    expect(labels(transitionPaths(door))).toStrictEqual(['open', 'open close', 'open break']);
  });

  it('lead to every refused input, which comes last', () => {
    expect(labels(refusalPaths(door))).toStrictEqual(['close', 'open break open']);
  });
});

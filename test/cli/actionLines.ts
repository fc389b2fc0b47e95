/** The lines that the command prints for the actions of a run, by the table of expectations. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstanceError } from '../../src/index.js';
import { errorMessage, eventTypes, RunInstanceCodec } from '../../src/index.js';
import { expected } from '../expectations.js';
import { attemptA, eventOf, right } from '../support/arbitraries.js';

const WIDTH = Math.max(...eventTypes.map((type) => type.length));

/** A line for each event, in the order of the chart: first the legal ones, then the others. */
export const actionLines = (wire: unknown): string => {
  const run = right(RunInstanceCodec.decode(wire));
  const attempt = O.isSome(run.currentAttemptId) ? run.currentAttemptId.value : attemptA;
  const actions = eventTypes.map((type) => ({
    name: type.padEnd(WIDTH),
    outcome: expected(run, eventOf(type, attempt)),
  }));
  const legal = actions.flatMap(({ name, outcome }) => {
    if (E.isLeft(outcome)) return [];
    const { state } = outcome.right;
    return [`  + ${name}  ${state === run.state ? 'stays in' : 'leads to'} ${state}\n`];
  });
  const refused = actions.flatMap(({ name, outcome }) =>
    // SAFETY: the table holds whole errors of runs.
    E.isLeft(outcome) ? [`  x ${name}  ${errorMessage(outcome.left as RunInstanceError)}\n`] : [],
  );
  return [...legal, ...refused].join('');
};

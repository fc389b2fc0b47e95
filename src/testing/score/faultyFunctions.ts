/** Faulty versions of the chart's guards and updates. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunContext, RunGuard, RunUpdate } from '../../../machines/run.chart.js';
import { guards, updates } from '../../../machines/run.chart.js';
import type { RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { AttemptId } from '../../values/AttemptId.js';
import type { NumericField } from '../runModel.js';
import { numbersReadBy } from '../runModel.js';
import { exampleIn } from './steps.js';

const example = exampleIn('Running');

const fieldsOf = (type: 'number' | 'string'): ReadonlyArray<keyof RunInstance> =>
  // SAFETY: the fields of a run are those of the example.
  (Object.keys(example) as ReadonlyArray<keyof RunInstance>).filter(
    (field) => field !== 'state' && typeof example[field] === type,
  );

// SAFETY: the example holds numbers in these fields.
const numericFields = fieldsOf('number') as ReadonlyArray<NumericField>;
const idFields = fieldsOf('string');

/** Names the negation of a guard. */
export const negated = (name: string): string => `not ${name}`;

const signs = { '+': 1, '-': -1 };

/** Each guard of the chart with each number that it reads off by one; `name` is the guard's, `called` the fault's. */
export const shifts = Object.entries(guards).flatMap(([name, guard]) =>
  numbersReadBy(name).flatMap((field) =>
    Object.entries(signs).map(([sign, by]) => ({
      name,
      called: `${name} with ${field} ${sign} 1`,
      guard: (run: RunContext, event: RunEvent) =>
        guard({ ...run, [field]: run[field] + by }, event),
    })),
  ),
);

/** The guards of the chart and their faulty versions. */
export const allGuards: Readonly<Record<string, RunGuard>> = {
  ...guards,
  ...Object.fromEntries(
    Object.entries<RunGuard>(guards).map(([name, guard]) => [
      negated(name),
      (run, event) => !guard(run, event),
    ]),
  ),
  ...Object.fromEntries(shifts.map(({ called, guard }) => [called, guard])),
};

/** Maps the name of a faulty guard to the guard whose refusal it answers. */
export const guardNames: ReadonlyMap<string, string> = new Map([
  ...Object.keys(guards).map((name) => [negated(name), name] as const),
  ...shifts.map(({ called, name }) => [called, name] as const),
]);

/** Updates that corrupt a field of the run when an edge is taken. */
export const corruptingUpdates: ReadonlyArray<{
  readonly name: string;
  readonly update: Readonly<Record<string, unknown>>;
}> = [
  ...numericFields.flatMap((field) => [
    { name: `${field} = 0`, update: { [field]: 0 } },
    { name: `${field} + 1`, update: { [field]: (own: number) => own + 1 } },
    // A priority has only 32 bits.
    ...(field === 'effectivePriority'
      ? []
      : [{ name: `${field} as 32 bits`, update: { [field]: (own: number) => own | 0 } }]),
  ]),
  ...idFields.map((field) => ({
    name: `${field} = nil`,
    update: { [field]: AttemptId.nil },
  })),
  { name: 'no attempt', update: updates.clearAttempt },
  {
    name: 'the nil attempt',
    update: { currentAttemptId: O.some(AttemptId.nil) },
  },
];

/** Names an update without one of its fields. */
export const without = (name: string, field: string): string => `${name} without ${field}`;

/** The updates of the chart, each of them without one of its fields, and those that corrupt a field. */
export const allUpdates: Readonly<Record<string, RunUpdate>> = {
  ...updates,
  ...Object.fromEntries(
    Object.entries<RunUpdate>(updates).flatMap(([name, update]) =>
      Object.keys(update).map((field) => [
        without(name, field),
        Object.fromEntries(Object.entries(update).filter(([other]) => other !== field)),
      ]),
    ),
  ),
  // SAFETY: the faults are values that the types forbid.
  ...Object.fromEntries(corruptingUpdates.map(({ name, update }) => [name, update as RunUpdate])),
};

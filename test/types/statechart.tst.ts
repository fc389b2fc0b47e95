/** Readers return an Either; what a trigger has depends on its kind. */
import type { Either } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'tstyche';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import type { ReadError, Statechart, Trigger } from '../../src/statechart/index.js';
import {
  machineOfJson,
  readConfig,
  readDefinition,
  statechartOf,
} from '../../src/statechart/index.js';

describe('the readers', () => {
  test('take unknown values and texts', () => {
    expect(readConfig).type.toBe<(value: unknown) => Either<ReadError, Statechart>>();
    expect(machineOfJson).type.toBe<(value: unknown) => Either<ReadError, AnyStateMachine>>();
    expect(readDefinition).type.toBe<(text: string) => Either<ReadError, Statechart>>();
  });

  test('take machines, but no configs', () => {
    expect(statechartOf).type.toBeCallableWith(createMachine({}));
    expect(statechartOf).type.not.toBeCallableWith({ initial: 'a' });
  });
});

test('a trigger has the fields of its kind', () => {
  expect<Extract<Trigger, { kind: 'after' }>['delay']>().type.toBe<string | number>();
  expect<Extract<Trigger, { kind: 'event' }>>().type.not.toHaveProperty('delay');
});

/** The readers of SCXML take texts. */
import type { Either } from 'fp-ts/lib/Either.js';
import { expect, test } from 'tstyche';
import type { AnyStateMachine } from 'xstate';
import type { ReadError, Statechart } from '../../src/statechart/index.js';
import { machineOfScxml, readScxml } from '../../src/statechart/scxml.js';

test('readScxml and machineOfScxml', () => {
  expect(readScxml).type.toBe<(text: string) => Either<ReadError, Statechart>>();
  expect(machineOfScxml).type.toBe<(text: string) => Either<ReadError, AnyStateMachine>>();
  expect(readScxml).type.not.toBeCallableWith({});
});

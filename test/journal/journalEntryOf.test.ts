import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent } from '../../src/index.js';
import { applyStep, CommandId, decide } from '../../src/index.js';
import { journalEntryOf } from '../../src/journal/journalEntryOf.js';
import { eventTypes } from '../expectations.js';
import {
  arbitraryEvent,
  arbitraryRun,
  attemptA,
  right,
  runId,
  tries,
} from '../support/arbitraries.js';

describe('journalEntryOf', () => {
  it('converts an event to an op with the same result as decide', () => {
    fc.assert(
      fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
        const { at: instant } = event;
        expect(applyStep(journalEntryOf(run.id, event), instant)(O.some(run))).toStrictEqual(
          decide(event)(run),
        );
      }),
      tries(500),
    );
  });

  it('has the command id, if there is one', () => {
    const commandId = right(CommandId.decode('00000000-0000-0000-0000-00000000000c'));
    const entry = { op: 'transition_to', to: 'Leased', runId: runId(1) };
    expect(journalEntryOf(runId(1), { type: 'lease' })).toStrictEqual(entry);
    expect(journalEntryOf(runId(1), { type: 'lease' }, commandId)).toStrictEqual({
      ...entry,
      commandId,
    });
  });

  it('knows every event of the chart', () => {
    const ops = eventTypes.map(
      (type) =>
        journalEntryOf(runId(1), { type, attemptId: attemptA, effectivePriority: 1 } as RunEvent)
          .op,
    );
    expect(new Set(ops)).toStrictEqual(
      new Set([
        'promote_to_ready_with_priority',
        'transition_to',
        'start_attempt',
        'finish_attempt',
        'set_effective_priority',
      ]),
    );
  });
});

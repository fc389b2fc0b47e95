import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { AttemptId } from '../../src/index.js';
import type { AttemptSlot } from '../../src/journal/beginAgain.js';
import { createsRun, noteBeginning } from '../../src/journal/beginAgain.js';
import { opNames } from '../../src/journal/Step.js';
import { attemptA, attemptB, runId } from '../support/arbitraries.js';

const [a, b] = [O.some(attemptA), O.some(attemptB)];
const empty = (): AttemptSlot => ({ ended: undefined });

describe('createsRun', () => {
  it('holds of three ops', () => {
    expect(opNames.filter(createsRun)).toStrictEqual([
      'new_scheduled_with_id',
      'new_ready_with_id',
      'deserialize',
    ]);
  });
});

describe('noteBeginning', () => {
  it.each(['new_scheduled_with_id', 'new_ready_with_id', 'deserialize'] as const)(
    'tells of a %s only where there was a run, and ends its attempt',
    (op) => {
      const [first, again] = [empty(), empty()];
      expect(noteBeginning(first, op, undefined, O.none, 9)).toBeUndefined();
      expect(first.ended).toBeUndefined();
      expect(noteBeginning(again, op, a, O.none, 9)).toBe('Run');
      expect(again.ended).toStrictEqual([attemptA]);
    },
  );

  it('remembers an attempt that is over, once, and no attempt that goes on', () => {
    const slot = empty();
    const note = (before: O.Option<AttemptId>, after: O.Option<AttemptId>) =>
      noteBeginning(slot, 'record_state_change_at', before, after, 9);
    expect(note(O.none, O.none)).toBeUndefined();
    expect(note(O.none, a)).toBeUndefined();
    expect(note(a, a)).toBeUndefined();
    expect(note(a, O.some(attemptA))).toBeUndefined();
    expect(slot.ended).toBeUndefined();
    note(a, b);
    expect(slot.ended).toStrictEqual([attemptA]);
    note(b, O.none);
    note(a, O.none);
    expect(slot.ended).toStrictEqual([attemptA, attemptB]);
  });

  it('tells of an attempt that was over only where it starts', () => {
    const slot: AttemptSlot = { ended: [attemptA] };
    expect(noteBeginning(slot, 'start_attempt', O.none, b, 9)).toBeUndefined();
    expect(noteBeginning(slot, 'start_attempt', O.none, a, 9)).toBe('Attempt');
    expect(noteBeginning(slot, 'record_state_change_at', a, a, 9)).toBeUndefined();
    expect(noteBeginning(empty(), 'start_attempt', O.none, a, 9)).toBeUndefined();
  });

  it.each([
    [3, 3],
    [1024, 1024],
    [Infinity, 1024],
    [0, 0],
  ])('remembers the latest attempts: of %p, %i', (remember, kept) => {
    const slot = empty();
    // SAFETY: a run id is a UUID, and so is an attempt id.
    const ids = Array.from({ length: 1030 }, (_, i) => runId(i + 1) as string as AttemptId);
    for (const id of ids) noteBeginning(slot, 'finish_attempt', O.some(id), O.none, remember);
    expect(slot.ended).toStrictEqual(ids.slice(ids.length - kept));
  });
});

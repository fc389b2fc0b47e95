import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalEntry } from '../../src/index.js';
import { CommandId } from '../../src/index.js';
import type { RunSlot } from '../../src/journal/RunFold.js';
import { applyEntry, makeFoldOver, makeRunFold, slotsIn } from '../../src/journal/RunFold.js';
import { at, priority, right, runId, runIn, taskId } from '../support/arbitraries.js';

const [one, two] = [runId(1), runId(2)];

const create = (id = one): JournalEntry => ({
  op: 'new_ready_with_id',
  runId: id,
  taskId: taskId(9),
  scheduledAt: at(1),
  createdAt: at(1),
  effectivePriority: priority(0),
});

const lease = (id = one): JournalEntry => ({ op: 'transition_to', to: 'Leased', runId: id });

const commandId = (n: number): CommandId =>
  right(CommandId.decode(`00000000-0000-0000-0000-00000000000${n}`));

const makeSlot = (id: RunSlot['id']): RunSlot => ({ id, run: undefined, outcomes: undefined });

describe('applyEntry', () => {
  it('applies the step at the instant of the entry', () => {
    const outcome = applyEntry({ ...lease(), at: at(7) }, O.some(runIn('Ready', { id: one })));
    expect(right(outcome).lastStateChangeAt).toBe(7);
  });

  it('refuses JSON of a run with another id', () => {
    const json = JSON.stringify({
      ...{ id: two, task_id: taskId(9), state: 'Scheduled', attempt_count: 0 },
      ...{ created_at: 1, scheduled_at: 1, effective_priority: 0 },
    });
    expect(applyEntry({ op: 'deserialize', json, runId: one }, O.none)).toStrictEqual(
      E.left({
        _tag: 'Decode',
        message: `at /id: expected ${one}, the run_id of the line, found "${two}"`,
      }),
    );
    expect(E.isRight(applyEntry({ op: 'deserialize', json, runId: two }, O.none))).toBe(true);
  });
});

describe('makeRunFold', () => {
  it('applies each entry to its own run, in the order in which the runs were added', () => {
    const fold = makeRunFold({ makeSlot, remember: 0 });
    for (const entry of [create(two), create(one), lease(two)]) fold.apply(entry);
    expect([...fold.slots].map(([id, { run }]) => [id, run?.state])).toStrictEqual([
      [two, 'Leased'],
      [one, 'Ready'],
    ]);
  });

  it('gives a redelivered command its first outcome, accepted or refused, and changes nothing', () => {
    const fold = makeRunFold({ makeSlot, remember: 2 });
    fold.apply(create());
    const accepted = fold.apply({ ...lease(), commandId: commandId(1) });
    const refused = fold.apply({ ...lease(), commandId: commandId(2) });
    const before = fold.find(one)?.run;
    expect(fold.apply({ ...lease(), commandId: commandId(1) })).toStrictEqual({
      ...accepted,
      redelivered: true,
    });
    expect(fold.apply({ ...lease(), commandId: commandId(2) })).toStrictEqual({
      ...refused,
      redelivered: true,
    });
    expect([E.isRight(accepted.outcome), E.isRight(refused.outcome)]).toStrictEqual([true, false]);
    expect(fold.find(one)?.run).toBe(before);
  });

  it('forgets the oldest outcome beyond `remember`', () => {
    const fold = makeRunFold({ makeSlot, remember: 1 });
    fold.apply({ ...create(), commandId: commandId(1) });
    fold.apply({ ...lease(), commandId: commandId(2) });
    expect([...(fold.find(one)?.outcomes ?? []).keys()]).toStrictEqual([commandId(2)]);
  });

  it('refuses another command with an id that the run had before, names the first, and forgets the other', () => {
    const fold = makeRunFold({ makeSlot, remember: 2 });
    fold.apply(create());
    const id = { commandId: commandId(1) };
    const first = fold.apply({ ...lease(), ...id });
    const remembered = fold.find(one)?.outcomes;
    const cancel: JournalEntry = { op: 'transition_to', to: 'Canceled', runId: one, ...id };
    for (let i = 0; i < 3; i += 1)
      expect(fold.apply(cancel)).toMatchObject({
        outcome: {
          left: {
            _tag: 'CommandIdReused',
            runId: one,
            ...id,
            firstCommand: 'transition_to to=Leased',
            command: 'transition_to to=Canceled',
          },
        },
        redelivered: false,
      });
    expect(fold.find(one)?.run?.state).toBe('Leased');
    expect([...(remembered ?? []).keys()]).toStrictEqual([id.commandId]);
    // The instant is no part of a command: a redelivery may carry a later one.
    expect(fold.apply({ ...lease(), at: at(9), ...id })).toStrictEqual({
      ...first,
      redelivered: true,
    });
  });

  it('takes a command that is not known for any command', () => {
    const fold = makeRunFold({ makeSlot, remember: 2 });
    const run = runIn('Leased', { id: one });
    fold.add({
      ...makeSlot(one),
      run,
      outcomes: new Map([[commandId(1), { command: undefined, outcome: E.right(run) }]]),
    });
    const answer = fold.apply({ ...create(), commandId: commandId(1) });
    expect(answer).toMatchObject({ outcome: E.right(run), redelivered: true });
  });

  it('remembers a command as its entry, and as text if the entry holds a text of any length', () => {
    const fold = makeRunFold({ makeSlot, remember: 9 });
    const json: JournalEntry = { op: 'deserialize', json: '{}', runId: one };
    const entries = [lease(), json, { ...lease(), note: 'n' }, { ...json, note: 'n' }].map(
      (entry, i) => ({ ...entry, commandId: commandId(i) }),
    );
    entries.forEach(fold.apply);
    const remembered = [...(fold.find(one)?.outcomes ?? []).values()].map(({ command }) => command);
    expect(remembered).toStrictEqual([
      entries[0],
      'deserialize json={}',
      'transition_to to=Leased',
      'deserialize json={}',
    ]);
    expect(remembered[0]).toBe(entries[0]);
  });

  it('keeps no outcomes if it is told so, and only knows that a command comes again', () => {
    const fold = makeRunFold({ makeSlot, remember: 1, keepsOutcomes: false });
    const entry = { ...create(), commandId: commandId(1) };
    expect(E.isRight(fold.apply(entry).outcome)).toBe(true);
    expect(fold.apply(entry)).toMatchObject({
      outcome: E.left({ _tag: 'NoRun' }),
      redelivered: true,
    });
    expect(fold.find(one)?.run?.state).toBe('Ready');
  });

  it('looks a run up once for all that is done with it in a row, and adds its slot once', () => {
    const slots = new Map<RunSlot['id'], RunSlot>();
    const calls: Array<string> = [];
    const { get, add } = slotsIn(slots);
    const fold = makeFoldOver(
      {
        get: (id) => {
          calls.push(`get ${id}`);
          return get(id);
        },
        add: (slot) => {
          calls.push(`add ${slot.id}`);
          return add(slot);
        },
      },
      { makeSlot, remember: 0 },
    );
    fold.apply(create());
    for (let i = 0; i < 3; i += 1) {
      fold.find(one);
      fold.apply(lease());
    }
    fold.find(two);
    expect(calls).toStrictEqual([`get ${one}`, `add ${one}`, `get ${one}`, `get ${two}`]);
  });

  it('keeps a slot without a run unless `keep` says no', () => {
    const all = makeRunFold({ makeSlot, remember: 0 });
    const some = makeRunFold({ makeSlot, remember: 0, keep: ({ run }) => run !== undefined });
    for (const fold of [all, some]) {
      fold.apply(lease(one));
      fold.apply(create(two));
    }
    expect([...all.slots.keys()]).toStrictEqual([one, two]);
    expect([...some.slots.keys()]).toStrictEqual([two]);
    expect(some.find(one)).toBeUndefined();
  });

  it('finds the slot that was added last under an id, and none once cleared', () => {
    const fold = makeRunFold({ makeSlot, remember: 0 });
    fold.apply(create());
    expect(fold.find(one)?.run?.state).toBe('Ready');
    fold.add({ ...makeSlot(one), run: runIn('Running', { id: one }) });
    expect(fold.find(one)?.run?.state).toBe('Running');
    fold.clear();
    expect(fold.find(one)).toBeUndefined();
    expect(fold.slots.size).toBe(0);
  });
});

/** The recovery log of a supervisor. */
import { expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { chartIdentity } from '../../src/run/ChartIdentity.js';
import type { RecoveryLog } from '../../src/worker/RecoveryLog.js';
import {
  acknowledge,
  acknowledged,
  isSnapshotDue,
  rebaseLog,
  recoveryLog,
  snapshotting,
} from '../../src/worker/RecoveryLog.js';
import { ready } from './hosts.js';

const snapshot = { chart: chartIdentity, sequence: 2, runs: [] };
const empty = recoveryLog(undefined);
const two = acknowledge(acknowledge(empty, ready(1), 1), ready(2), 2);

it('returns the acknowledged ops, oldest first', () => {
  expect(acknowledged(empty)).toStrictEqual([]);
  expect(acknowledged(two).map(({ entry, sequence }) => [entry, sequence])).toStrictEqual([
    [ready(1), 1],
    [ready(2), 2],
  ]);
  expect(two).toHaveLength(2);
});

it('does not change the log before an op', () => {
  expect(empty).toStrictEqual(recoveryLog(undefined));
});

it('holds more ops than the depth of the call stack', () => {
  const entry = ready(1);
  const many = Array.from({ length: 50_000 }, (_, i) => i + 1);
  const log = many.reduce((before, n) => acknowledge(before, entry, n), empty);
  expect(acknowledged(log).every(({ sequence }, i) => sequence === i + 1)).toBe(true);
  expect(log).toHaveLength(many.length);
});

it('drops the ops that are in a newer snapshot', () => {
  expect(rebaseLog(two, snapshot)).toStrictEqual(recoveryLog(snapshot));
});

it('asks for a snapshot once there are enough ops, unless one is being taken', () => {
  expect(isSnapshotDue(two, 3)).toBe(false);
  expect(isSnapshotDue(two, 2)).toBe(true);
  expect(isSnapshotDue(snapshotting(two, true), 2)).toBe(false);
  expect(isSnapshotDue(acknowledge(snapshotting(two, true), ready(3), 3), 2)).toBe(false);
  expect(rebaseLog(snapshotting(two, true), snapshot).isSnapshotting).toBe(true);
});

it('asks by default for as many ops as the last snapshot has runs, and for ten thousand at least', () => {
  const held = (n: number) => ({ runId: ready(n).runId, run: O.none, answers: [] });
  const after = (runs: number, length: number): RecoveryLog => ({
    ...recoveryLog({ ...snapshot, runs: Array.from({ length: runs }, (_, n) => held(n)) }),
    length,
  });
  const due = (runs: number, length: number): boolean => isSnapshotDue(after(runs, length));
  expect([due(0, 9_999), due(0, 10_000), due(20_000, 10_000), due(20_000, 20_000)]).toStrictEqual([
    ...[false, true, false, true],
  ]);
});

/** Runs as rows. */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { fieldsOf } from '../../src/codec/WireRecord.js';
import { RunRecordCodec } from '../../src/run/RunInstanceCodec.js';
import { recordOfRunRow, runRow } from '../../src/worker/RunRow.js';
import { arbitraryRun, runId, runIn } from '../support/arbitraries.js';

it('gives the run back', () => {
  fc.assert(
    fc.property(arbitraryRun, (run) => {
      const row = structuredClone(runRow(1, 2, run));
      expect(recordOfRunRow(run.id, row)).toStrictEqual(RunRecordCodec.encode(run));
      expect(RunRecordCodec.decode(recordOfRunRow(run.id, row))).toStrictEqual(E.right(run));
    }),
  );
});

it('has each field of a run but its id, in the order of the codec', () => {
  const names = fieldsOf(RunRecordCodec).map(({ wire }) => wire);
  const record = Object.fromEntries(names.map((name) => [name, name]));
  expect(recordOfRunRow(runId(1), [1, 2, ...names.slice(1)])).toStrictEqual({
    ...record,
    id: runId(1),
  });
  expect(runRow(1, 2, runIn('Ready'))).toHaveLength(names.length + 1);
});

it('begins with the id of the request and the number of the op, if it was recorded', () => {
  expect(runRow(7, 8, runIn('Ready')).slice(0, 2)).toStrictEqual([7, 8]);
  expect(runRow(7, undefined, runIn('Ready')).slice(0, 2)).toStrictEqual([7, null]);
});

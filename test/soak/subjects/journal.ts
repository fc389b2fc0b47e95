/**
 * The journal: each command as a line of text, read back and folded, with the memory of redelivered commands; and the JSON of its outcome.
 */
import * as E from 'fp-ts/lib/Either.js';
import { decodeJson, JournalEntryCodec, RunInstanceLenientCodec } from '../../../src/index.js';
import { makeEntryDecoder } from '../../../src/journal/entryDecoder.js';
import type { RunFold, RunSlot } from '../../../src/journal/RunFold.js';
import { makeRunFold } from '../../../src/journal/RunFold.js';
import { encodeOutcome } from '../../../src/journal/StepOutcome.js';
import { REMEMBERED } from '../oracle.js';
import type { QuickSubject } from '../Subject.js';
import { encoded } from './runs.js';

/** Makes the subject of a fold that remembers a number of commands of each run. */
export const journalSubject = (remember = REMEMBERED): QuickSubject => {
  const makeFold = (): RunFold<RunSlot> =>
    makeRunFold<RunSlot>({
      makeSlot: (id) => ({ id, run: undefined, outcomes: undefined }),
      remember,
    });
  let fold = makeFold();
  // One for all walks, as it learns the forms of the lines.
  const decode = makeEntryDecoder((id) => fold.find(id)?.id);

  return {
    name: 'journal',
    start: () => {
      fold = makeFold();
      return ({ entry, restores }) => {
        const slot = fold.find(entry.runId);
        if (restores && slot?.run !== undefined) {
          const read = decodeJson(RunInstanceLenientCodec)(encoded(slot.run));
          fold.add({ ...slot, run: E.isRight(read) ? read.right : undefined });
        }
        const read = decode(JSON.stringify(JournalEntryCodec.encode(entry)));
        if (E.isLeft(read)) return { outcomes: [E.left({ _tag: read.left })], runs: [] };
        const { outcome } = fold.apply(read.right);
        const run = fold.find(entry.runId)?.run;
        return {
          outcomes: [outcome],
          runs: [run],
          wire: run === undefined ? undefined : encoded(run),
          answer: JSON.stringify(encodeOutcome(outcome)),
        };
      };
    },
  };
};

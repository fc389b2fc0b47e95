/** What subjects answer to `runchart verify`: each line is read, judged, and told of. */
import * as O from 'fp-ts/lib/Option.js';
import { makeLineSplitter } from '../../../src/cli/lines.js';
import { replyIn } from '../../../src/cli/subprocess.js';
import { signatureOf } from '../../../src/testing/FailedTest.js';
import { judge } from '../../../src/testing/Failure.js';
import { groupByCause } from '../../../src/testing/groupByCause.js';
import { generate } from '../../../src/testing/index.js';
import { failureText } from '../../../src/testing/reportLines.js';
import { runWording } from '../../../src/testing/reportText.js';
import { runVocabulary } from '../../../src/testing/runVocabulary.js';
import { expectMessage } from '../oracle.js';
import type { PureSurface } from '../Surface.js';
import { seedsOf } from '../Surface.js';
import { words } from './codecs.js';

const suite = generate({ criteria: ['transitions'], seed: 1 });
/** The tests that are answered. */
export const tests = suite._tag === 'Right' ? suite.right.tests.slice(0, 6) : [];
const names = new Set(tests.map(({ name }) => name));

/** The right answers, of which all others are made. */
const answers = tests.map(({ name, steps }) =>
  JSON.stringify({ name, outcomes: steps.map(({ expect }) => expect) }),
);

const longest = 20_000;

export const subjectSurfaces: ReadonlyArray<PureSurface> = [
  {
    kind: 'pure',
    name: 'subject',
    about: 'what subjects answer to verify: lines are read, judged and told of',
    share: 2,
    seeds: seedsOf(...answers),
    words: [
      ...words,
      '"outcomes":',
      '"name":',
      '"ok":',
      '"err":',
      '"code":',
      '"message":',
      ...answers.map((answer) => answer.slice(0, 60)),
    ],
    bytes: (input) => {
      const splitter = makeLineSplitter();
      for (const line of [...splitter.push(input), ...splitter.end()]) {
        const failed = tests.slice(0, 2).flatMap((test) => {
          const failure = judge(runVocabulary, test, replyIn(line, test, names));
          return O.isSome(failure) ? [{ test, failure: failure.value }] : [];
        });
        for (const one of failed) {
          expectMessage(failureText(runWording, one.failure), longest);
          signatureOf(runVocabulary, one);
          JSON.stringify(one.failure);
        }
        groupByCause(runVocabulary, failed);
      }
    },
  },
];

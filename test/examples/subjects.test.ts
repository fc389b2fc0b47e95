/** The example subjects answer as the reference and as the library do. `test/testing/subjects.test.ts` plants faults in them. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerLine } from '../../src/index.js';
import { tries } from '../support/arbitraries.js';
import { arbitraryScenario } from '../testing/scenarios.js';
import { answersOf, isInstalled, prepare, python, typescript } from '../testing/subjects.js';

type Json = Readonly<Record<string, unknown>>;

interface Answer {
  readonly name: string;
  readonly outcomes: ReadonlyArray<{ readonly ok?: Json; readonly err?: Json }>;
}

/** Removes the message of a `Decode`, which is not compared. */
const withoutWording = ({ name, outcomes }: Answer): Answer => ({
  name,
  outcomes: outcomes.map((outcome) =>
    outcome.err?.['code'] === 'Decode' ? { err: { code: 'Decode' } } : outcome,
  ),
});

const own = (line: string): Answer => JSON.parse(JSON.stringify(answerLine(line))) as Answer;

const recorded = readFileSync(new URL('../fixtures/reference.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

const expected = recorded.map((line) => {
  const { name, steps } = JSON.parse(line) as {
    readonly name: string;
    readonly steps: ReadonlyArray<{ readonly expect: Answer['outcomes'][number] }>;
  };
  return withoutWording({ name, outcomes: steps.map((step) => step.expect) });
});

const languages = [typescript, python].map((language) => ({
  ...language,
  // Without Python its subject is skipped; `.ci/run` installs Python.
  test: isInstalled(language) ? describe : describe.skip,
}));

for (const language of languages)
  language.test(`the subject in ${language.name}`, () => {
    const subject = prepare(language);
    afterAll(subject.remove);

    it('answers as the reference does', () => {
      const answers = answersOf(subject, recorded) as ReadonlyArray<Answer>;
      expect(answers.map(withoutWording)).toStrictEqual(expected);
    });

    it('answers any scenario as the library does', () => {
      const { numRuns } = tries(3000);
      const lines = fc.sample(arbitraryScenario, { numRuns }).map((s) => JSON.stringify(s));
      const answers = answersOf(subject, lines) as ReadonlyArray<Answer>;
      expect(answers.map(withoutWording)).toStrictEqual(
        lines.map((line) => withoutWording(own(line))),
      );
    });
  });

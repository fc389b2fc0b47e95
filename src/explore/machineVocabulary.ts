/** How tests of a machine are judged, grouped, shrunk and shown: its exploration is the model. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { isRecord, readField } from '../codec/untrusted.js';
import type { Path } from '../graph/Lts.js';
import { shortestPaths } from '../graph/Lts.js';
import type { FieldDifference } from '../testing/Json.js';
import { differencesOf } from '../testing/Json.js';
import { json, safe } from '../testing/reportLines.js';
import type { Vocabulary, Wording } from '../testing/Vocabulary.js';
import type { Exploration } from './Exploration.js';
import { pathPattern } from './Identity.js';
import type { MachineInput } from './MachineInput.js';
import type { Oracle } from './Oracle.js';
import type { MachineTest, MachineTestStep, Outcome, SuiteInput } from './Suite.js';
import { encodeInput, scenarioOf } from './Suite.js';

// --------------------------------------------------------------------------------------------------------- outcomes

/** The order of a list says nothing. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
    ? [...(value as ReadonlyArray<string>)].sort()
    : value;

const isList = (key: string): boolean => key === 'states' || key === 'tags';

/** Compares what is expected; an outcome may have more than that. */
const outcomeDifferences = (expected: Outcome, actual: unknown): ReadonlyArray<FieldDifference> => {
  if (!isRecord(actual)) return [{ path: '', expected, actual }];
  return Object.entries(expected).flatMap(([key, value]): ReadonlyArray<FieldDifference> => {
    const found = readField(actual, key);
    if (!isList(key)) return differencesOf(value, found, key);
    return differencesOf(sorted(value), sorted(found)).length === 0
      ? []
      : [{ path: key, expected: value, actual: found }];
  });
};

const verdictOf = (outcome: unknown): string => {
  const accepted = isRecord(outcome) ? readField(outcome, 'accepted') : undefined;
  return accepted === true ? 'accepted' : accepted === false ? 'refused' : 'no outcome';
};

const statesOf = (outcome: unknown): string => {
  const states = isRecord(outcome) ? readField(outcome, 'states') : undefined;
  return Array.isArray(states) && states.every((one) => typeof one === 'string')
    ? safe(states.join(' | '))
    : json(outcome);
};

const outcomeText = (outcome: unknown): string =>
  verdictOf(outcome) === 'refused' ? `refused in ${statesOf(outcome)}` : statesOf(outcome);

// ----------------------------------------------------------------------------------------------------------- inputs

const dataText = (data: object): string =>
  Object.entries(data)
    .map(([key, value]) => ` ${safe(key)}=${json(value)}`)
    .join('');

/** Writes an input on one line: `CARD number="4111"`, `after 500 ms`, `fetchUser done {"name":"Ada"}`. */
const inputText = (input: SuiteInput): string => {
  switch (input.kind) {
    case 'start':
      return `start${input.input === undefined ? '' : ` ${json(input.input)}`}`;
    case 'event': {
      const { type, ...data } = input.event;
      return `${safe(type)}${dataText(data)}`;
    }
    case 'time':
      return `after ${String(input.ms)} ms`;
    case 'done':
      return `${safe(input.actor)} done${input.output === undefined ? '' : ` ${json(input.output)}`}`;
    case 'error':
      return `${safe(input.actor)} error ${json(readField(encodeInput(input), 'error'))}`;
    case 'snapshot':
      return `${safe(input.actor)} shows ${json(input.snapshot)}`;
    case 'actorEvent': {
      const { type, ...data } = input.event;
      return `${safe(input.actor)} sends ${safe(type)}${dataText(data)}`;
    }
  }
};

/** The kind of an input without its data. */
const inputName = (input: SuiteInput): string =>
  input.kind === 'event'
    ? input.event.type
    : 'actor' in input
      ? `${input.actor} ${input.kind}`
      : input.kind;

/** What is shown of the steps and outcomes of tests of machines. */
export const machineWording: Wording<MachineTest> = {
  stepTexts: ({ steps }) => steps.map(({ input }) => inputText(input)),
  outcomeText,
  pathText: ({ steps }) =>
    steps
      .map(({ input, expect }, i) =>
        i === 0
          ? statesOf(expect)
          : ` -${safe(inputName(input))}-> ${expect.accepted ? statesOf(expect) : 'refused'}`,
      )
      .join(''),
};

// ------------------------------------------------------------------------------------------------------- vocabulary

const placeOf = ({ steps }: MachineTest, index: number): string => {
  const at = steps[index];
  if (at === undefined) return '';
  return `${statesOf(steps[index - 1]?.expect)} + ${inputName(at.input)}`;
};

type Steps = ReadonlyArray<MachineTestStep>;

/** Lists the steps with a part of them left out, the largest parts first; the start stays. */
const fewerSteps = function* (steps: Steps): Generator<Steps> {
  const [start, ...rest] = steps;
  if (start === undefined) return;
  // eslint-disable-next-line functional/no-loop-statements, functional/no-let -- a generator makes each candidate when it is asked for
  for (let size = rest.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    // eslint-disable-next-line functional/no-loop-statements, functional/no-let -- as above
    for (let from = 0; from + size <= rest.length; from += 1)
      yield [start, ...rest.slice(0, from), ...rest.slice(from + size)];
};

/** Makes the vocabulary of an exploration. */
export const machineVocabulary = (
  { lts, leftOut }: Exploration,
  oracle: Oracle,
): Vocabulary<MachineTest> => {
  /** The members of the context that differ each time: nothing can be expected of them. */
  const unsteady = leftOut.flatMap(({ part }) => (part.startsWith('context.') ? [part] : []));
  const isSteady = ({ path }: FieldDifference): boolean => {
    const pattern = pathPattern(path);
    return !unsteady.some((part) => pattern === part || pattern.startsWith(`${part}.`));
  };
  const inputsOf = (steps: Steps): ReadonlyArray<SuiteInput> =>
    steps.slice(1).map(({ input }) => input);
  const made = ({ name, criteria }: MachineTest, path: Path<MachineInput>): MachineTest =>
    oracle.testOf(name, criteria, path);
  const again = (test: MachineTest, steps: Steps): ReadonlyArray<MachineTest> =>
    pipe(
      oracle.pathOf(inputsOf(steps)),
      O.match(
        () => [],
        (path) => [made(test, path)],
      ),
    );
  const shortest = shortestPaths(lts);
  return {
    scenarioOf,
    differences: (expected, actual) => {
      const found = outcomeDifferences(expected, actual);
      return unsteady.length === 0 ? found : found.filter(isSteady);
    },
    kindOf: verdictOf,
    placeOf,
    causesOf: ({ test, failure }) => {
      const step = failure._tag === 'Differs' ? test.steps[failure.step] : undefined;
      if (failure._tag !== 'Differs' || step === undefined) return [];
      const kinds = [verdictOf(failure.expected), verdictOf(failure.actual)];
      const what =
        kinds[0] === kinds[1]
          ? failure.differences.map(({ path }) => path).join()
          : kinds.join(' for ');
      // The same input goes wrong in the same way in several states: an edge of a parent, or a guard, is wrong.
      return [`${inputName(step.input)}: ${what}: ${statesOf(failure.actual)}`];
    },
    isOfModel: (test) =>
      again(test, test.steps).some(
        ({ steps }) =>
          differencesOf(
            steps.map(({ expect }) => expect),
            test.steps.map(({ expect }) => expect),
          ).length === 0,
      ),
    lastStepAlone: () => [],
    candidatesOf: (test) => ({
      shorter: {
        *[Symbol.iterator]() {
          // eslint-disable-next-line functional/no-loop-statements -- as above
          for (const steps of fewerSteps(test.steps)) yield* again(test, steps);
        },
      },
      simpler: [],
    }),
    viaShortestPath: (test) =>
      pipe(
        oracle.pathOf(inputsOf(test.steps)),
        O.chain((path) => O.fromNullable(path.at(-1))),
        O.match(
          () => [],
          (last) => [made(test, [...(shortest.get(last.source) ?? []), last])],
        ),
      ),
    leftovers: [],
  };
};

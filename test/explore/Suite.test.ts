import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { exploreAny } from '../../src/explore/explore.js';
import { generateSuite } from '../../src/explore/generateSuite.js';
import type { MachineSuite } from '../../src/explore/Suite.js';
import { decodeScenario, decodeSuite, encodeSuite, inputKey } from '../../src/explore/Suite.js';
import { checkout, explore as options } from '../fixtures/machines/checkout.js';
import { right } from '../support/right.js';

const suite: MachineSuite = right(
  pipe(
    exploreAny(checkout, options),
    E.chainW((exploration) => generateSuite(exploration, { facets: ['status', 'context'] })),
  ),
);

describe('a suite of a machine', () => {
  test('is the same each time, byte for byte', () => {
    const again = right(
      pipe(
        exploreAny(checkout, options),
        E.chainW((exploration) => generateSuite(exploration, { facets: ['status', 'context'] })),
      ),
    );
    expect(encodeSuite(again)).toBe(encodeSuite(suite));
  });

  test('has no test that is a prefix of another, and no name twice', () => {
    const keys = suite.tests
      .map(({ steps }) => steps.map(({ input }) => `${inputKey(input)}\n`).join(''))
      .toSorted();
    expect(keys.filter((key, i) => keys[i + 1]?.startsWith(key))).toStrictEqual([]);
    expect(new Set(suite.tests.map(({ name }) => name)).size).toBe(suite.tests.length);
  });

  test('is what it was after encoding and decoding, errors too', () => {
    expect(right(decodeSuite(encodeSuite(suite)))).toStrictEqual(suite);
  });

  test('expects of a refused input that nothing changes', () => {
    const steps = suite.tests.flatMap(({ steps: all }) =>
      all.slice(1).map((step, i) => ({ step, before: all[i]?.expect })),
    );
    const refused = steps.filter(({ step }) => !step.expect.accepted);
    expect(refused.length).toBeGreaterThan(100);
    expect(refused.filter(({ step, before }) => inequal(step.expect, before))).toStrictEqual([]);
  });
});

const inequal = (a: object, b: object | undefined): boolean =>
  JSON.stringify({ ...a, accepted: true }) !== JSON.stringify({ ...b, accepted: true });

const head = '{"version":1,"machine":"m","seed":1,"criteria":[]}';
const start = '{"kind":"start","expect":{"accepted":true,"states":["a"]}}';

describe('what is no suite is refused by its line', () => {
  test.each([
    ['', 1, /no JSON/],
    [head.replace('1', '2'), 1, /version 2, and this program reads version 1/],
    [`${head}\n{"name":"a","steps":[${start},{"kind":"nope"}]}`, 2, /at \/steps\/1\/kind/],
    [`${head}\n\n{"name":"a","steps":[]}`, 3, /the first step must be/],
    [`${head}\n{"name":"a","steps":[${start},${start}]}`, 2, /only the first step may be/],
    [`${head}\n{"name":"a","steps":[{"kind":"start"}]}`, 2, /needs an expect/],
    [`${head}\n{"name":"a","steps":[${start},{"kind":"event","event":{}}]}`, 2, /event\/type/],
    [
      `${head}\n{"name":"a","steps":[${start}]}\n{"name":"a","steps":[${start}]}`,
      3,
      /the name "a" is taken by line 2/,
    ],
  ])('%j', (text, line, message) => {
    const decoded = decodeSuite(text);
    const [first, ...others] = E.isLeft(decoded) ? decoded.left : [];
    expect({ line: first?.line, others }).toStrictEqual({ line, others: [] });
    expect(first?.message).toMatch(message);
  });
});

test('a scenario needs no expectations', () => {
  const read = right(
    decodeScenario('{"name":"a","steps":[{"kind":"start"},{"kind":"time","ms":5}]}'),
  );
  expect(read.steps.map(({ input }) => input)).toStrictEqual([
    { kind: 'start' },
    { kind: 'time', ms: 5 },
  ]);
});

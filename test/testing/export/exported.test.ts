/** What suites are exported to is what is checked in, for other programs to read: `npm run derive` writes it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { errorFields } from '../../../src/journal/ErrorFields.js';
import { opNames } from '../../../src/journal/Step.js';
import type { ItfIntegers } from '../../../src/testing/export/itf.js';
import { itfTrace } from '../../../src/testing/export/itf.js';
import { javascriptSource } from '../../../src/testing/export/javascript.js';
import { generate } from '../../../src/testing/index.js';
import { right } from '../../support/right.js';
import { exported, tests } from './exported.js';

const steps = tests.flatMap((one) => one.steps);

it('the exported suite has every op and every error', () => {
  expect(new Set(steps.map(({ step }) => step.op))).toStrictEqual(new Set(opNames));
  expect(
    new Set(steps.flatMap(({ expect: outcome }) => ('err' in outcome ? outcome.err.code : []))),
  ).toStrictEqual(new Set(Object.keys(errorFields)));
});

it.each(Object.keys(exported))('%s is as checked in', (name) => {
  expect(exported[name]).toBe(readFileSync(`test/fixtures/derived/${name}`, 'utf8'));
});

describe('source for', () => {
  const node = exported['suite.node.js'];
  const changed = (how: string, imports: string) =>
    node
      ?.replace('Run it with: node --test', `Run it with: ${how}`)
      .replace(
        "import assert from 'node:assert/strict';\nimport { test } from 'node:test';",
        imports,
      )
      .replace(
        'assert.deepStrictEqual(actual, expected);',
        'expect(actual).toStrictEqual(expected);',
      );

  it('Jest is that for node:test but for what it imports and how it compares', () => {
    expect(javascriptSource('jest', tests, './subject.js')).toBe(
      changed(
        'node --experimental-vm-modules node_modules/jest/bin/jest.js',
        "import { expect, test } from '@jest/globals';",
      ),
    );
  });

  it('Vitest too', () => {
    expect(javascriptSource('vitest', tests, './subject.js')).toBe(
      changed('vitest run', "import { expect, test } from 'vitest';"),
    );
  });
});

describe('ITF', () => {
  it('writes what is beyond 2 ** 53 in the long form, without fractions, and no lists', () => {
    const [step] = steps;
    if (step === undefined) throw new Error('no step');
    const err = {
      code: 'NoRun',
      far: 2 ** 53,
      near: 2 ** 53 - 1,
      part: -1.5,
      not: false,
      none: [],
    };
    const test = { name: '', criteria: [], steps: [{ ...step, expect: { err } as never }] };
    const fields = (integers?: ItfIntegers) => itfTrace(test, integers).states[1]?.['outcome'];
    expect(fields()).toStrictEqual({
      tag: 'NoRun',
      value: {
        far: { '#bigint': '9007199254740992' },
        near: 9_007_199_254_740_991,
        part: { '#bigint': '-1' },
        not: false,
        none: { '#tup': [] },
      },
    });
    expect(fields('bigint')).toStrictEqual({
      tag: 'NoRun',
      value: {
        far: { '#bigint': '9007199254740992' },
        near: { '#bigint': '9007199254740991' },
        part: { '#bigint': '-1' },
        not: false,
        none: { '#tup': [] },
      },
    });
  });

  it('has the same fields in all steps of an op, also in those that leave some out', () => {
    const { tests: constructions } = right(generate({ criteria: ['construction'] }));
    const fieldsOf = new Map<string, Set<string>>();
    for (const { states } of [...tests, ...constructions].map((one) => itfTrace(one)))
      for (const { step: value } of states) {
        const { tag, value: fields } = value as { readonly tag: string; readonly value: object };
        const seen = fieldsOf.get(tag) ?? new Set();
        fieldsOf.set(tag, seen.add(Object.keys(fields).toSorted().join(' ')));
      }
    expect([...fieldsOf].filter(([, { size }]) => size > 1)).toStrictEqual([]);
    expect(fieldsOf.size).toBe(opNames.length + 1);
  });

  it('has all integers in the long form if asked', () => {
    const [long, short] = (['bigint', 'number'] as const).map((integers) =>
      tests.map((one) => JSON.stringify(itfTrace(one, integers).states)),
    );
    expect(long).toStrictEqual(
      short?.map((text) =>
        // The index of a state is JSON; integers beyond 2 ** 53 are in the long form anyway.
        text.replaceAll(/(?<!"index|\\)":(-?\d+)/g, '":{"#bigint":"$1"}'),
      ),
    );
  });
});

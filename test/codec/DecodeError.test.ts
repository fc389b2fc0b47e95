import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import {
  decodeErrors,
  formatDecodeErrors,
  RunInstanceCodec,
  ScenarioCodec,
  summarizeDecodeErrors,
} from '../../src/index.js';
import { left } from '../support/arbitraries.js';

const found = (u: unknown): string | undefined => decodeErrors(left(t.never.decode(u)))[0]?.found;

describe('found', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [true, 'true'],
    [0, '0'],
    [-0, '-0'],
    [1e21, '1e+21'],
    [9007199254740993n, 'a bigint'],
    ['', '""'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    ['x'.repeat(60), `"${'x'.repeat(60)}"`],
    ['x'.repeat(61), `"${'x'.repeat(60)}"... (61 characters)`],
    [[], 'an array'],
    [{}, 'an object'],
    [() => 1, 'a function'],
    [Symbol('x'), 'a symbol'],
  ])('%p is called %s', (u, text) => {
    expect(found(u)).toBe(text);
  });
});

describe('path', () => {
  const scenario = (step: unknown) => ({ name: 'n', steps: [{ op: 'promote_to_ready' }, step] });
  const lines = (u: unknown) => formatDecodeErrors(left(ScenarioCodec.decode(u)));

  it('leads into lists and records', () => {
    expect(lines(scenario({ op: 'start_attempt', attempt_id: 'x' }))).toStrictEqual([
      'at /steps/1/attempt_id: expected a UUID (attempt id), found "x"',
    ]);
    expect(lines(scenario(null))).toStrictEqual([
      'at /steps/1: expected a step (an object), found null',
    ]);
    expect(lines(scenario({ op: 'nope' }))).toStrictEqual([
      expect.stringMatching(/^at \/steps\/1\/op: expected the name of an op, found "nope"$/),
    ]);
  });

  it('is / for the whole input', () => {
    expect(lines(7)).toStrictEqual(['at /: expected a scenario (an object), found 7']);
    expect(decodeErrors(left(ScenarioCodec.decode(7)))).toStrictEqual([
      { path: '', expected: 'a scenario (an object)', found: '7' },
    ]);
  });

  it('is a JSON pointer, with its escapes', () => {
    const odd = t.type({ 'a/b': t.type({ 'c~d': t.number }) });
    expect(formatDecodeErrors(left(odd.decode({ 'a/b': { 'c~d': 'x' } })))).toStrictEqual([
      'at /a~1b/c~0d: expected number, found "x"',
    ]);
  });

  it('leaves out the members of unions and intersections, which are not part of the value', () => {
    const codec = t.type({
      a: t.union([t.number, t.type({ b: t.number })]),
      c: t.intersection([t.type({ d: t.number }), t.type({ e: t.number })]),
    });
    expect(
      formatDecodeErrors(left(codec.decode({ a: { b: 'x' }, c: { d: 1, e: 'y' } }))),
    ).toStrictEqual([
      'at /a: expected number, found an object',
      'at /a/b: expected number, found "x"',
      'at /c/e: expected number, found "y"',
    ]);
  });

  it('asks no codec for what it inherits, which would load io-ts', () => {
    const codec: t.Mixed = Object.create(
      new Proxy(t.number, {
        get: (_, key) => {
          throw new Error(`${String(key)} was read`);
        },
      }),
      { name: { value: 'a codec' } },
    ) as t.Mixed;
    const context = ['', 'a', 'b'].map((key) => ({ key, type: codec }));
    expect(decodeErrors([{ value: 7, context }])).toStrictEqual([
      { path: '/a/b', expected: 'a codec', found: '7' },
    ]);
  });

  it('of an error without a context is the whole input', () => {
    expect(formatDecodeErrors([{ value: 7, context: [] }])).toStrictEqual([
      'at /: expected something else, found 7',
    ]);
  });

  it('describes a field that throws', () => {
    const trap = {
      get id(): never {
        throw new Error('no');
      },
    };
    expect(formatDecodeErrors(left(RunInstanceCodec.decode(trap)))[0]).toBe(
      'at /id: expected a UUID (run id), found a field that throws when it is read',
    );
  });
});

describe('summarizeDecodeErrors', () => {
  it('joins the lines', () => {
    const wrong = { name: 7, steps: 8 };
    expect(summarizeDecodeErrors(left(ScenarioCodec.decode(wrong)))).toBe(
      'at /name: expected string, found 7; at /steps: expected a list of steps, found 8',
    );
  });

  it('counts the errors that it leaves out', () => {
    const steps = Array.from({ length: 1000 }, () => 1);
    const summary = summarizeDecodeErrors(left(ScenarioCodec.decode({ name: 'n', steps })));
    expect(summary.split('; ')).toHaveLength(6);
    expect(summary).toMatch(/^at \/steps\/0: .*; and 995 more$/);
  });

  it('leaves none of five errors out', () => {
    const steps = Array.from({ length: 5 }, () => 1);
    const summary = summarizeDecodeErrors(left(ScenarioCodec.decode({ name: 'n', steps })));
    expect(summary.split('; ')).toHaveLength(5);
    expect(summary).not.toContain('more');
  });
});

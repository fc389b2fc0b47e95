import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import { chartIdentity, ChartIdentityCodec, formatDecodeErrors } from '../../src/index.js';
import { fnv1a, identityOf } from '../../src/run/ChartIdentity.js';
import { compile } from '../../src/run/ChartTable.js';
import { fieldByField } from '../../src/run/fieldByField.js';
import { runTable } from '../../src/run/runTable.js';
import { published } from '../expectations.js';
import { left } from '../support/arbitraries.js';

type Chart = Parameters<typeof compile>[0];

const hashOf = (chart: unknown): string => {
  const config = chart as Chart & { readonly version: string };
  // SAFETY: the charts below name states, guards and updates that the run's chart has.
  const table = (compile as (c: unknown, i: unknown) => Parameters<typeof identityOf>[1])(config, {
    guards,
    updates,
    inPlace: fieldByField(),
  });
  return identityOf(config, table).hash;
};

/** The chart, with the value at a path replaced. */
const changed = (
  path: ReadonlyArray<string>,
  value: unknown,
  from: unknown = runChart,
): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const record = from as Readonly<Record<string, unknown>>;
  return { ...record, [key]: changed(rest, value, record[key]) };
};

const reversed = (record: object): object =>
  Object.fromEntries(Object.entries(record).toReversed());

describe('FNV-1a', () => {
  // Values published by its authors.
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('of "%s" is %s', (text, hash) => {
    expect(fnv1a(text)).toBe(hash);
  });

  it('agrees with the definition in big integers, also beyond ASCII', () => {
    const slow = (text: string): string =>
      [...new TextEncoder().encode(text)]
        .reduce(
          (hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n),
          0xcbf29ce484222325n,
        )
        .toString(16)
        .padStart(16, '0');
    for (const text of ['run', 'é', '漢字', '\u{1f600}', '%\ud800\n', 'x'.repeat(5000)])
      expect(fnv1a(text)).toBe(slow(text));
  });
});

describe('the identity of the chart', () => {
  it('is the one published for its version: another chart needs another version', () => {
    expect(chartIdentity).toStrictEqual({
      id: runChart.id,
      version: runChart.version,
      hash: published[runChart.version],
    });
  });

  it('is computed from the chart', () => {
    expect(identityOf(runChart, runTable)).toStrictEqual(chartIdentity);
    expect(hashOf(runChart)).toBe(chartIdentity.hash);
  });

  it.each([
    ['a description', ['states', 'Ready', 'description'], 'other words'],
    ["an edge's reason", ['states', 'Ready', 'on', 'lease', 'description'], 'other words'],
    ['the version', ['version'], '9.9.9'],
    ['the order of states', ['states'], reversed(runChart.states)],
    ['the order of events', ['states', 'Running', 'on'], reversed(runChart.states.Running.on)],
    ['a list of one', ['states', 'Running', 'entry'], ['recordStateChange']],
  ])('stays the same with %s changed', (_, path, value) => {
    const chart = changed(path, value);
    expect(JSON.stringify(chart)).not.toBe(JSON.stringify(runChart));
    expect(hashOf(chart)).toBe(chartIdentity.hash);
  });

  it.each([
    ['the initial state', ['initial'], 'Ready'],
    ['an added state', ['states', 'NoSuchState'], {}],
    ['a final state', ['states', 'Failed'], { entry: ['recordStateChange', 'clearAttempt'] }],
    ['an added edge', ['states', 'Ready', 'on', 'suspend'], { target: 'Suspended' }],
    ['a removed edge', ['states', 'Suspended', 'on'], { cancel: { target: 'Canceled' } }],
    ['a target', ['states', 'Leased', 'on', 'start', 'target'], 'Ready'],
    ['a guard', ['states', 'Running', 'on', 'retry', 'guard'], 'hasActiveAttempt'],
    ['no guard', ['states', 'Running', 'on', 'retry', 'guard'], undefined],
    [
      'the order of guards',
      ['states', 'Running', 'on', 'attempt.finish', 'guard', 'params', 'of'],
      ['ownsActiveAttempt', 'hasActiveAttempt'],
    ],
    ['an update', ['states', 'Ready', 'on', 'priority.set', 'actions'], 'clearAttempt'],
    ['an entry', ['states', 'Leased', 'entry'], ['recordStateChange']],
  ])('is another with %s changed', (_, path, value) => {
    expect(hashOf(changed(path, value))).not.toBe(chartIdentity.hash);
  });

  it('survives its codec', () => {
    expect(ChartIdentityCodec.decode(JSON.parse(JSON.stringify(chartIdentity)))).toStrictEqual(
      E.right(chartIdentity),
    );
    expect(ChartIdentityCodec.encode(chartIdentity)).toStrictEqual(chartIdentity);
  });

  it.each([
    ['', false],
    ['x', true],
    ['x'.repeat(200), true],
    ['x'.repeat(201), false],
    [7, false],
  ])('may have the name %p: %p', (hash, ok) => {
    const decoded = ChartIdentityCodec.decode({ ...chartIdentity, hash });
    expect(ChartIdentityCodec.is({ ...chartIdentity, hash })).toBe(ok);
    if (ok) expect(decoded).toStrictEqual(E.right({ ...chartIdentity, hash }));
    else
      expect(formatDecodeErrors(left(decoded))).toStrictEqual([
        expect.stringMatching(/^at \/hash: expected a text \(1 to 200 characters\), found /),
      ]);
  });
});

/** The Quint module says what the chart says: kept traces of its simulator, compared step by step. `npm run check:formal` makes new ones. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { runQuint } from '../../src/diagram/runQuint.js';
import { validateItf } from '../../src/testing/validateItf.js';
import { right } from '../support/right.js';
import { compareTraces, Trace } from './traces.js';

const read = (name: string): string =>
  readFileSync(new URL(`../fixtures/formal/${name}`, import.meta.url), 'utf8');
const lines = read('traces.ndjson').trim().split('\n');
const traces = lines.map((line) => right(Trace.decode(JSON.parse(line))));

describe('the Quint module', () => {
  it('is the one whose traces are kept: npm run check:formal -- --keep', () => {
    expect(runQuint()).toBe(read('run.qnt'));
  });

  it('answers each event as the chart does', () => {
    const { steps, accepted, differences } = compareTraces(traces);
    expect(differences).toStrictEqual([]);
    expect(steps).toBeGreaterThan(100);
    expect(accepted).toBeGreaterThan(10);
    expect(accepted).toBeLessThan(steps);
  });

  it('has traces that validate-trace takes', () => {
    const refused = lines.filter((line) => {
      const report = validateItf(line, 'current');
      return E.isLeft(report) || report.right.illegal.length > 0;
    });
    expect(refused).toStrictEqual([]);
  });
});

describe('the comparison', () => {
  const [{ states } = { states: [] }] = traces;
  const changed = (change: (state: Trace['states'][number]) => Trace['states'][number]) =>
    compareTraces([{ states: states.map((state, i) => (i === 5 ? change(state) : state)) }])
      .differences;

  it('finds an event that the module answers otherwise', () => {
    expect(changed((state) => ({ ...state, accepted: !state.accepted }))).toHaveLength(1);
  });

  it('finds another run', () => {
    const differences = changed((state) => ({
      ...state,
      current: { ...state.current, attemptCount: { '#bigint': '41' } },
    }));
    expect(differences.length).toBeGreaterThan(0);
  });
});

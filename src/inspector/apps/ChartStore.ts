/* eslint-disable functional/immutable-data, functional/no-let -- a private map */
/** The charts of all programs, each once: equal charts have one hash. Bounded in number and in bytes. */
import { createHash } from 'node:crypto';
import type { Statechart } from '../../statechart/Statechart.js';
import type { ChartIndex } from './ChartIndex.js';
import { makeChartIndex } from './ChartIndex.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The charts of all programs. */
export interface ChartStore {
  /** Adds a chart, unless it is known. Undefined if there are too many. */
  readonly add: (chart: Statechart) => ChartIndex | undefined;
  readonly get: (hash: string) => ChartIndex | undefined;
}

const MAX_CHARTS = 2000;
const MAX_BYTES = 64 * 1024 * 1024;
const HASH_LENGTH = 16;

// ------------------------------------------------------------------------------------------------------- operations

/** An empty store. */
export const makeChartStore = (): ChartStore => {
  const charts = new Map<string, ChartIndex>();
  let bytes = 0;
  return {
    add: (chart) => {
      const text = JSON.stringify(chart);
      const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
      const known = charts.get(hash);
      if (known !== undefined) return known;
      if (charts.size >= MAX_CHARTS || bytes + text.length > MAX_BYTES) return undefined;
      bytes += text.length;
      const index = makeChartIndex(hash, chart);
      charts.set(hash, index);
      return index;
    },
    get: (hash) => charts.get(hash),
  };
};

/** The size of what a browser loads: bundles of the build with all dependencies, minified and compressed. */
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Benchmark, Row, Table, Target } from './benchmark.js';
import { projectsOf, rowName, rowOf } from './benchmark.js';

/** Every function of the facade, the texts of its errors, and the codec. */
const CORE = `export { allowedActions, decide, errorMessage, finishAttempt, isTerminal, isValidTransition, newReady,
  newReadyWithId, newScheduled, newScheduledWithId, pathTo, promoteToReady, promoteToReadyWithPriority, recordStateChangeAt,
  restoreAttemptStateForBootstrap, RunInstanceCodec, setEffectivePriority, startAttempt, transition, transitionTo,
  validTransitions } from 'runchart'`;
const MORE = `export { decodeJson, formatDecodeErrors, RunInstanceStrictCodec } from 'runchart'`;
const MACHINE = `export { fromSnapshot, runMachine, toSnapshot } from 'runchart/machine'`;

const BUNDLES = [
  ['codec and facade', CORE],
  ['the same, the strict codec, decodeJson and decode errors as text', `${CORE}; ${MORE}`],
  ['everything in runchart', `export * from 'runchart'`],
  ['codec, facade and the XState machine', `${CORE}; ${MACHINE}`],
  ['the same, and createActor', `${CORE}; ${MACHINE}; export { createActor } from 'xstate'`],
  ['peer: xstate alone (setup, createActor)', `export { setup, createActor } from 'xstate'`],
] as const;

const gzipped = async (contents: string, resolveDir: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    // The conditions and fields that bundlers use.
    conditions: ['module'],
    mainFields: ['module', 'main'],
    minify: true,
    write: false,
    legalComments: 'none',
    logLevel: 'error',
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
};

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`;

const under = (measure: string, limit: number, bytes: number): Target => ({
  measure,
  wanted: `at most ${kilobytes(limit).replace('.00', '')}`,
  measured: kilobytes(bytes),
  met: bytes <= limit,
});

export const size: Benchmark = {
  name: 'size',
  summary: 'what a browser loads, minified and compressed',
  run: async (setting) => {
    const rows: Array<Row> = [];
    for (const [name, contents] of BUNDLES)
      for (const project of projectsOf(setting)) {
        setting.progress(rowName(name, project));
        const bytes = await gzipped(contents, project.folder);
        rows.push({
          name: rowName(name, project),
          ...{ median: bytes, q1: bytes, q3: bytes },
          ratio: bytes / (rows[0]?.median ?? bytes),
        });
      }
    const table: Table = {
      title: 'Bytes of a bundle, minified and gzipped',
      unit: 'bytes',
      rows,
      note: 'All dependencies are in: fp-ts, io-ts, uuid, and xstate where it is needed.',
    };
    const bytesOf = (name: string): number => rowOf(table, name).median;
    return {
      tables: [table],
      targets: [
        {
          ...under('core bundle: codec and facade', 10_000, bytesOf(BUNDLES[0][0])),
          headline: true,
        },
        under('the same with the XState machine', 24_000, bytesOf(BUNDLES[3][0])),
      ],
    };
  },
};

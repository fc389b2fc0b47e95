/** The size budget of each entry, as a browser loads it. A test fails for an entry without a budget. */
import { buildSync } from 'esbuild';
import { entries } from './entries.js';

const { outputFiles } = buildSync({
  entryPoints: [`${import.meta.dirname}/machines/run.chart.ts`],
  bundle: true,
  format: 'esm',
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { runChart } = await import(`data:text/javascript;base64,${code}`);

/** The budgets are for a chart of nine states. Each further state may add this many bytes, and more to what draws it. */
const BYTES_PER_STATE = 100;
const BYTES_PER_DRAWN_STATE = 500;
const furtherStates = Object.keys(runChart.states).length - 9;

const limitOf = (kilobytes, bytesPerState) =>
  `${Math.round(1000 * kilobytes + furtherStates * bytesPerState)} B`;

/** By default size-limit leaves out peer dependencies; these budgets include them. */
const everything = { gzip: true, modifyEsbuildConfig: (config) => ({ ...config, external: [] }) };

const budget = (entry, kilobytes, name, options = {}) => {
  const { specifier, bundled } = entries.find((other) => other.name === entry);
  const limit = limitOf(kilobytes, BYTES_PER_STATE);
  return { name: `${specifier}${name}`, path: bundled, limit, ...everything, ...options };
};

const drawingBudget = (entry, kilobytes, name, options = {}) => ({
  ...budget(entry, kilobytes, name, options),
  limit: limitOf(kilobytes, BYTES_PER_DRAWN_STATE),
});

export default [
  // The chart, and nothing that compiles or decodes it.
  budget('index', 0.8, ': isTerminal', { import: '{ isTerminal }' }),
  budget('index', 10, ': decode and decide', {
    import: '{ allowedActions, decide, errorMessage, newReady, newScheduled, RunInstanceCodec }',
  }),
  // 0.1 kB of it, here and in the worker, is what lines of a journal say beside their op; 0.05 kB, here and below, bound errors about
  // hostile input.
  budget('index', 21.5, ', all of it'),
  drawingBudget('diagram', 11, ': runSvg', { import: '{ runSvg }' }),
  drawingBudget('diagram', 16.05, ', all of it'),
  // 15 kB beyond what decoding and deciding takes: the picture, its marks, and labels in any language. Half a kB, here and below, is
  // what reads the text of a run without JSON.parse.
  drawingBudget('element', 25.05, ', with the core that it needs'),
  drawingBudget('element-define', 25.05, ', the same with its name'),
  // Most of it is the core that every engine has anyway; by itself it is 2 kB.
  budget('engine', 8.9, ', with the core that it needs'),
  budget('inspector', 13, ', for a program that is inspected'),
  budget('inspector-app', 9, ', for any program, without xstate', {
    modifyEsbuildConfig: (config) => config,
  }),
  budget('machine', 24, ', with xstate'),
  // Half a kB, here and below, is what minimises a system and separates all pairs of a thousand states at once.
  budget('testing', 26.35, ': generate, without xstate', {
    import: '{ encodeSuite, generate }',
  }),
  drawingBudget('testing', 73.5, ', all of it'),
  // 4 kB of it are the tables of a machine, 1 kB the titles of tests, and the tree of tests with which mutants are scored; 0.7 kB are
  // the actions that suites see, and the limit of n-switch.
  budget('explore', 39.3, ', without xstate', { modifyEsbuildConfig: (config) => config }),
  budget('lifecycle', 3.3, ''),
  budget('lifecycle-machine', 13, ', with xstate'),
  budget('live', 12, ''),
  budget('picture', 12, ': chartSvg', { import: '{ chartSvg }' }),
  // 1.2 kB of it read what guards ask for, cut long chains, and paint simplified layouts.
  budget('picture', 28.8, ', all of it, without elkjs', {
    modifyEsbuildConfig: (config) => ({ ...config, external: ['elkjs'] }),
  }),
  budget('statechart', 3, ': statechartOf, without xstate', {
    import: '{ statechartOf }',
    modifyEsbuildConfig: (config) => config,
  }),
  budget('statechart', 7.45, ', without xstate', { modifyEsbuildConfig: (config) => config }),
  // Half of it is the parser of XML.
  budget('statechart-scxml', 15.1, ', without xstate', {
    modifyEsbuildConfig: (config) => config,
  }),
  budget('react', 1, ', without react', { modifyEsbuildConfig: (config) => config }),
  // 10 kB of it are croner, which knows time zones, 10 kB journals, the data beside them and the examination of a store; 1.3 kB are
  // statements that write and claim with less work for the server.
  budget('store', 55.3, ': openRunStore and runWorker', { import: '{ openRunStore, runWorker }' }),
  budget('store', 56.5, ', all of it'),
  budget('store-pglite', 4.65, ', without pglite', {
    modifyEsbuildConfig: (config) => ({ ...config, external: ['@electric-sql/pglite'] }),
  }),
  // Not for browsers, but budgeted as every entry.
  budget('store-postgres', 4.25, ', without pg', {
    modifyEsbuildConfig: (config) => ({ ...config, external: ['pg'] }),
  }),
  // 1 kB of it is what makes a request cheap: ops and runs as rows, and one timer for all requests.
  budget('worker', 16.3, ', a client alone', { import: '{ connectRunHost }' }),
  budget('worker', 25.7, ', all of it'),
  {
    // Its runs of Play are on a board like the server's, which keeps them as numbers. 18 kB of it show actors, with a painter for any
    // chart, and are loaded when there are any; 5 kB decode what the server tells of them. Half a kB paints simplified pictures, and says
    // whether what is shown is live. 38 kB tell where time goes, in figures and in timelines, search, compare, print and lead to
    // anything; 4 kB of these find by a few letters.
    name: "the inspector's page",
    path: 'dist/inspector/page.js',
    limit: limitOf(138, BYTES_PER_DRAWN_STATE),
    ...everything,
  },
];

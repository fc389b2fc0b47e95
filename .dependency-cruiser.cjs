/**
 * The layers. Arrows point one way:
 *
 *   brands  <-  chart  <-  machine, core  <-  capabilities  <-  command
 *
 *   brands        src/{Reader,Integer,Uuid,RunId,TaskId,AttemptId,Timestamp,Priority,AttemptCount}.ts
 *   chart         machines/run.chart.ts
 *   machine       the other files of machines/, the only ones that know XState
 *   core          the other files directly in src/
 *   capabilities  the folders of src/, except src/cli/
 *   command       src/cli/
 */
const brands =
  '^src/(Reader|Integer|Uuid|RunId|TaskId|AttemptId|Timestamp|Priority|AttemptCount)\\.ts$';
const chart = '^machines/run\\.chart\\.ts$';
const machine = '^machines/';
const core = '^src/[^/]+\\.ts$';
const capabilities = '^src/(?!cli/)[^/]+/';
const command = '^src/cli/';

/** Files of ours: npm packages and Node built-ins are the business of the rules about packages. */
const ours = '^(machines|src|test|bench|examples)/';
const functionalPackages = '^node_modules/(fp-ts|io-ts|uuid)/';
const xstate = '^node_modules/xstate/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one concept, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'brands-stand-alone',
      comment: 'Of ours, brands import nothing but brands.',
      severity: 'error',
      from: { path: brands },
      to: { path: ours, pathNot: brands },
    },
    {
      name: 'chart-on-brands',
      comment:
        'Of ours, the chart imports nothing but brands: whoever opens it sees the whole lifecycle.',
      severity: 'error',
      from: { path: chart },
      to: { path: ours, pathNot: brands },
    },
    {
      name: 'machine-below-capabilities',
      comment: 'The machine may import the chart and the core, nothing above them.',
      severity: 'error',
      from: { path: machine, pathNot: chart },
      to: { path: ours, pathNot: [machine, core] },
    },
    {
      name: 'core-without-machine',
      comment: 'The core decides on the chart itself; XState must not come along.',
      severity: 'error',
      from: { path: core },
      to: { path: ours, pathNot: [chart, core] },
    },
    {
      name: 'capabilities-below-command',
      comment: 'Capabilities build on the core and the machine, never on the command.',
      severity: 'error',
      from: { path: capabilities },
      to: { path: command },
    },
    {
      name: 'pure-packages',
      comment:
        'The core and the chart run anywhere: no Node built-in, no package but fp-ts, io-ts, uuid.',
      severity: 'error',
      from: { path: [core, chart] },
      to: { pathNot: [ours, functionalPackages] },
    },
    {
      name: 'machine-packages',
      comment: 'XState is the one package that the machine adds.',
      severity: 'error',
      from: { path: machine, pathNot: chart },
      to: { pathNot: [ours, functionalPackages, xstate] },
    },
    {
      name: 'xstate-in-the-machine-alone',
      comment:
        'Everything else takes the chart, or what machines/ exports. `explore` is for machines that users bring: it asks ' +
        'XState itself what they do.',
      severity: 'error',
      from: {
        pathNot:
          '^(machines/(index|run\\.actor|run\\.machine|run\\.snapshot)|src/testing/explore)\\.ts$',
      },
      to: { path: xstate },
    },
    {
      name: 'react-in-its-entry-alone',
      comment: 'React is an optional peer: only who imports runchart/react needs it.',
      severity: 'error',
      from: { path: '^(machines|src)/', pathNot: '^src/react/' },
      to: { path: '^node_modules/(@types/)?react(-dom)?/' },
    },
    {
      name: 'resolvable',
      comment: 'An import that resolves to nothing escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: '^node_modules/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types draw arrows too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};

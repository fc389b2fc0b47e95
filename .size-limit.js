/** size-limit leaves peer dependencies out; these budgets count everything that a browser loads. */
const everything = { gzip: true, modifyEsbuildConfig: (config) => ({ ...config, external: [] }) };

export default [
  {
    name: 'decode and decide',
    path: 'dist/module/index.js',
    import: '{ allowedActions, decide, errorMessage, newReady, newScheduled, RunInstanceCodec }',
    limit: '10 kB',
    ...everything,
  },
  {
    name: 'runchart, all of it',
    path: 'dist/module/index.js',
    limit: '15.5 kB',
    ...everything,
  },
  {
    name: 'runchart/diagram: runSvg',
    path: 'dist/module/diagram.js',
    import: '{ runSvg }',
    limit: '11 kB',
    ...everything,
  },
  {
    name: 'runchart/diagram, all of it',
    path: 'dist/module/diagram.js',
    limit: '16 kB',
    ...everything,
  },
  {
    // 12 kB beyond what decoding and deciding takes.
    name: 'runchart/element, with the core that it needs',
    path: 'dist/module/element.js',
    limit: '20.75 kB',
    ...everything,
  },
  {
    name: 'runchart/element/define, the same with its name',
    path: 'dist/module/element-define.js',
    limit: '20.75 kB',
    ...everything,
  },
  {
    name: 'runchart/inspector, for a program that is inspected',
    path: 'dist/module/inspector.js',
    limit: '13 kB',
    ...everything,
  },
  {
    name: "the inspector's page",
    path: 'dist/inspector/page.js',
    limit: '60 kB',
    ...everything,
  },
  {
    name: 'runchart/machine, with xstate',
    path: 'dist/module/machine.js',
    limit: '24 kB',
    ...everything,
  },
  {
    name: 'generate, without xstate',
    path: 'dist/module/testing.js',
    import: '{ encodeSuite, generate }',
    limit: '25 kB',
    ...everything,
  },
  {
    name: 'runchart/testing, all of it, with xstate',
    path: 'dist/module/testing.js',
    limit: '70 kB',
    ...everything,
  },
  {
    name: 'runchart/live',
    path: 'dist/module/live.js',
    limit: '12 kB',
    ...everything,
  },
  {
    name: 'runchart/react, without react',
    path: 'dist/module/react.js',
    limit: '1 kB',
    gzip: true,
  },
  {
    name: 'runchart/worker, a client alone',
    path: 'dist/module/worker.js',
    import: '{ connectRunHost }',
    limit: '15 kB',
    ...everything,
  },
  {
    name: 'runchart/worker, all of it',
    path: 'dist/module/worker.js',
    limit: '21 kB',
    ...everything,
  },
];

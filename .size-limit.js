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
    limit: '15 kB',
    ...everything,
  },
  {
    name: 'runchart/machine, with xstate',
    path: 'dist/module/machine.js',
    limit: '24 kB',
    ...everything,
  },
];

/** size-limit leaves peer dependencies out; these budgets count everything that a browser loads. */
const modifyEsbuildConfig = (config) => ({ ...config, external: [] });

export default [
  {
    name: 'runchart, with fp-ts, io-ts and uuid',
    path: 'dist/module/index.js',
    gzip: true,
    limit: '10 kB',
    modifyEsbuildConfig,
  },
  {
    name: 'runchart/machine, with xstate',
    path: 'dist/module/machine.js',
    gzip: true,
    limit: '24 kB',
    modifyEsbuildConfig,
  },
];

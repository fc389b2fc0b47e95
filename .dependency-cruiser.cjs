/**
 * The layers, the lowest first. A file may import from its own folder and from lower layers, but not from higher layers or from
 * another folder of its own layer.
 */
const layers = [
  ['machines'],
  ['src/codec'],
  ['src/values', 'src/statechart', 'src/graph'],
  ['src/run'],
  ['src/journal', 'src/actor', 'src/diagram'],
  ['src/times'],
  [
    'src/element',
    'src/imports',
    'src/lifecycle',
    'src/live',
    'src/picture',
    'src/store',
    'src/worker',
    'src/testing',
  ],
  ['src/react', 'src/inspector', 'src/explore'],
  ['src/cli'],
];

/** Imports that cross within a layer, each with its reason. */
const neighbours = {};

const folder = (name) => `^${name}/`;

const upward = layers.flatMap((names, floor) =>
  names.map((name) => {
    const above = layers.slice(floor + 1).flat();
    const beside = names.filter(
      (other) => other !== name && !(neighbours[name] ?? []).includes(other),
    );
    return {
      name: `below-${name.replace('src/', '')}`,
      comment: `${name} imports from its own folder and from the layers below it.`,
      severity: 'error',
      from: { path: folder(name) },
      to: {
        path: [...above, ...beside]
          .map(folder)
          .concat('^src/index\\.ts$', '^(test|bench|examples)/'),
      },
    };
  }),
);

/** The project's own files, as opposed to npm packages and Node built-ins. */
const ours = '^(machines|src|test|bench|examples)/';
const core = ['machines', 'src/codec', 'src/values', 'src/run', 'src/journal'].map(folder);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...upward,
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one concept, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-loose-files',
      comment: 'Every file of src/ is in a folder, but for the package entry.',
      severity: 'error',
      from: { path: '^src/[^/]+$', pathNot: '^src/index\\.ts$' },
      to: {},
    },
    {
      name: 'pure-packages',
      comment:
        'The core runs anywhere: no Node built-in, no package but fp-ts, io-ts and uuid. The machine adds XState.',
      severity: 'error',
      from: { path: core },
      to: { pathNot: [ours, '^node_modules/(fp-ts|io-ts|uuid|xstate)/'] },
    },
    {
      name: 'xstate-for-machines-alone',
      comment:
        'The core decides on the chart itself; XState comes along with the machine, its actors, and machines of others.',
      severity: 'error',
      from: {
        pathNot:
          '^(machines/run\\.(machine|snapshot)\\.ts$|src/actor/|src/lifecycle/machine\\.ts$|src/statechart/|src/explore/|src/cli/machineFile\\.ts$)',
      },
      to: { path: '^node_modules/xstate/' },
    },
    {
      name: 'machine-for-actors-alone',
      comment: 'An import of the machine brings XState: the chart is enough for whoever decides.',
      severity: 'error',
      from: { path: '^src/', pathNot: folder('src/actor') },
      to: { path: '^machines/run\\.(machine|snapshot)\\.ts$' },
    },
    {
      name: 'react-in-its-entry-alone',
      comment: 'React is an optional peer: only who imports runchart/react needs it.',
      severity: 'error',
      from: { path: '^(machines|src)/', pathNot: folder('src/react') },
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
    // Imports of types count as dependencies too.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};

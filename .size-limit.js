/** The size budget of each entry, as a browser loads it. A test fails for an entry without a budget. */
import { entries } from './entries.js';

/** By default size-limit leaves out peer dependencies; these budgets include them. */
const everything = { gzip: true, modifyEsbuildConfig: (config) => ({ ...config, external: [] }) };

const budget = (entry, limit, name, options = {}) => {
  const { specifier, bundled } = entries.find((other) => other.name === entry);
  return { name: `${specifier}${name}`, path: bundled, limit, ...everything, ...options };
};

export default [
  budget('index', '10 kB', ': decode and decide', {
    import: '{ allowedActions, decide, errorMessage, newReady, newScheduled, RunInstanceCodec }',
  }),
  budget('index', '22 kB', ', all of it'),
  budget('diagram', '11 kB', ': runSvg', { import: '{ runSvg }' }),
  budget('diagram', '16 kB', ', all of it'),
  // 12 kB more than decoding and deciding need.
  budget('element', '21.3 kB', ', with the core that it needs'),
  budget('element-define', '21.3 kB', ', the same with its name'),
  budget('inspector', '13 kB', ', for a program that is inspected'),
  budget('machine', '24 kB', ', with xstate'),
  budget('testing', '25 kB', ': generate, without xstate', {
    import: '{ encodeSuite, generate }',
  }),
  budget('testing', '70 kB', ', all of it, with xstate'),
  budget('live', '12 kB', ''),
  budget('react', '1 kB', ', without react', { modifyEsbuildConfig: (config) => config }),
  budget('worker', '15 kB', ', a client alone', { import: '{ connectRunHost }' }),
  budget('worker', '23.25 kB', ', all of it'),
  { name: "the inspector's page", path: 'dist/inspector/page.js', limit: '60 kB', ...everything },
];

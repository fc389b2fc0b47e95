import { readFileSync } from 'node:fs';
import { entries } from './entries.js';

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  // An entry that exports nothing has no page.
  entryPoints: entries
    .map(({ source }) => source)
    .filter((source) => /^export /m.test(readFileSync(source, 'utf8'))),
  name: 'runchart',
  out: 'docs/api',
  readme: 'README.md',
  projectDocuments: [
    'docs/codecs.md',
    'docs/journal.md',
    'docs/errors.md',
    'docs/actor.md',
    'docs/frontend.md',
    'docs/element.md',
    'docs/worker.md',
    'docs/store.md',
    'docs/upgrading.md',
    'docs/engine.md',
    'docs/testing.md',
    'docs/diagrams.md',
    'docs/inspector.md',
    'docs/lifecycle.md',
  ],
  excludeInternal: true,
  githubPages: false,
  disableSources: true,
  skipErrorChecking: true,
  validation: {
    invalidLink: true,
    invalidPath: false,
    notDocumented: false,
    notExported: false,
  },
  treatValidationWarningsAsErrors: true,
  treatWarningsAsErrors: true,
  // A page groups the exports of an entry by category, and sorts each category by name.
  categorizeByGroup: false,
  categoryOrder: [
    ['Runs', 'Decisions', 'States and events', 'Actions', 'Codecs', 'Values'],
    ['Databases', 'Workers', 'Handlers', 'Schedules', 'Telemetry'],
    ['Hosts', 'Clients', 'Snapshots'],
    ['Persistence', 'Views', 'Scenarios', 'Journals', 'Anomalies'],
    ['Chart', 'Machine', 'Actors'],
    ['Lifecycles', 'Refusals', 'Machines', 'Statecharts', 'Readers'],
    ['Diagrams', 'Text formats', 'SVG', 'HTML', 'Layouts'],
    ['Exploring', 'Coverage', 'Suites', 'Executing'],
    ['Element', 'DOM events'],
    ['Connections', 'Observers', 'Stores', 'Transports', 'Hooks'],
    ['Verification', 'Failures', 'Reports', 'Test suites', 'Criteria', 'Exports'],
    ['Concurrency', 'Traces', 'Scores', 'State spaces', 'Walks'],
    ['*', 'Errors'],
  ].flat(),
  navigation: { includeCategories: true },
  highlightLanguages: [
    'bash',
    'console',
    'css',
    'html',
    'javascript',
    'json',
    'jsonc',
    'yaml',
    'tsx',
    'typescript',
    'python',
    'svelte',
    'vue',
  ],
};

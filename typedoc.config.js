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
    'docs/upgrading.md',
    'docs/engine.md',
    'docs/testing.md',
    'docs/diagrams.md',
    'docs/inspector.md',
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
  groupOrder: [
    'Documents',
    'Modules',
    'Functions',
    'Variables',
    'Classes',
    'Type Aliases',
    'Interfaces',
    '*',
  ],
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

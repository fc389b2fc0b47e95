/** The formats of an export: what each is, and what writes it. What they write is run in export.test.ts. */
import { describe, expect, it } from '@jest/globals';
import type { ExportFormat, ExportFormatName } from '../../src/testing/export.js';
import { exportFormats } from '../../src/testing/export.js';
import { itfTrace } from '../../src/testing/export/itf.js';
import { javascriptSource } from '../../src/testing/export/javascript.js';
import { rustSource } from '../../src/testing/export/rust.js';
import { testOf } from '../../src/testing/scenario.js';
import { encodeSuite } from '../../src/testing/Suite.js';

const tests = ['one', 'two'].map((name) =>
  testOf(
    name,
    ['by hand'],
    [{ step: { op: 'set_effective_priority', effectivePriority: 7 as never } }],
  ),
);
const lines = (texts: ReadonlyArray<unknown>): string =>
  texts.map((text) => `${JSON.stringify(text)}\n`).join('');

describe('the format', () => {
  it.each<[ExportFormatName, Omit<ExportFormat, 'text'>, string]>([
    [
      'ndjson',
      { description: 'scenarios with what each step must answer, one a line' },
      encodeSuite({ tests }),
    ],
    [
      'itf',
      { description: 'traces in the format that Apalache and Quint write (ITF), one a line' },
      lines(tests.map((test) => itfTrace(test, 'number'))),
    ],
    [
      'jest',
      {
        description: 'source of a test file for Jest, as an ES module',
        subjectModule: './subject.js',
      },
      javascriptSource('jest', tests, './mine.js'),
    ],
    [
      'vitest',
      { description: 'source of a test file for Vitest', subjectModule: './subject.js' },
      javascriptSource('vitest', tests, './mine.js'),
    ],
    [
      'node',
      { description: 'source of a test file for node:test', subjectModule: './subject.js' },
      javascriptSource('node', tests, './mine.js'),
    ],
    [
      'rust',
      {
        description: 'source of #[test]s in Rust, against a trait that the subject implements',
        subjectModule: 'subject.rs',
      },
      rustSource(tests, './mine.js'),
    ],
  ])('%s', (name, described, written) => {
    const { text, ...rest }: ExportFormat = exportFormats[name];
    expect(rest).toStrictEqual(described);
    expect(text(tests, { subjectModule: './mine.js' })).toBe(written);
  });

  it('itf writes integers as it is told', () => {
    const options = { subjectModule: '', integers: 'bigint' } as const;
    expect(exportFormats.itf.text(tests, options)).toBe(
      lines(tests.map((test) => itfTrace(test, 'bigint'))),
    );
    expect(exportFormats.itf.text(tests, options)).not.toBe(
      exportFormats.itf.text(tests, { subjectModule: '' }),
    );
  });
});

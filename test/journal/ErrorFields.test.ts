/** The fields of each error, against those that the reference recorded. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type * as t from 'io-ts';
import { snakeCase } from '../../src/codec/WireRecord.js';
import { errorFields } from '../../src/journal/ErrorFields.js';
import { right } from '../support/arbitraries.js';

interface Recorded {
  readonly steps: ReadonlyArray<{
    readonly expect: { readonly err?: Readonly<Record<string, unknown>> };
  }>;
}

const recorded = readFileSync(new URL('../fixtures/reference.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .flatMap((line) => (JSON.parse(line) as Recorded).steps.map((step) => step.expect.err))
  .filter((error) => error !== undefined);

describe('the fields of', () => {
  it.each(Object.keys(errorFields).filter((tag) => tag !== 'NoRun'))(
    '%s are those of the reference',
    (tag) => {
      // SAFETY: the fields are looked up by a tag of theirs.
      const fields = errorFields[tag as keyof typeof errorFields] as Readonly<
        Record<string, t.Mixed>
      >;
      const errors = recorded.filter(({ code }) => code === tag);
      expect(errors.length).toBeGreaterThan(0);
      for (const { message, ...error } of errors) {
        const wire = tag === 'Decode' ? { ...error, message } : error;
        const decoded = Object.entries(fields).map(([key, codec]): readonly [string, unknown] => [
          snakeCase(key),
          right(codec.decode(wire[snakeCase(key)])),
        ]);
        expect({ code: tag, ...Object.fromEntries(decoded) }).toStrictEqual(wire);
      }
    },
  );

  it('all errors of the reference are there', () => {
    expect(new Set([...recorded.map(({ code }) => code), 'NoRun'])).toStrictEqual(
      new Set(Object.keys(errorFields)),
    );
  });
});

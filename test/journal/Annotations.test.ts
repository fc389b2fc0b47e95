import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { INVALID } from '../../src/codec/FastCodec.js';
import { JournalEntryCodec, makeReplayer } from '../../src/index.js';
import {
  annotationFields,
  annotationsOf,
  AnnotationText,
  hasAnnotations,
} from '../../src/journal/Annotations.js';
import { tries } from '../support/arbitraries.js';

const RUN = '00000000-0000-0000-0000-000000000001';
const line = { op: 'promote_to_ready', run_id: RUN };
const names = Object.keys(annotationFields);

const decoded = (fields: object): unknown =>
  pipe(JournalEntryCodec.decode({ ...line, ...fields }), E.map(annotationsOf), E.toUnion);

describe('annotations of a line', () => {
  it('are texts under their own names, and come back as they were written', () => {
    const fields = { outcome: 'timed_out', error: 'no answer', worker: 'w-1', note: 'on call' };
    expect(decoded(fields)).toStrictEqual(fields);
    expect(
      pipe(JournalEntryCodec.decode({ ...line, ...fields }), E.map(JournalEntryCodec.encode)),
    ).toStrictEqual(E.right({ ...line, ...fields }));
  });

  it('are absent if they are null or not written', () => {
    expect(decoded({ worker: null })).toStrictEqual({});
    expect(pipe(JournalEntryCodec.decode(line), E.map(hasAnnotations))).toStrictEqual(
      E.right(false),
    );
  });

  it('are cut after 1,000 characters, between two of them', () => {
    const long = 'x'.repeat(1000);
    expect(decoded({ note: long })).toStrictEqual({ note: long });
    expect(decoded({ note: `${long}y` })).toStrictEqual({ note: `${'x'.repeat(999)}…` });
    expect(decoded({ note: `${'x'.repeat(998)}\u{1f600}${'y'.repeat(9)}` })).toStrictEqual({
      note: `${'x'.repeat(998)}…`,
    });
  });

  it('are cut at their end only, even if they have other surrogate pairs', () => {
    const smile = '\u{1f600}';
    expect(decoded({ note: `${smile}${'x'.repeat(1000)}` })).toStrictEqual({
      note: `${smile}${'x'.repeat(997)}…`,
    });
    expect(decoded({ note: ['x'.repeat(996)] })).toStrictEqual({
      note: `["${'x'.repeat(996)}"]`,
    });
    expect(decoded({ note: ['x'.repeat(997)] })).toStrictEqual({
      note: `["${'x'.repeat(997)}…`,
    });
  });

  it('are short texts in the model', () => {
    const texts = ['', 'x'.repeat(1000)];
    const others = ['x'.repeat(1001), 7, [], null];
    expect(texts.filter(AnnotationText.is)).toStrictEqual(texts);
    expect(others.filter(AnnotationText.is)).toStrictEqual([]);
  });

  it('are invalid if they have no JSON', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect([cycle, () => 1, undefined].map(AnnotationText.tryDecode)).toStrictEqual([
      INVALID,
      INVALID,
      INVALID,
    ]);
  });

  it.each(names)('say something if %s is there', (name) => {
    expect(hasAnnotations({ [name]: '' })).toBe(true);
  });

  it('are the JSON of values that are no texts', () => {
    expect(decoded({ error: { code: 7 }, outcome: false, note: [1] })).toStrictEqual({
      error: '{"code":7}',
      outcome: 'false',
      note: '[1]',
    });
  });

  it('never make a line malformed, whatever JSON they are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
        const replayer = makeReplayer();
        replayer.line(JSON.stringify({ ...line, [name]: value }));
        expect(replayer.result().malformed).toBe(0);
      }),
      tries(200),
    );
  });

  it('are no part of a command: a redelivery may say something else', () => {
    const command = { ...line, command_id: RUN };
    const replayer = makeReplayer();
    replayer.line(JSON.stringify({ ...command, worker: 'w-1' }));
    replayer.line(JSON.stringify({ ...command, worker: 'w-2', note: 'again' }));
    expect(replayer.result().redelivered).toBe(1);
  });
});

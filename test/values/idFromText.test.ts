import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { v5 } from 'uuid';
import { AttemptId, formatDecodeErrors, idFromText, RunId, TaskId } from '../../src/index.js';
import { idFromTextCodec } from '../../src/values/idFromText.js';
import { left, runId } from '../support/arbitraries.js';

const NAMESPACE = '6ba7b811-9dad-11d1-80b4-00c04fd430c8';

describe('idFromText', () => {
  it('gives the UUID of the example in RFC 9562, A.4', () => {
    // The name www.example.com in the namespace of the DNS.
    expect(idFromText(RunId)(v5.DNS)('www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('takes a text for a namespace as a name of the DNS', () => {
    expect(idFromText(RunId)('acme.example')('order-7')).toBe(
      v5('order-7', v5('acme.example', v5.DNS)),
    );
    expect(idFromText(RunId)('acme.example')('order-7')).toBe(
      '8a3f8dea-60f0-5945-97b8-93e9aadeddd6',
    );
  });

  it('gives the UUID that the package uuid gives, for any text that UTF-8 can hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(idFromText(TaskId)(NAMESPACE)(`x${text}`)).toBe(v5(`x${text}`, NAMESPACE));
      }),
    );
  });

  it('never throws, and always gives an id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, text) => {
        expect(AttemptId.is(idFromText(AttemptId)(name)(text))).toBe(true);
      }),
    );
    expect(RunId.is(idFromText(RunId)('\ud800')('\udfff'))).toBe(true);
  });

  it('keeps a UUID, in any form', () => {
    const id = '0000000a-0000-0000-0000-000000000001';
    for (const text of [id, id.toUpperCase(), `{${id}}`, `urn:uuid:${id}`, id.replaceAll('-', '')])
      expect(idFromText(RunId)('acme.example')(text)).toBe(id);
  });

  it('takes a UUID that is no version of RFC 9562 for a namespace', () => {
    const odd = '00000000-0000-0000-0000-000000000001';
    expect(RunId.is(idFromText(RunId)(odd)('a'))).toBe(true);
    expect(idFromText(RunId)(odd)('a')).not.toBe(idFromText(RunId)('x')('a'));
  });
});

describe('the codec of ids from text', () => {
  const decode = (u: unknown): unknown =>
    E.getOrElseW(() => undefined)(idFromTextCodec(RunId, NAMESPACE).decode(u));

  it('takes an integer for the text of its digits', () => {
    expect(decode(42)).toBe(v5('42', NAMESPACE));
    expect(decode('42')).toBe(decode(42));
    expect(decode(1790000000000000001n)).toBe(v5('1790000000000000001', NAMESPACE));
  });

  it.each([[''], [1.5], [2 ** 53], [null], [undefined], [true], [{}], [[]]])('refuses %p', (u) => {
    expect(decode(u)).toBeUndefined();
  });

  it('names the id that it expects', () => {
    expect(formatDecodeErrors(left(idFromTextCodec(RunId, NAMESPACE).decode(1.5)))).toStrictEqual([
      'at /: expected an id as text or as an integer (run id), found 1.5',
    ]);
  });

  it('writes an id as it is', () => {
    expect(idFromTextCodec(RunId, NAMESPACE).encode(runId(7))).toBe(runId(7));
  });
});

/** What fuzzing found, one test for each defect: all of them threw, or told of something that is not so. */
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { RunId, summarizeDecodeErrors } from '../../src/index.js';
import { makeApps } from '../../src/inspector/apps/Apps.js';
import { toData } from '../../src/inspector/apps/toData.js';
import { admit } from '../../src/inspector/server/guard.js';
import { dataOf } from '../../src/statechart/dataOf.js';
import { readConfig } from '../../src/statechart/readConfig.js';
import { readErrorText } from '../../src/statechart/ReadError.js';
import { readScxml } from '../../src/statechart/readScxml.js';
import { encodeJson } from '../../src/store/Json.js';
import { decodeStoredRun } from '../../src/store/StoredRun.js';
import { OutcomeCodec, validateItf } from '../../src/testing/index.js';
import { wire } from '../support/runWire.js';

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

describe('the inspector', () => {
  it.each(['[', 'a b', ''])('refuses a request whose Host is %j, on every interface', (host) => {
    const policy = { port: 4000, host: '0.0.0.0', token: 'secret', feedOrigins: [] };
    // SAFETY: the guard reads no other members.
    const request = {
      url: '/',
      headers: {},
      headersDistinct: { host: [host] },
    } as unknown as IncomingMessage;
    expect(admit(policy)(request)).toMatchObject({ _tag: 'Left', left: { status: 421 } });
  });

  it('refuses a chart with a kind that cannot become a text', () => {
    const source = makeApps().open('feed');
    source.receive('{"app":"program","program":"p"}');
    const line =
      '{"app":"chart","chart":0,"statechart":{"id":"x","root":{"id":"x","key":"x","path":[],"kind":{"toString":1}}}}';
    expect(source.receive(line)).toMatchObject({ _tag: 'Left' });
  });

  it('makes data of a value that throws an error which cannot be read', () => {
    const odd = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('again');
      },
    });
    const value = Object.defineProperty({}, 'a', {
      enumerable: true,
      get: () => {
        throw odd;
      },
    });
    expect(toData(value, '', undefined)).toBe('[unreadable: thrown]');
  });
});

describe('readers', () => {
  it('leave a revoked proxy out of data', () => {
    expect(dataOf({ a: 1, b: revoked() })).toStrictEqual({ a: 1 });
  });

  it('keep a code of a character that there is not', () => {
    const read = readScxml('<scxml xmlns:r="urn:runchart" r:v="1"><state id="_x110000_"/></scxml>');
    expect(E.isRight(read) && read.right.root.children.map(({ key }) => key)).toStrictEqual([
      '_x110000_',
    ]);
  });

  it('do not find a state that every object has', () => {
    const read = readConfig({ initial: 'a', states: { a: { on: { GO: '__proto__' } } } });
    expect(E.isLeft(read)).toBe(true);
  });

  it('refuse XML that nests deeply', () => {
    const read = readScxml('<a>'.repeat(300));
    expect(E.isLeft(read) && readErrorText(read.left)).toBe(
      'line 1, column 603: elements are nested more than 200 levels',
    );
  });

  it('do not take two states of one id', () => {
    const read = readConfig({ id: 'x', initial: 'a', states: { a: { id: 'x' } } });
    expect(E.isLeft(read) && readErrorText(read.left)).toBe(
      'states.a: there is another state with the id "x"',
    );
  });

  it('refuse a trace with an empty entry, one whose variable every object has, and one that nests deeply', () => {
    const deep = `${'{"tag":"Some","value":'.repeat(50_000)}"Ready"${'}'.repeat(50_000)}`;
    for (const states of [
      '[{"a":{"#map":[[]]}}]',
      '[{},{"hasOwnProperty":"Ready"}]',
      `[{"a":${deep}}]`,
    ])
      expect(validateItf(`{"states":${states}}`)).toMatchObject({ _tag: 'Left' });
  });

  it('refuse an outcome with a number that JSON has not', () => {
    expect(E.isLeft(OutcomeCodec.decode({ err: { code: 'NoRun', n: Infinity } }))).toBe(true);
  });
});

describe('the store', () => {
  it('cannot store a value that cannot be read', () => {
    expect(encodeJson({ a: revoked() })).toMatchObject({
      _tag: 'Left',
      left: { _tag: 'NotStorable' },
    });
  });

  it('tells of a row whose JSON is none', () => {
    const row = {
      ...Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, String(value)])),
      current_attempt_id: null,
      state: 'Ready',
      payload: 'Infinity',
    };
    expect(decodeStoredRun(row)).toMatchObject({ _tag: 'Left', left: { _tag: 'RowNotDecodable' } });
  });
});

describe('messages', () => {
  it('escape what a terminal would obey', () => {
    const decoded = RunId.decode('\u009b31m\u202e');
    expect(E.isLeft(decoded) && summarizeDecodeErrors(decoded.left)).toContain(
      'found "\\u009b31m\\u202e"',
    );
  });
});

import { expect, it } from '@jest/globals';
import { kindOf } from '../../src/testing/kindOf.js';

it.each<[string, unknown, string]>([
  ['a run', { ok: { state: 'Ready' } }, 'ok'],
  ['an error by its code', { err: { code: 'NoRun', run_id: 'a' } }, 'err "NoRun"'],
  ['an error with a code that is no text', { err: { code: [1] } }, 'err [1]'],
  ['an error without a code', { err: {} }, 'err undefined'],
  ['an error that is no record', { err: 'NoRun' }, 'err'],
  ['a record by its keys', { a: 1, b: 2 }, 'a,b'],
  ['a list', [{ ok: {} }], 'object'],
  ['null', null, 'object'],
  ['a text', 'ok', 'string'],
  ['nothing', undefined, 'undefined'],
])('names %s', (_, outcome, kind) => {
  expect(kindOf(outcome)).toBe(kind);
});

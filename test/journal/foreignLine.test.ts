import { expect, test } from '@jest/globals';
import { foreignLine } from '../../src/journal/foreignLine.js';

const op = '{"op":"promote_to_ready","run_id":"a"}';
const SED = "sed -n 's/^[^{]*{/{/p'";

test.each<readonly [string, string, string]>([
  [`2026-01-01T00:00:00.123456789Z stdout F ${op}`, 'a container log of Kubernetes (CRI)', SED],
  [`2026-01-01T00:00:00Z stderr P ${op}`, 'a container log of Kubernetes (CRI)', SED],
  [`web-1  | ${op}`, 'a log of docker compose', SED],
  [`name | ${op}`, 'a log of docker compose', SED],
  [`I0101 00:00:00.000000       1 main.go:12] ${op}`, 'a log of klog', SED],
  [
    `2026-01-01T00:00:00.1Z ${op}`,
    'a log with an instant before each object, such as docker logs -t writes',
    SED,
  ],
  [`Jan  1 00:00:00 host app[12]: ${op}`, 'a log of syslog or journalctl', SED],
  [`[INFO] ${op}`, 'a log with a prefix before each object', SED],
  [
    JSON.stringify({ log: `${op}\n`, stream: 'stdout', time: '2026-01-01T00:00:00Z' }),
    'a log of docker (json-file), with each line as text in "log"',
    "jq -j '.log'",
  ],
  [
    JSON.stringify({ 'text-payload': op }),
    'objects that contain each line as text in "text-payload"',
    `jq -r '.["text-payload"]'`,
  ],
  [`{"json":${op}}`, 'objects that contain each op in "json"', "jq -c '.json'"],
  [`{"data":[${op}]}`, 'an object that contains the ops as an array in "data"', "jq -c '.data[]'"],
  ['{', 'objects that span several lines (pretty-printed)', 'jq -c .'],
  [
    `${op},`,
    'the items of an array without its brackets, each with a comma at its end',
    "sed 's/,[[:space:]]*$//'",
  ],
])('%s', (line, looksLike, command) => {
  expect(foreignLine(line)).toStrictEqual({ looksLike, command });
});

const INSTANT = '2026-01-01T00:00:00Z';

test.each<readonly [string, string]>([
  [`web-1  | ${INSTANT} `, 'a log of docker compose'],
  ['Jan 12 00:00:00 host app[12]: ', 'a log of syslog or journalctl'],
  ...[
    `x ${INSTANT} stdout F `,
    `${INSTANT} stdout F x `,
    'x I0101 00:00:00.000000       1 main.go:12] ',
    'I0101 00:00:00.000000       1 main.go:12] x ',
    'web 1  | ',
    'web-1  | x ',
    `x ${INSTANT} `,
    `${INSTANT} x `,
    'x Jan  1 00:00:00 host app[12]: ',
    'Jan  1 00:00:00 host app[12]: x ',
    'Jan xx 00:00:00 host app[12]: ',
  ].map((prefix) => [prefix, 'a log with a prefix before each object'] as const),
])('the prefix %j', (prefix, looksLike) => {
  expect(foreignLine(prefix + op)).toStrictEqual({ looksLike, command: SED });
});

test.each<readonly [object, string, string]>([
  [{ log: op }, 'objects that contain each line as text in "log"', "jq -r '.log'"],
  [{ line: op, stream: 'x' }, 'objects that contain each line as text in "line"', "jq -r '.line'"],
  [{ "it's": { op: 'x' } }, `objects that contain each op in "it's"`, `jq -c '.["it'\\''s"]'`],
  [{ '1st': { op: 'x' } }, 'objects that contain each op in "1st"', `jq -c '.["1st"]'`],
  [
    { 'a.b': [{ op: 'x' }] },
    'an object that contains the ops as an array in "a.b"',
    `jq -c '.["a.b"][]'`,
  ],
])('the object %j', (wrapper, looksLike, command) => {
  expect(foreignLine(JSON.stringify(wrapper))).toStrictEqual({ looksLike, command });
});

const members = (n: number): object =>
  Object.assign(Object.fromEntries(Array.from({ length: n }, (_, i) => [`x${i}`, i])), {
    data: { op: 'x' },
  });
const long = (length: number): string => {
  const text = JSON.stringify({ data: { op: 'x' }, end: '' });
  return text.replace('""', `"${'x'.repeat(length - text.length)}"`);
};

test('long lines and those with many members are not searched', () => {
  const found = { looksLike: 'objects that contain each op in "data"', command: "jq -c '.data'" };
  expect(foreignLine(JSON.stringify(members(99)))).toStrictEqual(found);
  expect(foreignLine(JSON.stringify(members(100)))).toBeUndefined();
  expect(foreignLine(`  ${long(100_000)}\r`)).toStrictEqual(found);
  expect(foreignLine(long(100_001))).toBeUndefined();
});

test.each([
  [''],
  ['nope'],
  [op],
  ['{"op":"x",'],
  ['INFO started {"port":80}'],
  ['{"a":1}'],
  ['7'],
  [`[${op}]`],
  [`${op};`],
  ['{"op":"x","data":{"op":"y"}}'],
  ['{"a":"b"}'],
  [JSON.stringify({ a: [op] })],
  ['{"a":[1]}'],
  ['{"a":[]}'],
])('%p is of no known form', (line) => {
  expect(foreignLine(line)).toBeUndefined();
});

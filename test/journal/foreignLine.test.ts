import { execFileSync } from 'node:child_process';
import { describe, expect, it, test } from '@jest/globals';
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

test.each([[''], ['nope'], [op], ['{"op":"x",'], ['INFO started {"port":80}'], ['{"a":1}'], ['7']])(
  '%p is of no known form',
  (line) => {
    expect(foreignLine(line)).toBeUndefined();
  },
);

describe('the commands', () => {
  const run = (line: string, input: string): string =>
    execFileSync('sh', ['-c', foreignLine(line)?.command ?? 'false'], { input, encoding: 'utf8' });

  it('drops prefixes, and lines without an object', () => {
    const line = `web-1  | ${op}`;
    expect(run(line, `${line}\nweb-1  | started\n${line}\n`)).toBe(`${op}\n${op}\n`);
  });

  it('drops commas', () => {
    expect(run(`${op},`, `${op},\n${op}\n`)).toBe(`${op}\n${op}\n`);
  });
});

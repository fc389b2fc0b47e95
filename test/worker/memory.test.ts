/**
 * A host's memory depends on its runs, not on its traffic: ten times the events need no more memory, while one client
 * subscribes to everything and reads nothing. `RUNCHART_RUNS=10` sends more than a million events.
 */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { tries } from '../support/arbitraries.js';
import { bundleForNode, temporary } from './bundle.js';

const { folder, remove } = temporary();
const file = path.join(folder, 'flood.cjs');

const PROGRAM = `
import { readFileSync, existsSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';
import { chartIdentity } from './src/run/ChartIdentity.js';
import { connectRunHost, makeRunHost } from './src/worker/index.js';
import { PROTOCOL } from './src/worker/Protocol.js';

const EVENTS = Number(process.argv[2]);
const RUNS = 200;
const id = (kind, n) => \`0000000\${kind}-0000-4000-8000-\${String(n).padStart(12, '0')}\`;

const flood = async () => {
  const host = makeRunHost();
  const polite = new MessageChannel();
  const deaf = new MessageChannel();
  host.serve(polite.port1);
  host.serve(deaf.port1);
  deaf.port2.postMessage({ type: 'hello', protocol: PROTOCOL, client: 'deaf', chart: chartIdentity });
  deaf.port2.postMessage({ type: 'requests', client: 'deaf', taken: 0, requests: [
    { id: 1, kind: 'subscribe', max: 1000, size: 1, every: 0 },
    { id: 2, kind: 'journal', max: 1000, from: 1 },
  ] });
  const { right: client } = await connectRunHost(polite.port2)();
  let received = 0;
  let lines = 0;
  await client.subscribe({ all: true }, { every: 5 })((changes) => { received += changes.runs.length; })();
  await client.journal({ from: 1 })((part) => { lines += part.lines.length + part.dropped; })();
  await client.sendMany(Array.from({ length: RUNS }, (_, i) => ({
    op: 'new_ready_with_id', runId: id(1, i + 1), taskId: id(2, 1), scheduledAt: 5, createdAt: 5, effectivePriority: 0,
  })))();
  let accepted = 0;
  for (let sent = 0; sent < EVENTS; sent += 1000) {
    const answers = await client.sendMany(Array.from({ length: 1000 }, (_, i) => ({
      op: 'set_effective_priority', runId: id(1, (sent + i) % RUNS + 1), effectivePriority: (sent + i) % 1000,
      commandId: id(4, sent + i),
    })))();
    accepted += answers.filter((answer) => answer._tag === 'Right').length;
  }
  while (lines < EVENTS + RUNS) await new Promise((resolve) => setTimeout(resolve, 1));
  const stats = host.stats();
  client.close();
  [polite, deaf].forEach(({ port1 }) => port1.close());
  const status = '/proc/self/status';
  const peak = existsSync(status)
    ? Number(/VmHWM:\\s+(\\d+)/.exec(readFileSync(status, 'utf8'))[1])
    : process.resourceUsage().maxRSS;
  console.log(JSON.stringify({ peak, accepted, received, lines, stats }));
};
void flood();
`;

const Report = t.type({
  peak: t.number,
  accepted: t.number,
  received: t.number,
  lines: t.number,
  stats: t.type({ subscriptions: t.number, overloaded: t.number }),
});

const flood = async (events: number): Promise<t.TypeOf<typeof Report>> => {
  // A concurrent collector lags on a busy machine, and garbage would count as memory.
  const args = ['--single-threaded-gc', file, String(events)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const report = Report.decode(JSON.parse(stdout));
  if (E.isLeft(report)) throw new Error(`no report: ${stdout}`);
  return report.right;
};

beforeAll(() => bundleForNode(PROGRAM, file));
afterAll(remove);

it('ten times the events need the same memory', async () => {
  // Every run remembers its maximum of commands after the smaller number.
  const few = 30_000;
  const many = tries(150).numRuns * 1000;
  const small = await flood(few);
  const large = await flood(many);
  expect(small.accepted).toBe(few);
  expect(large.accepted).toBe(many);
  expect(large.lines).toBe(many + 200);
  expect(large.stats).toStrictEqual({ ...large.stats, subscriptions: 4, overloaded: 0 });
  expect(large.peak).toBeLessThan(small.peak * 1.5 + 30_000);
}, 240_000);

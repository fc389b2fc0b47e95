/**
 * How a host's death is reported, in any runtime: the same cases, with what each runtime can tell.
 *
 * `told` is reported by the runtime itself, `heartbeat` only by the silence after it, and `lives` is no death: the worker goes on
 * answering.
 */
import { Priority, RunId, TaskId, Timestamp } from 'runchart';
import { connectRunHost, makeSupervisedHost } from 'runchart/worker';

/** Long enough that only a report of the runtime can come first; whoever runs the suite limits its time. */
const LONG = 600_000;
/** Short, for what is expected to be silent. */
const SHORT = 400;

const check = (isTrue, what) => {
  if (!isTrue) throw new Error(what);
};

const show = (u) => JSON.stringify(u) ?? String(u);

const FROM_SILENCE = /^nothing was heard of it for/;

/** Cases in which no host comes up, or one that has thrown already. */
const absent = async (spawn, name, expected) => {
  const worker = spawn(name);
  const outcome = await connectRunHost(worker, { timeout: LONG })();
  const isHost = expected === 'lives';
  check(
    isHost ? outcome._tag === 'Right' : outcome._tag === 'Left' && outcome.left._tag === 'HostGone',
    `${name}: ${show(outcome)}`,
  );
  if (isHost) outcome.right.close();
  else if (name.startsWith('throws'))
    check(outcome.left.reason.includes('on purpose'), `${name}: ${outcome.left.reason}`);
  worker.terminate();
  if (isHost) return;
  const supervised = await makeSupervisedHost({ spawn: () => spawn(name), timeout: LONG })();
  check(
    supervised._tag === 'Left' && supervised.left._tag === 'HostGone',
    `${name}, supervised: ${show(supervised)}`,
  );
};

/** Cases in which a connected host dies. */
const dying = async (spawn, name, expected) => {
  const worker = spawn(name);
  const patience = expected === 'heartbeat' ? SHORT : LONG;
  const options = { timeout: LONG, patience, heartbeat: patience / 4 };
  const connected = await connectRunHost(worker, options)();
  check(connected._tag === 'Right', `${name}: ${show(connected)}`);
  const client = connected.right;
  if (name === 'terminated') worker.terminate();
  else worker.postMessage('die');
  if (expected === 'lives') {
    for (let i = 0; i < 3; i += 1) {
      const counts = await client.counts()();
      check(counts._tag === 'Right', `${name}: ${show(counts)}`);
    }
    client.close();
  } else {
    const reason = await client.gone();
    const isSilent = FROM_SILENCE.test(reason);
    check(isSilent === (expected === 'heartbeat'), `${name}: ${reason}`);
    const after = await client.counts()();
    check(after._tag === 'Left' && after.left._tag === 'HostGone', `${name}: ${show(after)}`);
  }
  worker.terminate();
};

/** A host that dies once is started again, and keeps what it acknowledged. */
const supervised = async (spawn) => {
  let last;
  const reasons = [];
  const started = await makeSupervisedHost({
    spawn: () => (last = spawn('throws')),
    timeout: LONG,
    patience: LONG,
    restartDelay: 1,
    onRestart: (reason) => reasons.push(reason),
  })();
  check(started._tag === 'Right', show(started));
  const client = started.right;
  const now = Timestamp.now();
  const runId = RunId.generate();
  const made = await client.create({
    op: 'new_ready_with_id',
    runId,
    taskId: TaskId.generate(),
    scheduledAt: now,
    createdAt: now,
    effectivePriority: Priority.initial,
  })();
  check(made._tag === 'Right', show(made));
  last.postMessage('die');
  // Until the worker is lost, the old one may still answer.
  while (reasons.length === 0) await client.counts()();
  const kept = await client.get(runId)();
  check(kept._tag === 'Right' && kept.right.state === 'Ready', show(kept));
  client.close();
};

/** Runs every case; throws at the first that differs. */
export const suite = async (spawn, { absences, deaths }) => {
  for (const [name, expected] of Object.entries(absences)) await absent(spawn, name, expected);
  for (const [name, expected] of Object.entries(deaths)) await dying(spawn, name, expected);
  if (deaths.throws === 'told') await supervised(spawn);
};

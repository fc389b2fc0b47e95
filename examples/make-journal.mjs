/**
 * Makes `journal.ndjson`: five days of a scheduler's runs in January 2025, always the same bytes.
 *
 *   npm run make:journal
 *
 * The lines have four sources, and are sorted by instant:
 *
 * - stories, each about one run, with ids that are easy to type: 00000000-0000-4000-8000-000000000001 and so on;
 * - everyday traffic: a few hundred runs of a normal week;
 * - the recorded scenarios of the reference, which try everything, moved to that week;
 * - a run for each edge and state of the chart that the other sources miss.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const second = 1;
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const MONDAY = Date.UTC(2025, 0, 6) / 1000;
/** The journal ends on Friday evening, without later events, so there are runs in every state. */
const END = MONDAY + 4 * day + 18 * hour;
const NIL = '00000000-0000-0000-0000-000000000000';

/** A small pseudo-random generator (mulberry32), so that every run of this script makes the same journal. */
const generator = (seed) => {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low, high) => low + Math.floor(next() * (high - low + 1));
  const hex = (length) =>
    Array.from({ length }, () => Math.floor(next() * 16).toString(16)).join('');
  return {
    between,
    chance: (probability) => next() < probability,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
};

const lines = [];

/** Writes a line. Lines with the same instant stay in the order in which they were written. */
const write = (line) => {
  if (line.at <= END) lines.push(line);
};

/** Writes the lines of one run: each call waits, and then writes an op with a new command id. */
const runAt = (random, run_id, start) => {
  let at = start;
  let last;
  const run = {
    now: () => at,
    until: (instant) => {
      at = Math.max(at, instant);
      return run;
    },
    after: (seconds, op, fields = {}) => {
      at += seconds;
      last = { op, run_id, ...fields, at, command_id: random.uuid() };
      write(last);
      return run;
    },
    to: (seconds, state) => run.after(seconds, 'transition_to', { to: state }),
    /** Redelivers the last command, as a queue with at-least-once delivery does. */
    redelivered: (seconds) => {
      at += seconds;
      write({ ...last, at });
      return run;
    },
  };
  return run;
};

const taskId = (n) => `7a5c0000-0000-4000-8000-${String(n).padStart(12, '0')}`;

// ---------------------------------------------------------------------------------------------------------- stories

const random = generator(2025);
const storyId = (n) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
const story = (n, start) => runAt(random, storyId(n), MONDAY + start);
const ready = (run, task, effective_priority = 0) =>
  run.after(0, 'new_ready_with_id', {
    task_id: taskId(task),
    scheduled_at: run.now(),
    created_at: run.now(),
    effective_priority,
  });
const scheduled = (run, task, delay) =>
  run.after(0, 'new_scheduled_with_id', {
    task_id: taskId(task),
    scheduled_at: run.now() + delay,
    created_at: run.now(),
  });
const attempt = (run, seconds, attempt_id = random.uuid()) =>
  run
    .after(second, 'start_attempt', { attempt_id })
    .after(seconds, 'finish_attempt', { attempt_id });
const begin = (run, wait = 5 * second) => run.to(wait, 'Leased').to(2 * second, 'Running');

const stories = () => {
  // 1: an export that fails thirteen times, with a longer pause each time. At the fourteenth attempt the worker reports the run
  // complete before the attempt is finished, which is refused, and again afterwards, which is accepted.
  const flaky = ready(story(1, 2 * hour), 1);
  for (let tries = 1; tries < 14; tries += 1) {
    attempt(begin(flaky), 4 * minute).to(second, 'RetryWait');
    flaky.after(Math.min(5 * minute * 2 ** (tries - 1), 8 * hour), 'promote_to_ready');
  }
  const fourteenth = { attempt_id: random.uuid() };
  begin(flaky)
    .after(second, 'start_attempt', fourteenth)
    .to(3 * minute, 'Completed')
    .after(2 * second, 'finish_attempt', fourteenth)
    .to(second, 'Completed');

  // 2: a worker takes the run and stalls. Its lease expires, a second worker takes over, and then the first one wakes up:
  // it can neither start an attempt nor finish the second worker's.
  const stale = { attempt_id: random.uuid() };
  const fresh = { attempt_id: random.uuid() };
  ready(story(2, 9 * hour), 2)
    .to(4 * second, 'Leased')
    .after(10 * minute, 'promote_to_ready')
    .to(3 * second, 'Leased')
    .to(2 * second, 'Running')
    .after(second, 'start_attempt', fresh)
    .after(40 * second, 'start_attempt', stale)
    .after(second, 'finish_attempt', stale)
    .after(3 * minute, 'finish_attempt', fresh)
    .to(second, 'Completed');

  // 3: a user cancels a run while its attempt is active. The worker notices when its reports are refused.
  const cut = { attempt_id: random.uuid() };
  begin(ready(story(3, 10 * hour), 3))
    .after(second, 'start_attempt', cut)
    .to(6 * minute, 'Canceled')
    .after(20 * second, 'finish_attempt', cut)
    .to(second, 'Completed');

  // 4: scheduled on Monday for Tuesday at six. A worker that tries two minutes early is refused.
  const morning = scheduled(story(4, 9 * hour), 4, 21 * hour);
  morning.to(21 * hour - 2 * minute, 'Leased');
  morning.after(2 * minute, 'promote_to_ready_with_priority', { effective_priority: 20 });
  attempt(begin(morning), 25 * minute).to(second, 'Completed');

  // 5: its priority is raised twice while it waits; the third time it is leased, so the change is refused.
  const urgent = ready(story(5, day + 8 * hour), 5, 1);
  urgent
    .after(10 * minute, 'set_effective_priority', { effective_priority: 10 })
    .after(10 * minute, 'set_effective_priority', { effective_priority: 50 });
  begin(urgent).after(second, 'set_effective_priority', { effective_priority: 100 });
  attempt(urgent, 8 * minute).to(second, 'Completed');

  // 6: waits nearly three days for an approval, and then resumes.
  const approval = ready(story(6, day + 11 * hour), 6);
  attempt(begin(approval), 2 * minute).to(second, 'Suspended');
  approval.after(2 * day + 21 * hour, 'promote_to_ready_with_priority', { effective_priority: 5 });
  attempt(begin(approval), 12 * minute).to(second, 'Completed');

  // 7: the attempt count is restored from a broken backup, so the counter is full; the next backup is correct.
  const counter = begin(ready(story(7, 2 * day + 7 * hour), 7));
  const restore = (count) => ({ count, active_attempt: null });
  counter
    .after(minute, 'restore_attempt_state_for_bootstrap', restore(2 ** 32 - 1))
    .after(second, 'start_attempt', { attempt_id: random.uuid() })
    .after(5 * minute, 'restore_attempt_state_for_bootstrap', restore(2));
  attempt(counter, 5 * minute).to(second, 'Completed');

  // 8: a queue that delivers twice. Redelivered commands get their first answers again and change nothing; the same report under
  // a new command id is a second report, and is refused.
  const twice = { attempt_id: random.uuid() };
  begin(ready(story(8, 2 * day + 12 * hour), 8))
    .after(second, 'start_attempt', twice)
    .redelivered(3 * second)
    .after(2 * minute, 'finish_attempt', twice)
    .after(second, 'finish_attempt', twice)
    .to(second, 'Completed')
    .redelivered(minute);

  // 9: reports about a run that was never created.
  story(9, 2 * day + 15 * hour).to(0, 'Running');

  // 10: a run is imported that was scheduled ahead and already promoted. Steps use the strict codec, which refuses such a run; as
  // it was before its promotion, it is accepted.
  const moved = MONDAY + 2 * day + 16 * hour;
  const wire = (state) => ({
    json: JSON.stringify({
      id: storyId(10),
      task_id: taskId(10),
      state,
      current_attempt_id: null,
      attempt_count: 0,
      created_at: moved - day,
      scheduled_at: moved - hour,
      effective_priority: 0,
      last_state_change_at: moved - hour,
    }),
  });
  const imported = story(10, 2 * day + 16 * hour)
    .after(0, 'deserialize', wire('Ready'))
    .after(minute, 'deserialize', wire('Scheduled'))
    .after(second, 'promote_to_ready');
  attempt(begin(imported), 3 * minute).to(second, 'Completed');

  // 11: created as Ready although it is due tomorrow, which is refused; then scheduled.
  const eager = story(11, 3 * day + 9 * hour);
  eager.after(0, 'new_ready_with_id', {
    task_id: taskId(11),
    scheduled_at: eager.now() + day,
    created_at: eager.now(),
    effective_priority: 0,
  });
  scheduled(eager, 11, day).after(day, 'promote_to_ready');
  attempt(begin(eager), 9 * minute).to(second, 'Failed');

  // 12: created without a task, which is refused, and then with one; still waiting on Friday evening.
  const form = story(12, 3 * day + 14 * hour);
  form.after(0, 'new_scheduled_with_id', {
    task_id: NIL,
    scheduled_at: form.now(),
    created_at: form.now(),
  });
  scheduled(form, 12, 3 * day);

  // 13: fails once, and is canceled while it waits for its second attempt.
  const abandoned = ready(story(13, 4 * day + 8 * hour), 13);
  attempt(begin(abandoned), minute)
    .to(second, 'RetryWait')
    .to(2 * minute, 'Canceled');
};

// ------------------------------------------------------------------------------------------------- everyday traffic

const everyday = (seed, count) => {
  const r = generator(seed);
  for (let n = 0; n < count; n += 1) {
    const run = runAt(r, r.uuid(), MONDAY + r.between(0, 4 * day + 18 * hour));
    const task_id = taskId(r.between(20, 39));
    const calledOff = () => r.chance(0.01);

    if (r.chance(0.35)) {
      const delay = r.between(5 * minute, 16 * hour);
      run.after(0, 'new_scheduled_with_id', {
        task_id,
        scheduled_at: run.now() + delay,
        created_at: run.now(),
      });
      if (calledOff()) {
        run.to(Math.floor(delay / 2), 'Canceled');
        continue;
      }
      run.after(delay, 'promote_to_ready');
    } else {
      run.after(0, 'new_ready_with_id', {
        task_id,
        scheduled_at: run.now(),
        created_at: run.now(),
        effective_priority: r.between(0, 9),
      });
    }

    for (let tries = 1; ;) {
      if (calledOff()) {
        run.to(minute, 'Canceled');
        break;
      }
      run.to(r.between(second, 3 * minute), 'Leased');
      // Two workers try to lease the same run, and one is too late.
      if (r.chance(0.03)) run.to(0, 'Leased');
      if (calledOff()) {
        run.to(minute, 'Canceled');
        break;
      }
      if (r.chance(0.03)) {
        run.after(5 * minute, 'promote_to_ready');
        continue;
      }
      run.to(r.between(second, 5 * second), 'Running');
      const attempt_id = r.uuid();
      run.after(second, 'start_attempt', { attempt_id });
      if (r.chance(0.02)) run.redelivered(second);
      if (calledOff()) {
        run.to(r.between(minute, 5 * minute), 'Canceled');
        break;
      }
      run.after(r.between(5 * second, 40 * minute), 'finish_attempt', { attempt_id });
      if (r.chance(0.04)) {
        run.to(second, 'Suspended');
        if (r.chance(0.2)) {
          run.to(r.between(minute, hour), 'Canceled');
          break;
        }
        run.after(r.between(hour, 20 * hour), 'promote_to_ready');
      } else if (r.chance(0.8)) {
        run.to(second, 'Completed');
        if (r.chance(0.02)) run.redelivered(2 * second);
        break;
      } else if (tries === 4) {
        run.to(second, 'Failed');
        break;
      } else {
        run.to(second, 'RetryWait');
        if (calledOff()) {
          run.to(minute, 'Canceled');
          break;
        }
        if (r.chance(0.05)) {
          run.to(minute, 'Failed');
          break;
        }
        run.after(5 * minute * 4 ** (tries - 1), 'promote_to_ready');
        tries += 1;
      }
    }
  }
};

// ---------------------------------------------------------------------------------------------------- the reference

/** Runs with more attempts are left out: they would rank above the stories. */
const MOST_ATTEMPTS = 3;

/** Moves the instants of a recorded run to the week; a run that was scheduled ahead stays so. */
const retimed = (fields, created_at) => ({
  ...fields,
  created_at,
  scheduled_at: created_at + (fields.scheduled_at > fields.created_at ? hour : 0),
});

const recorded = (text) => {
  const r = generator(1970);
  for (const line of text.trim().split('\n')) {
    let at = MONDAY + r.between(2 * hour, 4 * day);
    let run_id;
    let left = false;
    const seen = new Set();
    for (const { expect, ...step } of JSON.parse(line).steps) {
      const creates = step.op.startsWith('new_');
      const brings = step.op === 'deserialize' && 'ok' in expect;
      if ((creates && 'ok' in expect) || brings) {
        run_id = expect.ok.id;
        left = expect.ok.attempt_count > MOST_ATTEMPTS;
        seen.clear();
      }
      left ||= step.count > MOST_ATTEMPTS;
      // A refusal changes nothing, so one of several equal ones is enough.
      const known = 'err' in expect && seen.has(expect.err.code);
      if ('err' in expect) seen.add(expect.err.code);
      if (left || known) continue;

      const { run_id: own, ...fields } = creates ? retimed(step, at) : step;
      if (step.op === 'record_state_change_at') fields.timestamp = at;
      if (brings) {
        const run = retimed(JSON.parse(step.json), at - 2 * hour);
        fields.json = JSON.stringify({ ...run, last_state_change_at: at - hour });
      }
      write({ op: step.op, run_id: own ?? (run_id ??= r.uuid()), ...fields, at });
      at = Math.max(at, fields.scheduled_at ?? 0) + r.between(5 * second, 40 * minute);
    }
  }
};

// ------------------------------------------------------------------------------------------------- the rest of the chart

/** The library, built from its sources. */
const library = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { allowedActions, applyStep, pathTo, StepCodec } from './src/index.js';
        export { eventAt, stepOf } from './src/journal/EventStep.js';
        export { runTable } from './src/run/runTable.js';`,
      resolveDir: fileURLToPath(new URL('..', import.meta.url)),
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
};

/** Writes a run for each edge that no line takes, and for each state that no run is in at the end. */
const rest = async () => {
  const { allowedActions, applyStep, eventAt, pathTo, runTable, StepCodec, stepOf } =
    await library();
  const some = (value) => ({ _tag: 'Some', value });
  const runs = new Map();
  const taken = new Set();
  /** Applies a line, and records the edge that it takes. */
  const apply = (line) => {
    const run = runs.get(line.run_id);
    const step = StepCodec.decode(line).right;
    const after = step && applyStep(step)(run === undefined ? { _tag: 'None' } : some(run));
    if (after?._tag !== 'Right') return;
    const event = run && eventAt(step, undefined, run.state);
    if (event) taken.add(`${run.state} ${event.type}`);
    runs.set(line.run_id, after.right);
  };
  lines.toSorted((a, b) => a.at - b.at).forEach(apply);

  const r = generator(11);
  const walk = (state, type) => {
    const run_id = r.uuid();
    const begin = lines.length;
    const run = scheduled(runAt(r, run_id, END - hour), 40, minute);
    const send = (event) => {
      const { op, ...fields } = StepCodec.encode(stepOf(event));
      run.after(minute, op, fields);
    };
    lines.slice(begin).forEach(apply);
    const path = pathTo(state)(runs.get(run_id));
    if (path._tag === 'None') return;
    path.value.forEach(send);
    lines.slice(begin + 1).forEach(apply);
    const action = allowedActions(runs.get(run_id)).find((one) => one.type === type);
    if (action?._tag !== 'Enabled') return;
    send(action.event);
    apply(lines.at(-1));
  };
  for (const { source, event } of runTable.edges)
    if (!taken.has(`${source} ${event}`)) walk(source, event);
  const standing = new Set([...runs.values()].map(({ state }) => state));
  for (const state of runTable.states) if (!standing.has(state)) walk(state);
};

// ------------------------------------------------------------------------------------------------------------ output

stories();
everyday(7, 260);
recorded(readFileSync(new URL('../test/fixtures/reference.ndjson', import.meta.url), 'utf8'));
await rest();
lines.sort((a, b) => a.at - b.at);
process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

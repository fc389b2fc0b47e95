/**
 * The checker of the trial. It reads the history alone (`run_events`), and knows what was acknowledged.
 *
 * Each run must be a legal list of events that ends in exactly one final state; of its attempts none may begin before the one before has
 * ended; each acknowledged command must be there exactly once, with its outcome.
 */
import * as E from 'fp-ts/lib/Either.js';
import { decideAll, isTerminal, newReadyWithId } from 'runchart';

const right = (either) => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

const PAGE = 50_000;

/** The most violations that are listed. */
const LISTED = 20;

/** Applies one row to a run, by the facade. */
const apply = (run, row) => {
  const at = Number(row.at);
  if (row.events === 'new_ready_with_id')
    return newReadyWithId({
      id: row.run_id,
      taskId: row.task_id,
      createdAt: at,
      scheduledAt: Number(row.scheduled_at ?? at),
      effectivePriority: Number(row.priority ?? 0),
    });
  if (run === undefined) return E.left({ _tag: 'NoRun' });
  const types = row.events.split(' ');
  const active = run.currentAttemptId._tag === 'Some' ? run.currentAttemptId.value : undefined;
  return decideAll(
    types.map((type) => ({
      type,
      at,
      // Where a lost attempt is ended and another begins, the row names the one that begins.
      attemptId:
        type === 'attempt.finish' && types.includes('attempt.start') ? active : row.attempt_id,
      ...(row.priority === null ? {} : { effectivePriority: Number(row.priority) }),
    })),
  )(run);
};

/**
 * Checks the history.
 *
 * @param database - where it is
 * @param known - the ids of the runs, the settlements and the commands that were acknowledged
 */
export const checkHistory = async (database, { ids, settled, commands }) => {
  const violations = [];
  const violated = (text) => {
    if (violations.length < LISTED) violations.push(text);
  };
  const runs = new Map();
  const seenCommands = new Map();
  let rows = 0;
  let refused = 0;
  let lost = 0;
  let attempts = 0;
  for (let after = '0'; ;) {
    const page = right(
      await database.query({
        text: `SELECT seq, at, scheduled_at, run_id, task_id, attempt_id, command_id, version, priority, events, refusal, worker
          FROM runchart.run_events WHERE seq > $1::text::bigint ORDER BY seq LIMIT ${PAGE}`,
        parameters: [after],
      })(),
    );
    for (const row of page) {
      rows += 1;
      const known = runs.get(row.run_id) ?? {
        run: undefined,
        finals: 0,
        attempts: new Set(),
        settled: 0,
      };
      runs.set(row.run_id, known);
      if (row.command_id !== null) {
        if (seenCommands.has(row.command_id)) violated(`command ${row.command_id} is there twice`);
        seenCommands.set(row.command_id, row.refusal ?? 'accepted');
      }
      const next = apply(known.run, row);
      if (row.refusal !== null) {
        refused += 1;
        if (E.isRight(next)) violated(`row ${row.seq}: refused with ${row.refusal}, and legal`);
        else if (next.left.error._tag !== row.refusal)
          violated(`row ${row.seq}: refused with ${row.refusal}, and not ${next.left.error._tag}`);
        continue;
      }
      if (E.isLeft(next)) {
        violated(`row ${row.seq}: ${row.events} is not legal for run ${row.run_id}`);
        continue;
      }
      const types = row.events.split(' ');
      if (types.includes('attempt.start')) {
        attempts += 1;
        if (known.attempts.has(row.attempt_id)) violated(`attempt ${row.attempt_id} began twice`);
        known.attempts.add(row.attempt_id);
        if (types.includes('attempt.finish')) lost += 1;
      }
      if (types[0] === 'attempt.finish' && !types.includes('promote')) known.settled += 1;
      known.run = next.right;
      if (isTerminal(known.run.state)) known.finals += 1;
    }
    if (page.length < PAGE) break;
    after = page.at(-1).seq;
  }
  for (const id of ids) {
    const known = runs.get(id);
    if (known === undefined) violated(`run ${id} is lost`);
    else if (known.finals !== 1)
      violated(`run ${id} ended ${known.finals} times, in ${known.run.state}`);
  }
  const acknowledged = new Map();
  for (const { run } of settled) acknowledged.set(run, (acknowledged.get(run) ?? 0) + 1);
  for (const [id, count] of acknowledged)
    if (count > (runs.get(id)?.settled ?? 0))
      violated(
        `run ${id}: ${count} settlements were acknowledged, ${runs.get(id)?.settled ?? 0} are there`,
      );
  for (const [id, { outcome }] of commands)
    if (seenCommands.get(id) !== outcome)
      violated(
        `command ${id}: acknowledged ${outcome}, there ${seenCommands.get(id) ?? 'not at all'}`,
      );
  return {
    rows,
    attempts,
    lostAttempts: lost,
    refused,
    acknowledged: settled.length + commands.size,
    violations,
  };
};

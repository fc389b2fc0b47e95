/**
 * The schema of the store, as SQL. What the chart says is generated from it: the values of columns, and the changes of a row that some
 * list of events makes.
 *
 * A row of `runs` is a run, in the columns of its wire format, with the store's own columns. A row of `run_events` is a command on a run,
 * accepted or refused; these rows are never changed.
 */
import { heldStates, timedStates, waitingStates } from '../engine/timedStates.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal, runStates } from '../run/RunState.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { Move } from './chartMoves.js';
import { attemptStates, chartMoves } from './chartMoves.js';
import { literal, literals } from './Database.js';
import { commonMoves, READY } from './takes.js';

// ----------------------------------------------------------------------------------------------------------- states

export const finalStates = runStates.filter(isTerminal);

/** The states of a kind, as a condition on a column. */
export const stateIn = (states: ReadonlyArray<RunState>, column = 'state'): string =>
  states.length === 1 && states[0] !== undefined
    ? `${column} = ${literal(states[0])}`
    : `${column} IN (${literals(states)})`;

// ------------------------------------------------------------------------------------------------------------ names

/** The names of the store's objects, qualified by its schema. */
export interface Names {
  readonly schema: string;
  readonly runs: string;
  readonly events: string;
  readonly moves: string;
  readonly quarantine: string;
  readonly schedules: string;
  readonly info: string;
  /** The channel of its notifications. */
  readonly channel: string;
}

/** The names in a schema, whose name is an identifier in lower case. */
export const namesIn = (schema: string): Names => ({
  schema,
  runs: `${schema}.runs`,
  events: `${schema}.run_events`,
  moves: `${schema}.run_moves`,
  quarantine: `${schema}.run_quarantine`,
  schedules: `${schema}.schedules`,
  info: `${schema}.info`,
  channel: schema,
});

/** Milliseconds since 1970 on the database's clock. */
export const CLOCK_MS = '(extract(epoch from clock_timestamp()) * 1000)::bigint';

// ------------------------------------------------------------------------------------------------------- structure

const between = (column: string, { min, max }: { min: number; max: number }): string =>
  `${column} BETWEEN ${min} AND ${max}`;

/** The tables of version 1. */
const tables = ({ runs, events, moves, quarantine, schedules }: Names): string => `
CREATE TABLE ${runs} (
  created_at bigint NOT NULL,
  scheduled_at bigint NOT NULL,
  last_state_change_at bigint NOT NULL,
  attempt_count bigint NOT NULL DEFAULT 0,
  due_at bigint,
  id uuid PRIMARY KEY,
  task_id uuid NOT NULL,
  current_attempt_id uuid,
  effective_priority integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 0 CHECK (version >= 0),
  promote_priority integer,
  failures smallint NOT NULL DEFAULT 0 CHECK (failures >= 0),
  max_failures smallint NOT NULL CHECK (max_failures >= 0),
  state text COLLATE "C" NOT NULL,
  worker text,
  unique_key text,
  payload jsonb,
  progress jsonb,
  result jsonb
) WITH (autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON COLUMN ${runs}.due_at IS 'Unix milliseconds: when a waiting run falls due, or the lease of a held run expires.';
COMMENT ON COLUMN ${runs}.worker IS 'The worker that holds the run.';
COMMENT ON COLUMN ${runs}.failures IS 'How many attempts failed or were lost. attempt_count counts each attempt, whatever became of it.';
COMMENT ON COLUMN ${runs}.version IS 'How many events the run has taken.';
CREATE INDEX runs_ready ON ${runs} (effective_priority DESC, created_at, id) WHERE state = ${literal(READY)};
CREATE INDEX runs_due ON ${runs} (due_at) WHERE due_at IS NOT NULL;
CREATE UNIQUE INDEX runs_unique_key ON ${runs} (unique_key) WHERE unique_key IS NOT NULL;

CREATE TABLE ${events} (
  seq bigint GENERATED ALWAYS AS IDENTITY,
  at bigint NOT NULL,
  scheduled_at bigint,
  run_id uuid NOT NULL,
  task_id uuid,
  attempt_id uuid,
  command_id uuid,
  version integer,
  priority integer,
  events text COLLATE "C" NOT NULL,
  refusal text,
  worker text,
  note text,
  outcome text,
  entry jsonb
);
COMMENT ON TABLE ${events} IS 'Every command on a run. Its rows are never changed.';
COMMENT ON COLUMN ${events}.scheduled_at IS 'When a new run falls due, unless at once.';
COMMENT ON COLUMN ${events}.events IS 'The events of the command, or the op that is none.';
COMMENT ON COLUMN ${events}.version IS 'The version of the run after the command; 0 if null, which saves 8 bytes of each row that makes a run.';
COMMENT ON COLUMN ${events}.outcome IS 'How the attempt ended that the command ends, unless it completed the run.';
CREATE INDEX run_events_run ON ${events} (run_id);
CREATE UNIQUE INDEX run_events_command ON ${events} (run_id, command_id) WHERE command_id IS NOT NULL;
CREATE INDEX run_events_seq ON ${events} USING brin (seq) WITH (pages_per_range = 16, autosummarize = on);

CREATE TABLE ${moves} (
  steps integer NOT NULL,
  source text COLLATE "C" NOT NULL,
  had_attempt boolean NOT NULL,
  target text COLLATE "C" NOT NULL,
  attempt text COLLATE "C" NOT NULL,
  begun bigint NOT NULL,
  dates boolean NOT NULL,
  prioritizes boolean NOT NULL,
  events text COLLATE "C" NOT NULL,
  PRIMARY KEY (steps, source, had_attempt, target, attempt, begun)
);
COMMENT ON TABLE ${moves} IS 'The changes that a number of events can make, derived from the chart.';

CREATE TABLE ${quarantine} (
  id uuid PRIMARY KEY,
  reason text NOT NULL,
  row_as_found jsonb NOT NULL,
  found_at bigint NOT NULL DEFAULT ${CLOCK_MS}
);

CREATE TABLE ${schedules} (
  name text PRIMARY KEY,
  task_id uuid NOT NULL,
  cron text,
  time_zone text,
  every_seconds bigint CHECK (every_seconds > 0),
  next_at bigint NOT NULL,
  priority integer NOT NULL DEFAULT 0,
  max_failures integer,
  payload jsonb,
  CHECK ((cron IS NULL) <> (every_seconds IS NULL))
);
`;

/** The structure of the store by version: what each version adds. */
export const structure: ReadonlyArray<(names: Names) => string> = [tables];

// ------------------------------------------------------------------------------------------------------- the chart

/** The texts of a move in the function that checks a change: it may change less than it could. */
const changeOf = ({
  source,
  hadAttempt,
  target,
  attempt,
  begun,
  dates,
  prioritizes,
}: Move): ReadonlyArray<string> => {
  const text = `${source}${hadAttempt ? '+' : '-'}${target}${attempt}${begun}`;
  return (dates ? ['', 'd'] : ['']).flatMap((d) =>
    (prioritizes ? ['', 'p'] : ['']).map((p) => `${text}${d}${p}`),
  );
};

/** The changes that each number of events may make, as branches of a CASE. */
const changeBranches = (allMoves: ReadonlyArray<Move>): string =>
  [...new Set(allMoves.map(({ steps }) => steps))]
    .map((steps) => {
      const texts = allMoves.filter((move) => move.steps === steps).flatMap(changeOf);
      return `    WHEN ${steps} THEN change = ANY (ARRAY[${literals([...new Set(texts)])}])`;
    })
    .join('\n');

/** What the texts of {@link commonChanges} say of a change, in their order. */
const COMMON_CHANGE = `concat(OLD.state, NEW.version - OLD.version, NEW.state, OLD.current_attempt_id IS NULL, NEW.current_attempt_id IS NULL,
    NEW.attempt_count - OLD.attempt_count, NEW.effective_priority <> OLD.effective_priority,
    NEW.promote_priority IS NULL, NEW.due_at IS NULL, NEW.worker IS NULL, NEW.unique_key IS NULL)`;

/** The common moves as texts: those that leave the store's own columns as they should be in the new state. */
const commonChanges = (): ReadonlyArray<string> => {
  const bool = (is: boolean): string => (is ? 't' : 'f');
  return commonMoves.flatMap(({ source, hadAttempt, target, attempt, begun, steps }) =>
    (isTerminal(target) ? [true] : [true, false]).map((hasNoKey) =>
      [
        ...[source, steps, target, bool(!hadAttempt), bool(attempt === 'none'), begun, bool(false)],
        ...[true, !timedStates.includes(target), !heldStates.includes(target), hasNoKey].map(bool),
      ].join(''),
    ),
  );
};

/** The moves of the chart as rows of SQL, in the order of the columns. */
export const moveRows = (moves: ReadonlyArray<Move> = chartMoves()): string =>
  moves
    .map(
      (m) =>
        `(${m.steps}, ${literal(m.source)}, ${String(m.hadAttempt)}, ${literal(m.target)}, ${literal(m.attempt)}, ${m.begun}, ${String(m.dates)}, ${String(m.prioritizes)}, ${literal(m.events.join(' '))})`,
    )
    .join(',\n  ');

/**
 * The constraints on a row, and the function that checks a change of it. Applied again when the chart has changed. Rows that are there
 * are checked too, unless `validates` is false.
 */
export const chartSql = (names: Names, validates = true): string => {
  const { runs, events, moves, schema } = names;
  const constraint = (name: string, check: string): string =>
    `ALTER TABLE ${runs} DROP CONSTRAINT IF EXISTS ${name};\nALTER TABLE ${runs} ADD CONSTRAINT ${name} CHECK (${check})${validates ? '' : ' NOT VALID'};`;
  const instants = ['created_at', 'scheduled_at', 'last_state_change_at'];
  const moveList = chartMoves();
  const changes = changeBranches(moveList);
  return `
${constraint('state_is_known', stateIn(runStates))}
${constraint('attempt_fits_state', `current_attempt_id IS NULL OR ${stateIn(attemptStates)}`)}
${constraint('numbers_fit', [...instants.map((column) => between(column, Timestamp)), between('attempt_count', AttemptCount)].join(' AND '))}
${constraint('ids_are_not_nil', `id <> ${literal(RunId.nil)} AND task_id <> ${literal(RunId.nil)}`)}
${constraint('held_by_worker', `worker IS NULL OR ${stateIn(heldStates)}`)}
${constraint('due_fits_state', `due_at IS NULL OR ${stateIn(timedStates)}`)}
${constraint('begins_as_new', `version > 0 OR (attempt_count = 0 AND current_attempt_id IS NULL AND last_state_change_at = created_at AND (state = 'Scheduled' AND effective_priority = 0 OR state = 'Ready' AND scheduled_at <= created_at))`)}
TRUNCATE ${moves};
INSERT INTO ${moves} (steps, source, had_attempt, target, attempt, begun, dates, prioritizes, events) VALUES
  ${moveRows(moveList)};
ANALYZE ${moves};

CREATE OR REPLACE FUNCTION ${schema}.check_run() RETURNS trigger LANGUAGE plpgsql AS $check$
DECLARE
  taken integer := NEW.version - OLD.version;
  -- A change of a row as text, as in changeOf: a row of run_moves, found in a list that is hashed once. An attempt that began may have the
  -- id of the one before.
  change text := OLD.state || CASE WHEN OLD.current_attempt_id IS NULL THEN '-' ELSE '+' END || NEW.state
    || CASE WHEN NEW.current_attempt_id IS NULL THEN 'none' WHEN NEW.current_attempt_id = OLD.current_attempt_id AND NEW.attempt_count = OLD.attempt_count THEN 'same' ELSE 'other' END
    || (NEW.attempt_count - OLD.attempt_count)
    || CASE WHEN NEW.last_state_change_at <> OLD.last_state_change_at THEN 'd' ELSE '' END
    || CASE WHEN NEW.effective_priority <> OLD.effective_priority THEN 'p' ELSE '' END;
  by_hand text;
BEGIN
  IF taken = 0 AND change <> (OLD.state || CASE WHEN OLD.current_attempt_id IS NULL THEN '-' ELSE '+' END || OLD.state
      || CASE WHEN OLD.current_attempt_id IS NULL THEN 'none' ELSE 'same' END || '0') THEN
    taken := 1;
    NEW.version := OLD.version + 1;
    SELECT m.events INTO by_hand FROM ${moves} m
    WHERE m.steps = 1 AND m.source = OLD.state AND m.had_attempt = (OLD.current_attempt_id IS NOT NULL) AND m.target = NEW.state
      AND m.attempt = CASE WHEN NEW.current_attempt_id IS NULL THEN 'none' WHEN NEW.current_attempt_id = OLD.current_attempt_id AND NEW.attempt_count = OLD.attempt_count THEN 'same' ELSE 'other' END
      AND m.begun = NEW.attempt_count - OLD.attempt_count;
  END IF;
  IF taken <> 0 AND NOT (CASE taken
${changes}
    ELSE false END) THEN
    RAISE EXCEPTION 'invalid run transition for %: % -> %', OLD.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', DETAIL = format('The chart has no %s event(s) that change it like this.', taken);
  END IF;
  IF by_hand IS NOT NULL THEN
    -- Only a transaction with an id of its own may take a number of the history: those who watch rely on it.
    PERFORM pg_current_xact_id();
    -- Without an instant it happens now.
    IF NEW.state <> OLD.state AND NEW.last_state_change_at = OLD.last_state_change_at THEN NEW.last_state_change_at := ${CLOCK_MS} / 1000; END IF;
    INSERT INTO ${events} (at, run_id, attempt_id, version, priority, events, worker)
    VALUES (
      CASE WHEN NEW.state <> OLD.state THEN NEW.last_state_change_at ELSE ${CLOCK_MS} / 1000 END,
      NEW.id, coalesce(NEW.current_attempt_id, CASE WHEN by_hand = 'attempt.finish' THEN OLD.current_attempt_id END),
      NEW.version, CASE WHEN NEW.effective_priority <> OLD.effective_priority THEN NEW.effective_priority END, by_hand, session_user
    );
  END IF;
  -- It is the priority of the first promotion, whoever sends that.
  IF NEW.state <> OLD.state THEN NEW.promote_priority := NULL; END IF;
  IF NOT (${stateIn(timedStates, 'NEW.state')}) THEN NEW.due_at := NULL; END IF;
  IF NEW.state <> OLD.state AND NEW.due_at IS NULL AND ${stateIn(waitingStates, 'NEW.state')} THEN NEW.due_at := ${CLOCK_MS}; END IF;
  IF NOT (${stateIn(heldStates, 'NEW.state')}) THEN NEW.worker := NULL; END IF;
  IF ${stateIn(finalStates, 'NEW.state')} THEN NEW.unique_key := NULL; END IF;
  RETURN NEW;
END $check$;
CREATE OR REPLACE TRIGGER check_run BEFORE UPDATE ON ${runs} FOR EACH ROW
  WHEN (${COMMON_CHANGE} <> ALL (ARRAY[${literals(commonChanges())}])) EXECUTE FUNCTION ${schema}.check_run();

CREATE OR REPLACE FUNCTION ${schema}.keep_run() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
  RAISE EXCEPTION 'run %: its id, task and first instants never change', OLD.id USING ERRCODE = 'check_violation';
END $keep$;
CREATE OR REPLACE TRIGGER keep_run BEFORE UPDATE OF id, task_id, created_at, scheduled_at ON ${runs} FOR EACH ROW
  WHEN (NEW.id <> OLD.id OR NEW.task_id <> OLD.task_id OR NEW.created_at <> OLD.created_at OR NEW.scheduled_at <> OLD.scheduled_at)
  EXECUTE FUNCTION ${schema}.keep_run();

CREATE OR REPLACE FUNCTION ${schema}.date_run() RETURNS trigger LANGUAGE plpgsql AS $date$
BEGIN
  NEW.due_at := NEW.scheduled_at * 1000;
  RETURN NEW;
END $date$;
CREATE OR REPLACE TRIGGER date_run BEFORE INSERT ON ${runs} FOR EACH ROW
  WHEN (NEW.due_at IS NULL AND ${stateIn(waitingStates, 'NEW.state')}) EXECUTE FUNCTION ${schema}.date_run();

CREATE OR REPLACE FUNCTION ${schema}.keep_events() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('runchart.pruning', true) = 'on' THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the history of runs is never changed' USING ERRCODE = 'check_violation';
END $keep$;
CREATE OR REPLACE TRIGGER keep_events BEFORE UPDATE OR DELETE ON ${events} FOR EACH ROW EXECUTE FUNCTION ${schema}.keep_events();
CREATE OR REPLACE TRIGGER keep_all_events BEFORE TRUNCATE ON ${events} FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.keep_events();
`;
};

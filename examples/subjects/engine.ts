/**
 * A hand-written run engine without runchart: a subject for `runchart verify`.
 *
 * It reads scenarios from standard input, one on each line, and answers each with a line: one outcome for each step.
 *
 *   node engine.ts                                                        Node 22.18 or newer runs TypeScript directly
 *   npx esbuild engine.ts --outfile=engine.mjs && node engine.mjs         any other Node
 */

// ------------------------------------------------------------------------------------------------------------- runs

/** The states that each state may lead to. */
const NEXT = {
  Scheduled: ['Ready', 'Canceled'],
  Ready: ['Leased', 'Canceled'],
  Leased: ['Ready', 'Running', 'Canceled'],
  Running: ['RetryWait', 'Suspended', 'Completed', 'Failed', 'Canceled'],
  RetryWait: ['Ready', 'Failed', 'Canceled'],
  Suspended: ['Ready', 'Canceled'],
  Completed: [],
  Failed: [],
  Canceled: [],
} as const;

type State = keyof typeof NEXT;

interface Run {
  readonly id: string;
  readonly task_id: string;
  readonly state: State;
  readonly current_attempt_id: string | null;
  readonly attempt_count: number;
  readonly created_at: number;
  readonly scheduled_at: number;
  readonly effective_priority: number;
  readonly last_state_change_at: number;
}

const NIL = '00000000-0000-0000-0000-000000000000';
const MAX_COUNT = 2 ** 32 - 1;

/** Why a step is refused; the run does not change. */
class Refusal extends Error {
  readonly code: string;
  readonly fields: object;

  constructor(code: string, message: string, fields: object) {
    super(message);
    this.code = code;
    this.fields = fields;
  }
}

const create = (state: State, step: NewStep, effective_priority: number): Run => {
  const { created_at, scheduled_at } = step;
  const run_id = uuid(step.run_id, 'run_id');
  const task_id = uuid(step.task_id, 'task_id');
  if (run_id === NIL)
    throw new Refusal('InvalidRunId', `invalid run_id for run construction: ${run_id}`, { run_id });
  if (task_id === NIL)
    throw new Refusal('InvalidTaskId', `invalid task_id for run construction: ${task_id}`, {
      task_id,
    });
  if (state === 'Ready' && scheduled_at > created_at)
    throw new Refusal(
      'ReadyScheduledAtAfterCreatedAt',
      `run ${run_id} cannot be created in Ready with scheduled_at (${scheduled_at}) > created_at (${created_at})`,
      { run_id, scheduled_at, created_at },
    );
  return {
    id: run_id,
    task_id,
    state,
    current_attempt_id: null,
    attempt_count: 0,
    created_at,
    scheduled_at,
    effective_priority,
    last_state_change_at: created_at,
  };
};

const transition = (run: Run, to: State): Run => {
  const { id: run_id, state: from, current_attempt_id: active_attempt_id } = run;
  if (!NEXT[from].some((state) => state === to))
    throw new Refusal(
      'InvalidTransition',
      `invalid run transition for ${run_id}: ${from} -> ${to}`,
      { run_id, from, to },
    );
  if (from === 'Running' && to !== 'Canceled' && active_attempt_id !== null)
    throw new Refusal(
      'AttemptInProgress',
      `run ${run_id} cannot leave Running while attempt ${active_attempt_id} is active`,
      { run_id, active_attempt_id },
    );
  return { ...run, state: to, current_attempt_id: to === 'Running' ? active_attempt_id : null };
};

const setPriority = (run: Run, effective_priority: number): Run => {
  const { id: run_id, state: current_state } = run;
  if (current_state !== 'Ready')
    throw new Refusal(
      'PriorityMutationRequiresReady',
      `run ${run_id} priority can only be updated in Ready state (current: ${current_state})`,
      { run_id, current_state },
    );
  return { ...run, effective_priority };
};

const startAttempt = (run: Run, attempt_id: string): Run => {
  const { id: run_id, state: current_state, current_attempt_id: active_attempt_id } = run;
  if (current_state !== 'Running')
    throw new Refusal(
      'AttemptStartRequiresRunning',
      `run ${run_id} cannot start attempt in state ${current_state}`,
      { run_id, current_state },
    );
  if (active_attempt_id !== null)
    throw new Refusal(
      'AttemptAlreadyActive',
      `run ${run_id} already has active attempt ${active_attempt_id}`,
      { run_id, active_attempt_id },
    );
  if (run.attempt_count === MAX_COUNT)
    throw new Refusal('AttemptCountOverflow', `run ${run_id} attempt counter overflow`, { run_id });
  return { ...run, current_attempt_id: attempt_id, attempt_count: run.attempt_count + 1 };
};

const finishAttempt = (run: Run, attempt_id: string): Run => {
  const { id: run_id, state: current_state, current_attempt_id: active } = run;
  if (current_state !== 'Running')
    throw new Refusal(
      'AttemptFinishRequiresRunning',
      `run ${run_id} cannot finish attempt in state ${current_state}`,
      { run_id, current_state },
    );
  if (active === null)
    throw new Refusal('NoActiveAttempt', `run ${run_id} has no active attempt`, { run_id });
  if (active !== attempt_id)
    throw new Refusal(
      'AttemptOwnershipMismatch',
      `run ${run_id} attempt mismatch: expected ${active}, got ${attempt_id}`,
      { run_id, expected_attempt_id: active, actual_attempt_id: attempt_id },
    );
  return { ...run, current_attempt_id: null };
};

// ---------------------------------------------------------------------------------------------------- runs from JSON

/** Reads the value of a field, or refuses it. */
type Read<A> = (value: unknown, field: string) => A;

const refuse = (why: string): never => {
  throw new Refusal('Decode', why, {});
};

const integer =
  (min: number, max: number): Read<number> =>
  (value, field) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? Number(value)
      : refuse(`${field} is no integer from ${min} to ${max}`);

const instant = integer(0, Number.MAX_SAFE_INTEGER);

const state: Read<State> = (value, field) =>
  typeof value === 'string' && Object.hasOwn(NEXT, value)
    ? (value as State)
    : refuse(`${field} is no state`);

const HYPHENATED = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
const UUID = new RegExp(
  `^(?:[0-9a-fA-F]{32}|${HYPHENATED}|\\{${HYPHENATED}\\}|urn:uuid:${HYPHENATED})$`,
);

/** Converts a UUID in any form to hyphenated lower case. */
const uuid: Read<string> = (value, field) =>
  typeof value === 'string' && UUID.test(value)
    ? value
        .replace('urn:uuid:', '')
        .replace(/[{}-]/g, '')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
        .toLowerCase()
    : refuse(`${field} is no UUID`);

const uuidOrNull: Read<string | null> = (value, field) =>
  value === null || value === undefined ? null : uuid(value, field);

const READ: { readonly [K in keyof Run]: Read<Run[K]> } = {
  id: uuid,
  task_id: uuid,
  state,
  current_attempt_id: uuidOrNull,
  attempt_count: integer(0, MAX_COUNT),
  created_at: instant,
  scheduled_at: instant,
  effective_priority: integer(-(2 ** 31), 2 ** 31 - 1),
  last_state_change_at: (value, field) => (value === undefined ? 0 : instant(value, field)),
};

const TOKEN = /"(?:[^"\\]|\\.)*"|[\w.+-]+|[^\s]/g;

/** Refuses what `JSON.parse` hides: a duplicate field, or a number that is not written as an integer. */
const checkText = (json: string): void => {
  const tokens = json.match(TOKEN) ?? [];
  const seen = new Set<string>();
  let depth = 0;
  tokens.forEach((token, i) => {
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    if (depth !== 1 || tokens[i + 1] !== ':') return;
    const field = String(JSON.parse(token));
    if (!Object.hasOwn(READ, field)) return;
    if (seen.has(field)) refuse(`${field} is there twice`);
    if (/^-0$|^-?\d+[.e]/i.test(tokens[i + 2] ?? '')) refuse(`${field} is written as no integer`);
    seen.add(field);
  });
};

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch (error) {
    return refuse(String(error));
  }
};

const deserialize = (json: string): Run => {
  const value = parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('a run is an object');
  checkText(json);
  const members = new Map<string, unknown>(Object.entries(value));
  const field = <K extends keyof Run>(name: K): Run[K] => READ[name](members.get(name), name);
  const run: Run = {
    id: field('id'),
    task_id: field('task_id'),
    state: field('state'),
    current_attempt_id: field('current_attempt_id'),
    attempt_count: field('attempt_count'),
    created_at: field('created_at'),
    scheduled_at: field('scheduled_at'),
    effective_priority: field('effective_priority'),
    last_state_change_at: field('last_state_change_at'),
  };
  if (run.id === NIL) refuse('id is nil');
  if (run.task_id === NIL) refuse('task_id is nil');
  if (run.current_attempt_id !== null && run.state !== 'Running')
    refuse(`no attempt can be active in ${run.state}`);
  if (run.state === 'Ready' && run.scheduled_at > run.created_at)
    refuse('scheduled_at is after created_at');
  return run;
};

// --------------------------------------------------------------------------------------------------------- scenarios

interface NewStep {
  readonly run_id: string;
  readonly task_id: string;
  readonly scheduled_at: number;
  readonly created_at: number;
}

type Step =
  | (NewStep & { readonly op: 'new_scheduled_with_id' })
  | (NewStep & { readonly op: 'new_ready_with_id'; readonly effective_priority: number })
  | { readonly op: 'transition_to'; readonly to: State }
  | { readonly op: 'promote_to_ready' }
  | { readonly op: 'promote_to_ready_with_priority'; readonly effective_priority: number }
  | { readonly op: 'set_effective_priority'; readonly effective_priority: number }
  | { readonly op: 'start_attempt' | 'finish_attempt'; readonly attempt_id: string }
  | { readonly op: 'record_state_change_at'; readonly timestamp: number }
  | {
      readonly op: 'restore_attempt_state_for_bootstrap';
      readonly count: number;
      readonly active_attempt?: string | null;
    }
  | { readonly op: 'deserialize'; readonly json: string };

const noRun = (): never => {
  throw new Refusal('NoRun', '', {});
};

const apply = (current: Run | undefined, step: Step): Run => {
  const run = (): Run => current ?? noRun();
  switch (step.op) {
    case 'new_scheduled_with_id':
      return create('Scheduled', step, 0);
    case 'new_ready_with_id':
      return create('Ready', step, step.effective_priority);
    case 'deserialize':
      return deserialize(step.json);
    case 'transition_to':
      return transition(run(), step.to);
    case 'promote_to_ready':
      return transition(run(), 'Ready');
    case 'promote_to_ready_with_priority':
      return { ...transition(run(), 'Ready'), effective_priority: step.effective_priority };
    case 'set_effective_priority':
      return setPriority(run(), step.effective_priority);
    case 'start_attempt':
      return startAttempt(run(), uuid(step.attempt_id, 'attempt_id'));
    case 'finish_attempt':
      return finishAttempt(run(), uuid(step.attempt_id, 'attempt_id'));
    case 'record_state_change_at':
      return { ...run(), last_state_change_at: step.timestamp };
    case 'restore_attempt_state_for_bootstrap':
      return {
        ...run(),
        attempt_count: step.count,
        current_attempt_id: uuidOrNull(step.active_attempt, 'active_attempt'),
      };
  }
};

const answer = (line: string): object => {
  // `runchart verify` sends only scenarios.
  const { name, steps } = JSON.parse(line) as { name: string; steps: ReadonlyArray<Step> };
  let run: Run | undefined;
  const outcomes = steps.map((step) => {
    try {
      run = apply(run, step);
      return { ok: run };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, fields } = error;
      return { err: code === 'NoRun' ? { code } : { code, ...fields, message } };
    }
  });
  return { name, outcomes };
};

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk: string) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) process.stdout.write(`${JSON.stringify(answer(line))}\n`);
});

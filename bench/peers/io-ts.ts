/** A run on the wire, as usually written with io-ts: records and brands. */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { RunInstance, RunState } from 'runchart';
import { toRun } from './toRun.js';

interface UuidBrand {
  readonly Uuid: unique symbol;
}
interface RunIdBrand {
  readonly RunId: unique symbol;
}
interface U32Brand {
  readonly U32: unique symbol;
}
interface I32Brand {
  readonly I32: unique symbol;
}
interface TimestampBrand {
  readonly Timestamp: unique symbol;
}
interface RunBrand {
  readonly Run: unique symbol;
}

const NIL = '00000000-0000-0000-0000-000000000000';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const State = t.union([
  t.literal('Scheduled'),
  t.literal('Ready'),
  t.literal('Leased'),
  t.literal('Running'),
  t.literal('RetryWait'),
  t.literal('Suspended'),
  t.literal('Completed'),
  t.literal('Failed'),
  t.literal('Canceled'),
]) satisfies t.Type<RunState>;

const Uuid = t.brand(t.string, (s): s is t.Branded<string, UuidBrand> => UUID.test(s), 'Uuid');
const RunId = t.brand(Uuid, (s): s is t.Branded<typeof s, RunIdBrand> => s !== NIL, 'RunId');
const U32 = t.brand(
  t.number,
  (n): n is t.Branded<number, U32Brand> => Number.isInteger(n) && n >= 0 && n <= 4294967295,
  'U32',
);
const I32 = t.brand(
  t.number,
  (n): n is t.Branded<number, I32Brand> =>
    Number.isInteger(n) && n >= -2147483648 && n <= 2147483647,
  'I32',
);
const Timestamp = t.brand(
  t.number,
  (n): n is t.Branded<number, TimestampBrand> => Number.isSafeInteger(n) && n >= 0,
  'Timestamp',
);

const Fields = t.type({
  id: RunId,
  task_id: RunId,
  state: State,
  current_attempt_id: t.union([Uuid, t.null, t.undefined]),
  attempt_count: U32,
  created_at: Timestamp,
  scheduled_at: Timestamp,
  effective_priority: I32,
  last_state_change_at: t.union([Timestamp, t.undefined]),
});

type Fields = t.TypeOf<typeof Fields>;

const Run = t.brand(
  Fields,
  (run): run is t.Branded<Fields, RunBrand> =>
    (run.state === 'Running' || (run.current_attempt_id ?? null) === null) &&
    (run.state !== 'Ready' ||
      run.scheduled_at <= Math.max(run.created_at, run.last_state_change_at ?? 0)),
  'Run',
);

/** Only validates. */
export const check = (u: unknown): boolean => E.isRight(Run.decode(u));

/** Decodes to a run. */
export const decode = (u: unknown): RunInstance | undefined => {
  const decoded = Run.decode(u);
  return E.isRight(decoded) ? toRun(decoded.right) : undefined;
};

/**
 * `Database`: what the store asks of PostgreSQL, wherever it runs.
 *
 * Every parameter and every value of a row is text or null: so a number of 64 bits, a UUID and a JSON document are the same with each
 * driver, and what the rows hold is decoded by this library alone.
 */
import type * as TE from 'fp-ts/lib/TaskEither.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A row: its values as text, by column.
 * @category Databases
 */
export type Row = Readonly<Record<string, string | null>>;

/**
 * The database did not answer, or refused a statement.
 * @category Errors
 */
export interface DatabaseFailed {
  readonly _tag: 'DatabaseFailed';
  /** What failed, and what to do, in a line. */
  readonly message: string;
  /** The code of PostgreSQL (SQLSTATE), or of the system, if there is one. */
  readonly code: string | undefined;
  /**
   * Whether the statement may succeed when it is sent again: `undone` if it had no effect, `unknown` if the connection was lost before
   * the answer, `never` otherwise.
   */
  readonly again: 'undone' | 'unknown' | 'never';
}

/**
 * A statement.
 * @category Databases
 */
export interface Statement {
  /** One with a name is prepared once for each connection. */
  readonly name?: string;
  readonly text: string;
  readonly parameters?: ReadonlyArray<string | null>;
  /** Whether it may be sent again if the connection was lost before it was answered. */
  readonly repeatable?: boolean;
}

/**
 * Sends statements.
 * @category Databases
 */
export interface Connection {
  readonly query: (statement: Statement) => TE.TaskEither<DatabaseFailed, ReadonlyArray<Row>>;
  /** Sends a script: several statements without parameters. */
  readonly execute: (script: string) => TE.TaskEither<DatabaseFailed, void>;
}

/**
 * What hears of notifications.
 * @category Databases
 */
export interface Hearing {
  readonly onNotification: (payload: string) => void;
  /** The connection was lost and is there again: notifications may have been missed. */
  readonly onGap: () => void;
}

/**
 * A database of PostgreSQL.
 * @category Databases
 */
export interface Database extends Connection {
  /** What it is, for people: `PGlite in memory`, `PostgreSQL at 127.0.0.1:5432/app`. */
  readonly name: string;
  /**
   * Does work in a transaction: commits a right, rolls a left back. The transaction is sent again as a whole if it fails in a way that
   * may pass, so the work must have no other effect.
   */
  readonly transaction: <E, A>(
    work: (connection: Connection) => TE.TaskEither<E | DatabaseFailed, A>,
  ) => TE.TaskEither<E | DatabaseFailed, A>;
  /** Hears the notifications of a channel, until the function that it returns is called. */
  readonly listen: (
    channel: string,
    hearing: Hearing,
  ) => TE.TaskEither<DatabaseFailed, () => Promise<void>>;
  /** Closes it. Closed already, it stays so. */
  readonly close: () => Promise<void>;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** Makes a function that does its work at the first call alone, and gives each the same result. */
export const onlyOnce = <A>(work: () => A): (() => A) => {
  // eslint-disable-next-line functional/no-let -- the result of the first call
  let done: { readonly result: A } | undefined;
  return () => (done ??= { result: work() }).result;
};

/** The codes of failures without an effect: a conflict that was rolled back, or a connection that was never made. */
const undone = /^(40|53300|55P03|57P03|08001|08004|ECONNREFUSED|ENOTFOUND|EAI_AGAIN)/;

/** The codes of a connection that was lost. */
const lostCode = /^(08|57P0|ECONN|EPIPE|ETIMEDOUT)/;

/** The messages with which drivers tell of a lost connection, without a code. */
const lostText = /connection terminated|terminating connection|connection ended|not queryable/i;

const advice: ReadonlyArray<readonly [RegExp, string]> = [
  [/^(28P01|28000)/, 'check the user and the password'],
  [/^3D000/, 'create the database, or correct its name'],
  [/^53100/, 'make room on the disk of the database'],
  [/^(42501|25006)/, 'the user may not write there; grant it, or choose another'],
  [/^53300/, 'the server takes no more connections; lower the size of the pool'],
  [/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN)/, 'is the server running, and is its address right?'],
  [/^(EACCES|EROFS|EPERM)/, 'the folder cannot be written'],
  [/^ENOENT/, 'no folder can be made there'],
  [/^(EEXIST|ENOTDIR)/, 'a file is there, and no folder'],
  [/^ENOSPC/, 'make room on the disk'],
];

/** What PGlite throws of its folder has a number alone: that of WebAssembly's system interface (WASI). */
const wasiCodes: ReadonlyMap<unknown, string> = new Map([
  [2, 'EACCES'],
  [44, 'ENOENT'],
  [51, 'ENOSPC'],
  [54, 'ENOTDIR'],
  [63, 'EPERM'],
  [69, 'EROFS'],
]);

const memberOf = (thrown: unknown, name: string): unknown =>
  typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;

/** A field of whatever was thrown, if it is a text: an error may be one of another realm. */
const fieldOf = (thrown: unknown, name: 'code' | 'message' | 'name'): string | undefined => {
  const field = memberOf(thrown, name);
  return typeof field === 'string' ? field : undefined;
};

const codeOf = (thrown: unknown): string | undefined =>
  fieldOf(thrown, 'code') ??
  (fieldOf(thrown, 'name') === 'ErrnoError' ? wasiCodes.get(memberOf(thrown, 'errno')) : undefined);

/** What was said without a code, and means one: `pg` asks for a password that it has not been given. */
const NO_PASSWORD = 'client password must be a';

/** Makes the error of whatever a driver threw. */
export const databaseFailed = (thrown: unknown): DatabaseFailed => {
  const code = codeOf(thrown);
  const given =
    fieldOf(thrown, 'message') ??
    (typeof thrown === 'object' && thrown !== null
      ? (code ?? 'the database gave no reason')
      : String(thrown));
  const text = given.includes(NO_PASSWORD)
    ? 'the server asks for a password: give it in the address'
    : given;
  const found = advice.find(([pattern]) => code !== undefined && pattern.test(code));
  const said = text === '' ? (code ?? 'the database gave no reason') : text.split('\n', 1).join('');
  return {
    _tag: 'DatabaseFailed',
    message: found === undefined ? said : `${said}: ${found[1]}`,
    code,
    again:
      code === undefined
        ? lostText.test(text)
          ? 'unknown'
          : 'never'
        : undone.test(code)
          ? 'undone'
          : lostCode.test(code)
            ? 'unknown'
            : 'never',
  };
};

// --------------------------------------------------------------------------------------------------------- sessions

/**
 * The settings of each session. The statements of the store go by indexes in their order, and look each run up by its id. A planner that
 * sees a small table would read all of it, or sort it, and keeps that plan while the table grows. Plans do not depend on their parameters.
 */
export const settings: ReadonlyArray<readonly [name: string, value: string]> = [
  ['enable_seqscan', 'off'],
  ['enable_sort', 'off'],
  ['enable_hashjoin', 'off'],
  ['enable_mergejoin', 'off'],
  ['plan_cache_mode', 'force_generic_plan'],
  ['jit', 'off'],
];

// ------------------------------------------------------------------------------------------------------- parameters

const special = /["\\{},\s]|^$|^null$/i;

const item = (value: string | number | null): string => {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  return special.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
};

/** A list as a parameter that is cast to an array: `$1::text::uuid[]`. */
export const list = (values: ReadonlyArray<string | number | null>): string =>
  `{${values.map(item).join(',')}}`;

// ------------------------------------------------------------------------------------------------------- literals

/** A text as a literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Texts as a list of literals. */
export const literals = (texts: ReadonlyArray<string>): string => texts.map(literal).join(', ');

/**
 * `Command`: what an entry asks for, and the error of a command id that is given to two commands.
 *
 * A command is the op of an entry with the op's own fields. The run id, the instant `at` and the command id are no part of it: a
 * redelivery may carry another instant. A command is compared as text, such as `transition_to to=Leased`. A value longer than
 * {@link LONGEST} characters, which only the JSON of `deserialize` can be, is replaced by its hash (FNV-1a, 64 bits), so that a
 * remembered command takes a few hundred bytes at most.
 */
import type * as E from 'fp-ts/lib/Either.js';
import { anyText } from '../codec/FastCodec.js';
import type { Fields } from '../codec/WireRecord.js';
import { snakeCase } from '../codec/WireRecord.js';
import { fnv1a } from '../run/ChartIdentity.js';
import type { RunInstance } from '../run/RunInstance.js';
import { errorMessage } from '../run/RunInstanceError.js';
import { CommandId } from '../values/CommandId.js';
import { RunId } from '../values/RunId.js';
import type { StepError } from './applyStep.js';
import type { JournalEntry } from './JournalEntry.js';
import { opNames, ops, optionalOps } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The command id was given to another command of the same run before. Nothing was done.
 * @category Journals
 */
export interface CommandIdReused {
  readonly _tag: 'CommandIdReused';
  readonly runId: RunId;
  readonly commandId: CommandId;
  /** The command that the id was given to first: its op and fields, such as `transition_to to=Leased`. */
  readonly firstCommand: string;
  /** The command that was refused, in the same form. */
  readonly command: string;
}

/**
 * Why an entry of a journal was refused.
 * @category Journals
 */
export type EntryError = StepError | CommandIdReused;

/**
 * The run after an entry, or why the entry was refused.
 * @category Journals
 */
export type EntryOutcome = E.Either<EntryError, RunInstance>;

/** The codecs of the fields of {@link CommandIdReused}. */
export const commandIdReusedFields = {
  runId: RunId,
  commandId: CommandId,
  firstCommand: anyText,
  command: anyText,
} as const satisfies Fields;

// -------------------------------------------------------------------------------------------------------- operations

/** The longest value that is part of a command as it is. */
const LONGEST = 64;

interface CommandField {
  readonly key: string;
  readonly label: string;
  readonly encode: (value: unknown) => unknown;
}

const fieldsOf = (fields: Fields): ReadonlyArray<CommandField> =>
  Object.entries(fields)
    .filter(([key]) => key !== 'runId')
    .map(([key, codec]) => ({
      key,
      label: ` ${snakeCase(key)}=`,
      encode: (value) => codec.encode(value) as unknown,
    }));

const commandFields: ReadonlyMap<string, ReadonlyArray<CommandField>> = new Map(
  opNames.map((op) => [op, fieldsOf({ ...ops[op], ...optionalOps[op] })]),
);

const valueText = (value: unknown): string => {
  const text = String(value);
  return text.length > LONGEST ? `#${fnv1a(text)}` : text;
};

/** The command of an entry as text: two entries ask for the same if and only if their texts are equal. */
export const commandOf = (entry: JournalEntry): string => {
  // SAFETY: the fields are read as unknown, and are those of the entry's own op.
  const values = entry as unknown as Readonly<Record<string, unknown>>;
  return (commandFields.get(entry.op) ?? []).reduce<string>((text, { key, label, encode }) => {
    const value = values[key];
    return value === undefined ? text : text + label + valueText(encode(value));
  }, entry.op);
};

/** Makes the error of an entry whose command id belongs to another command. */
export const commandIdReused = (
  runId: RunId,
  commandId: CommandId,
  firstCommand: string,
  command: string,
): CommandIdReused => ({ _tag: 'CommandIdReused', runId, commandId, firstCommand, command });

// ------------------------------------------------------------------------------------------------------- destructors

/** The text of a reused command id. */
export const commandIdReusedText = ({
  runId,
  commandId,
  firstCommand,
  command,
}: Omit<CommandIdReused, '_tag'>): string =>
  `command id ${commandId} of run ${runId} belongs to ${firstCommand}, and cannot be given to ${command}`;

/** The text of an entry's error, if it has one besides its own message. */
export const entryErrorText = (
  error: Exclude<EntryError, { readonly _tag: 'NoRun' | 'Decode' }>,
): string => (error._tag === 'CommandIdReused' ? commandIdReusedText(error) : errorMessage(error));

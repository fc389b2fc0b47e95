/**
 * What a malformed line probably meant: a name in another spelling, an event in place of an op, an instant in another unit, an id
 * that is no UUID. Every name comes from the chart and the codecs.
 */
import { closest, sameBut } from '../codec/closest.js';
import type { DecodeError } from '../codec/DecodeError.js';
import { INVALID } from '../codec/FastCodec.js';
import { isRecord } from '../codec/untrusted.js';
import { fieldsOf, isOptionCodec } from '../codec/WireRecord.js';
import type { RunEvent } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import { RunState, runStates } from '../run/RunState.js';
import { Timestamp } from '../values/Timestamp.js';
import { timestampIn, timeUnitNames, unitOfNumber } from '../values/TimeUnit.js';
import { isIdCodec } from '../values/Uuid.js';
import { entryChoices } from './entryCodec.js';
import { stepOf } from './EventStep.js';
import type { JournalFormat } from './JournalEntry.js';
import type { Hint } from './lineDecoder.js';
import { ScenarioCodec } from './Scenario.js';
import type { Step } from './Step.js';
import { opNames, StepCodec } from './Step.js';

type Json = Readonly<Record<string, unknown>>;

const quote = (text: string): string => JSON.stringify(text.slice(0, 60));

// -------------------------------------------------------------------------------------------------------------- ops

const OPS = `the ops are ${opNames.join(', ')}`;

/** The members of a step that stand for an event, without the fields of the event. */
const membersOfStep = (step: Step): string => {
  const { op, to, event } = StepCodec.encode(step) as Json;
  return JSON.stringify({ op, to, event }).slice(1, -1);
};

/** The members of the step for an event or a state, by its name. */
const stepsByName: ReadonlyMap<unknown, string> = new Map([
  ...runStates.map((to) => [to, membersOfStep({ op: 'transition_to', to })] as const),
  // SAFETY: the fields of the event are not looked at.
  ...eventTypes.map((type) => [type, membersOfStep(stepOf({ type } as RunEvent))] as const),
]);

const stepNames: ReadonlyArray<string> = [...runStates, ...eventTypes];

/** The members that an unknown op stands for, if it is an op, an event or a state in some spelling. */
const membersFor = (
  find: typeof closest,
  text: string,
): { readonly members: string; readonly isOp: boolean } | undefined => {
  const op = find(text, opNames);
  if (op !== undefined) return { members: `"${op}"`, isOp: true };
  const members = stepsByName.get(find(text, stepNames));
  return members === undefined ? undefined : { members, isOp: false };
};

const opHint = (record: Json): ReadonlyArray<string> => {
  const { op } = record;
  if (typeof op === 'string') {
    const meant = membersFor(closest, op);
    const question = meant === undefined ? [] : [`did you mean ${meant.members}?`];
    return meant?.isOp === true ? [...question, SNAKE_CASE] : [...question, OPS];
  }
  // Other programs call it type, event or action.
  const other = membersIn(record).flatMap(([key, value]) => {
    const meant = typeof value === 'string' ? membersFor(sameBut, value) : undefined;
    if (meant === undefined) return [];
    const members = meant.isOp ? `"op":${meant.members}` : meant.members;
    return [`did you mean ${members} by ${quote(key)}:${quote(String(value))}?`];
  });
  return [...other.slice(0, 1), OPS];
};

// ----------------------------------------------------------------------------------------------------------- fields

const SNAKE_CASE = 'ops and fields are in snake_case';

/** A line with more members is no op of ours, and would take long to search. */
const MAX_MEMBERS = 100;

const membersIn = (record: Json): ReadonlyArray<readonly [string, unknown]> =>
  Object.entries(record).slice(0, MAX_MEMBERS);

/** A member whose name is nearly that of a missing field. */
const missingHint = (record: Json, wire: string): ReadonlyArray<string> => {
  const names = membersIn(record).map(([key]) => key);
  const meant = closest(wire, names);
  return meant === undefined ? [] : [`did you mean ${quote(wire)} by ${quote(meant)}?`, SNAKE_CASE];
};

const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;

/** What an instant or an id may be written as: that of a journal has flags, that of a scenario has none. */
type Format = JournalFormat | 'scenario';

const idHint = (value: unknown, format: Format): ReadonlyArray<string> => {
  const kind =
    typeof value === 'string'
      ? ULID.test(value)
        ? 'a ULID'
        : 'a text'
      : Number.isInteger(value)
        ? 'an integer'
        : undefined;
  return kind === undefined || value === ''
    ? []
    : [
        format === 'scenario'
          ? `${kind} becomes a UUID, always the same, with idFromText in a program`
          : `${kind} becomes a UUID, always the same, with --id-namespace on the command line or idFromText in a program`,
      ];
};

const ISO = /^\d{4}-\d\d-\d\d/;

const timeHint = (value: unknown, format: Format): ReadonlyArray<string> => {
  if (format === 'scenario') return ['instants in scenarios are whole unix seconds'];
  const { time = 's' } = format;
  if (typeof value === 'string') {
    if (timestampIn('iso').tryDecode(value) !== INVALID)
      return ['instants as in RFC 3339 are read with --time iso'];
    if (ISO.test(value)) return ['RFC 3339 has a zone: Z, or an offset such as +01:00'];
    return /^\d+$/.test(value) ? ['a number is written without quotes'] : [];
  }
  const unit = typeof value === 'number' ? unitOfNumber(value) : undefined;
  if (unit === undefined) return [];
  return unit === time
    ? ['an instant is a whole number']
    : [`it looks like ${timeUnitNames[unit]}, which are read with --time ${unit}`];
};

const stateHint = (value: unknown): ReadonlyArray<string> => {
  const meant = typeof value === 'string' ? closest(value, runStates) : undefined;
  return meant === undefined ? [] : [`did you mean "${meant}"?`];
};

/** The hint for an error in a record, whose codec is given. */
const fieldHint = (
  record: Json,
  codec: object | undefined,
  { path }: DecodeError,
  format: Format,
): ReadonlyArray<string> => {
  const field = fieldsOf(codec).find(({ wire }) => `/${wire}` === path);
  if (field === undefined) return [];
  const { wire, codec: own } = field;
  const value = record[wire];
  if (value === undefined) return missingHint(record, wire);
  if (own === Timestamp) return timeHint(value, format);
  if (own === RunState) return stateHint(value);
  const hasNamespace = format !== 'scenario' && format.idNamespace !== undefined;
  return isIdCodec(isOptionCodec(own) ? own.item : own) && !hasNamespace
    ? idHint(value, format)
    : [];
};

const opHints = (
  json: unknown,
  errors: ReadonlyArray<DecodeError>,
  format: Format,
): ReadonlyArray<string> =>
  isRecord(json)
    ? errors.flatMap((error) =>
        error.path === '/op'
          ? opHint(json)
          : fieldHint(json, entryChoices.choices.get(json['op']), error, format),
      )
    : [];

/** Joins hints, each once; a question ends with its own mark. */
const joined = (hints: ReadonlyArray<string>): string =>
  [...new Set(hints)].reduce(
    (text, hint) =>
      text === '' ? hint : text.endsWith('?') ? `${text} ${hint}` : `${text}; ${hint}`,
    '',
  );

/** Says what a line that is no entry probably meant, from its JSON and its errors; empty if that is unknown. */
export const hintOf =
  (format: JournalFormat): Hint =>
  (json, errors) =>
    joined(opHints(json, errors, format));

/** Says what a line that is no scenario probably meant; empty if that is unknown. */
export const scenarioHint: Hint = (json, errors) => {
  if (!isRecord(json)) return '';
  if ('op' in json)
    return 'an op with a run_id is a line of a journal, which runchart replay reads';
  const { steps } = json;
  return joined(
    errors.flatMap((error) => {
      const [, , index, field] = error.path.split('/');
      if (field === undefined) return fieldHint(json, ScenarioCodec, error, 'scenario');
      const step: unknown = Array.isArray(steps) ? steps[Number(index)] : undefined;
      return opHints(step, [{ ...error, path: `/${field}` }], 'scenario');
    }),
  );
};

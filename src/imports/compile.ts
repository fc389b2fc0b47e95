/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- evaluated for each record */
/**
 * Compiles a mapping to functions, and reads a record by them: what it says happened to which run. Nothing here knows the lifecycle.
 */
import { INVALID } from '../codec/FastCodec.js';
import type { Annotations } from '../journal/Annotations.js';
import type { RunState } from '../run/RunState.js';
import { Priority } from '../values/Priority.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Read, ReadText, Variables } from './expressions.js';
import { numberOf, readPath, readTemplate, wordOf } from './expressions.js';
import type { ReadInstant } from './instants.js';
import { instantReader } from './instants.js';
import { SILENT } from './JournalWriter.js';
import type { Conditions, Mapping, Move, Rule, Switch } from './Mapping.js';
import { isSwitch } from './Mapping.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The part of a move that the mapping gives. */
export interface PlannedMove {
  /** The state that is entered; `undefined` if an attempt ends. */
  readonly to: RunState | undefined;
  readonly assume: string | undefined;
  /** What the report says if there is no instant. */
  readonly untimed: string;
  /** The states in which it counts; `undefined` for all. */
  readonly from: ReadonlySet<RunState> | undefined;
}

/** A move, and what a record says of it. */
export interface Moved {
  readonly plan: PlannedMove;
  readonly at: Timestamp | undefined;
  readonly attempt: string | undefined;
  readonly number: number | undefined;
  readonly says: Annotations;
}

/** What a record says. */
export interface Facts {
  readonly _tag: 'Facts';
  readonly kind: string | undefined;
  readonly run: string;
  readonly task: string;
  readonly label: string | undefined;
  readonly priority: Priority;
  readonly created:
    | {
        readonly at: Timestamp | undefined;
        readonly scheduled: Timestamp | undefined;
        readonly in: 'Scheduled' | 'Ready' | undefined;
      }
    | undefined;
  readonly moves: ReadonlyArray<Moved>;
  /** By what the tries of a run follow one another. */
  readonly order: number;
  /** What was taken for granted when the record was read. */
  readonly assumed: ReadonlyArray<string> | undefined;
  /** What has no place in the lifecycle, of a record that otherwise has one. */
  readonly noPlace: ReadonlyArray<string> | undefined;
}

/** The record has no place in the lifecycle. */
export interface NoPlace {
  readonly _tag: 'NoPlace';
  readonly kind: string;
}

/** The record is not what the mapping expects. */
export interface Malformed {
  readonly _tag: 'Malformed';
  readonly message: string;
}

/** What a mapping reads in a record. */
export type Reading = Facts | NoPlace | Malformed;

/** Reads records; texts to remember are added to `variables`. */
export type ReadRecord = (
  record: unknown,
  variables: Record<string, string | undefined>,
) => Reading;

// -------------------------------------------------------------------------------------------------------- conditions

type Test = (record: unknown, variables: Variables) => boolean;

const scalarText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;

const testOf = (conditions: Conditions | undefined): Test | undefined => {
  const tests = Object.entries(conditions ?? {}).map(([path, condition]): Test => {
    const read = readPath(path);
    if (typeof condition !== 'object') {
      const wanted = String(condition);
      return (record, variables) => scalarText(read(record, variables)) === wanted;
    }
    if ('length' in condition) {
      const wanted = new Set(condition.map(String));
      return (record, variables) => wanted.has(scalarText(read(record, variables)) ?? '');
    }
    const { present, contains } = condition;
    const not = condition.not === undefined ? undefined : new Set(condition.not.map(String));
    return (record, variables) => {
      const value = read(record, variables);
      return (
        !not?.has(scalarText(value) ?? '') &&
        (present === undefined || (value !== undefined) === present) &&
        (contains === undefined || (scalarText(value) ?? '').includes(contains))
      );
    };
  });
  const [only, another] = tests;
  if (only === undefined) return undefined;
  return another === undefined
    ? only
    : (record, variables) => tests.every((test) => test(record, variables));
};

// ------------------------------------------------------------------------------------------------------------ moves

/** What the compiled parts of a rule write to. Few records assume anything or have a part without a place. */
interface Found {
  readonly moves: Array<Moved>;
  assumed: Array<string> | undefined;
  noPlace: Array<string> | undefined;
  /** The field that is malformed. */
  malformed: string | undefined;
}

type ReadStep = (record: unknown, variables: Variables, found: Found) => void;

/** Names a value in an error; never reads into it. */
const shown = (value: unknown): string => {
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 60))}...` : JSON.stringify(value);
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'nothing';
};

const annotationsReader = (
  move: Move,
): ((record: unknown, variables: Variables) => Annotations) => {
  const reads = (['outcome', 'error', 'worker', 'note'] as const).flatMap((name) => {
    const template = move[name];
    return template === undefined ? [] : [[name, readTemplate(template)] as const];
  });
  if (reads.length === 0) return () => SILENT;
  return (record, variables) => {
    let says: Record<string, string> | undefined;
    for (const [name, read] of reads) {
      const text = read(record, variables);
      if (text !== undefined) (says ??= {})[name] = text;
    }
    return says ?? SILENT;
  };
};

/** Reads a number of attempts; `undefined` if there is none. */
const countOf = (value: unknown): number | undefined => {
  const number = numberOf(value);
  return number !== undefined && Number.isInteger(number) && number >= 1 && number < 2 ** 32
    ? number
    : undefined;
};

/** @param mayBeUntimed - whether the move happened even if its instant is absent */
const compileMove = (move: Move, instant: ReadInstant, mayBeUntimed: boolean): ReadStep => {
  const { to, at } = move;
  const plan: PlannedMove = {
    to,
    assume: move.assume,
    untimed: `no instant of ${to ?? 'the end of an attempt'}: written without at`,
    from: move.from === undefined ? undefined : new Set(move.from),
  };
  const holds = testOf(move.when);
  const readAt: Read | undefined = at === undefined ? undefined : readPath(at);
  const attempt: ReadText | undefined =
    move.attempt === undefined ? undefined : readTemplate(move.attempt);
  const number = move.number === undefined ? undefined : readPath(move.number);
  const texts = annotationsReader(move);
  return (record, variables, found) => {
    if (holds?.(record, variables) === false) return;
    const value = readAt?.(record, variables);
    const when = instant(value);
    if (when === INVALID) {
      found.malformed ??= `${at ?? ''}: expected an instant, found ${shown(value)}`;
      return;
    }
    if (when === undefined && readAt !== undefined && !mayBeUntimed) return;
    found.moves.push({
      plan,
      at: when,
      attempt: attempt?.(record, variables),
      number: number === undefined ? undefined : countOf(number(record, variables)),
      says: texts(record, variables),
    });
  };
};

const compileSwitch = ({ by, cases }: Switch, instant: ReadInstant): ReadStep => {
  const read = readPath(by);
  const compiled = new Map(
    Object.entries(cases).map(([word, moves]) => [
      word,
      moves.map((move) => compileMove(move, instant, true)),
    ]),
  );
  return (record, variables, found) => {
    const word = wordOf(read(record, variables));
    const chosen = compiled.get(word);
    if (chosen === undefined) {
      (found.noPlace ??= []).push(word === '' ? `no ${by}` : `${by} ${word}`);
      return;
    }
    for (const step of chosen) step(record, variables, found);
  };
};

// ------------------------------------------------------------------------------------------------------------ rules

const MAX_PRIORITY = Number(Priority.max);
const MIN_PRIORITY = Number(Priority.min);

/** Turns a priority so that larger numbers go first, and keeps it within the bounds. */
const priorityReader = (priority: Rule['priority']) => {
  if (priority === undefined) return () => Priority.initial;
  const read = readPath(priority.from);
  const sign = priority.first === 'larger' ? 1 : -1;
  return (record: unknown, variables: Variables, found: Found): Priority => {
    const value = read(record, variables);
    if (value === undefined) return Priority.initial;
    const number = numberOf(value);
    if (number === undefined) {
      (found.assumed ??= []).push('a priority that is no number: 0');
      return Priority.initial;
    }
    const turned = sign * Math.trunc(number);
    const bounded = Math.min(MAX_PRIORITY, Math.max(MIN_PRIORITY, turned));
    if (bounded !== turned)
      (found.assumed ??= []).push('a priority beyond 32 bits: cut to the bound');
    else if (!Number.isInteger(number))
      (found.assumed ??= []).push('a priority that is no integer: cut');
    const exact = bounded === 0 ? 0 : bounded; // not -0
    return Priority.is(exact) ? exact : Priority.initial;
  };
};

/** The remembered texts that paths and templates name. */
const namesIn = (part: unknown): ReadonlyArray<string> => [
  ...new Set([...JSON.stringify(part).matchAll(/\$([^\s.|+{}"]+)/g)].map(([, name = '']) => name)),
];

/** Makes the function that tells if one of some texts has not been remembered. */
const missing = (
  names: ReadonlyArray<string>,
  onMissing: () => void,
): ((variables: Variables) => void) | undefined =>
  names.length === 0
    ? undefined
    : (variables) => {
        for (const name of names) if (!(name in variables)) onMissing();
      };

const compileRule = (
  rule: Rule,
  mapping: Mapping,
  instant: ReadInstant,
  onMissing: () => void,
  withLocal: (assumed: ReadonlyArray<string> | undefined) => ReadonlyArray<string> | undefined,
): ReadRecord => {
  const { created } = rule;
  const run = readTemplate(rule.run ?? '');
  const task = rule.task === undefined ? undefined : readTemplate(rule.task);
  const label = rule.label === undefined ? undefined : readTemplate(rule.label);
  const priority = priorityReader(rule.priority);
  const createdAt = created === undefined ? undefined : readPath(created.at);
  const scheduledAt = created?.scheduled === undefined ? undefined : readPath(created.scheduled);
  const order = mapping.order === undefined ? undefined : readPath(mapping.order);
  const steps = (rule.steps ?? []).map((step) =>
    isSwitch(step) ? compileSwitch(step, instant) : compileMove(step, instant, false),
  );
  const remembered = Object.entries(rule.remember ?? {}).map(
    ([name, template]) => [name, readTemplate(template)] as const,
  );
  const check = missing(namesIn(rule), onMissing);
  const fallback = rule.kind ?? mapping.name;
  /** A number, or the seconds of an instant. */
  const orderOf = (value: unknown): number => {
    const at = numberOf(value) ?? instant(value);
    return at === INVALID ? 0 : (at ?? 0);
  };

  return (record, variables) => {
    for (const [name, read] of remembered) variables[name] = read(record, variables);
    check?.(variables);
    const name = run(record, variables);
    if (name === undefined)
      return { _tag: 'Malformed', message: `the record has no ${rule.run ?? ''}` };
    const found: Found = {
      moves: [],
      assumed: undefined,
      noPlace: undefined,
      malformed: undefined,
    };
    const at = createdAt?.(record, variables);
    const scheduled = scheduledAt?.(record, variables);
    const made = instant(at);
    const due = instant(scheduled);
    if (made === INVALID || due === INVALID) {
      const [path, value] = made === INVALID ? [created?.at, at] : [created?.scheduled, scheduled];
      return {
        _tag: 'Malformed',
        message: `${path ?? ''}: expected an instant, found ${shown(value)}`,
      };
    }
    for (const step of steps) step(record, variables, found);
    if (found.malformed !== undefined) return { _tag: 'Malformed', message: found.malformed };
    return {
      _tag: 'Facts',
      kind: rule.kind,
      run: name,
      task: task?.(record, variables) ?? fallback,
      label: label?.(record, variables),
      priority: priority(record, variables, found),
      created: created === undefined ? undefined : { at: made, scheduled: due, in: created.in },
      moves: found.moves,
      order: orderOf(order?.(record, variables)),
      assumed: withLocal(found.assumed),
      noPlace: found.noPlace,
    };
  };
};

/**
 * Compiles a mapping.
 *
 * @param onMissing - called when a record may need a text that has not been remembered
 */
export const compileMapping = (
  mapping: Mapping,
  onMissing: () => void = () => undefined,
): ReadRecord => {
  const time = mapping.time ?? {};
  /** Whether an instant of the record at hand has no zone. */
  let isLocal = false;
  const instant = instantReader(time, () => {
    isLocal = true;
  });
  const local = `instants without a zone: read as ${time.zone ?? 'UTC'}`;
  const withLocal = (
    assumed: ReadonlyArray<string> | undefined,
  ): ReadonlyArray<string> | undefined => {
    if (!isLocal) return assumed;
    return [local, ...(assumed ?? [])];
  };
  const by = mapping.by === undefined ? undefined : readPath(mapping.by);
  const compiled = mapping.rules.map((rule) => {
    const { ignore } = rule;
    const nothing: NoPlace = { _tag: 'NoPlace', kind: ignore ?? '' };
    return {
      of: rule.of === undefined ? undefined : new Set(rule.of),
      holds: testOf(rule.when),
      read:
        ignore === undefined
          ? compileRule(rule, mapping, instant, onMissing, withLocal)
          : (): Reading => nothing,
    };
  });
  /** By these the rule of a record is chosen. */
  const check = missing(namesIn([mapping.by, mapping.rules.map(({ when }) => when)]), onMissing);
  /** The rules for a type, found once. */
  const byType = new Map<string, typeof compiled>();
  return (record, variables) => {
    // A malformed record leaves it set.
    isLocal = false;
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      return { _tag: 'Malformed', message: `expected an object, found ${shown(record)}` };
    check?.(variables);
    const type = by === undefined ? '' : wordOf(by(record, variables));
    let rules = byType.get(type);
    if (rules === undefined) {
      rules = compiled.filter(({ of }) => of === undefined || of.has(type));
      if (byType.size < 1000) byType.set(type, rules);
    }
    for (const { holds, read } of rules)
      if (holds?.(record, variables) !== false) return read(record, variables);
    return {
      _tag: 'NoPlace',
      kind: type === '' ? 'records that no rule takes' : type.slice(0, 80),
    };
  };
};

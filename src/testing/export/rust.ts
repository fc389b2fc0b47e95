/**
 * Exports suites as Rust source: the types of steps, runs and errors, the trait that a subject implements, and a `#[test]` for
 * each test. The source depends only on the standard library.
 *
 * The types are derived from the codecs, so new fields and errors appear in the source. Steps are typed, so the form in which a
 * test writes an id is lost, except in the text of `deserialize`.
 */
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import { snakeCase } from '../../codec/WireRecord.js';
import { errorFields } from '../../journal/ErrorFields.js';
import type { Op } from '../../journal/Step.js';
import { opNames, ops, optionalOps, StepCodec } from '../../journal/Step.js';
import type { ErrorWire, OutcomeWire } from '../../journal/StepOutcome.js';
import { runFields } from '../../run/RunInstanceCodec.js';
import { RunState, runStates } from '../../run/RunState.js';
import type { StepWire, TestCase, TestStep } from '../TestCase.js';

// ------------------------------------------------------------------------------------------------------------ types

type Fields = Readonly<Record<string, t.Mixed>>;

const camelCase = (name: string): string =>
  name.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Lists the optional fields of an op, all of which are text. */
const optionalFields = (op: Op): ReadonlyArray<string> => Object.keys(optionalOps[op] ?? {});

/** Returns the Rust type of a field. That of an integer follows from the bounds in the name of its codec. */
const typeOf = (codec: t.Mixed): string => {
  const range = /\((-?)\d+ to (\d+)\)/.exec(codec.name);
  if (range !== null)
    return range[1] === '-' ? 'i32' : Number(range[2]) > 0xffff_ffff ? 'u64' : 'u32';
  if (codec.is(O.none)) return 'Option<Uuid>';
  if (codec === RunState) return 'RunState';
  return codec.name === 'string' ? 'Text' : 'Uuid';
};

const fieldTypes = (fields: Fields): ReadonlyArray<string> =>
  Object.entries(fields).map(([key, codec]) => `${snakeCase(key)}: ${typeOf(codec)}`);

/** Lists the fields of an error, and its message unless it is not compared. */
const errorTypes = (code: string, fields: Fields): ReadonlyArray<string> =>
  code === 'NoRun' || code === 'Decode' ? [] : [...fieldTypes(fields), 'message: Text'];

const variantType = (name: string, fields: ReadonlyArray<string>): string =>
  fields.length === 0 ? `    ${name},` : `    ${name} { ${fields.join(', ')} },`;

const types = (): string => `#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
${runStates.map((state) => `    ${state},`).join('\n')}
}

/// A run, with the fields of the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
${fieldTypes(runFields)
  .map((field) => `    pub ${field},`)
  .join('\n')}
}

/// One step of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
${opNames
  .map((op) =>
    variantType(camelCase(op), [
      ...fieldTypes(ops[op]),
      ...optionalFields(op).map((key) => `${key}: Option<Text>`),
    ]),
  )
  .join('\n')}
}

/// Why a step failed. The message of a failed \`Deserialize\` is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
${Object.entries<Fields>(errorFields)
  .map(([code, fields]) => variantType(code, errorTypes(code, fields)))
  .join('\n')}
}`;

// ----------------------------------------------------------------------------------------------------------- values

const ESCAPES: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': String.raw`\\`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
};

/** Characters that a Rust literal must escape, marks that change the direction of text, and lone surrogates, which Rust forbids. */
const UNSAFE =
  /["\\\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu;

const textLiteral = (text: string): string =>
  `"${text.replace(UNSAFE, (char) =>
    /\p{Cs}/u.test(char)
      ? '\ufffd'
      : (ESCAPES[char] ?? `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`),
  )}"`;

const uuid = (text: unknown): string => `Uuid(0x${String(text).replaceAll('-', '')})`;

const valueOf = (codec: t.Mixed, value: unknown): string => {
  switch (typeOf(codec)) {
    case 'RunState':
      return `RunState::${String(value)}`;
    case 'Text':
      return `Text::Borrowed(${textLiteral(String(value))})`;
    case 'Option<Uuid>':
      return typeof value === 'string' ? `Some(${uuid(value)})` : 'None';
    case 'Uuid':
      return uuid(value);
    default:
      return String(value);
  }
};

const fieldValues = (
  fields: Fields,
  wire: Readonly<Record<string, unknown>>,
): ReadonlyArray<string> =>
  Object.entries(fields).map(
    ([key, codec]) => `${snakeCase(key)}: ${valueOf(codec, wire[snakeCase(key)])}`,
  );

const literal = (name: string, fields: ReadonlyArray<string>): string =>
  fields.length === 0 ? name : `${name} { ${fields.join(', ')} }`;

const optionalText = (value: unknown): string =>
  typeof value === 'string' ? `Some(Text::Borrowed(${textLiteral(value)}))` : 'None';

const stepLiteral = ({ step }: TestStep): string => {
  // SAFETY: a step is encoded to a record.
  const wire = StepCodec.encode(step) as StepWire;
  return literal(`Step::${camelCase(step.op)}`, [
    ...fieldValues(ops[step.op], wire),
    ...optionalFields(step.op).map((key) => `${key}: ${optionalText(wire[key])}`),
  ]);
};

const errorLiteral = (error: ErrorWire): string => {
  // SAFETY: every error of a step has an entry; the only other code, `BadScenario`, is never a step's.
  const fields: Fields = errorFields[error.code as keyof typeof errorFields];
  const name = `Error::${error.code}`;
  return errorTypes(error.code, fields).length === 0
    ? name
    : literal(name, [
        ...fieldValues(fields, error),
        `message: Text::Borrowed(${textLiteral(String(error['message']))})`,
      ]);
};

const outcomeLiteral = (outcome: OutcomeWire): string =>
  'ok' in outcome
    ? `Ok(${literal('Run', fieldValues(runFields, outcome.ok))})`
    : `Err(${errorLiteral(outcome.err)})`;

const identifier = (name: string, index: number): string =>
  `t${String(index + 1).padStart(4, '0')}_${name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_/, '')
    .slice(0, 80)}`.replace(/_$/, '');

const testSource = (test: TestCase, index: number): string => `
#[test]
fn ${identifier(test.name, index)}() {
    static STEPS: &[(&str, Step, Outcome)] = &[
${test.steps
  .map(
    (step) =>
      `        (${textLiteral(step.title)}, ${stepLiteral(step)}, ${outcomeLiteral(step.expect)}),`,
  )
  .join('\n')}
    ];
    check(STEPS);
}`;

// ------------------------------------------------------------------------------------------------------- operations

/** Generates the source of a Rust test module. */
export const rustSource = (
  tests: ReadonlyArray<TestCase>,
  subjectModule: string,
): string => `// Generated by runchart from the chart of a task's run. Do not edit.
//
// Run it with \`cargo test\` as tests/NAME.rs of a crate, or build it alone with \`rustc --test NAME.rs\`. The subject's module, named
// below, imports the types from \`super\` and exports \`pub fn subject() -> impl Subject\`, which makes a subject without a run.
#![allow(dead_code)]

use std::borrow::Cow;
use std::fmt;

#[path = ${textLiteral(subjectModule)}]
mod subject;

/// The text of a step or an error: a literal in this file, a \`String\` from the subject.
pub type Text = Cow<'static, str>;

/// An id of 128 bits. \`Display\` writes it hyphenated and in lower case, as in messages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub u128);

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = format!("{:032x}", self.0);
        write!(f, "{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

${types()}

/// The outcome of a step: the run after it, or why it failed.
pub type Outcome = Result<Run, Error>;

/// An implementation of the lifecycle, which holds at most one run.
pub trait Subject {
    /// Applies a step. A step that fails leaves the run unchanged; a step that needs a run returns \`NoRun\` if there is none.
    fn apply(&mut self, step: &Step) -> Outcome;
}

fn check(steps: &[(&str, Step, Outcome)]) {
    let mut subject = subject::subject();
    for (i, (title, step, expected)) in steps.iter().enumerate() {
        let actual = subject.apply(step);
        assert_eq!(&actual, expected, "step {}, {}: {:?}", i + 1, title, step);
    }
}
${tests.map(testSource).join('\n')}
`;

/* eslint-disable functional/no-loop-statements -- the search ends at the first member that is an op */
/**
 * Recognizes lines that contain ops but are no lines of a journal: what container logs, log collectors and pretty printers write.
 * Says what such a file looks like, and the command that makes a journal of it.
 */
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a file looks like, and a shell command that reads it and writes a journal. */
export interface ForeignLine {
  readonly looksLike: string;
  /** The name of the program and its arguments, without the name of the file. */
  readonly command: string;
}

// ------------------------------------------------------------------------------------------------------- operations

/** A longer line is not searched. */
const MAX_LENGTH = 100_000;

const recordIn = (text: string): Readonly<Record<string, unknown>> | undefined => {
  const json = parseJson(text);
  return E.isRight(json) && isRecord(json.right) ? json.right : undefined;
};

const isOp = (value: unknown): boolean => isRecord(value) && typeof value['op'] === 'string';

/** The forms of what stands before the object in a line, the most exact ones first. */
const prefixes: ReadonlyArray<readonly [RegExp, string]> = [
  [/^\d{4}-\d\d-\d\dT\S+ (?:stdout|stderr) [FP] $/, 'a container log of Kubernetes (CRI)'],
  [/^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ \S+:\d+\] ?$/, 'a log of klog'],
  [/^\S+ +\| (?:\d{4}-\d\d-\d\dT\S+ )?$/, 'a log of docker compose'],
  [
    /^\d{4}-\d\d-\d\dT\S+ $/,
    'a log with an instant before each object, such as docker logs -t writes',
  ],
  [/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [^ ]+: $/, 'a log of syslog or journalctl'],
];

/** Drops what stands before the first brace, and lines without one. */
const DROP_PREFIX = String.raw`sed -n 's/^[^{]*{/{/p'`;

const prefixed = (text: string): ForeignLine | undefined => {
  const start = text.indexOf('{');
  if (!isOp(recordIn(text.slice(start)))) return undefined;
  const prefix = text.slice(0, start);
  const name = prefixes.find(([form]) => form.test(prefix))?.[1];
  return { looksLike: name ?? 'a log with a prefix before each object', command: DROP_PREFIX };
};

/** Names that jq takes after a point as they are. */
const PLAIN_NAME = /^[A-Za-z_]\w*$/;

const pathTo = (key: string): string =>
  PLAIN_NAME.test(key) ? `.${key}` : `.[${JSON.stringify(key)}]`;

const quoted = (filter: string): string => `'${filter.replaceAll("'", String.raw`'\''`)}'`;

const wrapped = (record: Readonly<Record<string, unknown>>): ForeignLine | undefined => {
  if (isOp(record)) return undefined;
  for (const [key, value] of Object.entries(record).slice(0, 100)) {
    const name = JSON.stringify(key);
    if (typeof value === 'string' && isOp(recordIn(value)))
      return {
        looksLike:
          key === 'log' && 'stream' in record
            ? 'a log of docker (json-file), with each line as text in "log"'
            : `objects that contain each line as text in ${name}`,
        // Docker splits long lines; the parts join if nothing is added between them.
        command: `jq ${value.endsWith('\n') ? '-j' : '-r'} ${quoted(pathTo(key))}`,
      };
    if (isOp(value))
      return {
        looksLike: `objects that contain each op in ${name}`,
        command: `jq -c ${quoted(pathTo(key))}`,
      };
    if (Array.isArray(value) && isOp(value[0]))
      return {
        looksLike: `an object that contains the ops as an array in ${name}`,
        command: `jq -c ${quoted(`${pathTo(key)}[]`)}`,
      };
  }
  return undefined;
};

/** Recognizes a line that is no op; `undefined` if it is of no known form. */
export const foreignLine = (text: string): ForeignLine | undefined => {
  const line = text.trim();
  if (line.length > MAX_LENGTH) return undefined;
  const record = recordIn(line);
  if (record !== undefined) return wrapped(record);
  if (line.endsWith(',') && isOp(recordIn(line.slice(0, -1))))
    return {
      looksLike: 'the items of an array without its brackets, each with a comma at its end',
      command: "sed 's/,[[:space:]]*$//'",
    };
  // A line that is cut off has more in it than a brace.
  if (line === '{')
    return { looksLike: 'objects that span several lines (pretty-printed)', command: 'jq -c .' };
  return prefixed(line);
};

/** The error handbook has a section for each error, with its cause and its remedy. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type {
  BadScenario,
  InvalidStateTransition,
  RestoreError,
  SendError,
  StepError,
} from '../../src/index.js';
import type { HostError } from '../../src/worker/index.js';
import { errorTags } from '../support/errorTags.js';

type Other = Exclude<
  (BadScenario | HostError | InvalidStateTransition | RestoreError | SendError)['_tag'],
  StepError['_tag']
>;

/** A tag that is missing here does not compile. */
const others: Readonly<Record<Other, true>> = {
  ActorStopped: true,
  BadScenario: true,
  ChartMismatch: true,
  CommandIdReused: true,
  ConnectionLost: true,
  HostGone: true,
  InvalidStateTransition: true,
  Malformed: true,
  MigrationFailed: true,
  NotAnEvent: true,
  Overloaded: true,
  ProtocolMismatch: true,
  RequestCancelled: true,
  RequestTimeout: true,
  RunExists: true,
  RunNotFound: true,
  SnapshotNotDecodable: true,
  UnknownState: true,
};

const handbook = readFileSync(
  fileURLToPath(new URL('../../docs/errors.md', import.meta.url)),
  'utf8',
);
const sections = handbook
  .split(/^### /m)
  .slice(1)
  .map((text) => [text.slice(0, text.indexOf('\n')), text] as const);

describe('the error handbook', () => {
  it('has one section for each tag', () => {
    expect(sections.map(([tag]) => tag).sort()).toStrictEqual(
      [...errorTags, ...Object.keys(others)].sort(),
    );
  });

  it.each(sections)('has the cause and the remedy of %s', (_, text) => {
    expect(text).toMatch(/^\*\*Cause:\*\* /m);
    expect(text).toMatch(/\*\*Do:\*\*\s/);
  });
});

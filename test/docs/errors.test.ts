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
import type { StoreError } from '../../src/store/index.js';
import type { HostError } from '../../src/worker/index.js';
import { errorTags } from '../support/errorTags.js';

type Other = Exclude<
  (
    BadScenario | HostError | InvalidStateTransition | RestoreError | SendError | StoreError
  )['_tag'],
  StepError['_tag']
>;

/** A tag that is missing here does not compile. */
const others: Readonly<Record<Other, true>> = {
  ActorStopped: true,
  BadScenario: true,
  BadSchedule: true,
  ChartMismatch: true,
  CommandIdReused: true,
  ConnectionLost: true,
  DatabaseFailed: true,
  FolderInUse: true,
  HostGone: true,
  InvalidStateTransition: true,
  JournalUnreadable: true,
  Malformed: true,
  MigrationFailed: true,
  NotACommand: true,
  NotANewRun: true,
  NotAnEvent: true,
  NotStorable: true,
  Overloaded: true,
  ProtocolMismatch: true,
  RequestCancelled: true,
  RequestTimeout: true,
  RowNotDecodable: true,
  RunExists: true,
  RunNotFound: true,
  RunNotInStore: true,
  SchemaTooNew: true,
  ServerTooOld: true,
  SnapshotNotDecodable: true,
  TooManyConflicts: true,
  UnknownState: true,
  VersionConflict: true,
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

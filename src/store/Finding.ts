/** `Finding`: what the doctor finds in a store, and its text. */
import { printable } from '../codec/printable.js';
import type { RunState } from '../run/RunState.js';
import type { RunId } from '../values/RunId.js';
import type { HistoryBroken } from './Journals.js';
import type { RowNotDecodable } from './StoredRun.js';
import { decodeErrorsText } from './StoredRun.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * Something that does not fit.
 * @category Stores
 */
export type Finding =
  | RowNotDecodable
  | HistoryBroken
  /** The run is not what its history makes of it. */
  | {
      readonly _tag: 'RunDiffers';
      readonly runId: RunId;
      readonly fields: ReadonlyArray<{
        readonly field: string;
        readonly stored: string;
        readonly history: string;
      }>;
    }
  | { readonly _tag: 'RunWithoutHistory'; readonly runId: RunId }
  | { readonly _tag: 'HistoryWithoutRun'; readonly runId: RunId }
  /** The run waits, or a worker holds it, and no instant says until when: nothing would ever take it. */
  | { readonly _tag: 'RunNotDue'; readonly runId: RunId; readonly state: RunState }
  /** A constraint, a trigger or a function that checks rows is gone, or is another one. */
  | { readonly _tag: 'CheckMissing'; readonly what: string }
  /** The table of moves is not that of the chart. */
  | { readonly _tag: 'MovesDiffer'; readonly rows: number };

/**
 * How the doctor works.
 * @category Stores
 */
export interface DoctorOptions {
  /**
   * Mends what it finds; default: only tells. A run that does not fit goes into quarantine, where no worker claims it; a run that is not
   * due becomes due; the checks and the moves are made again.
   */
  readonly fix?: boolean;
}

/**
 * What the doctor found in a page.
 * @category Stores
 */
export interface DoctorPage {
  readonly findings: ReadonlyArray<Finding>;
  /** How many runs it has read so far, and how many there were when it began. */
  readonly checked: number;
  readonly of: number;
  /** How many runs are in quarantine. It passes them over. */
  readonly quarantined: number;
}

// ------------------------------------------------------------------------------------------------------- destructors

/**
 * Returns the text of a finding.
 *
 * @example
 * ```ts
 * import { findingMessage } from 'runchart/store'
 *
 * assert.strictEqual(findingMessage({ _tag: 'CheckMissing', what: 'trigger check_run' }), 'the trigger check_run is gone, or is another one')
 * ```
 * @category Stores
 */
export const findingMessage = (finding: Finding): string => printable(textOf(finding));

const textOf = (finding: Finding): string => {
  switch (finding._tag) {
    case 'RowNotDecodable':
      return `run ${finding.runId}: its row is no run: ${decodeErrorsText(finding.errors)}`;
    case 'HistoryBroken':
      return `run ${finding.runId}: row ${finding.seq} of its history does not fit: ${finding.reason}`;
    case 'RunDiffers':
      return `run ${finding.runId} differs from its history: ${finding.fields
        .map(({ field, stored, history }) => `${field} is ${stored}, by its history ${history}`)
        .join('; ')}`;
    case 'RunWithoutHistory':
      return `run ${finding.runId} has no history`;
    case 'HistoryWithoutRun':
      return `run ${finding.runId} has a history, and no row`;
    case 'RunNotDue':
      return `run ${finding.runId} is ${finding.state}, and nothing says until when`;
    case 'CheckMissing':
      return `the ${finding.what} is gone, or is another one`;
    case 'MovesDiffer':
      return `${finding.rows} rows of the table of moves are not those of the chart`;
  }
};

/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- sums that grow with each part */
/**
 * Joins what importers made of parts of the records, each without the parts before it.
 *
 * Law: the parts that are joined are what one importer makes of all records. A part that it would read otherwise is not joined.
 */
import type { Importer } from './Importer.js';
import { MAX_MALFORMED } from './Importer.js';
import type { ImportReport } from './ImportReport.js';
import { makeCounter } from './ImportReport.js';
import type { Mapping } from './Mapping.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What an importer says of a part when it has ended. */
export interface ImportedPart {
  readonly report: ImportReport;
  readonly runs: ReturnType<Importer['runs']>;
  readonly depends: boolean;
}

/** Whether a part was joined: not if it has runs of earlier parts, which its importer should know, or depends on earlier records. */
export type Joining =
  | { readonly _tag: 'Joined' }
  | { readonly _tag: 'Shared'; readonly runs: ReadonlyArray<string> }
  | { readonly _tag: 'Depends' };

/** Joins parts, in the order of their records. */
export interface PartJoiner {
  /** The runs of a part that the parts which have been joined made too. */
  readonly shared: (part: ImportedPart) => ReadonlyArray<string>;
  readonly join: (part: ImportedPart) => Joining;
  readonly records: () => number;
  readonly malformedSoFar: () => ImportReport['malformed'];
  readonly report: () => ImportReport;
}

// -------------------------------------------------------------------------------------------------------- operations

const JOINED: Joining = { _tag: 'Joined' };
const DEPENDS: Joining = { _tag: 'Depends' };

/** The length of a canonical UUID. */
const ID = 36;

const idsIn = (text: string): ReadonlyArray<string> =>
  Array.from({ length: text.length / ID }, (_, i) => text.slice(i * ID, (i + 1) * ID));

/** What an importer made of a part. */
export const importedPart = (importer: Importer): ImportedPart => ({
  report: importer.report(),
  runs: importer.runs(),
  depends: importer.depends(),
});

/** Makes a joiner of parts that were imported by a mapping. */
export const makePartJoiner = (mapping: Mapping): PartJoiner => {
  /** Whether the records of a run wait for one another, so that all of them must be in one part. */
  const isHeld = mapping.order !== undefined;
  const earlier = new Set<string>();
  const noPlace = makeCounter();
  const assumed = makeCounter();
  const malformed: Array<ImportReport['malformed']['first'][number]> = [];
  let sums = { records: 0, lines: 0, runs: 0, malformed: 0 };

  const shared = ({ runs: { made, absent } }: ImportedPart): ReadonlyArray<string> =>
    idsIn(made + absent).filter((id) => earlier.has(id));

  return {
    shared,
    join: (part) => {
      const { report, runs, depends } = part;
      if (depends) return DEPENDS;
      const known = shared(part);
      if (known.length > 0) return { _tag: 'Shared', runs: known };
      if (!noPlace.addAll(report.no_place) || !assumed.addAll(report.assumed)) return DEPENDS;
      for (const id of idsIn(isHeld ? runs.made + runs.absent : runs.made)) earlier.add(id);
      for (const it of report.malformed.first)
        if (malformed.length < MAX_MALFORMED) malformed.push(it);
      sums = {
        records: sums.records + report.records,
        lines: sums.lines + report.lines,
        runs: sums.runs + report.runs,
        malformed: sums.malformed + report.malformed.total,
      };
      return JOINED;
    },
    records: () => sums.records,
    malformedSoFar: () => ({ total: sums.malformed, first: malformed }),
    report: () => ({
      from: mapping.name,
      records: sums.records,
      lines: sums.lines,
      runs: sums.runs,
      no_place: noPlace.tallies(),
      assumed: assumed.tallies(),
      malformed: { total: sums.malformed, first: malformed },
    }),
  };
};

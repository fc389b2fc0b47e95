/** Anomalies of time in the results of commands. */
import { printable } from '../codec/printable.js';
import type { JournalStep } from '../journal/replay.js';
import type { TimeAnomaly, TimeAnomalyWire } from '../journal/TimeAnomaly.js';
import { encodeTimeAnomaly } from '../journal/TimeAnomaly.js';
import type { NumericTimeUnit } from '../values/TimeUnit.js';
import { numericTimeUnits, timeUnitNames } from '../values/TimeUnit.js';
import { count, counted } from './format.js';
import type { Source } from './input.js';
import { sourceName } from './input.js';
import type { Colors } from './output.js';

/** An anomaly with its place, as `--json` prints it. */
export type PlacedAnomaly = TimeAnomalyWire & {
  readonly file: string;
  readonly line: number;
  readonly run_id: string;
};

/** The anomalies of a replay, as `--json` prints them. */
export interface AnomalyFacts {
  readonly total: number;
  /** The codes that occurred, in alphabetical order. */
  readonly by_code: Readonly<Record<string, number>>;
  /** The units that instants look like, with the number of instants. */
  readonly units: Readonly<Partial<Record<NumericTimeUnit, number>>>;
  /** The first ones, in the order of lines. */
  readonly first: ReadonlyArray<PlacedAnomaly>;
}

/** How many anomalies are listed. */
const MAX_LISTED = 20;

/** Collects the anomalies of a replay: their numbers, and the first ones. */
export interface AnomalyCounter {
  readonly add: (source: Source, line: number, step: JournalStep) => void;
  readonly facts: () => AnomalyFacts;
}

export const makeAnomalyCounter = (): AnomalyCounter => {
  const codes = new Map<TimeAnomaly['_tag'], number>();
  const units = new Map<NumericTimeUnit, number>();
  let first: ReadonlyArray<PlacedAnomaly> = [];
  let total = 0;
  return {
    add: (source, line, { anomalies, entry }) => {
      for (const anomaly of anomalies) {
        total += 1;
        codes.set(anomaly._tag, (codes.get(anomaly._tag) ?? 0) + 1);
        if (anomaly._tag === 'OtherUnit')
          units.set(anomaly.unit, (units.get(anomaly.unit) ?? 0) + 1);
        if (total <= MAX_LISTED)
          first = [
            ...first,
            { file: sourceName(source), line, run_id: entry.runId, ...encodeTimeAnomaly(anomaly) },
          ];
      }
    },
    facts: () => ({
      total,
      by_code: Object.fromEntries([...codes].sort(([a], [b]) => (a < b ? -1 : 1))),
      units: Object.fromEntries(units),
      first,
    }),
  };
};

/** Says how to read a journal whose instants look like another unit. */
export const unitAdvice = ({ units }: Pick<AnomalyFacts, 'units'>): ReadonlyArray<string> =>
  numericTimeUnits.flatMap((unit) => {
    const n = units[unit] ?? 0;
    const looks = n === 1 ? 'looks' : 'look';
    return n === 0
      ? []
      : [
          `${counted(n, 'instant')} ${looks} like ${timeUnitNames[unit]}: read the journal with --time ${unit}`,
        ];
  });

/** Formats the anomalies of a replay; nothing if there are none. */
export const anomalyText = (colors: Colors, facts: AnomalyFacts): ReadonlyArray<string> => {
  const { total, by_code: codes, first } = facts;
  if (total === 0) return [];
  const kinds = Object.entries(codes).map(([code, n]) => `${code} ${count(n)}`);
  return [
    [
      `${colors.bold('Anomalies of time')} ${colors.yellow(count(total))} (${kinds.join(', ')}); no line is refused for one`,
      ...first.map(
        ({ file, line, run_id: id, message }) =>
          `  ${printable(file)}:${String(line)}: run ${id}: ${printable(String(message))}`,
      ),
      ...(total > first.length ? [`  and ${count(total - first.length)} more`] : []),
      ...unitAdvice(facts),
    ].join('\n'),
  ];
};

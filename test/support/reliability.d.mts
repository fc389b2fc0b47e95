/** What a long check found the last time. */
export interface ReliabilityRow {
  /** What was checked, in one line. */
  readonly what: string;
  /** The command that anyone can run again. */
  readonly command: string;
  /** How many were tried. */
  readonly tried: number;
  /** What was tried, in the plural: `steps`, `mutants`, `inputs`. */
  readonly unit: string;
  /** How many of them failed. */
  readonly failed: number;
  /** What a failure is, in the plural: `differences`, `survivors`, `failures`. */
  readonly failure: string;
  /** How long it took, in seconds. */
  readonly seconds: number;
  /** What else one should know. */
  readonly note?: string | undefined;
}

/** A row by which it is found again, without its date. */
export type NewRow = ReliabilityRow & { readonly id: string };

/** The rows by id, as `docs/reliability.json` keeps them. */
export function readReliability(
  root?: string,
): Readonly<Record<string, ReliabilityRow & { readonly date: string }>>;

/** Writes rows in place of those with the same ids, with today's date. */
export function record(rows: NewRow | ReadonlyArray<NewRow>, root?: string): void;

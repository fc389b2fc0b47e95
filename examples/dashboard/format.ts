/** Formats ids, numbers and instants. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with its digits in groups of three. */
export const count = (n: number): string => grouped.format(n);

/** The first and last digits of an id. */
export const shortId = (id: string): string => `${id.slice(0, 8)}…${id.slice(-4)}`;

/** A message of the library about the shown run: without the id of the run, other ids shortened. */
export const ofThisRun = (text: string): string =>
  text
    .replace(/^(invalid run transition) for \S+:/, '$1:')
    .replace(/^run \S+ /, '')
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, shortId);

/** The time of day of an instant, in UTC: `09:00:04`. */
export const clock = (at: number): string => new Date(at * 1000).toISOString().slice(11, 19);

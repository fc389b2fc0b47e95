/** `asOfInstant`: the instant from which ages are counted. */

const HOUR = 3600;

/**
 * The instant from which ages are counted, in unix seconds: the latest one of the journals or, if that was less than an hour ago and more
 * lines may come, now. So the runs of an old journal are as old as they were at its end.
 *
 * @param latest - the latest instant; `undefined` if there is none
 * @param isOpen - whether more lines may come
 */
export const asOfInstant = (latest: number | undefined, isOpen: boolean, now: number): number =>
  latest === undefined || (isOpen && latest <= now && now - latest < HOUR) ? now : latest;

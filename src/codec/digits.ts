/* eslint-disable functional/no-let -- made at its first use, once */
/** Formats numbers in English. `Intl` would do it alone, but making the first formatter of a process takes longer than to load the library. */

let english: Intl.NumberFormat | undefined;

/** Formats a number with its digits in groups of three: `1,234,567`. */
export const groupDigits = (n: number): string =>
  Number.isSafeInteger(n)
    ? String(n).replace(/\d(?=(?:\d{3})+$)/g, '$&,')
    : (english ??= new Intl.NumberFormat('en-US')).format(n);

let compact: Intl.NumberFormat | undefined;

/** Formats a number in as few characters as possible: `1.2M`. */
export const abbreviate = (n: number): string =>
  (compact ??= new Intl.NumberFormat('en-US', {
    notation: 'compact',
    maximumFractionDigits: 1,
  })).format(n);

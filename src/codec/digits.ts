/* eslint-disable functional/no-let -- made at its first use, once */
/** Formats numbers in English. Making the first `Intl.NumberFormat` of a process takes longer than to load the library. */

/** Formats a number with its digits in groups of three: `1,234,567`. */
export const groupDigits = (n: number): string =>
  Number.isSafeInteger(n)
    ? String(n).replace(/\d(?=(?:\d{3})+$)/g, '$&,')
    : new Intl.NumberFormat('en-US').format(n);

let compact: Intl.NumberFormat | undefined;

/** Formats a number in few characters: `1.2M`. */
export const abbreviate = (n: number): string => {
  compact ??= new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
  return compact.format(n);
};

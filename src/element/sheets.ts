/* eslint-disable functional/immutable-data -- a cache */
/** Style sheets that all elements of a page share. */

const makeSheet = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  // jsdom lacks it, and lays nothing out that a rule could change.
  if ('replaceSync' in sheet) sheet.replaceSync(css);
  return sheet;
};

const sheets = new Map<string, CSSStyleSheet>();

/** Returns the sheet with these rules, the same one each time. */
export const sharedSheet = (css: string): CSSStyleSheet => {
  const sheet = sheets.get(css) ?? makeSheet(css);
  sheets.set(css, sheet);
  return sheet;
};

/** Ties the reports of the interface to the changelog: `<!-- api REPORTS of SECTION -->`, the last line of the section "Unreleased". */
import { createHash } from 'node:crypto';

export const hashOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);

const SECTION = /^## \[[^\n]*Unreleased[^\n]*\n(.*?)(?=^## |(?![^]))/ms;
const MARK = /\n*<!-- api (\w+) of (\w+) -->\n*/;

/** The section that is not released yet: its lines without the mark, and the mark. */
const sectionOf = (changelog) => {
  const [whole, text = ''] = SECTION.exec(changelog) ?? [];
  const [, reports, section] = MARK.exec(text) ?? [];
  return { whole, text: text.replace(MARK, '\n').trim(), reports, section };
};

/** Says what is wrong with the mark, if the reports have this hash. */
export const problemOf = (changelog, reports) => {
  const found = sectionOf(changelog);
  if (found.whole === undefined) return 'CHANGELOG.md has no section "Unreleased"';
  return found.reports === reports
    ? undefined
    : 'CHANGELOG.md does not have the hash of the reports: npm run api';
};

/** Puts the hash of the reports into the changelog; `undefined` if the reports changed, and the section has the text that it had then. */
export const withMark = (changelog, reports) => {
  const { whole, text, ...marked } = sectionOf(changelog);
  if (whole === undefined) return undefined;
  if (marked.reports === reports) return changelog;
  const section = hashOf(text);
  if (marked.section === section) return undefined;
  const [heading] = whole.split('\n');
  const end = changelog.endsWith(whole) ? '' : '\n';
  return changelog.replace(
    whole,
    () => `${heading}\n\n${text}\n\n<!-- api ${reports} of ${section} -->\n${end}`,
  );
};

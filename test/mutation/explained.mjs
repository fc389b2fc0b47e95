/**
 * The mutants that no test finds, as docs/mutation.md explains them: a line for each, below the reason,
 *
 *   - `src/run/decide.ts`: `a < b` → `a <= b`
 *
 * quoting enough of the code to find it, and what it would be. `…` stands for any text; line ends and indentation do not matter.
 */

/** The text with each run of white space as one space, and where each of its characters is in the original. */
const collapsed = (text) => {
  const at = [];
  let short = '';
  for (const { 0: part, index } of text.matchAll(/\s+|\S/g)) {
    short += /\s/.test(part) ? ' ' : part;
    at.push(index);
  }
  return { text: short, at: [...at, text.length] };
};

const pattern = (quote) =>
  quote
    .trim()
    .split('…')
    .map((part) => part.replace(/\s+/g, ' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*?');

/** The explanations of a page, in order. */
export const explanationsOf = (page) => {
  const span = '(`+) ?(.+?) ?\\N(?!`)';
  const line = `^- ${['1', '3', '5'].map((n) => span.replace('N', n)).join('(?:: | → )')}`;
  return [...page.matchAll(new RegExp(line, 'gm'))].map(([, , file, , code, , mutated]) => ({
    file,
    code,
    mutated,
  }));
};

/** Where the code of an explanation is in the source, as ranges of offsets. */
export const placesOf = ({ code }, source) => {
  const { text, at } = collapsed(source);
  return [...text.matchAll(new RegExp(pattern(code), 'g'))].map(({ 0: match, index }) => ({
    start: at[index],
    end: at[index + match.length],
  }));
};

const offsetOf = (source, { line, column }) =>
  source
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length +
  (line > 1 ? 1 : 0) +
  column -
  1;

/** Is it this mutant, of Stryker's report, that the explanation is about? */
export const explains = (explanation, { file, location, replacement }, source) => {
  if (file !== explanation.file) return false;
  const [from, to] = [offsetOf(source, location.start), offsetOf(source, location.end)];
  const wanted = new RegExp(`^${pattern(explanation.mutated)}$`);
  return placesOf(explanation, source).some(({ start, end }) => {
    if (from < start || to > end) return false;
    const mutated = source.slice(start, from) + replacement + source.slice(to, end);
    return wanted.test(mutated.replace(/\s+/g, ' ').trim());
  });
};

/** A mutant as a line of the page: the source lines that it is in, before and after. */
export const lineFor = ({ file, location, replacement }, source) => {
  const [from, to] = [offsetOf(source, location.start), offsetOf(source, location.end)];
  const start = source.lastIndexOf('\n', from - 1) + 1;
  const end = source.indexOf('\n', to) === -1 ? source.length : source.indexOf('\n', to);
  const quote = (text) => {
    const short = text.replace(/\s+/g, ' ').trim();
    return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
  };
  const mutated = source.slice(start, from) + replacement + source.slice(to, end);
  return `- \`${file}\`: ${quote(source.slice(start, end))} → ${quote(mutated)}`;
};

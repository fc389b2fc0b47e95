/**
 * Computes the width of text without a screen, from the advance widths of Helvetica, which Arial, Liberation Sans, Arimo and
 * Nimbus Sans share. Every text in a picture states its width as `textLength`, so that the picture keeps its measures on a
 * system without these fonts.
 */

/** The fonts of a picture, in order of preference. All but the last have the widths below. */
export const FONT_FAMILY = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif";

/** Decodes the widths of U+0020 to U+007E, in thousandths of the font size: two digits of base 36 each. */
const decode = (widths: string): ReadonlyArray<number> =>
  (widths.match(/../g) ?? []).map((digits) => parseInt(digits, 36));

const regular = decode(
  '7q7q9vfgfgopij5b9999atg87q997q7qfgfgfgfgfgfgfgfgfgfg7q7qg8g8g8fgs7ijijk2k2ijgzlmk27qdwijfgn5k2' +
    'lmijlmk2ijgzk2ijq8ijijgz7q7q7qd1fg99fgfgdwfgfg7qfgfg6666dw66n5fgfgfgfg99dw7qfgdwk2dwdwdw9a789ag8',
);
const bold = decode(
  '7q99d6fgfgopk26m9999atg87q997q7qfgfgfgfgfgfgfgfgfgfg9999g8g8g8gzr3k2k2k2k2ijgzlmk27qfgk2gzn5k2' +
    'lmijlmk2ijgzk2ijq8ijijgz997q99g8fg99fggzfggzfg99gzgz7q7qfg7qopgzgzgzgzatfg99gzfglmfgfgdwat7satg8',
);

/**
 * About how wide characters are that the table does not have. A wrong guess is no more than stretched or narrowed letters, since
 * a text has its width in any font.
 */
const guessed: ReadonlyArray<readonly [first: number, width: number]> = [
  [0x2e80, 1000], // Chinese, Japanese, Korean, emoji
  [0x1200, 600],
  [0x1100, 1000], // the parts of Korean syllables
  [0x0900, 600],
  [0x0590, 480], // Hebrew, Arabic
  [0, 600],
];

const FIRST = 0x20;

/** A weight of the font. */
export type Weight = 'regular' | 'bold';

/** The width of a character, in thousandths of the font size. An accent takes no room, and a letter with one that of the letter. */
const widthOf = (widths: ReadonlyArray<number>, character: string): number => {
  if (/^\p{Mn}/u.test(character)) return 0;
  const code = character.normalize('NFD').codePointAt(0) ?? 0;
  return widths[code - FIRST] ?? guessed.find(([first]) => code >= first)?.[1] ?? 0;
};

/** Computes the width of a text, in the unit of the font size. */
export const textWidth = (text: string, size: number, weight: Weight = 'regular'): number => {
  const widths = weight === 'bold' ? bold : regular;
  const thousandths = Array.from(text).reduce(
    (sum, character) => sum + widthOf(widths, character),
    0,
  );
  return (thousandths * size) / 1000;
};

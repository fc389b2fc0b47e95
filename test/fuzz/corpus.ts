/** The seed corpus: inputs that together reach much of each surface, one a line, in `test/fixtures/fuzz`. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(process.cwd(), 'test', 'fixtures', 'fuzz');

const fileOf = (surface: string): string => join(folder, `${surface}.ndjson`);

/** Bytes are kept as a text of JSON in which each character is a byte. */
export const readCorpus = (surface: string): ReadonlyArray<Buffer> =>
  existsSync(fileOf(surface))
    ? readFileSync(fileOf(surface), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => Buffer.from(JSON.parse(line) as string, 'latin1'))
    : [];

export const writeCorpus = (surface: string, inputs: ReadonlyArray<Buffer>): void => {
  mkdirSync(folder, { recursive: true });
  const lines = inputs.map((input) =>
    JSON.stringify(input.toString('latin1')).replace(
      /[\u007f-\u00ff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  );
  writeFileSync(fileOf(surface), `${lines.join('\n')}\n`);
};

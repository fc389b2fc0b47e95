/** The flags about the format of a journal, the same for every command that reads one. */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { JournalFormat } from '../journal/JournalEntry.js';
import type { TimeUnit } from '../values/TimeUnit.js';
import { numericTimeUnits } from '../values/TimeUnit.js';
import { shellWord } from './shellWord.js';

/** The flags about the format of a journal. */
export interface JournalFormatFlags {
  readonly time: TimeUnit;
  readonly idNamespace?: string;
}

/** Parses a namespace of ids. */
export const namespaceFrom = (text: string): string => {
  if (text === '') throw new InvalidArgumentError('Wanted: a UUID, or a text such as a domain.');
  return text;
};

/** Adds the flags to a command. */
export const withFormatFlags = (command: Command): Command =>
  command
    .addOption(
      new Option('--time <UNIT>', 'how instants are written')
        .choices([...numericTimeUnits, 'iso'])
        .default('s'),
    )
    .option(
      '--id-namespace <NAME>',
      'take any text or integer for an id: the UUID (version 5) of it in a namespace, a UUID or any text',
      namespaceFrom,
    );

/** The format that the flags give. */
export const journalFormat = ({ time, idNamespace }: JournalFormatFlags): JournalFormat => ({
  time,
  ...(idNamespace === undefined ? {} : { idNamespace }),
});

/** The flags that give a format, as words of a command line; each has a space before it. */
export const formatWords = ({ time = 's', idNamespace }: JournalFormat): string =>
  [
    ...(time === 's' ? [] : ['--time', time]),
    ...(idNamespace === undefined ? [] : ['--id-namespace', shellWord(idNamespace)]),
  ]
    .map((word) => ` ${word}`)
    .join('');

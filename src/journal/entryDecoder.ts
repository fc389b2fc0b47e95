/** The decoder of the lines of a journal, in the journal's own format of instants and ids. */
import type * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import type { FastCodec } from '../codec/FastCodec.js';
import { interning } from '../codec/FastCodec.js';
import { fieldsOf, isOptionCodec, optionFromNullable } from '../codec/WireRecord.js';
import { idFromTextCodec } from '../values/idFromText.js';
import { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import { timestampIn } from '../values/TimeUnit.js';
import type { IdCodec } from '../values/Uuid.js';
import { isIdCodec } from '../values/Uuid.js';
import { entryChoices, entryCodec } from './entryCodec.js';
import type { JournalEntry, JournalFormat } from './JournalEntry.js';
import type { Hint } from './lineDecoder.js';
import { makeLineDecoder } from './lineDecoder.js';

type Lookup = (id: RunId) => RunId | undefined;

/** Makes the codecs of a journal's fields from those of `JournalEntryCodec`. */
const adaptTo =
  ({ time = 's', idNamespace }: JournalFormat, lookup: Lookup) =>
  (codec: t.Mixed): t.Mixed => {
    const id = <Id extends string>(own: IdCodec<Id>): FastCodec<Id, string> =>
      idNamespace === undefined ? own : idFromTextCodec(own, idNamespace);
    if (codec === Timestamp) return timestampIn(time);
    // SAFETY: `lookup` finds only texts that are run ids.
    if (codec === RunId) return interning(id(RunId), (text) => lookup(text as RunId));
    if (isIdCodec(codec)) return id(codec);
    return isOptionCodec(codec) && isIdCodec(codec.item)
      ? optionFromNullable(id(codec.item))
      : codec;
  };

/** The wire names of the fields whose numbers are read exactly. */
const exactFields = ({ idNamespace }: JournalFormat): ReadonlySet<string> =>
  new Set(
    [...entryChoices.choices.values()]
      .flatMap(fieldsOf)
      .filter(
        ({ codec }) =>
          Object.hasOwn(codec, 'max') ||
          (idNamespace !== undefined && isIdCodec(isOptionCodec(codec) ? codec.item : codec)),
      )
      .map(({ wire }) => wire),
  );

/**
 * Makes a decoder for the lines of one journal.
 *
 * @param lookup - finds the id of a known run by its canonical text, so that the id is not checked and copied again for each line
 * @param hint - what a malformed line probably meant; the commands give it, so that the library does not carry it
 */
export const makeEntryDecoder = (
  lookup: Lookup = () => undefined,
  format: JournalFormat = {},
  hint?: Hint,
): ((line: string) => E.Either<string, JournalEntry>) =>
  makeLineDecoder(entryCodec(adaptTo(format, lookup)), exactFields(format), {
    keepsDigits: (format.time ?? 's') !== 's' || format.idNamespace !== undefined,
    hint,
  });

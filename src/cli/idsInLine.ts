/** Finds run ids in lines that are not ops: cut off, with a prefix, or with a wrong field. */
import type { JournalFormat } from '../journal/JournalEntry.js';
import { idFromText } from '../values/idFromText.js';
import { RunId } from '../values/RunId.js';
import { parseUuid } from '../values/Uuid.js';

const UUID = '[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}';

/** A run id under its name: `"run_id":"..."`, `run_id=...` or `"runId": "..."`. */
const NAMED = new RegExp(
  String.raw`run_?id\\?["']?\s*[:=]\s*\\?["']?(?:urn:uuid:|\{)?(${UUID})`,
  'i',
);

/**
 * The text of a run id that may be any, under its name. A text without a closing quote and digits at the end of a line may be cut
 * off, so they are no id.
 */
const NAMED_TEXT =
  /run_?id\\?["']?\s*(?:[:=]\s*\\?"([^"\\]+)\\?"|[:=]\s*'([^']+)'|[:=]\s*([^\s,;{}()[\]"'\\]+)(?=[\s,;})\]])|=([^\s,;{}()[\]"'\\]+)$)/i;

const ANY = new RegExp(String.raw`(?<![0-9a-z-])${UUID}(?![0-9a-z-])`, 'gi');

/** The ids that a line may be about. */
export interface IdsInLine {
  readonly ids: ReadonlyArray<RunId>;
  /** Whether the id is named as that of a run; otherwise every UUID of the line counts. */
  readonly isNamed: boolean;
}

const canonical = (text: string): ReadonlyArray<RunId> => {
  const id = parseUuid(text);
  // SAFETY: every UUID is an id; whether a run has it is for the caller to find out.
  return id === undefined ? [] : [id as RunId];
};

/** The id that a line names, in a journal whose ids are any text. */
const namedText = (text: string, namespace: string): RunId | undefined => {
  // A group that did not match joins as an empty text.
  const named = NAMED_TEXT.exec(text)?.slice(1).join('');
  return named === undefined ? undefined : idFromText(RunId)(namespace)(named);
};

/** Makes the function that returns the id that a line names as its run's, or else every UUID in it. */
export const idsInLine =
  ({ idNamespace }: JournalFormat) =>
  (text: string): IdsInLine => {
    const named = NAMED.exec(text)?.[1];
    if (named !== undefined) return { ids: canonical(named), isNamed: true };
    const own = idNamespace === undefined ? undefined : namedText(text, idNamespace);
    return own === undefined
      ? { ids: (text.match(ANY) ?? []).flatMap(canonical), isNamed: false }
      : { ids: [own], isNamed: true };
  };

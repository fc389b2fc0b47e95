/**
 * Imports parts of the records in several threads, and joins what they make in the order of the records. Law: the journal and the report
 * are those of an import in order.
 *
 * Each part is imported as if there were no others, which most are right about. A part with runs that earlier parts made is imported again,
 * by a thread that knows those runs. If that is not enough, the import begins anew, in order.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { makePartJoiner } from '../../imports/joinParts.js';
import type { Source } from '../input.js';
import { sourceName } from '../input.js';
import type { FileFacts } from '../summary.js';
import type { Imported } from './importInOrder.js';
import { plainName } from './importInOrder.js';
import type { PartAnswer, PartRequest, PartSetup } from './importPart.js';
import type { PartThreads } from './importThreads.js';
import type { ImportTold } from './importTold.js';
import { makeMemory, PART, partsOf } from './recordParts.js';

/** Takes what parts make. */
export interface PartSink {
  readonly journal: (lines: Uint8Array) => void;
  readonly label: (id: string, label: string) => void;
  /** Whether more is taken. */
  readonly goesOn: () => boolean;
}

/** Whether the import goes on, has to begin anew in order, or ends because nothing more is taken. */
type Step = 'on' | 'anew' | 'ended';

/** What a thread answered to what. */
interface Answered {
  readonly request: PartRequest;
  readonly answer: PartAnswer;
}

const NONE: ReadonlySet<string> = new Set();

/** Imports some sources; none if their parts cannot be joined. */
export const importInParts = async (
  sources: ReadonlyArray<Source>,
  { mapping }: PartSetup,
  threads: PartThreads,
  sink: PartSink,
  told: ImportTold,
): Promise<O.Option<Imported>> => {
  const joiner = makePartJoiner(mapping);
  const labeled = new Set<string>();
  const memory = makeMemory(PART);
  /** Most journals are shorter. */
  const journals = makeMemory(2 * PART);
  const files: Array<FileFacts> = [];
  /** What is to be done when the parts before have been joined. */
  const waiting: Array<() => Promise<Step>> = [];

  const accept = ({ journal, labels }: PartAnswer): void => {
    sink.journal(journal);
    for (const [id, label] of labels) {
      if (labeled.has(id)) continue;
      labeled.add(id);
      sink.label(id, label);
    }
  };

  /** Asks a thread, and again if it should know some runs; those that parts before it make meanwhile are not among them. */
  const run = async (request: PartRequest): Promise<E.Either<Error, Answered>> => {
    const answer = await threads.run(request);
    if (E.isLeft(answer)) return answer;
    const shared = joiner.shared(answer.right.imported);
    return shared.every((id) => request.known.has(id))
      ? E.right({ request, answer: answer.right })
      : run({ ...request, known: new Set([...request.known, ...shared]) });
  };

  /** Takes the answer of a thread when the parts before it have been joined. */
  const join = async ({ request, answer }: Answered): Promise<boolean> => {
    const joining = joiner.join(answer.imported);
    if (joining._tag === 'Joined') accept(answer);
    if (joining._tag !== 'Shared' || joining.runs.every((id) => request.known.has(id)))
      return joining._tag === 'Joined';
    const again = await run({ ...request, known: new Set([...request.known, ...joining.runs]) });
    return E.isRight(again) && join(again.right);
  };

  const ask = (part: Omit<PartRequest, 'known' | 'memory'>, read: number): void => {
    const request = { ...part, known: NONE, memory: journals.take() };
    const asked = run(request);
    waiting.push(async () => {
      const answered = await asked;
      if (E.isLeft(answered) || !(await join(answered.right))) return 'anew';
      memory.give(part.part.bytes.buffer);
      journals.give(request.memory);
      await told.malformed(joiner.malformedSoFar());
      told.progress(read, joiner.records());
      return sink.goesOn() ? 'on' : 'ended';
    });
  };

  /** Joins parts until fewer than some wait. */
  const joinUntil = async (few: number): Promise<Step> => {
    while (waiting.length >= few) {
      const step = (await waiting.shift()?.()) ?? 'on';
      if (step !== 'on') return step;
    }
    return 'on';
  };

  let before = 0;
  let recordsBefore = 0;
  const endFile = (file: string, error: string | null): void => {
    files.push({ file, lines: joiner.records() - recordsBefore, error });
    recordsBefore = joiner.records();
  };

  const importSource = async (source: Source): Promise<Step> => {
    const file = sourceName(source);
    const name = plainName(source);
    let isContinued = false;
    let readHere = 0;
    let error: string | null = null;
    for await (const batch of partsOf(source, mapping.in ?? [], memory)) {
      if (E.isLeft(batch)) {
        const failure = batch.left;
        error = failure.message;
        waiting.push(async () => {
          await told.unread(failure);
          return 'on';
        });
        continue;
      }
      const { parts, read } = batch.right;
      readHere = read;
      for (const part of parts) {
        if (part === 'uncut') return 'anew';
        ask({ part, file, name, isContinued }, before + read);
        isContinued = true;
      }
      const step = await joinUntil(threads.count);
      if (step === 'ended') endFile(file, error);
      if (step !== 'on') return step;
    }
    before += readHere;
    waiting.push(() => {
      endFile(file, error);
      return Promise.resolve('on');
    });
    return 'on';
  };

  for (const source of sources) {
    const step = await importSource(source);
    if (step === 'anew') return O.none;
    if (step === 'ended') break;
  }
  const last = await joinUntil(1);
  return last === 'anew' ? O.none : O.some({ files, report: joiner.report() });
};

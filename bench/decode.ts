/** Decoding valid runs, against `JSON.parse` of their text and against other decoders. */
import { isDeepStrictEqual } from 'node:util';
import type * as E from 'fp-ts/lib/Either.js';
import type { RunInstance } from '../src/index.js';
import { decodeJson, RunInstanceCodec } from '../src/index.js';
import type { Benchmark, Table } from './benchmark.js';
import { atLeast, atMost, rowOf } from './benchmark.js';
import { paceOf } from './life.js';
import { load } from './load.js';
import type { Contender } from './measure.js';
import { interleave } from './measure.js';
import { right, sampleWires } from './sample.js';

/** A peer's module. */
interface Decoder {
  readonly check: (u: unknown) => boolean;
  readonly decode: (u: unknown) => RunInstance | undefined;
}

/** A contender that cycles through the inputs. */
const cycling = <A>(
  name: string,
  inputs: ReadonlyArray<A>,
  take: (input: A) => unknown,
): Contender => ({
  name,
  run: (times) => {
    let last: unknown;
    for (let done = 0; done < times; done += inputs.length)
      for (const input of inputs) last = take(input);
    return last;
  },
});

const NAMES = [
  ['zod', 'zod'],
  ['valibot', 'valibot'],
  ['io-ts as usually written', 'io-ts'],
] as const;

export const decode: Benchmark = {
  name: 'decode',
  summary: 'decoding valid runs, against JSON.parse and other decoders',
  run: async (setting) => {
    // Ten for each step of a life.
    const texts = sampleWires(70).map((wire) => JSON.stringify(wire));
    const parsed = texts.map((text) => JSON.parse(text) as unknown);
    const decoders = await Promise.all(
      NAMES.map(async ([name, peer]) => ({ name, ...(await load<Decoder>(peer)) })),
    );
    const ours = (u: unknown): E.Either<unknown, RunInstance> => RunInstanceCodec.decode(u);
    for (const input of parsed) {
      const run = right(ours(input));
      for (const { name, ...peer } of decoders)
        if (!peer.check(input) || !isDeepStrictEqual(peer.decode(input), run))
          throw new Error(`${name} decodes another run`);
    }

    const read = JSON.parse as (text: string) => unknown;
    const pace = paceOf(setting);
    const values: Table = {
      title: 'Decoding one run that is parsed already',
      unit: 'ns',
      chart: true,
      note:
        'Against JSON.parse of its text, which is what comes before. All make the same frozen run of the record, or, where ' +
        'the row says so, check it and leave it as it is on the wire.',
      rows: interleave(
        [
          cycling('RunInstanceCodec.decode', parsed, ours),
          cycling('JSON.parse of its text', texts, read),
          ...decoders.map((peer) => cycling(peer.name, parsed, peer.decode)),
          ...decoders.map((peer) => cycling(`${peer.name}, checks alone`, parsed, peer.check)),
        ],
        pace,
      ),
    };
    const json = decodeJson(RunInstanceCodec);
    const fromText: Table = {
      title: 'Decoding one run from JSON text',
      unit: 'ns',
      note: 'decodeJson also refuses duplicate members and numbers not written as integers; the others cannot see them.',
      rows: interleave(
        [
          cycling('decodeJson(RunInstanceCodec)', texts, json),
          cycling('JSON.parse', texts, read),
          cycling('JSON.parse, RunInstanceCodec.decode', texts, (text) => ours(read(text))),
          ...decoders.map((peer) =>
            cycling(`JSON.parse, ${peer.name}`, texts, (text) => peer.decode(read(text))),
          ),
        ],
        pace,
      ),
    };
    const ratio = (name: string): number => rowOf(values, name).ratio;
    return {
      tables: [values, fromText],
      targets: [
        atMost(
          'decode of a valid run vs JSON.parse of its text',
          1,
          1 / ratio('JSON.parse of its text'),
        ),
        { ...atLeast('decode of a valid run vs zod', 1.5, ratio('zod')), headline: true },
        atLeast('decode of a valid run vs zod that only checks', 1.5, ratio('zod, checks alone')),
        atLeast(
          'decode of a valid run vs io-ts as usually written',
          4,
          ratio('io-ts as usually written'),
        ),
      ],
    };
  },
};

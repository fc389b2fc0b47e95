/** Decoding one of seventy runs, ten for each step of a life. */
import { isDeepStrictEqual } from 'node:util';
import { decide, RunInstanceCodec } from 'runchart';
import type { Contenders } from '../contenders.js';
import { timeContender } from '../contenders.js';
import { right, sampleRuns } from '../sample.js';

const runs = sampleRuns(decide, 70);
const texts = runs.map((run) => JSON.stringify(RunInstanceCodec.encode(run)));
const read = JSON.parse as (text: string) => unknown;
const parsed = texts.map(read);

/** Takes the next input each time. */
const cycling = <A>(inputs: ReadonlyArray<A>, take: (input: A) => unknown) => {
  let next = 0;
  return (): unknown => {
    const input = inputs[next];
    next = next + 1 < inputs.length ? next + 1 : 0;
    // SAFETY: the index is within bounds.
    return take(input as A);
  };
};

/** Adds the three contenders of a peer, after checking that it decodes the same runs. */
const peer = (
  name: string,
  load: () => Promise<{
    readonly check: (u: unknown) => boolean;
    readonly decode: (u: unknown) => unknown;
  }>,
): Contenders => {
  const checked = async () => {
    const decoder = await load();
    parsed.forEach((input, i) => {
      if (!decoder.check(input) || !isDeepStrictEqual(decoder.decode(input), runs[i]))
        throw new Error(`${name} decodes another run`);
    });
    return decoder;
  };
  return {
    [name]: async () => cycling(parsed, (await checked()).decode),
    [`${name}, checks alone`]: async () => cycling(parsed, (await checked()).check),
    [`JSON.parse, ${name}`]: async () => {
      const { decode } = await checked();
      return cycling(texts, (text) => decode(read(text)));
    },
  };
};

await timeContender({
  'JSON.parse of its text': () => cycling(texts, read),
  'RunInstanceCodec.decode': async (library) => {
    const codec = (await library()).RunInstanceCodec;
    return cycling(parsed, (u) => right(codec.decode(u)));
  },
  'JSON.parse, RunInstanceCodec.decode': async (library) => {
    const codec = (await library()).RunInstanceCodec;
    return cycling(texts, (text) => right(codec.decode(read(text))));
  },
  'decodeJson(RunInstanceCodec)': async (library) => {
    const { decodeJson, RunInstanceCodec: codec } = await library();
    const decode = decodeJson(codec);
    return cycling(texts, (text) => right(decode(text)));
  },
  ...peer('zod', () => import('../peers/zod.js')),
  ...peer('valibot', () => import('../peers/valibot.js')),
  ...peer('io-ts as usually written', () => import('../peers/io-ts.js')),
});

/** Decoding valid runs, against `JSON.parse` of their text and against other decoders. */
import type { Benchmark, Table } from './benchmark.js';
import { atLeast, atMost, rowOf } from './benchmark.js';
import { ours, peer, race } from './load.js';

const OURS = 'RunInstanceCodec.decode';
const PARSE = 'JSON.parse of its text';
const JSON_OURS = 'decodeJson(RunInstanceCodec)';
const PARSE_OURS = 'JSON.parse, RunInstanceCodec.decode';
const PEERS = ['zod', 'valibot', 'io-ts as usually written'];

export const decode: Benchmark = {
  name: 'decode',
  summary: 'decoding valid runs, against JSON.parse and other decoders',
  run: async (setting) => {
    const values: Table = {
      title: 'Decoding one run that is parsed already',
      unit: 'ns',
      chart: true,
      note:
        'Against JSON.parse of its text, which is what comes before. All make the same frozen run of the record, or, where ' +
        'the row says so, check it and leave it as it is on the wire.',
      rows: await race(
        'decode',
        [
          ...ours(setting, OURS),
          ...[PARSE, ...PEERS, ...PEERS.map((name) => `${name}, checks alone`)].map((name) =>
            peer(setting, name),
          ),
        ],
        setting,
      ),
    };
    const fromText: Table = {
      title: 'Decoding one run from JSON text',
      unit: 'ns',
      note: 'decodeJson also refuses duplicate members and numbers not written as integers; the others cannot see them.',
      rows: await race(
        'decode',
        [
          ...ours(setting, JSON_OURS),
          peer(setting, PARSE),
          ...ours(setting, PARSE_OURS),
          ...PEERS.map((name) => peer(setting, `JSON.parse, ${name}`)),
        ],
        setting,
      ),
    };
    const ratio = (name: string): number => rowOf(values, name).ratio;
    return {
      tables: [values, fromText],
      targets: [
        atMost('decode of a valid run vs JSON.parse of its text', 1, 1 / ratio(PARSE)),
        { ...atLeast('decode of a valid run vs zod', 1.5, ratio('zod')), headline: true },
        atLeast('decode of a valid run vs zod that only checks', 1.5, ratio('zod, checks alone')),
        atLeast(
          'decode of a valid run vs io-ts as usually written',
          4,
          ratio('io-ts as usually written'),
        ),
        atMost('decodeJson vs JSON.parse + the codec', 1, 1 / rowOf(fromText, PARSE_OURS).ratio),
      ],
    };
  },
};

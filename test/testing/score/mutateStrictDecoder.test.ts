/** Each mutant refuses the runs with its property, and no others. */
import { describe, expect, it } from '@jest/globals';
import { RunInstanceCodec } from '../../../src/index.js';
import { faultless, INITIAL } from '../../../src/testing/score/Engine.js';
import { strictDecoderMutants } from '../../../src/testing/score/mutateStrictDecoder.js';
import { exampleIn } from '../../../src/testing/score/steps.js';
import { expectDerived } from '../../support/derivedLines.js';
import { mutantNamed } from './answers.js';
import { mutantLines } from './mutantLines.js';

describe('a decoder that is too strict', () => {
  it.each([
    ['a last change before the creation', { created_at: 30 }, false],
    ['a last change before the creation', { created_at: 31 }, true],
    ['scheduled at its creation in Ready', { scheduled_at: 20 }, true],
    ['scheduled at its creation in Ready', { scheduled_at: 19 }, false],
    ['scheduled at its creation in Ready', { scheduled_at: 20, state: 'Scheduled' }, false],
    ['scheduled ahead in another state than Ready', { scheduled_at: 20 }, false],
    ['a key that it does not know', {}, false],
    ['a key that it does not know', { current_attempt_id: undefined, note: 1 }, true],
    // A nil id, but for two digits where a search would find a version and a variant.
    ['id that no RFC knows', { id: '00000000-0000-0000-0000-100008000000' }, true],
  ])('refuses %s: %j %p', (what, change, isRefused) => {
    const json = JSON.stringify({ ...RunInstanceCodec.encode(exampleIn('Ready')), ...change });
    const step = { op: 'deserialize', json } as const;
    const { engine } = mutantNamed(strictDecoderMutants(), `deserialize: refuses ${what}`);
    const [, right] = faultless(INITIAL, step);
    expect(right).toHaveProperty('ok');
    const [, outcome] = engine(INITIAL, step);
    expect(outcome).toMatchObject(isRefused ? { err: { code: 'Decode' } } : right);
  });
});

it('the mutants do what follows from the chart', () => {
  expectDerived('mutants.txt', mutantLines('strict decoder'));
});

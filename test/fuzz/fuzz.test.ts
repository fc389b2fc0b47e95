/** A short run of each pure surface, and the corpus of earlier runs: nothing in it may break anything again. */
import { describe, expect, it } from '@jest/globals';
import { readCorpus } from './corpus.js';
import { randomOf } from './random.js';
import { pureSurfaces } from './surfaces/pure.js';
import { makeByteFuzzer, tryStructured } from './tryPure.js';

const INPUTS = 40;

describe('hostile input', () => {
  it.each(pureSurfaces.map((surface) => [surface.name, surface] as const))(
    '%s',
    (name, surface) => {
      const inputs = Math.max(4, Math.ceil(INPUTS / surface.share));
      expect(tryStructured(surface, inputs, 1).failure).toBeUndefined();
      expect(makeByteFuzzer(surface, readCorpus(name), randomOf(1)).run(inputs)).toBeUndefined();
    },
  );
});

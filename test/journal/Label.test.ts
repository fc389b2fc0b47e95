import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { formatDecodeErrors } from '../../src/index.js';
import { LabelCodec } from '../../src/journal/Label.js';
import { left } from '../support/arbitraries.js';

const ID = '0000000a-0000-0000-0000-000000000001';

describe('a label', () => {
  it('has the canonical id, whichever form it is written in', () => {
    const label = { id: ID, label: 'order 7' };
    for (const id of [ID, ID.toUpperCase(), `{${ID}}`, ID.replaceAll('-', '')])
      expect(LabelCodec.decode({ ...label, id })).toStrictEqual(E.right(label));
    expect(LabelCodec.encode(label)).toStrictEqual(label);
    expect([ID, ID.toUpperCase(), 7].map((id) => LabelCodec.is({ ...label, id }))).toStrictEqual([
      true,
      false,
      false,
    ]);
  });

  it('is cut like an annotation, and may be any JSON', () => {
    const long = 'x'.repeat(1001);
    expect(LabelCodec.decode({ id: ID, label: long })).toStrictEqual(
      E.right({ id: ID, label: `${'x'.repeat(999)}…` }),
    );
    expect(LabelCodec.decode({ id: ID, label: 7 })).toStrictEqual(E.right({ id: ID, label: '7' }));
  });

  it.each<readonly [unknown, ReadonlyArray<string>]>([
    [7, ['at /: expected a label (an object), found 7']],
    [
      {},
      [
        'at /id: expected a UUID (of a run or a task), found nothing',
        'at /label: expected text of at most 1000 characters, found nothing',
      ],
    ],
    [{ id: 'x', label: 'y' }, ['at /id: expected a UUID (of a run or a task), found "x"']],
  ])('is not %j', (line, errors) => {
    expect(formatDecodeErrors(left(LabelCodec.decode(line)))).toStrictEqual(errors);
  });
});

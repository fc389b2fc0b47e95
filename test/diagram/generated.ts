/** Charts with generated names and texts, many of them written to be mistaken for syntax. */
import fc from 'fast-check';
import type { Diagram } from '../../src/diagram/index.js';
import { HOSTILE } from './hostile.js';

/** Words that a reader of some format may take for its own. */
const words = [
  ...['accDescr', 'accTitle', 'class', 'classDef', 'click', 'default', 'end note', 'href', 'note'],
  ...[
    'scale',
    'state',
    'stateDiagram',
    'stateDiagram-v2',
    'style',
    'fork',
    'hide empty description',
  ],
  ...[
    'direction LR',
    'redirection TB',
    'direction',
    'LR',
    'TB',
    'BT',
    'RL',
    'as',
    'end',
    'root_start',
  ],
  ...['digraph', 'graph', 'node', 'edge', 'subgraph', 'strict', 'start'],
  ...['constructor', '__proto__', 'toString', 'final', 'initial', 'always', 'xmlns', 'on', '*', ''],
];

// Without `¶ß`: Mermaid draws that as `;`, since it keeps entity codes in such characters while it reads.
const marks = [
  ...[
    ';',
    ':',
    '#',
    '%%',
    '-->',
    '--',
    '[*]',
    '[[fork]]',
    '<<choice>>',
    '{',
    '}',
    '%%{init: {}}%%',
  ],
  ...['"', "'", '`', '\\', '\\N', '\\l', '|', '&', '&amp;', '&#100;', '#100;', '<', '>', '<br/>'],
  ...['*', '_', '**', '~~', '1.', '1)', '- ', '+ ', '> ', '===', '[a](b)', '![a](b)', 'www.a.b'],
  ...['$$x$$', 'fa:fa-car', 'mailto:a@b.c', ']]>', '<!--', '<![CDATA[', '<?x?>', '${x}'],
  ...[
    '\t',
    '\n',
    '\r\n',
    '\u0000',
    '\u0007',
    '\u0085',
    '\u0096',
    '\u00a0',
    '\u2028',
    '\ufffe',
    '\ud800',
  ],
  ...['é', 'ß', 'שלום', 'مرحبا', '待機', '🙂', '\u200b', '\u202e', HOSTILE],
];

const cased = (word: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    word,
    word.toUpperCase(),
    word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
    word.charAt(0).toUpperCase() + word.slice(1),
  );

/** Any text. */
const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...words).chain(cased),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...words, ...marks, ' '),
        fc.string({ unit: 'binary', maxLength: 3 }),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    )
    .chain((parts) => fc.constantFrom('', ' ').map((by) => parts.join(by))),
);

/** A text as readers that fold white space see it, without what XML and HTML cannot write. */
export const folded = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[\s\u0085]+/g, ' ')
    .replace(/[\u0080-\u009f]/g, '\ufffd')
    .trim();

/** A name has something to see. */
const arbitraryName = (extra: ReadonlyArray<string>): fc.Arbitrary<string> =>
  fc
    .oneof(arbitraryText, fc.constantFrom(...extra, 'Ready').chain(cased))
    .filter((text) => folded(text) !== '');

const distinct = (names: fc.Arbitrary<string>, maxLength: number) =>
  fc.uniqueArray(names, { minLength: 1, maxLength, selector: folded });

/** A flat chart. `extra` are more words for its names. */
export const arbitraryDiagram = (
  extra: ReadonlyArray<string> = [],
): fc.Arbitrary<Diagram<string>> => {
  const name = arbitraryName(extra);
  const names = fc.array(name, { maxLength: 2 });
  return distinct(name, 4).chain((states) =>
    fc
      .record({
        id: name,
        initial: fc.constantFrom(...states),
        finals: fc.subarray([...states]),
        descriptions: fc.tuple(...states.map(() => arbitraryText)),
        entries: fc.tuple(...states.map(() => names)),
        edges: fc.uniqueArray(
          fc.record({
            source: fc.constantFrom(...states),
            event: name,
            target: fc.constantFrom(...states),
            guards: names,
            actions: names,
            description: arbitraryText,
          }),
          {
            maxLength: 6,
            selector: ({ source, event }) => JSON.stringify([source, folded(event)]),
          },
        ),
      })
      .map(({ id, initial, finals, descriptions, entries, edges }) => ({
        id,
        version: undefined,
        initial,
        states,
        isFinal: (state) => finals.includes(state),
        details: states.map((state, i) => ({
          name: state,
          description: descriptions[i] ?? '',
          entry: entries[i] ?? [],
          tags: [],
          isFinal: finals.includes(state),
        })),
        edges: edges.filter(({ source }) => !finals.includes(source)),
      })),
  );
};

/** The readers of statecharts: configs and definitions of XState, SCXML, and what is data in a machine. */
import * as E from 'fp-ts/lib/Either.js';
import { applyUndo, diffContexts, shortText } from '../../../src/inspector/apps/contextDiff.js';
import { StatechartCodec } from '../../../src/inspector/apps/StatechartCodec.js';
import { toData } from '../../../src/inspector/apps/toData.js';
import { dataOf } from '../../../src/statechart/dataOf.js';
import { readConfig, readDefinition } from '../../../src/statechart/readConfig.js';
import type { ReadError } from '../../../src/statechart/ReadError.js';
import { readErrorText } from '../../../src/statechart/ReadError.js';
import { readScxml } from '../../../src/statechart/readScxml.js';
import type { Statechart } from '../../../src/statechart/Statechart.js';
import { nodesOf } from '../../../src/statechart/Statechart.js';
import { expectMessage, expectSame } from '../oracle.js';
import type { PureSurface } from '../Surface.js';
import { Fault, seedsOf } from '../Surface.js';

/** A chart that was read is closed and is data; an error says in a few lines what is wrong. */
const expectReading = (read: E.Either<ReadError, Statechart>): void => {
  if (E.isLeft(read)) {
    for (const line of readErrorText(read.left).split('\n').slice(0, 50)) expectMessage(line, 3000);
    return;
  }
  const copy: unknown = JSON.parse(JSON.stringify(read.right));
  if (nodesOf(read.right.root).length === 0) throw new Fault('a chart without a node');
  if (!StatechartCodec.is(copy)) throw new Fault('the chart that was read is none after JSON');
};

const configs = [
  {
    id: 'door',
    initial: 'open',
    context: { n: 1 },
    states: {
      open: {
        on: {
          close: 'closed',
          'a.*': {
            target: '#door.closed',
            guard: 'g',
            actions: ['x', { type: 'y', params: { z: 1 } }],
          },
        },
        entry: 'enter',
        exit: ['leave'],
        after: { 100: 'closed', slow: { target: 'closed', reenter: true } },
        always: [
          {
            target: 'closed',
            guard: { type: 'and', guards: ['a', { type: 'not', guards: ['b'] }] },
          },
        ],
        tags: ['t'],
        meta: { m: [1] },
        description: 'd',
      },
      closed: {
        type: 'parallel',
        invoke: { src: 'fetch', id: 'f', onDone: 'open', onError: { target: '.a', actions: 'e' } },
        states: {
          a: {
            initial: 'b',
            states: { b: {}, h: { type: 'history', history: 'deep', target: 'b' } },
          },
          c: { type: 'final', output: { x: 1 } },
        },
        onDone: { target: 'end' },
      },
      end: { type: 'final' },
    },
    on: { '*': '.end' },
  },
  { id: 'lamp', initial: 'off', states: { off: { entry: { type: 'assign' } }, on: '[Object]' } },
];

const scxmls = [
  '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" initial="a" name="m"><state id="a"><onentry><log expr="1"/><assign location="x" expr="1"/></onentry><transition event="go a.b" cond="x &gt; 1" target="b"><raise event="e"/></transition><transition event="*" type="internal"/></state><parallel id="b"><state id="c" initial="d"><state id="d"/><history id="h" type="deep"><transition target="d"/></history></state><final id="e"><donedata><param name="p" expr="1"/></donedata></final><invoke id="i" type="t" src="s"/></parallel><final id="f"/></scxml>',
  '<?xml version="1.0"?><scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:runchart="urn:runchart" runchart:x="1" name="a_x20_b"><state id="s_x2e_t"><initial><transition target="u"/></initial><state id="u"/></state><!-- c --><![CDATA[x]]></scxml>',
];

export const readerSurfaces: ReadonlyArray<PureSurface> = [
  {
    kind: 'pure',
    name: 'config',
    share: 10,
    about: 'readConfig and readDefinition: the JSON of a machine of XState',
    seeds: seedsOf(...configs.map((config) => JSON.stringify(config))),
    words: [
      ...[
        '"states":',
        '"on":',
        '"initial":',
        '"target":',
        '"guard":',
        '"actions":',
        '"always":',
        '"after":',
        '"invoke":',
      ],
      ...[
        '"type":',
        '"history"',
        '"parallel"',
        '"final"',
        '"onDone":',
        '"reenter":',
        '"transitions":[]',
        '"key":',
        '"#door"',
        '"."',
      ],
    ],
    bytes: (input) => {
      const text = input.toString('utf8');
      expectReading(readDefinition(text));
      let json: unknown;
      try {
        json = JSON.parse(text);
      } catch {
        return;
      }
      expectReading(readConfig(json));
    },
  },
  {
    kind: 'pure',
    name: 'scxml',
    share: 20,
    about: 'readScxml: the standard of the W3C',
    seeds: seedsOf(...scxmls),
    words: [
      ...[
        '<state id="x">',
        '</state>',
        '<transition ',
        'target="a"',
        'event="go"',
        'cond="x"',
        '<parallel>',
        '<history>',
        '<final/>',
      ],
      ...[
        '<initial>',
        'initial="a b"',
        '<onentry>',
        '<invoke/>',
        '_x41_',
        '_x110000_',
        '_xd800_',
        'xmlns:r="urn:runchart"',
        '&amp;',
        '<!DOCTYPE x [<!ENTITY a "b">]>',
      ],
      ...[
        '<![CDATA[',
        ']]>',
        '<!--',
        '-->',
        '<?xml version="1.1"?>',
        'xmlns=""',
        '<data id="d" expr="1"/>',
        'done.state.a',
        'id="__proto__"',
      ],
    ],
    bytes: (input) => {
      expectReading(readScxml(input.toString('utf8')));
    },
  },
  {
    kind: 'pure',
    name: 'data',
    share: 2,
    about:
      'what the observer and the reader of machines make of any value in memory, and differences of contexts',
    seeds: seedsOf(
      '{"a":[1,{"b":"x"}],"c":{"d":null,"type":"x"},"message":"m"}',
      '{"n":1,"list":[1,2,3],"deep":{"e":{"f":{}}}}',
    ),
    value: (input) => {
      for (const data of [
        toData(input, '', undefined),
        toData(input, 'k', (_, own) => own, 500),
        dataOf(input),
      ]) {
        if (data === undefined) continue;
        const text = JSON.stringify(data);
        if (text.length > 10_000_000) throw new Fault('the data is no short JSON');
        expectSame(
          'data after JSON',
          JSON.parse(text),
          JSON.parse(JSON.stringify(JSON.parse(text))),
        );
      }
      const after = toData(input, '', undefined);
      const before = { n: 1, list: [1, 2, 3] };
      const data: unknown = after === undefined ? undefined : JSON.parse(JSON.stringify(after));
      const { undo } = diffContexts(before, data, 10);
      expectSame('the undo of a difference', applyUndo(undo, data), before);
      if (shortText(data).length > 1000) throw new Fault('the short text is long');
    },
  },
];

/** Reads SCXML, and compares the machine with an SCXML interpreter, on documents by hand and on random ones. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { initialTransition, transition } from 'xstate';
import { runDiagram } from '../../src/diagram/Diagram.js';
import { runScxml } from '../../src/diagram/runScxml.js';
import { readErrorText } from '../../src/statechart/ReadError.js';
import { machineOfScxml, readScxml } from '../../src/statechart/readScxml.js';
import type { ChartNode, Statechart } from '../../src/statechart/Statechart.js';
import { guardText, nodesOf, transitionsOf } from '../../src/statechart/Statechart.js';

const read = (text: string): Statechart => {
  const chart = readScxml(text);
  if (E.isLeft(chart)) throw new Error(readErrorText(chart.left));
  return chart.right;
};

const machineOf = (text: string): AnyStateMachine => {
  const machine = machineOfScxml(text);
  if (E.isLeft(machine)) throw new Error(readErrorText(machine.left));
  return machine.right;
};

const nodeIn = ({ root }: Statechart, id: string): ChartNode => {
  const node = nodesOf(root).find((other) => other.id === id);
  if (node === undefined) throw new Error(`no ${id}`);
  return node;
};

/** The ids of the atomic states, sorted. */
const configurationOf = (snapshot: AnyMachineSnapshot): ReadonlyArray<string> =>
  snapshot._nodes
    .filter(({ type }) => type === 'atomic' || type === 'final')
    .map(({ id }) => id)
    .sort();

/** The configurations of a machine: the first one, and the one after each event. */
const configurations = (
  scxml: string,
  events: ReadonlyArray<string>,
): ReadonlyArray<ReadonlyArray<string>> => {
  const machine = machineOf(scxml);
  const [first] = initialTransition(machine);
  const snapshots = events.reduce<ReadonlyArray<AnyMachineSnapshot>>(
    (before, type) => [...before, transition(machine, before.at(-1) ?? first, { type })[0]],
    [first],
  );
  return snapshots.map(configurationOf);
};

interface Case {
  readonly scxml: string;
  readonly events: ReadonlyArray<string>;
}

/** The configurations of each case in the interpreter. */
const interpreted = (cases: ReadonlyArray<Case>): unknown =>
  JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(new URL('scion.mjs', import.meta.url))], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    }),
  ) as unknown;

const scxml = (attributes: string, ...children: ReadonlyArray<string>): string =>
  `<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0" datamodel="ecmascript" ${attributes}>${children.join('')}</scxml>`;

describe('the SCXML of the run', () => {
  const chart = read(runScxml());

  it('has the states of the run', () => {
    expect(chart.root.children.map(({ id, kind }) => [id, kind])).toStrictEqual(
      runDiagram.details.map(({ name, isFinal }) => [name, isFinal ? 'final' : 'atomic']),
    );
    expect(chart.root.initial?.targets).toStrictEqual([runDiagram.initial]);
  });

  it('has its edges, with their guards and actions', () => {
    const edges = transitionsOf(chart.root).map(
      ({ source, eventType, targets, guard, actions, description }) => ({
        source,
        event: eventType,
        target: targets[0] ?? source,
        guards: guard === undefined ? '' : guardText(guard),
        actions: actions.map(({ name }) => name),
        description,
      }),
    );
    const expected = runDiagram.edges.map(
      ({ source, event, target, guards, actions, description }) => ({
        source,
        event,
        target,
        guards: guards.join(' and '),
        actions,
        description,
      }),
    );
    const key = (edge: { readonly source: string; readonly event: string }): string =>
      `${edge.source} ${edge.event}`;
    const sorted = <A extends { readonly source: string; readonly event: string }>(
      list: ReadonlyArray<A>,
    ): ReadonlyArray<A> => [...list].sort((a, b) => key(a).localeCompare(key(b)));
    expect(sorted(edges)).toStrictEqual(sorted(expected));
  });
});

describe('what a document says', () => {
  it('reads every element of a state', () => {
    const chart = read(
      scxml(
        'name="lift" initial="up"',
        '<datamodel><data id="floor" expr="1"/></datamodel>',
        '<state id="up">',
        '<onentry><raise event="moved"/><send event="late" delay="1.5s" id="t"/><assign location="floor" expr="floor + 1"/><log label="at" expr="floor"/></onentry>',
        '<onexit><cancel sendid="t"/><script>stop()</script></onexit>',
        '<invoke id="door" src="door.scxml"/>',
        '<transition event="stop" cond="floor &gt; 3 &amp;&amp; !In(\'open\')" target="down"/>',
        '<transition event="error" target="down"/><transition event="done.invoke.door" target="down"/>',
        '<transition cond="floor === 9" target="down"/>',
        '</state>',
        '<final id="down"><donedata><content>arrived</content></donedata></final><state id="open"/>',
      ),
    );
    const up = nodeIn(chart, 'up');
    expect(chart.root.meta).toStrictEqual({ datamodel: { floor: '1' } });
    expect(up.entry.map(({ name }) => name)).toStrictEqual([
      'raise(moved)',
      'raise(late, after 1500 ms)',
      'assign(floor)',
      'log(at)',
    ]);
    expect(up.exit).toStrictEqual([
      { kind: 'builtin', name: 'cancel(t)' },
      { kind: 'named', name: 'script', params: { text: 'stop()' } },
    ]);
    expect(up.invokes).toStrictEqual([{ id: 'door', src: 'door.scxml' }]);
    expect(
      up.transitions.map(({ trigger, guard }) => [
        trigger,
        guard === undefined ? '' : guardText(guard),
      ]),
    ).toStrictEqual([
      [{ kind: 'event', type: 'stop' }, 'floor > 3 and not in #open'],
      [{ kind: 'event', type: 'error' }, ''],
      [{ kind: 'invokeDone', invoke: 'door', src: 'door.scxml' }, ''],
      [{ kind: 'always' }, 'floor === 9'],
    ]);
    expect(nodeIn(chart, 'down').output).toStrictEqual({ kind: 'data', value: 'arrived' });
    expect(chart.omissions).toBeUndefined();
  });

  it('says what it leaves out', () => {
    const chart = read(
      scxml(
        'initial="b c"',
        '<script>var x</script>',
        '<parallel id="p"><state id="r"><state id="a"/><state id="b"/></state><state id="s"><state id="d"/><state id="c"/></state></parallel>',
      ),
    );
    expect(chart.omissions?.map(({ why }) => why)).toStrictEqual([
      'XState\'s initial state is one child, so it enters b and c from a state "initial of (machine)"',
      'the script of the document is not run',
    ]);
  });

  it.each([
    ['<scxml><state id="a"></scxml>', 'line 1, column 29: unexpected close tag.'],
    ['', 'line 1, column 0: document must contain a root element.'],
    ['<svg/>', 'expected <scxml>'],
    [
      '<scxml>\n <state id="a">\n  <transition event="go" target="c d"/>\n </state>\n</scxml>',
      'line 3, column 14: there is no state "c"\nline 3, column 14: there is no state "d"',
    ],
    ['<scxml><state id="a"/><state id="a"/></scxml>', 'there is another state "a"'],
    [
      '<scxml><state id="a" initial="b"><state id="c"/></state><state id="b"/></scxml>',
      'an initial state of "a" is not in it',
    ],
  ])('refuses %j', (text, message) => {
    expect(pipe(readScxml(text), E.mapLeft(readErrorText))).toStrictEqual(
      E.left(expect.stringContaining(message)),
    );
  });
});

// ------------------------------------------------------------------------------------------------ the interpreter

const byHand: ReadonlyArray<Case> = [
  {
    // An external transition to the inside enters its source again, an internal one does not.
    scxml: scxml(
      'initial="p"',
      '<state id="p" initial="a"><onentry><raise event="entered"/></onentry><transition event="in" type="internal" target="b"/><transition event="out" target="b"/><state id="a"/><state id="b"><transition event="entered" target="c"/></state><state id="c"/></state>',
    ),
    events: ['in', 'out'],
  },
  {
    // The first transition in the document is taken, not that of the longest descriptor.
    scxml: scxml(
      '',
      '<state id="a"><transition event="x" target="b"/><transition event="x.y" target="c"/></state><state id="b"><transition event="*" target="c"/><transition event="x" target="a"/></state><state id="c"/>',
    ),
    events: ['x.y', 'x'],
  },
  {
    scxml: scxml(
      'initial="d2 e2"',
      '<parallel id="p"><state id="d"><state id="d1"/><state id="d2"><transition event="go" target="f"/></state></state><state id="e"><state id="e1"/><state id="e2"/></state></parallel><state id="f"><transition event="back" target="p"/></state>',
    ),
    events: ['go', 'back'],
  },
  {
    scxml: scxml(
      '',
      '<state id="p"><history id="h" type="deep"><transition target="b2"/></history><initial><transition target="h"/></initial><transition event="away" target="q"/><state id="a"/><state id="b"><state id="b1"/><state id="b2"><transition event="go" target="b1"/></state></state></state><state id="q"><transition event="back" target="h"/></state>',
    ),
    events: ['go', 'away', 'back'],
  },
  {
    scxml: scxml(
      '',
      '<state id="p"><transition event="done.state.p" target="q"/><state id="a"><transition event="go" target="z"/></state><final id="z"/></state><state id="q"/>',
    ),
    events: ['go'],
  },
];

/** A random document: at most three levels, with parallel states, history, final states, event lists, raised events and conditions. */
const documents: fc.Arbitrary<Case> = fc
  .record({
    kinds: fc.array(fc.constantFrom('state', 'state', 'state', 'parallel', 'final'), {
      minLength: 13,
      maxLength: 13,
    }),
    histories: fc.array(fc.constantFrom('', '', 'shallow', 'deep'), {
      minLength: 13,
      maxLength: 13,
    }),
    shape: fc.array(fc.nat(3), { minLength: 13, maxLength: 13 }),
    edges: fc.array(
      fc.record({
        source: fc.nat(99),
        target: fc.option(fc.nat(99), { freq: 6 }),
        event: fc.constantFrom('a', 'b', 'c', 'a b', 'a.x', '*', 'c.x', 'c.*'),
        isInternal: fc.boolean(),
        raises: fc.option(fc.constantFrom('r1', 'r2'), { freq: 3 }),
        inState: fc.option(fc.nat(99), { freq: 8 }),
      }),
      { minLength: 4, maxLength: 14 },
    ),
    raised: fc.array(fc.record({ source: fc.nat(99), target: fc.nat(99) }), { maxLength: 3 }),
    initials: fc.array(fc.nat(99), { minLength: 13, maxLength: 13 }),
    events: fc.array(fc.constantFrom('a', 'b', 'c', 'a.x', 'c.x'), {
      minLength: 1,
      maxLength: 8,
    }),
  })
  .map(({ kinds, histories, shape, edges, raised, initials, events }) => {
    interface Made {
      readonly id: string;
      readonly tag: string;
      readonly states: ReadonlyArray<Made>;
      readonly number: number;
    }
    let made = 0;
    const make = (depth: number, isRegion: boolean): Made => {
      const number = made;
      made += 1;
      const count = depth === 2 || made > 8 ? 0 : (shape[number % 13] ?? 0);
      const kind = kinds[number % 13] ?? 'state';
      // A wildcard also takes the event of a final state, for ever.
      const isFinal = kind === 'final' && !edges.some(({ event }) => event === '*');
      const states: Array<Made> = [];
      const isParallel = kind === 'parallel' && count > 1;
      for (let i = 0; i < count; i += 1) states.push(make(depth + 1, isParallel));
      const tag = isParallel ? 'parallel' : isFinal && count === 0 && !isRegion ? 'final' : 'state';
      return { id: `s${String(number)}`, tag, states, number };
    };
    const tops = [make(0, false), make(0, false)];
    const listed = (state: Made): ReadonlyArray<Made> => [state, ...state.states.flatMap(listed)];
    const all = tops.flatMap(listed);
    const pick = <A>(list: ReadonlyArray<A>, n: number): A => list[n % list.length] as A;
    const sources = all.filter(({ tag }) => tag !== 'final');
    const hasHistory = (state: Made): boolean =>
      state.states.length > 0 && (histories[state.number % 13] ?? '') !== '';
    const targets = [
      ...all.map(({ id }) => id),
      ...all.filter(hasHistory).map(({ id }) => `h${id}`),
    ];
    const transitionsOfState = (state: Made): string =>
      edges
        .filter(({ source }) => sources.length > 0 && pick(sources, source) === state)
        .map(({ target, event, isInternal, raises, inState }) => {
          const to =
            target === null && state.states.length === 0
              ? ''
              : ` target="${pick(targets, target ?? 0)}"`;
          const type = isInternal ? ' type="internal"' : '';
          const cond = inState === null ? '' : ` cond="In('${pick(all, inState).id}')"`;
          // A wildcard also takes what it raises, for ever.
          const content = raises === null || event === '*' ? '' : `<raise event="${raises}"/>`;
          return `<transition event="${event}"${to}${type}${cond}>${content}</transition>`;
        })
        .join('') +
      raised
        .filter(({ source }) => sources.length > 0 && pick(sources, source) === state)
        .map(
          ({ target }, i) =>
            `<transition event="r${String(1 + (i % 2))}" target="${pick(all, target).id}"/>`,
        )
        .join('');
    const write = (state: Made): string => {
      const inside = state.states.flatMap(listed);
      const isCompound = state.tag === 'state' && inside.length > 0;
      const initial = isCompound
        ? ` initial="${pick(inside, initials[state.number % 13] ?? 0).id}"`
        : '';
      const history = hasHistory(state)
        ? `<history id="h${state.id}" type="${histories[state.number % 13] ?? ''}"><transition target="${pick(state.states, initials[state.number % 13] ?? 0).id}"/></history>`
        : '';
      return `<${state.tag} id="${state.id}"${initial}>${history}${transitionsOfState(state)}${state.states.map(write).join('')}</${state.tag}>`;
    };
    const text = scxml('', ...tops.map(write));
    // What the document does not mention, `a` may or may not take.
    const mentions = (event: string): boolean =>
      !event.includes('.') || text.includes(`event="${event}"`);
    return { scxml: text, events: events.filter(mentions) };
  });

describe('an interpreter of SCXML', () => {
  it('enters the same states in documents by hand', () => {
    expect(byHand.map((each) => configurations(each.scxml, each.events))).toStrictEqual(
      interpreted(byHand),
    );
  });

  it('enters the same states in random documents', () => {
    const cases = fc.sample(documents, { seed: 7, numRuns: 300 });
    expect(cases.map((each) => configurations(each.scxml, each.events))).toStrictEqual(
      interpreted(cases),
    );
  });
});

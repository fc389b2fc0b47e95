/** Tests each format with a third-party program that reads it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Viz } from '@viz-js/viz';
import { instance } from '@viz-js/viz';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Browser } from 'playwright-core';
import { assign, createMachine, transition } from 'xstate';
import type { RunContext, RunEvent } from '../../machines/run.chart.js';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import { fromSnapshot, toSnapshot } from '../../machines/run.snapshot.js';
import {
  runDiagram,
  runScxml,
  toDot,
  toJson,
  toMermaid,
  toScxml,
} from '../../src/diagram/index.js';
import type { RunInstance } from '../../src/index.js';
import { decide } from '../../src/index.js';
import { eventTypes, states } from '../expectations.js';
import { at, attemptA, attemptB, count, priority, runIn } from '../support/arbitraries.js';
import { launch, openPage } from '../support/browser.js';
import { HOSTILE, hostileDiagram } from './hostile.js';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../..', import.meta.url));

// ---- a tour: every state, with and without an attempt, and every event

const events: ReadonlyArray<RunEvent> = eventTypes.flatMap((type): ReadonlyArray<RunEvent> => {
  if (type === 'attempt.start' || type === 'attempt.finish')
    return [attemptA, attemptB].map((attemptId) => ({ type, attemptId, at: at(90) }));
  if (type === 'priority.set') return [{ type, effectivePriority: priority(5), at: at(90) }];
  if (type === 'promote') return [{ type }, { type, effectivePriority: priority(7), at: at(90) }];
  return [{ type }, { type, at: at(90) }];
});

const runs: ReadonlyArray<RunInstance> = [
  ...states.map((state) => runIn(state)),
  runIn('Running', { currentAttemptId: O.some(attemptA), attemptCount: count(1) }),
  runIn('Running', { attemptCount: count(4294967295) }),
];

const tour = runs.flatMap((run) => events.map((event) => ({ run, event })));

/** The run after an event; the same run if the event is refused. */
const after = (run: RunInstance, event: RunEvent): unknown => {
  const next = decide(event)(run);
  return plain(E.isRight(next) ? next.right : run);
};

/** Copies a value through JSON, so that values of different realms compare equal. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('the tour takes every edge', () => {
  const taken = new Set(
    tour.flatMap(({ run, event }) =>
      E.isRight(decide(event)(run)) ? [`${run.state} ${event.type}`] : [],
    ),
  );
  expect([...taken].sort()).toStrictEqual(
    runDiagram.edges.map(({ source, event }) => `${source} ${event}`).sort(),
  );
});

describe('JSON, loaded by XState', () => {
  const named = <K extends string, A, B>(record: Readonly<Record<K, A>>, f: (a: A) => B) =>
    Object.fromEntries(Object.entries<A>(record).map(([name, a]) => [name, f(a)]));
  interface Args {
    readonly context: RunContext;
    readonly event: RunEvent;
  }
  const machine = createMachine(JSON.parse(toJson(runDiagram)) as object).provide({
    guards: {
      ...named(
        guards,
        (guard) =>
          ({ context, event }: Args) =>
            guard(context, event),
      ),
      all: ({ context, event }: Args, { of }: { of: ReadonlyArray<keyof typeof guards> }) =>
        of.every((name) => guards[name](context, event)),
    },
    actions: named<string, Readonly<Record<string, unknown>>, unknown>(updates, (update) =>
      assign(({ context, event }: Args) =>
        Object.fromEntries(
          Object.entries<unknown>(update).map(([field, change]) => [
            field,
            typeof change === 'function'
              ? (change as (own: unknown, event: RunEvent) => unknown)(
                  context[field as keyof RunContext],
                  event,
                )
              : change,
          ]),
        ),
      ),
    ),
  } as never);

  it.each(tour)('$run.state + $event.type', ({ run, event }) => {
    const { value, context } = toSnapshot(run);
    const [next] = transition(
      machine,
      machine.resolveState({ value, context: context }),
      event as never,
    );
    expect(plain(fromSnapshot(next as never))).toStrictEqual(after(run, event));
  });

  it('equals the chart, except that single names become lists', () => {
    const listed = (config: unknown): unknown =>
      JSON.parse(JSON.stringify(config), (key, value: unknown) =>
        ['entry', 'actions', 'tags'].includes(key) && typeof value === 'string' ? [value] : value,
      );
    expect(JSON.parse(toJson(runDiagram))).toStrictEqual(listed(runChart));
  });
});

/** SCION's results: the initial states, and the states after each event, each sent to a new interpreter. */
interface ScionAnswer {
  readonly begins: ReadonlyArray<string>;
  readonly ends: ReadonlyArray<{ readonly states: ReadonlyArray<string>; readonly run: object }>;
}

describe('SCXML, run by SCION', () => {
  interface Question {
    readonly scxml: string;
    readonly events: ReadonlyArray<{ readonly name: string; readonly data: object }>;
  }
  const ask = (questions: ReadonlyArray<Question>): ReadonlyArray<ScionAnswer> =>
    // SAFETY: the script says that it answers so.
    JSON.parse(
      execFileSync(process.execPath, ['test/diagram/scion.mjs'], {
        cwd: root,
        encoding: 'utf8',
        input: JSON.stringify(questions),
      }),
    ) as ReadonlyArray<ScionAnswer>;

  const sent = events.map(({ type, ...data }) => ({ name: type, data }));
  let answers: ReadonlyArray<ScionAnswer> = [];
  beforeAll(() => {
    answers = ask(runs.map((run) => ({ scxml: runScxml(run), events: sent })));
  });

  it.each(runs.map((run, i) => ({ run, i })))('$run.state + every event ($i)', ({ run, i }) => {
    const answer = answers[i];
    expect(answer?.begins).toStrictEqual([run.state]);
    expect(
      answer?.ends.map(({ states: [state], run: context }) => ({ ...context, state })),
    ).toStrictEqual(events.map((event) => after(run, event)));
  });

  it('does not confuse events with a common prefix', () => {
    const script = 'function guard() { return true; } function update(name, run) { return run; }';
    const [answer] = ask([
      {
        scxml: toScxml(hostileDiagram, { script, run: {} }),
        events: ['a.c', 'a', 'a.b'].map((name) => ({ name, data: {} })),
      },
    ]);
    expect(answer?.ends.map(({ states: end }) => end)).toStrictEqual([
      answer?.begins,
      ['end'],
      ['end'],
    ]);
  });

  it('takes no edge for an event that only begins like one of the chart', () => {
    const answered = ask(
      runs.map((run) => ({
        scxml: runScxml(run),
        events: events.map(({ type, ...data }) => ({ name: `${type}.now`, data })),
      })),
    );
    expect(
      answered.map(({ ends }) => [...new Set(ends.flatMap(({ states: end }) => end))]),
    ).toStrictEqual(runs.map(({ state }) => [state]));
  });

  it('without a run starts in the initial state', () => {
    expect(ask([{ scxml: runScxml(), events: [] }])).toStrictEqual([
      { begins: ['Scheduled'], ends: [] },
    ]);
  });
});

describe('DOT, laid out by Graphviz', () => {
  let viz: Viz;
  beforeAll(async () => {
    viz = await instance();
  });

  interface Graph {
    readonly objects: ReadonlyArray<{ readonly name: string; readonly label: string }>;
    readonly edges: ReadonlyArray<{ readonly label?: string }>;
  }
  const graphOf = (dot: string): Graph => viz.renderJSON(dot) as Graph;

  it.each(['down', 'right'] as const)('has every state and every edge, %s', (direction) => {
    const { objects, edges } = graphOf(toDot(runDiagram, { direction, highlight: 'Ready' }));
    const leaving = runDiagram.edges.filter(({ source, target }) => source !== target);
    expect(objects.map(({ name }) => name)).toStrictEqual([
      'start',
      ...states.map((state) => `state ${state}`),
    ]);
    expect(edges).toHaveLength(leaving.length + 1);
    expect(viz.renderString(toDot(runDiagram, { direction }), { format: 'svg' })).toContain(
      '</svg>',
    );
  });

  it('has text where it may be mistaken', () => {
    const svg = viz.renderString(toDot(hostileDiagram), { format: 'svg' });
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('<img');
    const labels = [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text = '']) => text);
    for (const text of ['&lt;script&gt;alert(1)&lt;/script&gt;', '&amp;amp;', '\\N']) {
      // The text is a state's name, and the event, guard, action and reason of an edge.
      expect(labels.filter((label) => label.includes(text)).length).toBeGreaterThanOrEqual(4);
    }
  });
});

describe('Mermaid, by Mermaid', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  /** Returns the labels that Mermaid draws. */
  const drawn = async (text: string): Promise<ReadonlyArray<string>> => {
    const { page, problems, close } = await openPage(browser);
    await page.setContent('<!doctype html><div id="place"></div>');
    await page.addScriptTag({
      content: readFileSync(require.resolve('mermaid/dist/mermaid.min.js'), 'utf8'),
    });
    const labels = await page.evaluate(async (source) => {
      // SAFETY: the script above defines it.
      const { mermaid } = globalThis as unknown as {
        mermaid: {
          initialize: (config: object) => void;
          render: (id: string, text: string) => Promise<{ svg: string }>;
        };
      };
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
      const { svg } = await mermaid.render('picture', source);
      const place = document.querySelector('#place');
      if (place === null) return [];
      place.innerHTML = svg;
      if (place.querySelector('script, img') !== null) return ['markup!'];
      return [...place.querySelectorAll('.nodeLabel, .edgeLabel, .state-title')].map(
        (label) => label.textContent,
      );
    }, text);
    await close();
    expect(problems).toStrictEqual([]);
    return labels;
  };

  it.each(['TB', 'LR'] as const)('has every state and every edge, %s', async (direction) => {
    const labels = await drawn(
      toMermaid(runDiagram, { initial: runDiagram.initial, direction, highlight: 'Ready' }),
    );
    const missing = [
      ...states,
      ...runDiagram.edges.flatMap(({ event, description }) => [event, description]),
    ].filter((text) => !labels.some((label) => label.includes(text)));
    expect(missing).toStrictEqual([]);
  });

  it('has text where it may be mistaken', async () => {
    const labels = await drawn(toMermaid(hostileDiagram, { initial: hostileDiagram.initial }));
    expect(labels.some((label) => label.includes('<script>alert(1)</script>'))).toBe(true);
    expect(labels.join()).toContain('-- %% ; # : {x} `y` <br/> ${z}');
    expect(HOSTILE).toContain('-- %% ; # : {x} `y` <br/> ${z}');
  });
});

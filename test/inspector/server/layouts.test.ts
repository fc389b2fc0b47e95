/** Layouts in a thread: one after another, the smallest chart first; and what a page is sent until there is one. */
import { EventEmitter } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { createMachine } from 'xstate';
import type { AppServerMessage } from '../../../src/inspector/apps/AppProtocol.js';
import { makeApps } from '../../../src/inspector/apps/Apps.js';
import { makeChartIndex } from '../../../src/inspector/apps/ChartIndex.js';
import { makeAppPage } from '../../../src/inspector/server/appPage.js';
import type {
  LayoutAnswer,
  LayoutRequest,
  LayoutThread,
} from '../../../src/inspector/server/layouts.js';
import { makeLayouts } from '../../../src/inspector/server/layouts.js';
import type { ChartLayout } from '../../../src/picture/index.js';
import { statechartOf } from '../../../src/statechart/index.js';

const layout: ChartLayout = {
  ...{ direction: 'down', details: 'all', textWidth: 220, width: 1, height: 1 },
  ...{ nodes: [], initials: [], transitions: [], separators: [] },
};

/** A thread that lays nothing out, and answers when it is told to. */
const makeThread = () => {
  const asked: Array<LayoutRequest> = [];
  const events = new EventEmitter();
  return {
    asked,
    answer: () => {
      const id = asked.at(-1)?.id ?? -1;
      events.emit('message', { id, layout: E.right(layout) } satisfies LayoutAnswer);
    },
    // SAFETY: of a worker, only these are used.
    thread: Object.assign(events, {
      postMessage: (request: LayoutRequest) => asked.push(request),
      terminate: () => Promise.resolve(0),
      unref: () => undefined,
    }) as unknown as LayoutThread,
  };
};

const chartOf = (states: number) =>
  statechartOf(
    createMachine({
      id: `m${String(states)}`,
      initial: 's0',
      states: Object.fromEntries(Array.from({ length: states }, (_, i) => [`s${String(i)}`, {}])),
    }),
  );

const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(() => {
      setImmediate(resolve);
    });
  });

describe('charts that wait for the thread', () => {
  test('are laid out one after another, the smallest first, and once each', async () => {
    const { asked, answer, thread } = makeThread();
    const layouts = makeLayouts(() => thread);
    const done: Array<string> = [];
    const ask = (states: number): void => {
      const chart = chartOf(states);
      void layouts.layOut(makeChartIndex(chart.id, chart), 'down').then((result) => {
        if (E.isRight(result)) done.push(chart.id);
      });
    };
    [30, 5, 20, 5].forEach(ask);
    await turn();
    expect(asked.map(({ chart }) => chart.id)).toStrictEqual(['m5']);
    ask(1);
    for (let i = 0; i < 4; i += 1) {
      answer();
      await turn();
    }
    expect(asked.map(({ chart }) => chart.id)).toStrictEqual(['m5', 'm1', 'm20', 'm30']);
    expect(done).toStrictEqual(['m5', 'm5', 'm1', 'm20', 'm30']);
  });
});

describe('a page that asks for a chart', () => {
  test('gets the chart at once, with its layout when there is one, and both together from then on', async () => {
    const { answer, thread } = makeThread();
    const layouts = makeLayouts(() => thread);
    const apps = makeApps();
    const index = apps.charts.add(chartOf(3));
    if (index === undefined) throw new Error('no chart');
    const sent: Array<AppServerMessage> = [];
    const page = makeAppPage({ apps, layouts, send: (message) => sent.push(message) });
    const parts = () =>
      sent
        .splice(0)
        .map((message) =>
          message.type === 'chart' ? [message.statechart?.id, message.layout !== undefined] : [],
        );
    page.receive({ type: 'ask_chart', chart: index.hash });
    await turn();
    expect(parts()).toStrictEqual([['m3', false]]);
    answer();
    await turn();
    expect(parts()).toStrictEqual([['m3', true]]);
    page.receive({ type: 'ask_chart', chart: index.hash });
    await turn();
    expect(parts()).toStrictEqual([['m3', true]]);
  });
});

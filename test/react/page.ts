/** The scenarios that run in the browser. Each renders with React, acts, and returns what it observed. */
import * as E from 'fp-ts/lib/Either.js';
import type { ReactElement } from 'react';
import {
  createElement as h,
  startTransition,
  StrictMode,
  useEffect,
  useLayoutEffect,
  useReducer,
  useState,
} from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import type { RunView } from '../../src/index.js';
import { RunViewCodec } from '../../src/index.js';
import type { LiveRefusal, RunSource, RunTransport, ServerRun } from '../../src/live/index.js';
import { createRunStore } from '../../src/live/index.js';
import { useRun } from '../../src/react/index.js';
import { Panel } from './Panel.js';

const viewOf = (wire: unknown): RunView => {
  const view = RunViewCodec.decode(wire);
  if (E.isLeft(view)) throw new Error('no run');
  return view.right;
};

/** Waits for a frame in which a condition holds. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise(requestAnimationFrame);
};

const texts = (root: Element, selector: string): ReadonlyArray<string> =>
  [...root.querySelectorAll(selector)].map(({ textContent }) => textContent);

const text = (root: Element, selector: string): string => texts(root, selector).join();

const click = (root: Element, name: string): void => {
  const found = [...root.querySelectorAll('button')].find((it) => it.textContent === name);
  if (found === undefined) throw new Error(`no button ${name}`);
  found.click();
};

const container = (): HTMLElement => document.body.appendChild(document.createElement('div'));

/** A transport whose answers and pushes the scenario sends. */
const makeTransport = () => {
  const answers: Array<(answer: E.Either<LiveRefusal, ServerRun>) => void> = [];
  const listeners = new Set<(server: ServerRun) => void>();
  let subscribed = 0;
  const transport: RunTransport = {
    send: () => () => new Promise((resolve) => answers.push(resolve)),
    subscribe: (listener) => {
      subscribed += 1;
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return { transport, answers, listeners, subscribed: () => subscribed };
};

/** Mounts in Strict Mode, clicks, unmounts and mounts again; counts the listeners each time. */
const strictMode = async (wire: unknown) => {
  const net = makeTransport();
  const source = createRunStore(viewOf(wire), net);
  const root = container();
  const mounted = createRoot(root);
  mounted.render(h(StrictMode, null, h(Panel, { source })));
  await until(() => net.listeners.size === 1);
  click(root, 'lease');
  await until(() => text(root, 'output') === 'Leased');
  const listening = net.listeners.size;
  mounted.unmount();
  await until(() => net.listeners.size === 0);
  const again = createRoot(root);
  again.render(h(StrictMode, null, h(Panel, { source })));
  await until(() => net.listeners.size === 1);
  const shown = text(root, 'output');
  again.unmount();
  await until(() => net.listeners.size === 0);
  return { listening, shown, subscribed: net.subscribed(), left: net.listeners.size };
};

/** The server refuses an event after its optimistic update. */
const rollback = async (wire: unknown) => {
  const net = makeTransport();
  const run = viewOf(wire);
  const root = container();
  const mounted = createRoot(root);
  mounted.render(h(Panel, { source: createRunStore(run, net) }));
  await until(() => net.listeners.size === 1);
  const seen = (): string => `${text(root, 'output')} ${text(root, 'i')} ${text(root, 'b')}`;
  const before = seen();
  click(root, 'lease');
  await until(() => text(root, 'i') === '1');
  const optimistic = seen();
  net.answers[0]?.(
    E.left({ _tag: 'InvalidTransition', runId: run.id, from: 'Canceled', to: 'Leased' }),
  );
  await until(() => text(root, 'i') === '0');
  const after = seen();
  const reason = [...root.querySelectorAll('button')].find(
    (it) => it.textContent === 'start',
  )?.title;
  mounted.unmount();
  return { before, optimistic, after, reason };
};

/** A client whose store has changed before it hydrates the server's HTML. */
const hydration = async (wire: unknown, html: string) => {
  const net = makeTransport();
  const source = createRunStore(viewOf(wire), net);
  await Promise.resolve(void source.send({ type: 'lease' }));
  const root = container();
  root.innerHTML = html;
  const output = root.querySelector('output');
  const before = text(root, 'output');
  const recovered: Array<string> = [];
  const mounted = hydrateRoot(root, h(Panel, { source }), {
    onRecoverableError: (error) => recovered.push(String(error)),
  });
  await until(() => text(root, 'output') === 'Leased');
  const kept = root.querySelector('output') === output;
  mounted.unmount();
  return { before, recovered, kept };
};

const CHILDREN = 40;

/** Takes a while to render, so that a transition is rendered in several slices. */
const work = (): void => {
  const end = performance.now() + 3;
  while (performance.now() < end);
};

type Read = (source: RunSource) => string;

/** Reads the store while rendering, and renders again on a change, which tears. */
const readNaively: Read = (source) => {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => source.subscribe(again), [source]);
  return source.getSnapshot().run.state;
};

const readRight: Read = (source) => useRun(source).run.state;

/** Changes a store while a transition is half rendered; returns the states that were shown together. */
const tearing = async (wire: unknown, isNaive: boolean) => {
  const read = isNaive ? readNaively : readRight;
  const source = createRunStore(viewOf(wire));
  const root = container();
  const together: Array<string> = [];
  let rendered = 0;
  const Child = (): ReactElement => {
    const state = read(source);
    rendered += 1;
    work();
    return h('output', null, state);
  };
  const held: { show?: () => void } = {};
  const App = (): ReactElement => {
    const [isShown, setShown] = useState(false);
    held.show = () => {
      startTransition(() => {
        setShown(true);
      });
    };
    useLayoutEffect(() => {
      together.push([...new Set(texts(root, 'output'))].join(' and '));
    });
    return h(
      'div',
      null,
      isShown ? Array.from({ length: CHILDREN }, (_, i) => h(Child, { key: i })) : null,
    );
  };
  const mounted = createRoot(root);
  mounted.render(h(App));
  await until(() => together.length > 0);
  held.show?.();
  let midway = 0;
  const channel = new MessageChannel();
  // Between two slices of rendering, React yields to other tasks.
  await new Promise<void>((resolve) => {
    channel.port1.onmessage = () => {
      if (rendered > 0 && rendered < CHILDREN) {
        midway = rendered;
        void source.send({ type: 'lease' });
      }
      if (midway > 0 || rendered >= CHILDREN) resolve();
      else channel.port2.postMessage(null);
    };
    channel.port2.postMessage(null);
  });
  await until(() => root.querySelectorAll('output').length === CHILDREN);
  // The naive reader was not subscribed yet when the store changed, and misses the change.
  await until(() => isNaive || texts(root, 'output').every((state) => state === 'Leased'));
  mounted.unmount();
  channel.port1.close();
  return { midway, together };
};

declare global {
  interface Window {
    scenarios: typeof scenarios;
  }
}

export const scenarios = { strictMode, rollback, hydration, tearing };

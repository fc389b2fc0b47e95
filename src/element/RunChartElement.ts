/* eslint-disable functional/no-classes, functional/no-this-expressions, functional/immutable-data --
   a custom element is a class, and its document is mutable */
/**
 * `<run-chart>`: the lifecycle of a run in a page. It shows the current state and the legal events, dispatches `event-chosen`
 * when the user chooses one, and explains why the others are refused. It never changes the run.
 *
 * Laws: every input is decoded; bad input is shown as text and dispatched as an `error` event, never thrown; no text becomes
 * markup; no inline style and no inline script is needed.
 */
import * as E from 'fp-ts/lib/Either.js';
import { wordFor } from '../diagram/labels.js';
import type { Direction } from '../diagram/Layout.js';
import { tooSmallAt } from '../diagram/legible.js';
import type { Theme } from '../diagram/theme.js';
import { xml } from '../diagram/xml.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { Choice, EventChosen } from './choices.js';
import { keyOf } from './choices.js';
import type { Counts, Input, Taken } from './inputs.js';
import { inputs } from './inputs.js';
import type { RunChartLabels } from './labels.js';
import { stateWord, textOf } from './labels.js';
import { patchChildren } from './patch.js';
import { readable } from './readable.js';
import { rovingIndex } from './roving.js';
import { sharedSheet } from './sheets.js';
import { colorsOf, shape } from './styles.js';
import type { Tip } from './tip.js';
import { edgeElement, makeTip } from './tip.js';
import { travel } from './travel.js';
import { barOf, choiceOf, emptyView, nextView, pictureOf, reasonsOf } from './view.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The detail of an `error` event: one line for each input that could not be decoded.
 * @category DOM events
 */
export interface RunChartErrorDetail {
  readonly messages: ReadonlyArray<string>;
}

/** An input: a property, and an attribute of the same name for its text. */
type Name = keyof typeof inputs | 'compact';
// SAFETY: the keys are the record's own.
const inputNames = Object.keys(inputs) as ReadonlyArray<keyof typeof inputs>;
const names: ReadonlyArray<Name> = [...inputNames, 'compact'];

// A server has no HTMLElement, and can still load this module.
const Base: typeof HTMLElement =
  typeof HTMLElement === 'undefined'
    ? // SAFETY: a server never constructs an element.
      (Object as unknown as typeof HTMLElement)
    : HTMLElement;

// ---------------------------------------------------------------------------------------------------------- element

/**
 * The element `<run-chart>`. `defineRunChart` registers it; docs/element.md lists its attributes and properties.
 *
 * @example
 * ```ts
 * import { RunChartElement } from 'runchart/element'
 *
 * assert.strictEqual(RunChartElement.observedAttributes.includes('state'), true)
 * ```
 * @category Element
 */
export class RunChartElement extends Base {
  static get observedAttributes(): ReadonlyArray<string> {
    return names;
  }

  readonly #given = new Map<Name, unknown>();
  readonly #stage: HTMLElement;
  readonly #tip: Tip;
  readonly #status: HTMLElement;
  readonly #problem: HTMLElement;
  #view = emptyView;
  #messages = '';
  #isScheduled = false;
  #theme: Theme | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    patchChildren(root, [
      xml('p', { id: 'problem', class: 'problem', role: 'alert', hidden: '' }),
      xml('div', { id: 'stage', class: 'stage' }),
      xml('div', { id: 'tip', class: 'tip', role: 'tooltip', hidden: '' }),
      xml('div', { id: 'status', class: 'status', role: 'status' }),
    ]);
    // SAFETY: the elements were created above.
    const part = (id: string): HTMLElement => root.getElementById(id) as unknown as HTMLElement;
    this.#problem = part('problem');
    this.#stage = part('stage');
    this.#tip = makeTip(this, this.#stage, part('tip'));
    this.#status = part('status');
    root.addEventListener('click', (event) => {
      this.#choose(event.target);
    });
    // SAFETY: the DOM dispatches events of these types with these classes.
    root.addEventListener('keydown', (event) => {
      this.#handleKey(event as KeyboardEvent);
    });
    root.addEventListener('pointerover', (event) => {
      this.#tip.explain(this.#view, this.#choiceAt(event.target), event as PointerEvent);
    });
    root.addEventListener('focusin', (event) => {
      const choice = this.#choiceAt(event.target);
      if (choice !== undefined) {
        this.#moveTabStop(choice);
        this.#tip.explain(this.#view, choice);
      }
    });
    root.addEventListener('focusout', () => {
      this.#tip.explain(this.#view, undefined);
    });
    this.addEventListener('pointerleave', () => {
      this.#tip.explain(this.#view, undefined);
    });
    // A document without layout, such as a test's, has no observers of sizes.
    if (typeof ResizeObserver !== 'undefined')
      new ResizeObserver(() => {
        this.#leaveOutSmallText();
      }).observe(this.#stage);
  }

  /** Called by the browser when the element is inserted into a document. */
  connectedCallback(): void {
    // Properties that a framework set before the element was registered hide the accessors of the class.
    names.forEach((name) => {
      if (Object.hasOwn(this, name)) {
        const value: unknown = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    });
    this.#schedule();
  }

  /** Called by the browser when an attribute changes. */
  attributeChangedCallback(name: Name, _: string | null, value: string | null): void {
    this.#set(name, name === 'compact' ? value !== null : value);
  }

  // ---- properties

  /** The run: a `RunInstance`, or its wire form as an object or JSON text. */
  get run(): RunInstance | undefined {
    return this.#read('run');
  }
  set run(value: unknown) {
    this.#set('run', value);
  }

  /** The state, for a page that has no more of the run. Defaults to the state of `run`. */
  get state(): RunState | undefined {
    return this.run?.state ?? this.#read('state');
  }
  set state(value: unknown) {
    this.#set('state', value);
  }

  /** The number of runs in each state: an object, or its JSON text. */
  get counts(): Counts {
    return this.#read('counts') ?? {};
  }
  set counts(value: unknown) {
    this.#set('counts', value);
  }

  /** How often each edge was taken, by source and event (`Running complete`): an object, or its JSON text. */
  get taken(): Taken {
    return this.#read('taken') ?? {};
  }
  set taken(value: unknown) {
    this.#set('taken', value);
  }

  /** The words of the page's language: an object, or its JSON text. */
  get labels(): RunChartLabels {
    return this.#read('labels') ?? {};
  }
  set labels(value: unknown) {
    this.#set('labels', value);
  }

  /** `light`, `dark` or `auto`, which follows the user's system. Defaults to `auto`. */
  get theme(): Theme {
    return this.#read('theme') ?? 'auto';
  }
  set theme(value: unknown) {
    this.#set('theme', value);
  }

  /** The direction in which the lifecycle runs, `down` or `right`. Defaults to `down`. */
  get direction(): Direction {
    return this.#read('direction') ?? 'down';
  }
  set direction(value: unknown) {
    this.#set('direction', value);
  }

  /** Shows the current state and its edges in one line instead of the picture. */
  get compact(): boolean {
    return this.#given.get('compact') === true;
  }
  set compact(value: unknown) {
    this.toggleAttribute('compact', value !== false && value !== undefined && value !== null);
  }

  #set(name: Name, value: unknown): void {
    this.#given.set(name, value);
    this.#schedule();
  }

  /** Decodes an input; a `left` says what is wrong with it. */
  #decode<N extends keyof typeof inputs>(name: N): E.Either<string, Input<N> | undefined> {
    // SAFETY: the decoder was looked up by this name.
    return inputs[name](this.#given.get(name)) as E.Either<string, Input<N> | undefined>;
  }

  #read<N extends keyof typeof inputs>(name: N): Input<N> | undefined {
    const decoded = this.#decode(name);
    return E.isRight(decoded) ? decoded.right : undefined;
  }

  // ---- rendering

  /** Renders once for all changes made in the same task. */
  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      if (this.isConnected) this.#render();
    });
  }

  #render(): void {
    this.#report(
      inputNames.flatMap((name) => {
        const decoded = this.#decode(name);
        return E.isLeft(decoded) ? [decoded.left] : [];
      }),
    );
    const before = this.#view;
    this.#view = nextView(before, {
      run: this.run,
      state: this.state,
      counts: this.counts,
      taken: this.taken,
      labels: this.labels,
      direction: this.direction,
      isCompact: this.compact,
      hasFocus: this.#hasFocus(),
    });
    this.#applyTheme();
    this.#draw();
    const { state } = this.#view;
    if (before.state !== undefined && state !== undefined && state !== before.state)
      this.#announce(before.state, state);
    this.#tip.update(this.#view);
  }

  #hasFocus(): boolean {
    return (this.shadowRoot?.activeElement ?? null) !== null;
  }

  #draw(): void {
    const focused = this.shadowRoot?.activeElement ?? undefined;
    patchChildren(this.#stage, [
      this.#view.isCompact ? barOf(this.#view) : pictureOf(this.#view),
      reasonsOf(this.#view),
    ]);
    // An edge loses the focus when it is moved in the tree, and a button when it is removed.
    const next =
      focused?.isConnected === false ? this.#stage.querySelector('[tabindex="0"]') : focused;
    // SAFETY: only edges and buttons can have the focus.
    (next as HTMLElement | SVGElement | null | undefined)?.focus();
  }

  #leaveOutSmallText(): void {
    const svg = this.#stage.querySelector<SVGSVGElement>('.runchart');
    const scale = svg === null ? 1 : svg.clientWidth / svg.viewBox.baseVal.width;
    const classes = tooSmallAt(scale).map((role) => `small-${role}`);
    this.#stage.className = ['stage', ...classes].join(' ');
  }

  #applyTheme(): void {
    const { theme } = this;
    if (theme === this.#theme || this.shadowRoot === null) return;
    this.#theme = theme;
    this.shadowRoot.adoptedStyleSheets = [shape, readable, colorsOf(theme)].map(sharedSheet);
  }

  #report(messages: ReadonlyArray<string>): void {
    const text = messages.join('\n');
    if (text === this.#messages) return;
    this.#messages = text;
    this.#problem.hidden = text === '';
    this.#problem.textContent = text;
    if (text !== '')
      this.dispatchEvent(new CustomEvent<RunChartErrorDetail>('error', { detail: { messages } }));
  }

  // ---- transitions

  #announce(from: RunState, to: RunState): void {
    const { labels } = this.#view;
    const state = stateWord(labels, to);
    const choice = this.#view.choices.find(
      ({ edge }) => edge.source === from && edge.target === to && from !== to,
    );
    this.#status.textContent =
      choice === undefined
        ? textOf(labels, 'current', { state })
        : textOf(labels, 'moved', { state, event: wordFor(labels.events, choice.edge.event) });
    if (choice !== undefined) travel(edgeElement(this.#stage, choice));
  }

  // ---- pointer and keyboard

  #edgeAt(target: EventTarget | null): Element | null {
    return target instanceof Element ? target.closest('[data-edge]') : null;
  }

  #choiceAt(target: EventTarget | null): Choice | undefined {
    return choiceOf(this.#view, this.#edgeAt(target)?.getAttribute('data-edge'));
  }

  #choose(target: EventTarget | null): void {
    const choice = this.#choiceAt(target);
    if (choice === undefined) return;
    if (choice.chosen === undefined) {
      this.#tip.explain(this.#view, choice);
      return;
    }
    this.dispatchEvent(
      new CustomEvent<EventChosen>('event-chosen', {
        detail: choice.chosen,
        bubbles: true,
        composed: true,
      }),
    );
  }

  #handleKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.#tip.explain(this.#view, undefined);
      return;
    }
    const choice = this.#choiceAt(event.target);
    if (choice === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const reachable = this.#view.choices.flatMap((other) => edgeElement(this.#stage, other) ?? []);
    const at = reachable.findIndex((element) => element === this.#edgeAt(event.target));
    const next = rovingIndex(event.key, at, reachable.length);
    if (next !== undefined) {
      event.preventDefault();
      reachable[next]?.focus();
      return;
    }
    // An HTML button turns these keys into a click by itself.
    if ((event.key === 'Enter' || event.key === ' ') && !(event.target instanceof HTMLElement)) {
      event.preventDefault();
      if (!event.repeat) this.#choose(event.target);
    }
  }

  #moveTabStop(choice: Choice): void {
    const key = keyOf(choice.edge);
    if (key === this.#view.tabStop) return;
    this.#view = { ...this.#view, tabStop: key };
    this.#draw();
  }
}

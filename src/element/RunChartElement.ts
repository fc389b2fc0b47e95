/* eslint-disable functional/no-classes, functional/no-this-expressions, functional/immutable-data, functional/no-let --
   a custom element is a class, and lives in a document that changes */
/**
 * `<run-chart>`: the lifecycle of a run in a page. It shows where a run stands and what may happen to it, tells when an event
 * is chosen, and says why another is refused. It never moves a run by itself.
 *
 * Whatever it is given is decoded. What is wrong is shown as text and told as an `error` event; nothing is thrown, and no
 * text becomes markup. It needs no inline style and no inline script.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Direction } from '../diagram/Layout.js';
import { measures } from '../diagram/Layout.js';
import type { Theme } from '../diagram/theme.js';
import { xml } from '../diagram/xml.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import type { Choice, EventChosen, Subject } from './choices.js';
import { choicesOf, keyOf } from './choices.js';
import type { Counts, Input, Taken } from './inputs.js';
import { inputs } from './inputs.js';
import { patchChildren } from './patch.js';
import { colorsOf, shape } from './styles.js';
import type { View } from './view.js';
import { barOf, pictureOf, reasonsOf, tipOf } from './view.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What an `error` event of the element tells: a line for each input that could not be read.
 * @category DOM events
 */
export interface RunChartErrorDetail {
  readonly messages: ReadonlyArray<string>;
}

/** What can be set, as a property and, in text, as an attribute of the same name. */
type Name = keyof typeof inputs | 'compact';
// SAFETY: the keys are the record's own.
const inputNames = Object.keys(inputs) as ReadonlyArray<keyof typeof inputs>;
const names: ReadonlyArray<Name> = [...inputNames, 'compact'];

// On a server there is no such class; the module can be loaded there all the same.
const Base: typeof HTMLElement =
  typeof HTMLElement === 'undefined'
    ? // SAFETY: no element is made there, the class is only named.
      (Object as unknown as typeof HTMLElement)
    : HTMLElement;

const sheetOf = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
};

/** One sheet for all elements of a page. */
const sheets = new Map<string, CSSStyleSheet>();
const sharedSheet = (css: string): CSSStyleSheet => {
  const sheet = sheets.get(css) ?? sheetOf(css);
  sheets.set(css, sheet);
  return sheet;
};

const EMPTY: View = {
  state: undefined,
  choices: [],
  counts: {},
  taken: {},
  direction: 'down',
  tabStop: undefined,
};

const TRAVEL = 700;

/** Slow at both ends. */
const eased = (t: number): number => (t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) * (1 - t));

// ---------------------------------------------------------------------------------------------------------- element

/**
 * The element `<run-chart>`. `defineRunChart` gives it its name; its attributes and properties are in docs/element.md.
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
  readonly #tip: HTMLElement;
  readonly #status: HTMLElement;
  readonly #problem: HTMLElement;
  #view = EMPTY;
  #messages = '';
  #isPlanned = false;
  #theme: Theme | undefined;
  #shown: string | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    patchChildren(root, [
      xml('p', { id: 'problem', class: 'problem', role: 'alert', hidden: '' }),
      xml('div', { id: 'stage', class: 'stage' }),
      xml('div', { id: 'tip', class: 'tip', role: 'tooltip', hidden: '' }),
      xml('div', { id: 'status', class: 'status', role: 'status' }),
    ]);
    // SAFETY: they have just been made.
    const part = (id: string): HTMLElement => root.getElementById(id) as unknown as HTMLElement;
    this.#problem = part('problem');
    this.#stage = part('stage');
    this.#tip = part('tip');
    this.#status = part('status');
    root.addEventListener('click', (event) => {
      this.#choose(event.target);
    });
    // SAFETY: events of these names are of these classes.
    root.addEventListener('keydown', (event) => {
      this.#press(event as KeyboardEvent);
    });
    root.addEventListener('pointerover', (event) => {
      this.#explain(this.#choiceAt(event.target), event as PointerEvent);
    });
    root.addEventListener('focusin', (event) => {
      const choice = this.#choiceAt(event.target);
      if (choice !== undefined) {
        this.#moveTabStop(choice);
        this.#explain(choice);
      }
    });
    root.addEventListener('focusout', () => {
      this.#explain(undefined);
    });
    this.addEventListener('pointerleave', () => {
      this.#explain(undefined);
    });
  }

  /** Called by the browser, when the element comes into a page. */
  connectedCallback(): void {
    // A framework may have set properties before the element got its name: they hide the accessors of the class.
    names.forEach((name) => {
      if (Object.hasOwn(this, name)) {
        const value: unknown = Reflect.get(this, name);
        Reflect.deleteProperty(this, name);
        Reflect.set(this, name, value);
      }
    });
    this.#plan();
  }

  /** Called by the browser, when an attribute is set. */
  attributeChangedCallback(name: Name, _: string | null, value: string | null): void {
    this.#give(name, name === 'compact' ? value !== null : value);
  }

  // ---- properties

  /** The run: a `RunInstance`, or its wire form as an object or as JSON text. */
  get run(): RunInstance | undefined {
    return this.#read('run');
  }
  set run(value: unknown) {
    this.#give('run', value);
  }

  /** Where the run stands: for a page that knows no more of it. If a run is given, it is the run's. */
  get state(): RunState | undefined {
    return this.run?.state ?? this.#read('state');
  }
  set state(value: unknown) {
    this.#give('state', value);
  }

  /** How many runs are in each state: an object, or its JSON text. */
  get counts(): Counts {
    return this.#read('counts') ?? {};
  }
  set counts(value: unknown) {
    this.#give('counts', value);
  }

  /** How often each edge was taken, by its source and its event (`Running complete`): an object, or its JSON text. */
  get taken(): Taken {
    return this.#read('taken') ?? {};
  }
  set taken(value: unknown) {
    this.#give('taken', value);
  }

  /** `light`, `dark` or `auto`, as the reader's system prefers, if there is none. */
  get theme(): Theme {
    return this.#read('theme') ?? 'auto';
  }
  set theme(value: unknown) {
    this.#give('theme', value);
  }

  /** `down`, if there is none, or `right`. */
  get direction(): Direction {
    return this.#read('direction') ?? 'down';
  }
  set direction(value: unknown) {
    this.#give('direction', value);
  }

  /** Where the run stands and what leaves there, in one line. */
  get compact(): boolean {
    return this.#given.get('compact') === true;
  }
  set compact(value: unknown) {
    this.toggleAttribute('compact', value !== false && value !== undefined && value !== null);
  }

  #give(name: Name, value: unknown): void {
    this.#given.set(name, value);
    this.#plan();
  }

  /** What an input stands for; a line that says what is wrong with it. */
  #decode<N extends keyof typeof inputs>(name: N): E.Either<string, Input<N> | undefined> {
    // SAFETY: the decoder was looked up by this very name.
    return inputs[name](this.#given.get(name)) as E.Either<string, Input<N> | undefined>;
  }

  #read<N extends keyof typeof inputs>(name: N): Input<N> | undefined {
    const decoded = this.#decode(name);
    return E.isRight(decoded) ? decoded.right : undefined;
  }

  // ---- rendering

  /** Several changes at once are shown once. */
  #plan(): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
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
    const { run, state } = this;
    const subject: Subject | undefined =
      run !== undefined
        ? { _tag: 'Run', run }
        : state !== undefined
          ? { _tag: 'State', state }
          : undefined;
    const before = this.#view;
    const choices = subject === undefined ? [] : choicesOf(subject);
    // The compact form has those of its state alone, which come first.
    const isThere = choices.some(
      ({ edge }) => keyOf(edge) === before.tabStop && (!this.compact || edge.source === state),
    );
    const moved = state !== undefined && state !== before.state;
    this.#view = {
      state,
      choices,
      counts: this.counts,
      taken: this.taken,
      direction: this.direction,
      tabStop:
        isThere && (!moved || this.#hasFocus())
          ? before.tabStop
          : choices.map(({ edge }) => keyOf(edge))[0],
    };
    this.#dress();
    this.#draw();
    if (moved && before.state !== undefined) this.#announce(before.state, state);
    const shown = this.#choiceOf(this.#shown);
    if (shown !== undefined && !this.#tip.hidden)
      patchChildren(this.#tip, tipOf(shown, this.#view.taken));
  }

  #hasFocus(): boolean {
    return (this.shadowRoot?.activeElement ?? null) !== null;
  }

  #draw(): void {
    const focused = this.shadowRoot?.activeElement ?? undefined;
    patchChildren(this.#stage, [
      this.compact ? barOf(this.#view) : pictureOf(this.#view),
      reasonsOf(this.#view),
    ]);
    // An edge that was moved among the others has lost it, and so has a button that is no longer there.
    const next =
      focused?.isConnected === false ? this.#stage.querySelector('[tabindex="0"]') : focused;
    // SAFETY: what can have the focus is one of these.
    (next as HTMLElement | SVGElement | null | undefined)?.focus();
  }

  #dress(): void {
    const { theme } = this;
    if (theme === this.#theme || this.shadowRoot === null) return;
    this.#theme = theme;
    this.shadowRoot.adoptedStyleSheets = [sharedSheet(shape), sharedSheet(colorsOf(theme))];
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

  // ---- a change of the state

  #announce(from: RunState, to: RunState): void {
    const choice = this.#view.choices.find(
      ({ edge }) => edge.source === from && edge.target === to && from !== to,
    );
    this.#status.textContent =
      choice === undefined ? `The run is in ${to}.` : `The run is in ${to}: ${choice.edge.event}.`;
    if (choice !== undefined) this.#travel(keyOf(choice.edge));
  }

  /** A token goes along an edge, unless the reader wants no motion. */
  #travel(key: string): void {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const edge = this.shadowRoot?.querySelector(`[data-edge="${CSS.escape(key)}"]`);
    const line = edge?.querySelector<SVGPathElement>('path.rc-line');
    const svg = line?.ownerSVGElement;
    if (line === null || line === undefined || svg === null || svg === undefined) return;
    svg.querySelector('.token')?.remove();
    const token = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    token.setAttribute('class', 'token');
    token.setAttribute('r', String(measures.dot));
    svg.append(token);
    const length = line.getTotalLength();
    let begin: number | undefined;
    const step = (now: number): void => {
      begin ??= now;
      const part = Math.min(1, (now - begin) / TRAVEL);
      // The line is drawn from its end.
      const { x, y } = line.getPointAtLength((1 - eased(part)) * length);
      token.setAttribute('cx', String(x));
      token.setAttribute('cy', String(y));
      if (part === 1 || !token.isConnected) token.remove();
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  // ---- pointer and keyboard

  #edgeAt(target: EventTarget | null): Element | null {
    return target instanceof Element ? target.closest('[data-edge]') : null;
  }

  #choiceOf(key: string | null | undefined): Choice | undefined {
    return this.#view.choices.find(({ edge }) => keyOf(edge) === key);
  }

  #choiceAt(target: EventTarget | null): Choice | undefined {
    return this.#choiceOf(this.#edgeAt(target)?.getAttribute('data-edge'));
  }

  #elementOf(choice: Choice): SVGElement | HTMLElement | undefined {
    return (
      this.#stage.querySelector<SVGElement>(`[data-edge="${CSS.escape(keyOf(choice.edge))}"]`) ??
      undefined
    );
  }

  #choose(target: EventTarget | null): void {
    const choice = this.#choiceAt(target);
    if (choice === undefined) return;
    if (choice.chosen === undefined) {
      this.#explain(choice);
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

  #press(event: KeyboardEvent): void {
    if (event.key === 'Escape') {
      this.#explain(undefined);
      return;
    }
    const choice = this.#choiceAt(event.target);
    if (choice === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const reachable = this.#view.choices.filter((other) => this.#elementOf(other) !== undefined);
    const at = reachable.indexOf(choice);
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: -1,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = reachable.at(step % reachable.length);
      if (next !== undefined) this.#elementOf(next)?.focus();
      return;
    }
    // A button of HTML makes a click of these by itself.
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

  // ---- tooltip

  /** Shows what there is to say about an edge: at the pointer, or beside the edge; nothing hides it. */
  #explain(choice: Choice | undefined, pointer?: PointerEvent): void {
    const key = choice === undefined ? undefined : keyOf(choice.edge);
    const isInTip = pointer?.target instanceof Node && this.#tip.contains(pointer.target);
    if (isInTip || (key === this.#shown && key !== undefined && pointer !== undefined)) return;
    this.#shown = key;
    this.#tip.hidden = choice === undefined;
    if (choice === undefined) return;
    patchChildren(this.#tip, tipOf(choice, this.#view.taken));
    const host = this.getBoundingClientRect();
    const element = this.#elementOf(choice);
    const anchor = (element?.querySelector('.rc-label') ?? element)?.getBoundingClientRect();
    const x = (pointer?.clientX ?? anchor?.left ?? 0) - host.left;
    const y = (pointer?.clientY ?? anchor?.bottom ?? 0) - host.top;
    const left = Math.max(0, Math.min(x, host.width - this.#tip.offsetWidth));
    this.#tip.style.left = `${String(left)}px`;
    this.#tip.style.top = `${String(y + 12)}px`;
  }
}

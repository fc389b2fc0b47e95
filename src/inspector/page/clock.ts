/** The instant from which ages are counted, and whether the page shows instants as ages. */
import { computed, effect, signal } from '@preact/signals';
import { asOfInstant } from '../asOf.js';
import { instant, relative, shortInstant, span } from './format.js';
import { dataset, place } from './state.js';

/** How often ages that are counted from now are written again, in milliseconds. */
const TICK = 10_000;

const KEY = 'runchart-instants';

const secondsNow = (): number => Math.floor(Date.now() / 1000);

const now = signal(secondsNow());

setInterval(() => {
  now.value = secondsNow();
}, TICK);

const remembered = (): boolean => {
  try {
    return window.localStorage.getItem(KEY) !== 'absolute';
  } catch {
    return true; // storage is blocked
  }
};

/** Are instants shown as ages? */
export const showsAges = signal(remembered());

effect(() => {
  try {
    window.localStorage.setItem(KEY, showsAges.value ? 'relative' : 'absolute');
  } catch {
    // Storage is blocked: the choice stays as long as the page.
  }
});

/** Shows instants as ages, or no longer. */
export const toggleAges = (): void => {
  showsAges.value = !showsAges.value;
};

/** The instant from which ages are counted. */
export const asOf = computed((): number => {
  const { latest, sources } = dataset.value;
  const isOpen =
    place.value.view === 'play' ||
    sources.some(({ phase }) => phase === 'following' || phase === 'connected');
  return asOfInstant(latest, isOpen, now.value);
});

/** An instant as people say it: its age, with the instant in the title, or the other way round. */
export const when = (at: number): { readonly text: string; readonly title: string } => {
  const [age, absolute] = [relative(at, asOf.value), instant(at)];
  return showsAges.value ? { text: age, title: absolute } : { text: absolute, title: age };
};

/** The same in a narrow column: `3 d 4 h`, or `Jan 6 09:00`. */
export const shortWhen = (at: number): { readonly text: string; readonly title: string } => {
  const age = relative(at, asOf.value);
  return showsAges.value
    ? { text: at <= asOf.value ? span(asOf.value - at) : age, title: `${instant(at)}, ${age}` }
    : { text: shortInstant(at), title: `${instant(at)}, ${age}` };
};

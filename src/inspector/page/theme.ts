/** Dark or light: as the system prefers, unless the reader says otherwise. The colours are those of the diagram. */
import { computed, effect, signal } from '@preact/signals';
import { paletteOf } from '../../diagram/theme.js';

/** What the reader chose. */
export type Choice = 'auto' | 'light' | 'dark';

const KEY = 'runchart-theme';

const choices: ReadonlyArray<Choice> = ['auto', 'light', 'dark'];

const remembered = (): Choice => {
  try {
    const text = window.localStorage.getItem(KEY);
    return choices.find((choice) => choice === text) ?? 'auto';
  } catch {
    return 'auto'; // a browser that keeps nothing for pages
  }
};

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(prefersDark.matches);
prefersDark.addEventListener('change', ({ matches }) => {
  systemIsDark.value = matches;
});

/** What the reader chose. */
const choice = signal<Choice>(remembered());

/** What is shown. */
export const theme = computed((): 'light' | 'dark' => {
  if (choice.value === 'auto') return systemIsDark.value ? 'dark' : 'light';
  return choice.value;
});

/** The other of the two; where that is what the system prefers, the system is followed again. */
export const toggleTheme = (): void => {
  const other = theme.value === 'dark' ? 'light' : 'dark';
  choice.value = (other === 'dark') === systemIsDark.value ? 'auto' : other;
  try {
    window.localStorage.setItem(KEY, choice.value);
  } catch {
    // A browser that keeps nothing: the choice lasts as long as the page.
  }
};

effect(() => {
  const { style, dataset } = document.documentElement;
  dataset['theme'] = theme.value;
  for (const [paint, color] of Object.entries(paletteOf(theme.value)))
    style.setProperty(`--${paint}`, color);
});

/** The theme: the system's preference, or the user's choice. Its colours are the diagram's palette. */
import { computed, effect, signal } from '@preact/signals';
import { paletteOf } from '../../diagram/theme.js';

/** The user's choice. */
export type Choice = 'auto' | 'light' | 'dark';

const KEY = 'runchart-theme';

const choices: ReadonlyArray<Choice> = ['auto', 'light', 'dark'];

const remembered = (): Choice => {
  try {
    const text = window.localStorage.getItem(KEY);
    return choices.find((choice) => choice === text) ?? 'auto';
  } catch {
    return 'auto'; // storage is blocked
  }
};

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(prefersDark.matches);
prefersDark.addEventListener('change', ({ matches }) => {
  systemIsDark.value = matches;
});

/** The user's choice. */
const choice = signal<Choice>(remembered());

/** Is something printed on paper? It is light. */
export const printsOnPaper = signal(false);

/** The theme that is shown. */
export const theme = computed((): 'light' | 'dark' => {
  if (printsOnPaper.value) return 'light';
  if (choice.value === 'auto') return systemIsDark.value ? 'dark' : 'light';
  return choice.value;
});

/** Switches the theme. Switching to the system's current theme follows the system again. */
export const toggleTheme = (): void => {
  const other = theme.value === 'dark' ? 'light' : 'dark';
  choice.value = (other === 'dark') === systemIsDark.value ? 'auto' : other;
  try {
    window.localStorage.setItem(KEY, choice.value);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
};

effect(() => {
  const { style, dataset } = document.documentElement;
  dataset['theme'] = theme.value;
  for (const [paint, color] of Object.entries(paletteOf(theme.value)))
    style.setProperty(`--${paint}`, color);
});

/** The theme: the system's preference until the user chooses. */
import { useEffect, useState } from 'react';
import { themeCss } from 'runchart/diagram';

/** A theme. */
export type Look = 'light' | 'dark';

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const preferred = (): Look => (prefersDark.matches ? 'dark' : 'light');

/** The colours of states, as in the chart. */
const colors = new CSSStyleSheet();
document.adoptedStyleSheets = [colors];

/** The theme, and the function that switches it. */
export const useTheme = (): readonly [Look, () => void] => {
  const [system, setSystem] = useState(preferred);
  const [chosen, choose] = useState<Look>();
  const theme = chosen ?? system;
  useEffect(() => {
    const follow = (): void => {
      setSystem(preferred());
    };
    prefersDark.addEventListener('change', follow);
    return () => {
      prefersDark.removeEventListener('change', follow);
    };
  }, []);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    colors.replaceSync(themeCss(theme));
  }, [theme]);
  return [
    theme,
    () => {
      choose(theme === 'dark' ? 'light' : 'dark');
    },
  ];
};

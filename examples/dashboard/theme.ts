/** Dark or light: as the system prefers, until the reader says otherwise. */
import { useEffect, useState } from 'react';
import { themeCss } from 'runchart/diagram';

/** What the page looks like. */
export type Look = 'light' | 'dark';

const prefersDark = window.matchMedia('(prefers-color-scheme: dark)');
const preferred = (): Look => (prefersDark.matches ? 'dark' : 'light');

/** The colours of states, which are those of the chart. */
const colors = new CSSStyleSheet();
document.adoptedStyleSheets = [colors];

/** How the page looks, and how to change it. */
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

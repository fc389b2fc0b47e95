/** The style sheets of the element. It has no inline styles, so a page's policy may forbid them. */
import { FONT_FAMILY } from '../diagram/metrics.js';
import type { Theme } from '../diagram/theme.js';
import { pageColors, themeCss } from '../diagram/theme.js';

const light = `
  --rc-ink: #1f2328; --rc-muted: #59636e; --rc-accent: #0969da; --rc-surface: #ffffff; --rc-border: #848d97;
  --rc-soft: #f4f5f7; --rc-problem: #cf222e; --rc-page: ${pageColors.light}; color-scheme: light;`;
const dark = `
  --rc-ink: #e6edf3; --rc-muted: #9aa4af; --rc-accent: #4493f8; --rc-surface: #161b22; --rc-border: #6e7681;
  --rc-soft: #1a1f26; --rc-problem: #f85149; --rc-page: ${pageColors.dark}; color-scheme: dark;`;

const variables: Readonly<Record<Theme, string>> = {
  light: `:host{${light}}`,
  dark: `:host{${dark}}`,
  auto: `:host{${light}}@media (prefers-color-scheme: dark){:host{${dark}}}`,
};

/** Writes the colours of a theme. */
export const colorsOf = (theme: Theme): string => `${themeCss(theme)}${variables[theme]}`;

/** The rules other than colours. */
export const shape = `:host{font:14px/1.4 ${FONT_FAMILY}}${
  /* css */ `
:host { display: block; position: relative; color: var(--rc-ink);
  background: var(--run-chart-background, var(--rc-page)); }
:host([hidden]) { display: none; }
:host([compact]) { display: inline-block; }
svg { display: block; max-width: 100%; height: auto; margin: 0 auto; overflow: visible; }
rect.rc-hit { pointer-events: all; }
path.rc-hit { pointer-events: stroke; }
.rc-edge[role] { outline: none; cursor: help; }
.rc-edge.legal { cursor: pointer; }
.rc-edge.legal > .rc-line { stroke: var(--rc-accent); stroke-width: 2.5; }
.rc-edge.legal > .rc-head, .rc-edge.legal .rc-event { fill: var(--rc-accent); }
.rc-edge.rc-row.legal > .rc-hit { stroke: var(--rc-accent); stroke-width: 1.5; }
.rc-edge:hover > path.rc-hit { stroke: var(--rc-border); stroke-opacity: 0.25; }
.rc-edge.legal:hover > path.rc-hit { stroke: var(--rc-accent); }
.rc-edge:focus-visible > path.rc-hit { stroke: var(--rc-accent); stroke-opacity: 0.35; }
.rc-edge:focus-visible rect.rc-hit { stroke: var(--rc-accent); stroke-width: 2; rx: 5px; }
.token { fill: var(--rc-accent); stroke: var(--rc-surface); stroke-width: 2; pointer-events: none; }
.tip {
  position: absolute; z-index: 1; box-sizing: border-box; width: max-content; max-width: min(30em, 100%);
  padding: 8px 12px; border: 1px solid var(--rc-border); border-radius: 8px;
  background: var(--rc-surface); color: var(--rc-ink); box-shadow: 0 4px 16px rgb(0 0 0 / 0.2); overflow-wrap: anywhere;
}
.tip[hidden] { display: none; }
.tip strong { display: block; unicode-bidi: plaintext; }
.tip span { display: block; color: var(--rc-muted); unicode-bidi: plaintext; }
.problem { unicode-bidi: plaintext; margin: 0 0 8px; padding: 8px 12px; border-inline-start: 3px solid var(--rc-problem); background: var(--rc-soft); overflow-wrap: anywhere; white-space: pre-line; }
.status, .reasons { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.bar { display: flex; flex-wrap: wrap; gap: 6px; align-items: center; }
.now { display: inline-flex; gap: 6px; align-items: center; font-weight: 700; }
.now svg { width: 18px; height: 18px; margin: 0; }
.rc-glyph { fill: none; stroke-linecap: round; stroke-linejoin: round; stroke-width: 1.8; }
.arrow { display: inline-block; color: var(--rc-muted); }
.arrow:dir(rtl) { transform: scaleX(-1); }
.small-guard .rc-guard, .small-action .rc-action, .small-reason .rc-reason { display: none; }
button {
  font: inherit; padding: 4px 12px; border: 1.5px solid var(--rc-accent); border-radius: 999px;
  background: transparent; color: var(--rc-accent); cursor: pointer;
}
button:hover { background: var(--rc-soft); }
button:focus-visible { outline: 2px solid var(--rc-accent); outline-offset: 2px; }
button[aria-disabled='true'] { border-color: var(--rc-border); border-style: dashed; color: var(--rc-muted); cursor: help; }
@media (prefers-reduced-motion: no-preference) {
  .rc-box, .rc-line, .rc-head, .rc-event { transition: stroke 0.3s, fill 0.3s, stroke-width 0.3s; }
  .rc-halo { animation: rc-appear 0.4s; }
}
@keyframes rc-appear { from { opacity: 0; } }
@media (forced-colors: active) {
  .runchart { background: var(--rc-page); forced-color-adjust: none; }
  .tip, button { border-color: CanvasText; }
  .rc-icon { forced-color-adjust: none; }
  .rc-edge:focus-visible > path.rc-hit { stroke: Highlight; }
}
`
}`;

/** The style sheet and the script of a statechart's page. The page loads nothing, and its policy allows this script alone. */

export const pageStyle = /* css */ `
:root { color-scheme: light dark; }
body { margin: 0; font: 15px/1.5 Helvetica, Arial, 'Liberation Sans', sans-serif; color: var(--ink); background: var(--page); }
header { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 8px 16px; background: var(--page); border-bottom: 1px solid var(--line); }
h1 { font-size: 18px; margin: 0 auto 0 0; }
h2 { font-size: 16px; }
input, button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; }
:focus-visible { outline: 2px solid var(--active); outline-offset: 1px; }
#picture { overflow: auto; max-height: 75vh; padding: 16px; cursor: grab; border-bottom: 1px solid var(--line); }
#picture svg { display: block; margin: auto; }
main { padding: 0 16px 32px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 700; padding: 24px 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th[scope=row] button { border: 0; padding: 0; text-align: left; text-decoration: underline; cursor: pointer; }
.found > rect:first-of-type, .found > path:first-of-type { stroke-width: 4; }
.other { opacity: 0.25; }
`;

export const pageScript = `'use strict';
const picture = document.getElementById('picture');
const svg = picture.querySelector('svg');
const search = document.getElementById('search');
const count = document.getElementById('count');
const size = { width: svg.width.baseVal.value, height: svg.height.baseVal.value };
const states = [...svg.querySelectorAll('[data-state]')];
const rows = [...document.querySelectorAll('tbody tr')];
let scale = 1;
const zoom = (next, x = picture.clientWidth / 2, y = picture.clientHeight / 2) => {
  const before = scale;
  scale = Math.min(8, Math.max(0.05, next));
  svg.setAttribute('width', size.width * scale);
  svg.setAttribute('height', size.height * scale);
  picture.scrollLeft = ((picture.scrollLeft + x) * scale) / before - x;
  picture.scrollTop = ((picture.scrollTop + y) * scale) / before - y;
};
const fit = () => zoom(Math.min(1, (picture.clientWidth - 32) / size.width));
const show = (id) => {
  const state = states.find((other) => other.dataset.state === id);
  if (state === undefined) return;
  state.scrollIntoView({ block: 'center', inline: 'center' });
  picture.focus({ preventScroll: true });
};
const find = () => {
  const words = search.value.trim().toLowerCase();
  const has = (text) => text.toLowerCase().includes(words);
  let found = 0;
  for (const row of rows) row.hidden = words !== '' && !has(row.textContent);
  for (const state of states) {
    const isFound = words !== '' && has(state.dataset.state);
    found += isFound ? 1 : 0;
    state.classList.toggle('found', isFound);
    state.classList.toggle('other', words !== '' && !isFound);
  }
  count.textContent = words === '' ? '' : found + (found === 1 ? ' state' : ' states');
};
search.addEventListener('input', find);
search.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  const found = svg.querySelector('.found');
  if (found !== null) show(found.dataset.state);
});
document.addEventListener('click', (event) => {
  const { zoomBy, show: id } = event.target.dataset ?? {};
  if (zoomBy === 'fit') fit();
  else if (zoomBy !== undefined) zoom(scale * Number(zoomBy));
  if (id !== undefined) show(id);
});
picture.addEventListener('wheel', (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  const { left, top } = picture.getBoundingClientRect();
  zoom(scale * Math.exp(-event.deltaY / 300), event.clientX - left, event.clientY - top);
}, { passive: false });
picture.addEventListener('pointerdown', ({ button, pointerId, clientX, clientY }) => {
  if (button !== 0) return;
  const { scrollLeft, scrollTop } = picture;
  const move = (event) => {
    picture.scrollLeft = scrollLeft + clientX - event.clientX;
    picture.scrollTop = scrollTop + clientY - event.clientY;
  };
  picture.setPointerCapture(pointerId);
  picture.addEventListener('pointermove', move);
  picture.addEventListener('lostpointercapture', () => picture.removeEventListener('pointermove', move), { once: true });
});
document.addEventListener('keydown', (event) => {
  if (event.target === search) return;
  if (event.key === '/') { event.preventDefault(); search.focus(); }
  if (event.key === '+') zoom(scale * 1.25);
  if (event.key === '-') zoom(scale / 1.25);
  if (event.key === '0') fit();
});
fit();
`;

/** The hash by which the page's policy knows its script. A test computes it. */
export const pageScriptHash = 'sha256-TODO';

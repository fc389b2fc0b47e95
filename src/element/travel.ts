/** Animates a token along an edge after a run has taken it. */
import { measures } from '../diagram/Layout.js';

/** The duration of the animation, in milliseconds. */
const DURATION = 700;

/** Eases in and out. */
const eased = (t: number): number => (t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) * (1 - t));

/** Sends a token along the line of an edge, unless the user prefers reduced motion. */
export const travel = (edge: Element | undefined): void => {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const line = edge?.querySelector<SVGPathElement>('path.rc-line') ?? undefined;
  const svg = line?.ownerSVGElement ?? undefined;
  if (line === undefined || svg === undefined) return;
  svg.querySelector('.token')?.remove();
  const token = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
  token.setAttribute('class', 'token');
  token.setAttribute('r', String(measures.dot));
  svg.append(token);
  const length = line.getTotalLength();
  const step = (start: number, now: number): void => {
    const part = Math.min(1, (now - start) / DURATION);
    // The path of a line begins at its arrowhead.
    const { x, y } = line.getPointAtLength((1 - eased(part)) * length);
    token.setAttribute('cx', String(x));
    token.setAttribute('cy', String(y));
    if (part === 1 || !token.isConnected) token.remove();
    else
      requestAnimationFrame((next) => {
        step(start, next);
      });
  };
  requestAnimationFrame((now) => {
    step(now, now);
  });
};

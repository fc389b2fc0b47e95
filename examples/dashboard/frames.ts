/** Animation frames. */

/** Calls a function once a frame with the milliseconds since the last, and returns the function that stops it. */
export const everyFrame = (work: (milliseconds: number) => void): (() => void) => {
  let before: number | undefined;
  const frame = (now: number): void => {
    asked = requestAnimationFrame(frame);
    work(now - (before ?? now));
    before = now;
  };
  let asked = requestAnimationFrame(frame);
  return () => {
    cancelAnimationFrame(asked);
  };
};

/** The page's own frames. */

/** Calls once a frame, with the milliseconds since the one before. Gives back how to stop. */
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

/**
 * How far the reading has come, shown on standard error while it is a terminal and nowhere else: a bar if the size of
 * the input is known, a counter if it is not.
 */
import cliProgress from 'cli-progress';
import * as O from 'fp-ts/lib/Option.js';
import { undoWhenInterrupted } from './exit.js';
import { count, span } from './format.js';
import type { Output } from './output.js';

/** A progress that is shown. */
export interface Progress {
  readonly update: (bytes: number, lines: number) => void;
  /** Makes way for a message, and comes back after it. */
  readonly aside: (message: () => Promise<unknown>) => Promise<void>;
  readonly stop: () => void;
}

/** A progress on an output, of a number of bytes if it is known; what is counted beside them has a name. */
export const makeProgress = (
  { stream }: Output,
  total: O.Option<number>,
  counted = 'lines',
): Progress => {
  const bar = new cliProgress.SingleBar({
    stream,
    // Then there is no bar, and none of what follows does anything.
    noTTYOutput: false,
    format: O.isSome(total)
      ? `{bar} {percentage}%  {lines} ${counted}  {eta_formatted} left`
      : `{lines} ${counted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    // cli-progress hands over a word while it cannot tell yet.
    formatTime: (seconds) => (Number.isFinite(seconds) ? span(Math.ceil(seconds)) : 'some time'),
    hideCursor: true,
    clearOnComplete: true,
    // Ours: cli-progress's own would swallow the signal.
    gracefulExit: false,
  });
  const size = O.getOrElse(() => 0)(total);
  const now = { bytes: 0, lines: 0 };
  const payload = (): { readonly lines: string } => ({ lines: count(now.lines) });
  const show = (): void => {
    bar.start(size, Math.min(now.bytes, size), payload());
  };
  const hide = (): void => {
    bar.stop();
  };
  const forget = undoWhenInterrupted(hide);
  show();
  return {
    update: (bytes, lines) => {
      Object.assign(now, { bytes, lines });
      bar.update(Math.min(bytes, size), payload());
    },
    aside: async (message) => {
      hide();
      await message();
      show();
    },
    stop: () => {
      hide();
      forget();
    },
  };
};

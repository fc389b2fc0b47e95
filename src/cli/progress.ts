/**
 * Shows the progress of reading on standard error, if it is a terminal: a bar if the size of the input is known, and a counter
 * otherwise.
 */
import * as O from 'fp-ts/lib/Option.js';
import { undoWhenInterrupted } from './exit.js';
import { count, span } from './format.js';
import type { Output } from './output.js';

/** A progress display. */
export interface Progress {
  readonly update: (bytes: number, lines: number) => void;
  /** Hides the display while a message is written. */
  readonly aside: (message: () => Promise<unknown>) => Promise<void>;
  readonly stop: () => void;
}

const hidden: Progress = {
  update: () => undefined,
  aside: async (message) => {
    await message();
  },
  stop: () => undefined,
};

/** Shows a progress display; `total` is in bytes, and `counted` names the items counted. */
export const makeProgress = async (
  { stream }: Output,
  total: O.Option<number>,
  counted = 'lines',
): Promise<Progress> => {
  // `isTTY` is declared as `true`, but is missing for a file or a pipe.
  if ((stream.isTTY as boolean | undefined) !== true) return hidden;
  const { default: cliProgress } = await import('cli-progress');
  const bar = new cliProgress.SingleBar({
    stream,
    format: O.isSome(total)
      ? `{bar} {percentage}%  {lines} ${counted}  {eta_formatted} left`
      : `{lines} ${counted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    // cli-progress passes a word while the time is unknown.
    formatTime: (seconds) => (Number.isFinite(seconds) ? span(Math.ceil(seconds)) : 'some time'),
    hideCursor: true,
    clearOnComplete: true,
    // cli-progress's own handler would swallow the signal; `undoWhenInterrupted` replaces it.
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

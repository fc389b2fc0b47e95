/** The flags that limit what the command reads. */
import type { Command } from 'commander';
import { integerFrom } from './args.js';
import { DEFAULT_LIMITS, setLimits } from './limits.js';

/** In MiB; V8 makes no longer texts. */
const MAX_LINE = 500;

/** Adds the flags to the program, which sets the limits before any of its commands runs. */
export const withLimitFlags = (program: Command): Command =>
  program
    .option(
      '--max-line <MIB>',
      'the longest line that is read; a longer one is malformed',
      integerFrom(1, MAX_LINE),
      DEFAULT_LIMITS.maxLine,
    )
    .option(
      '--max-inflated <MIB>',
      'the most that is read of a gzipped file, once it is inflated',
      integerFrom(1, Number.MAX_SAFE_INTEGER),
      DEFAULT_LIMITS.maxInflated,
    )
    .hook('preAction', () => {
      setLimits(program.opts<typeof DEFAULT_LIMITS>());
    });

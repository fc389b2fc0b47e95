/** Loaded before a program: writes the most memory that it ever held, in bytes, to the file descriptor 3 at its end. */
import { writeSync } from 'node:fs';

process.once('exit', () => {
  writeSync(3, String(process.resourceUsage().maxRSS * 1024));
});

/** Preloaded into a program: writes its peak memory in bytes to file descriptor 3 at exit. */
import { writeSync } from 'node:fs';

process.once('exit', () => {
  writeSync(3, String(process.resourceUsage().maxRSS * 1024));
});

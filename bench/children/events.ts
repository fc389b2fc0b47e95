/** As `readline.ts`, but with events, which need no promise per line. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

let lines = 0;
createInterface({ input: createReadStream(process.argv[2] ?? '') })
  .on('line', (line) => {
    JSON.parse(line);
    lines += 1;
  })
  .on('close', () => {
    process.stdout.write(String(lines));
  });

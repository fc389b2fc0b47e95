/** The same peer by `readline`'s events, which take no promise a line. */
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

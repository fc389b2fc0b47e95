/** The peer of a replay: `readline` and `JSON.parse` alone, the minimum for reading a journal in Node. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

let lines = 0;
for await (const line of createInterface({ input: createReadStream(process.argv[2] ?? '') })) {
  JSON.parse(line);
  lines += 1;
}
process.stdout.write(String(lines));

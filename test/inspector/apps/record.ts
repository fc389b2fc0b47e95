/**
 * Writes a recording of the example apps to standard output, as `fixtures/apps.ndjson` has it:
 *
 *   npx esbuild test/inspector/apps/record.ts --bundle --platform=node --format=esm --packages=external |
 *     node --input-type=module > test/fixtures/apps.ndjson
 */
import { createActor } from 'xstate';
import { inspectLines } from '../../../src/inspector/app.js';
import { editor, office } from './examples.js';

const inspect = inspectLines((line) => {
  console.log(line);
});

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 5);
  });

const writing = createActor(editor, { id: 'editor', systemId: 'editor', inspect }).start();
writing.send({ type: 'SAVE' });
writing.send({ type: 'TYPE', text: 'abc' });
writing.send({ type: 'DISCARD' });
writing.send({ type: 'PING' });
writing.send({ type: 'BREAK' });
writing.send({ type: 'SAVE' });
writing.send({ type: 'BOLD' });
writing.send({ type: 'LOCK' });
writing.send({ type: 'BOLD' });
for (let i = 0; i < 40; i += 1) {
  writing.send({ type: 'TYPE', text: 'x'.repeat(1 + (i % 5)) });
  writing.send({ type: 'SAVE' });
}
writing.send({ type: 'TYPE', text: 'much too long' });

const working = createActor(office, { id: 'office', inspect });
working.subscribe({ error: () => undefined });
working.start();
for (const type of ['HIRE', 'HIRE', 'HIRE', 'ASSIGN', 'ASSIGN', 'SACK', 'ASSIGN'] as const)
  working.send({ type });
working.send({ type: 'ASK', fails: true });
await pause();
working.send({ type: 'ASK', fails: false });
await pause();
working.send({ type: 'HURT' });
await pause();

/** What the workers do: work for a while, fail now and then, and tell how far they are. */
import { setTimeout as wait } from 'node:timers/promises';
import { complete, continueLater, retry } from 'runchart/store';

export default {
  resize: async ({ payload, progress }) => {
    progress({ done: 0.5 });
    await wait(20 + 60 * Math.random());
    return complete({ width: payload.width / 2 });
  },
  send: async ({ failures }) => {
    await wait(30 * Math.random());
    return failures < 2 ? retry('the mail server is busy', { afterMs: 300 }) : complete();
  },
  crawl: ({ run }) => (run.attemptCount < 3 ? continueLater({ afterMs: 100 }) : complete()),
};

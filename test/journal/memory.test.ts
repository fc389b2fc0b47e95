/** What a replay keeps in memory. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { makeReplayer, replay } from '../../src/index.js';
import { right, runId } from '../support/arbitraries.js';

const born = (id: number): string =>
  JSON.stringify({
    op: 'new_scheduled_with_id',
    ...{ run_id: runId(id), task_id: runId(99), scheduled_at: 5, created_at: 1 },
  });

describe('a replay', () => {
  it('keeps the runs, not the journal', async () => {
    const n = 100_000;
    const source = function* (): Generator<string> {
      yield born(1);
      yield born(2);
      for (let i = 0; i < n; i += 1)
        yield JSON.stringify({
          op: 'promote_to_ready',
          run_id: runId(1 + (i % 2)),
          command_id: runId(10_000 + i),
        });
    };
    const result = right(await replay({ history: 3 })(source())());
    expect(result).toMatchObject({ lines: n + 2, accepted: 4 });
    expect([...result.runs.keys()]).toHaveLength(2);
    for (const id of [1, 2]) expect(result.history(runId(id))).toHaveLength(3);
  });

  it('keeps ids, not the text that they were read from', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const n = 1_000;
    const around = 64 * 1024;
    const replayer = makeReplayer({ history: 0 });
    const before = used();
    for (let i = 1; i <= n; i += 1) {
      const line = born(i);
      // A slice of a larger text, as lines are.
      replayer.line(Buffer.alloc(around, line).toString('latin1').slice(0, line.length));
    }
    expect(used() - before).toBeLessThan((n * around) / 10);
    expect(replayer.result().runs.size).toBe(n);
  });
});

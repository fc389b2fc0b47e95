/** Types of the hook: it accepts only sources, and returns their snapshot, including refusals of the server. */
import type { Either } from 'fp-ts/lib/Either.js';
import type { Option } from 'fp-ts/lib/Option.js';
import { describe, expect, test } from 'tstyche';
import type { RunInstance, RunView, ViewAction } from '../../src/index.js';
import type { LiveRefusal, RejectedEvent, RunSource, RunTransport } from '../../src/live/index.js';
import { createRunStore } from '../../src/live/index.js';
import type { LiveRun } from '../../src/react/index.js';
import { useRun } from '../../src/react/index.js';

interface Forbidden {
  readonly _tag: 'Forbidden';
}

declare const run: RunInstance;
declare const source: RunSource;
declare const guarded: RunSource<Forbidden>;
declare const transport: RunTransport<Forbidden>;

describe('useRun', () => {
  test('returns the run, its actions and its send', () => {
    expect(useRun(source)).type.toBe<LiveRun>();
    expect(useRun(source).run).type.toBe<RunView>();
    expect(useRun(source).actions).type.toBe<ReadonlyArray<ViewAction>>();
    expect(useRun(source).send({ type: 'lease' })).type.toBe<
      Promise<Either<LiveRefusal, RunView>>
    >();
  });

  test("includes the server's own refusals", () => {
    expect(useRun(guarded).lastError).type.toBe<Option<RejectedEvent<LiveRefusal<Forbidden>>>>();
    expect<Forbidden>().type.toBeAssignableTo<LiveRefusal<Forbidden>>();
    expect<Forbidden>().type.not.toBeAssignableTo<LiveRefusal>();
    expect(useRun(createRunStore(run, { transport }))).type.toBe<LiveRun<Forbidden>>();
  });

  test('accepts a source but not a run, and its send only events of the chart', () => {
    expect(useRun).type.not.toBeCallableWith(run);
    expect(useRun).type.not.toBeCallableWith();
    expect(useRun<never>).type.not.toBeCallableWith(guarded);
    expect(useRun(source).send).type.toBeCallableWith({ type: 'cancel' });
    expect(useRun(source).send).type.not.toBeCallableWith({ type: 'nope' });
    expect(useRun(source).send).type.not.toBeCallableWith({ type: 'attempt.start' });
    expect(useRun(source)).type.not.toHaveProperty('resend');
  });
});

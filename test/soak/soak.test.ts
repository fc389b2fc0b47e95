/** The soak: it finds a fault in a copy of each subject and shrinks it, and none in the subjects themselves. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it, jest } from '@jest/globals';
import type { TestCase } from '../../src/testing/index.js';
import { inProcess } from '../../src/testing/runSuite.js';
import { INITIAL } from '../../src/testing/score/Engine.js';
import { mutants } from '../../src/testing/score/mutants.js';
import { root } from '../cli/runchart.js';
import { plant, prepare, sourceOf, typescript } from '../testing/subjects.js';
import { findQuick, findSlow, hostFaults, localHost, quickFaults, storeFaults } from './faults.js';
import { compareForeign, scenariosOf } from './foreign.js';
import { openPGliteStore } from './places.js';
import { compareSlow, walkOf } from './play.js';
import { hostSubject } from './subjects/host.js';
import { storeSubject } from './subjects/store.js';

// Everything here shares the machine with other tests.
jest.setTimeout(60_000);

describe('a fault is found and shrunk', () => {
  it.each([...quickFaults])('$name', async ({ subject, most }) => {
    const found = await findQuick(subject, 100);
    expect(found).toBeDefined();
    expect(found?.commands.length).toBeLessThanOrEqual(most);
  });

  it.each([...hostFaults])('$name', async ({ subject, most }) => {
    const found = await findSlow(subject, 10, 120);
    expect(found).toBeDefined();
    expect(found?.commands.length).toBeLessThanOrEqual(most);
  });

  it.each(storeFaults.slice(0, 1))('$name', async ({ subject }) => {
    const found = await findSlow(subject, 2, 40, { tries: 30, seconds: Infinity });
    await subject.close();
    expect(found).toBeDefined();
    expect(found?.commands.length).toBeLessThan(20);
  });

  // Each with its first walks alone: what they do not find, other walks do.
  const kinds = ['guard off by one', 'error field wrong', 'edge retargeted', 'new run wrong'];
  const engines = mutants().filter(
    ({ kind }, i, all) => kinds.includes(kind) && all.findIndex((m) => m.kind === kind) === i,
  );
  const scenarios = Array.from({ length: 40 }, (_, walk) =>
    scenariosOf(`walk-${String(walk)}`, walkOf(1, walk)),
  ).flat();

  it.each(engines)('$kind, in an engine that gets scenarios', async ({ engine }) => {
    const answers = ({ steps }: TestCase): ReadonlyArray<unknown> => {
      let held = INITIAL;
      return steps.map(({ step, written }) => {
        const [after, outcome] = engine(held, step, written);
        held = after;
        return outcome;
      });
    };
    const { report } = await compareForeign(inProcess(answers), scenarios);
    expect(report).toContain('minimal scenario');
  });
});

describe('no difference is found', () => {
  it('in a host', async () => {
    const walks = Array.from({ length: 4 }, (_, walk) => walkOf(2, walk));
    expect(await compareSlow(hostSubject(localHost()), walks)).toStrictEqual({
      steps: 1000,
      found: undefined,
    });
  });

  it('in a store', async () => {
    const subject = storeSubject('pglite', openPGliteStore);
    const walks = Array.from({ length: 6 }, (_, walk) => walkOf(2, walk, 30));
    const { steps, found } = await compareSlow(subject, walks);
    await subject.close();
    expect(found).toBeUndefined();
    expect(steps).toBeGreaterThan(90);
  });
});

describe('npm run soak', () => {
  const soak = (...flags: ReadonlyArray<string>): Promise<{ readonly stdout: string }> =>
    promisify(execFile)('npm', ['run', '--silent', 'soak', '--', ...flags], { cwd: root });

  const failing = async (...flags: ReadonlyArray<string>): Promise<string> => {
    const failed: unknown = await soak(...flags).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 1 });
    // SAFETY: the error of `execFile` has the output.
    return (failed as { readonly stdout: string }).stdout;
  };

  it('finds no difference, and says how many steps were compared', async () => {
    const engine = prepare(typescript);
    const { stdout } = await soak(
      ...['--steps', '4000', '--threads', '2', '--seed', '3', '--json'],
      ...['--subjects', 'facade,table,hand,journal,lifecycle,actor,host'],
      ...['--subject', engine.command.join(' ')],
    );
    engine.remove();
    expect(JSON.parse(stdout)).toMatchObject({
      difference: null,
      steps: {
        facade: 4_000,
        table: 4_000,
        hand: 4_000,
        journal: 4_000,
        // Samples of the walks.
        lifecycle: expect.any(Number),
        actor: expect.any(Number),
        host: expect.any(Number),
        subject: expect.any(Number),
      },
    });
  });

  it('shows a shrunk scenario and the command that repeats it', async () => {
    const fault = {
      name: 'a negative priority is not taken',
      find: "return create('Ready', step, step.effective_priority);",
      replace: "return create('Ready', step, Math.max(0, step.effective_priority));",
    };
    const { command, remove } = prepare(typescript, plant(sourceOf(typescript), fault));
    const subject = command.join(' ');
    const text = await failing('--steps', '1000', '--subjects', '', '--subject', subject);
    remove();
    expect(text).toContain('-- --seed 1 --walk');
    expect(text).toContain(`--subject '${subject}'`);
    expect(text).toMatch(/effective_priority.*-1/);
  });
});

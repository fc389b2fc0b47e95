import { afterAll, expect, test } from '@jest/globals';
import { pairs } from '../expectations.js';
import { runchart, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const traceOf = (...states: ReadonlyArray<string>): string =>
  JSON.stringify({ vars: ['job'], states: states.map((job) => ({ job })) });

const afterReady = pairs.flatMap(({ from, to, legal }) => (from === 'Ready' && legal ? [to] : []));

test('validate-trace accepts a legal trace, and names what is illegal in another', async () => {
  const good = folder.file(
    'good.itf.json',
    traceOf('Scheduled', 'Ready', 'Leased', 'Running', 'Failed'),
  );
  const bad = folder.file('bad.itf.json', traceOf('Ready', 'Completed', 'Canceled'));
  expect(await runchart(['validate-trace', good])).toStrictEqual({
    code: 0,
    stdout: '1 trace, 4 changes of state, 0 illegal\n',
    stderr: '',
  });
  expect(await runchart(['validate-trace', good, bad])).toStrictEqual({
    code: 1,
    stdout: [
      `${bad}: state 1: Ready -> Completed is illegal; legal: ${afterReady.join(', ')}`,
      `${bad}: state 2: Completed -> Canceled is illegal; legal: nothing, it is final`,
      '2 traces, 6 changes of state, 2 illegal\n',
    ].join('\n'),
    stderr: '',
  });
  const { stdout } = await runchart(['validate-trace', '--json', '-'], traceOf('Ready', 'Leased'));
  expect(JSON.parse(stdout)).toMatchObject({ valid: true, traces: [{ file: '-', changes: 1 }] });
  expect(await runchart(['validate-trace', '-'], 'oops')).toMatchObject({ code: 2, stdout: '' });
  expect(await runchart(['validate-trace', folder.path('none')])).toMatchObject({ code: 2 });
});

/** The page in a real browser, served by the built command. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { isRight } from 'fp-ts/lib/Either.js';
import type { Locator, Page } from 'playwright-core';
import {
  answerLine,
  decodeJson,
  isTerminal,
  RunInstanceCodec,
  runStates,
} from '../../src/index.js';
import { temporaryFolder } from '../cli/runchart.js';
import { connected, startInspector } from './inspector.js';
import {
  counted,
  example,
  ids,
  JOURNAL,
  lines,
  MOST_RETRIED,
  mostRetried,
  REFUSED,
  refusedWith,
  runs,
  runsIn,
  runsWith,
  STEPS,
  stepsOf,
  took,
} from './page/example.js';
import type { Visit, Visited } from './page/visit.js';
import {
  downloaded as downloadedOf,
  expectText,
  textOf,
  usePage,
  visitedOf,
} from './page/visit.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const shared = usePage();
let shown: Visited;
let page: Page;
const visit = async (...args: Parameters<Visit>): Promise<void> => {
  shown = await shared.visit(...args);
  ({ page } = shown);
};
const list = (): Locator => shown.list;
const story = (): Locator => shown.story;
const actions = (): Locator => shown.actions;
const runPanel = (): Locator => shown.runPanel;
const heading = (): Locator => shown.heading;
const chart = (): Locator => shown.chart;
const current = (): Locator => chart().locator('.rc-current');
const downloaded = (button: Locator) => downloadedOf(page, button);

describe('a journal', () => {
  test('a new user finds the most retried run, and why its completion was refused', async () => {
    await visit();
    await page
      .getByRole('button', { name: `${String(mostRetried.attemptCount)} attempts` })
      .click();
    await expectText(heading(), 'Completed');
    await story().getByRole('button', { name: '1 op refused' }).click();
    await expectText(heading(), 'Running');
    const step = story().locator('[aria-current=step]');
    await expectText(step, /complete.*refused/);
    await expectText(step, /cannot leave Running while attempt 7461213b…3249 is active/);
    await expectText(step, /legal then: cancelattempt.finish/);
    expect(await current().getAttribute('data-state')).toBe('Running');
  });

  test('states show their number of runs, and arrows how often they were taken', async () => {
    await visit();
    await page.getByText(`${counted(ids.size)} runs, ${counted(lines.length)} lines`).waitFor();
    await expectText(chart().locator('[data-state=Completed] .rc-count'), runsIn('Completed'));
    expect(await chart().locator('.rc-heat').count()).toBeGreaterThan(15);
  });

  test('filter, search and sort', async () => {
    await visit();
    const first = list().getByRole('option').first();
    // The list begins with the last change.
    expect(await page.locator('.heads [aria-pressed=true]').textContent()).toMatch(/^Changed ago/);
    expect(await first.locator('.c-changed').getAttribute('title')).toMatch(
      /^2025-01-10 17:49:\d\d UTC, (?:now|.* ago)$/,
    );
    await page.getByRole('button', { name: /^Failed/ }).click();
    await page.getByText(`${runsIn('Failed')} runs`, { exact: true }).waitFor();
    for (const row of await list().getByRole('option').all())
      expect(await row.textContent()).toMatch(/^Failed/);

    // Esc empties the field and the filter.
    await page
      .getByRole('combobox', { name: 'Search for runs' })
      .fill('0000-4000-8000-00000000000d');
    await page.getByText('0 runs', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await expectText(page.locator('.search [role=status]'), `${counted(ids.size)} runs`);
    expect(await page.getByRole('combobox', { name: 'Search for runs' }).inputValue()).toBe('');
    expect(page.url()).not.toMatch(/q=|state=/);
    expect(await list().evaluate((element) => element === document.activeElement)).toBe(true);

    await page
      .getByRole('combobox', { name: 'Search for runs' })
      .fill('0000-4000-8000-00000000000d');
    await page.getByText('1 run', { exact: true }).waitFor();
    await page.getByRole('combobox', { name: 'Search for runs' }).fill('nothing');
    await page.getByRole('button', { name: 'Clear search and filters' }).click();

    await page.getByRole('button', { name: /^Ref/ }).click();
    const most = Math.max(
      ...[...ids].map((id) => stepsOf(id).filter(({ _tag }) => _tag === 'Refused').length),
    );
    await expectText(first.locator('.c-refused'), counted(most));
    await page.getByRole('button', { name: /^Changed/ }).click();
    await page.getByRole('button', { name: /^Changed/ }).click();
    await expectText(first, /never began/);
  });

  test('every run is under one of the filters', async () => {
    await visit();
    await page.getByText(`${counted(ids.size)} runs, ${counted(lines.length)} lines`).waitFor();
    const numbers = await page
      .locator('.chip')
      .evaluateAll((chips) =>
        chips.map(({ textContent }) => Number(/\d+$/.exec(textContent)?.[0])),
      );
    expect(numbers).toHaveLength(runStates.length + 2);
    expect(numbers.slice(1).reduce((sum, n) => sum + n, 0)).toBe(numbers[0]);
    await page.getByRole('button', { name: /^never began/ }).click();
    await page.getByText(`${counted(ids.size - runs.length)} runs`, { exact: true }).waitFor();
    await expectText(list().getByRole('option').first(), /^never began/);
  });

  test('every count, edge, reason and task lists its runs, and a full task id is found', async () => {
    await visit();
    await page.getByText(`${counted(ids.size)} runs, ${counted(lines.length)} lines`).waitFor();
    const status = page.locator('.search [role=status]');
    const lists = async (runs: string, address: RegExp): Promise<void> => {
      await expectText(status, new RegExp(`^${runs} runs?$`));
      expect(decodeURIComponent(page.url().replaceAll('+', ' '))).toMatch(address);
    };
    const { overview } = shown;
    const refused = counted(example.refused.get('InvalidTransition') ?? 0);
    await overview.getByRole('button', { name: new RegExp(`^no arrow.*${refused}$`) }).click();
    await lists(runsWith(refusedWith('InvalidTransition')), /only=Reason:InvalidTransition/);
    await overview.getByRole('button', { name: /^suspend Running → Suspended/ }).click();
    await lists(runsWith(took('Running', 'Suspended')), /only=Edge:Running suspend/);
    const redelivered = `${counted(example.redelivered)} redelivered`;
    await overview.getByRole('button', { name: redelivered }).click();
    await lists(
      runsWith(({ step }) => step.redelivered),
      /only=Redelivered/,
    );
    await page.getByRole('button', { name: /^Remove the filter/ }).click();
    await lists(counted(ids.size), /#?$/);
    await chart().locator('[data-state=Failed] .rc-count').click();
    await lists(runsIn('Failed'), /state=Failed/);

    const edge = chart().locator('[data-edge="Leased start"] .rc-event');
    await edge.hover();
    await page.getByText(/^start: Leased → Running, taken [\d,]+ times; click to list/).waitFor();
    await edge.click();
    await lists(runsWith(took('Leased', 'Running')), /only=Edge:Leased start/);

    await list().getByRole('option').first().click();
    const task = runPanel().getByRole('button', { name: /^7a5c/ });
    const taskId = await task.textContent();
    await task.click();
    await lists('\\d+', new RegExp(`q=${taskId ?? 'a task'}`));
    await page
      .getByRole('combobox', { name: 'Search for runs' })
      .fill((taskId ?? '').toUpperCase());
    for (const row of (await list().getByRole('option').all()).slice(0, 2)) {
      await row.click();
      await expectText(runPanel().locator('.fields'), taskId ?? 'a task');
    }
  });

  test('chart and fields follow the shown step', async () => {
    await visit(`#run=${MOST_RETRIED}&step=5`);
    await expectText(heading(), 'Running');
    // The list says Completed: both are explained.
    await expectText(runPanel().locator('.past'), `at step 5 of ${String(STEPS)}; now: Completed`);
    await expectText(runPanel().locator('.fields'), /attempts1.* ago.*active attemptnone/);
    const slider = page.getByRole('slider');
    await slider.fill('0');
    await expectText(heading(), 'Ready');
    expect(await current().getAttribute('data-state')).toBe('Ready');
    await expectText(runPanel().locator('.fields'), /attempts0/);
    await page.getByRole('button', { name: 'Step forward' }).click();
    await expectText(heading(), 'Leased');
    expect(page.url()).toMatch(/step=2$/);
    await runPanel().getByRole('button', { name: 'back to now' }).click();
    await expectText(heading(), 'Completed');
    expect(page.url()).not.toMatch(/step/);
  });

  test('autoplay goes on to the last step', async () => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}`);
    await page.getByRole('button', { name: 'Play the steps' }).click();
    await expectText(page.locator('.scrubber output'), `${String(STEPS)} / ${String(STEPS)}`);
  });

  test('a link opens the same view, and back returns to the previous run', async () => {
    await visit();
    await list().getByRole('option').nth(2).click();
    const first = page.url();
    await list().getByRole('option').nth(3).click();
    await page.goBack();
    expect(page.url()).toBe(first);
    const id = await runPanel().getByRole('heading').first().textContent();
    page = await page.context().newPage();
    shown = visitedOf(page);
    await page.goto(first);
    await expectText(runPanel().getByRole('heading').first(), id ?? 'an id');
    await expectText(list().locator('[aria-selected=true]'), `${(id ?? '').slice(0, 8)}…`);
  });

  test('an unknown run is reported', async () => {
    await visit('#run=00000000-0000-4000-8000-00000000dead');
    await expectText(runPanel(), 'There is no run with this id in the journal.');
  });

  test('the library reads the saved run and scenario', async () => {
    await visit(`#run=${MOST_RETRIED}`);
    await expectText(heading(), 'Completed');
    const run = await downloaded(page.getByRole('button', { name: 'Save run' }));
    const decoded = decodeJson(RunInstanceCodec)(await textOf(run));
    expect(isRight(decoded) && decoded.right).toStrictEqual(mostRetried);

    const scenario = await downloaded(page.getByRole('button', { name: 'Save as test' }));
    const line = (await textOf(scenario)).trim();
    const { steps } = JSON.parse(line) as { steps: ReadonlyArray<{ expect: unknown }> };
    const answer = answerLine(line);
    expect('outcomes' in answer && answer.outcomes).toStrictEqual(steps.map((step) => step.expect));
  });

  test('the picture is saved as SVG and PNG', async () => {
    await visit();
    const svg = await textOf(await downloaded(page.getByRole('button', { name: 'SVG' })));
    expect(svg).toMatch(new RegExp(`^<svg [^]*>${runsIn('Completed')}<[^]*</svg>\\s*$`));
    const png = await downloaded(page.getByRole('button', { name: 'PNG' }));
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString('latin1'),
    ).toBe('PNG');
  });

  test('an action is tried on a copy, in Play', async () => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}&sort=-attempts`);
    await actions()
      .getByRole('button', { name: /^cancel/ })
      .click();
    await expectText(heading(), 'Canceled');
    await page.getByText('1 of your own').waitFor();
    expect(page.url()).toMatch(/view=play/);
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
    await list().locator(`#run-${MOST_RETRIED}`).click();
    await expectText(heading(), 'Completed');
  });
});

test('an anomaly of time is marked in the story of its run, and announced above', async () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const file = folder.file(
    'anomaly.ndjson',
    [
      {
        op: 'new_scheduled_with_id',
        task_id: id,
        scheduled_at: 1_767_225_600,
        created_at: 1_767_225_600,
      },
      { op: 'promote_to_ready', at: 1_767_225_610 },
      { op: 'transition_to', to: 'Leased', at: 1_767_225_603 },
    ]
      .map((line) => `${JSON.stringify({ ...line, run_id: id })}\n`)
      .join(''),
  );
  const own = await startInspector([file]);
  try {
    await visit(`#run=${id}`, {}, own);
    await expectText(page.locator('.notice.warn'), /^1 instant is out of order.*marked ⚠/);
    const marks = story().locator('.anomaly');
    await expectText(marks, /⚠.*7 s/);
    expect(await marks.count()).toBe(1);
    await expectText(
      story()
        .getByRole('listitem')
        .filter({ has: page.locator('.anomaly') }),
      /Leased/,
    );
  } finally {
    await own.stop();
  }
});

describe('play', () => {
  const enabled = (name: string | RegExp): Locator =>
    actions().locator('.enabled').getByRole('button', { name });

  const ways = {
    Completed: ['promote', 'lease', 'start', 'attempt.start', 'attempt.finish stays', 'complete'],
    Failed: ['promote', 'lease', 'start', 'retry', 'fail'],
    Canceled: ['promote', 'lease', 'promote', 'lease', 'start', 'suspend', 'cancel'],
  };

  test.each(Object.entries(ways))('from Scheduled to %s, by clicks', async (state, events) => {
    // Every state can be reached.
    expect(Object.keys(ways)).toStrictEqual(runStates.filter(isTerminal));
    await visit();
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await page.getByRole('button', { name: 'New Scheduled run' }).click();
    await expectText(heading(), 'Scheduled');
    for (const event of events)
      await enabled(new RegExp(`^${event}`))
        .first()
        .click();
    await expectText(heading(), state);
    await page.getByText('Nothing: the run has ended.').waitFor();
    expect(await story().locator('.step').count()).toBe(events.length + 1);
    const journal = await textOf(
      await downloaded(page.getByRole('button', { name: 'Save journal' })),
    );
    expect(journal.trim().split('\n')).toHaveLength(events.length + 1);
  });

  test('a refused action says why, and becomes part of the story', async () => {
    await visit('#view=play');
    await page.getByRole('button', { name: 'New Ready run' }).click();
    for (const event of ['lease', 'start', 'attempt.start'])
      await enabled(new RegExp(`^${event}`)).click();
    // Refused events are one line until they are asked for.
    const refusals = actions().getByRole('button', { name: /^9 events refused: promote, lease/ });
    expect((await refusals.boundingBox())?.height).toBeLessThan(28);
    expect(await actions().locator('[aria-disabled=true]').count()).toBe(0);
    await refusals.click();
    const complete = actions().getByRole('button', { name: 'complete' });
    expect(await complete.getAttribute('aria-disabled')).toBe('true');
    expect(await complete.getAttribute('title')).toMatch(
      /^run .* cannot leave Running while attempt .* is active$/,
    );
    // The button is aria-disabled but can be clicked; Playwright would wait until it is enabled.
    await complete.click({ force: true });
    await expectText(
      story().locator('[aria-current=step]'),
      /complete.*refused.*cannot leave Running/,
    );

    await enabled('attempt.finish as a stale worker').click();
    await expectText(story().locator('[aria-current=step]'), /attempt mismatch: expected/);
    await expectText(heading(), 'Running');
  });

  test('an event is chosen on the picture, with the entered priority', async () => {
    await visit('#view=play');
    await page.getByRole('button', { name: 'New Ready run' }).click();
    await page.getByRole('spinbutton', { name: 'priority' }).fill('42');
    await chart()
      .getByRole('button', { name: /^priority.set/ })
      .click();
    await expectText(runPanel().locator('.fields'), 'priority42');
    // The tooltip of one covers the other until the pointer leaves.
    await page.mouse.move(0, 0);
    await chart()
      .getByRole('button', { name: /^lease/ })
      .click();
    await expectText(heading(), 'Leased');
  });

  test('a run can continue from an earlier step', async () => {
    await visit('#view=play');
    await page.getByRole('button', { name: 'New Scheduled run' }).click();
    await enabled(/^promote/).click();
    await enabled(/^cancel/).click();
    await page.getByRole('button', { name: 'First step' }).click();
    await expectText(heading(), 'Scheduled');
    await enabled(/^promote/).click();
    await expectText(heading(), 'Ready');
  });
});

describe('live', () => {
  test('lines of another process are shown as they arrive', async () => {
    const own = await startInspector();
    await visit('', {}, own);
    await page.getByText('No run yet.').waitFor();
    const feed = await connected(own.feed);
    const id = 'abcdef01-0000-4000-8000-000000000001';
    const say = (step: object): void => {
      feed.send(JSON.stringify({ run_id: id, ...step }));
    };
    say({
      op: 'new_ready_with_id',
      task_id: id,
      scheduled_at: 1,
      created_at: 1,
      effective_priority: 0,
    });
    await list().getByRole('option').click();
    await expectText(heading(), 'Ready');
    say({ op: 'transition_to', to: 'Leased', at: 5 });
    await expectText(heading(), 'Leased');
    say({ op: 'transition_to', to: 'Completed', at: 6 });
    await story().getByRole('button', { name: '1 op refused' }).waitFor();

    // Hostile text is shown as text.
    feed.send(
      '<img src=x onerror="document.title=`owned`"><script>document.title=`owned`</script>',
    );
    await page.getByRole('button', { name: '1 line could not be understood' }).click();
    await expectText(page.locator('.problems'), /feed 1:4.*<img src=x/);
    expect(await page.title()).toBe('runchart inspector');
    expect(await page.locator('img[src=x]').count()).toBe(0);
    feed.send('{"op":"\u202edrawkcab"}');
    await expectText(page.locator('.problems'), 'u202edrawkcab');
    expect(await page.locator('body').textContent()).not.toContain('\u202e');
    feed.close();
    await own.stop();
    await page.getByText('The server does not answer.').waitFor();
  });

  test('a server that comes back sends the whole board again', async () => {
    const file = folder.file('again.ndjson', readFileSync(JOURNAL));
    const first = await startInspector([file]);
    await visit('', {}, first);
    await page.getByText(`${counted(ids.size)} runs, ${counted(lines.length)} lines`).waitFor();
    await first.stop();
    await page.getByText('connection lost').waitFor();
    const second = await startInspector([file, JOURNAL, '--port', String(first.port)]);
    await expectText(
      page.getByRole('banner'),
      `${counted(ids.size)} runs, ${counted(2 * lines.length)} lines`,
    );
    await second.stop();
  });

  test('100,000 runs: only those in view are elements, in the right order', async () => {
    const RUNS = 100_000;
    const id = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
    const lines = Array.from(
      { length: RUNS },
      (_, i) =>
        `{"op":"new_ready_with_id","run_id":"${id(i + 1)}","task_id":"${id(i + 1)}","scheduled_at":1,"created_at":1,"effective_priority":${String(i + 1)}}\n`,
    );
    const own = await startInspector([folder.file('many.ndjson', lines.join(''))]);
    await visit('#sort=-priority', {}, own);
    // The number of runs is there before their rows, which the list counts.
    await expectText(page.locator('.search [role=status]'), '100,000 runs');
    // The totals do not collide.
    const boxes = await shown.overview.locator('.figures b').evaluateAll((figures) =>
      figures.map((figure) => {
        const { left, right, top } = figure.getBoundingClientRect();
        return { text: figure.textContent, left, right, top };
      }),
    );
    expect(boxes.map(({ text }) => text)).toStrictEqual(['100,000', '100,000', '0', '0']);
    for (const [i, box] of boxes.slice(1).entries())
      expect(box.top > (boxes[i]?.top ?? 0) || box.left > (boxes[i]?.right ?? 0) + 8).toBe(true);
    const options = list().getByRole('option');
    await expectText(options.first().locator('.c-id'), '00000000…86a0');
    for (const part of [0.25, 0.5, 0.99]) {
      const at = await list().evaluate((element, share) => {
        element.scrollTop = Math.round((element.scrollHeight - element.clientHeight) * share);
        return element.scrollTop;
      }, part);
      const position = Math.ceil(at / 28) + 1;
      const row = list().locator(`[aria-posinset="${String(position)}"]`);
      await row.waitFor();
      expect(await row.getAttribute('id')).toBe(`run-${id(RUNS - position + 1)}`);
      expect(await options.count()).toBeLessThan(80);
    }
    await list().press('End');
    await expectText(runPanel().getByRole('heading').first(), id(1));
    await page.getByRole('combobox', { name: 'Search for runs' }).fill(id(777));
    await page.getByText('1 run', { exact: true }).waitFor();
    await own.stop();
    await page.getByText('connection lost').waitFor();
  });
});

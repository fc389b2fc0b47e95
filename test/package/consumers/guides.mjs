/** Follows the guides in docs/ word for word. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launch } from './chromium.mjs';
import { filesOf } from './filesOf.mjs';
import { root, run, say, scratch, tarball } from './project.mjs';

/** The commands of a page that serve until they are killed. */
const SERVES = /^npx vite preview\b/;

/** Runs a command that serves, and opens its page at the address that the guide names. */
const openServedPage = async (command, folder, guideText, check) => {
  const port = /http:\/\/localhost:(\d+)/.exec(guideText)?.[1];
  // In its own process group, so that its child processes end with it.
  const server = spawn('sh', ['-c', `exec ${command} --strictPort`], {
    cwd: folder,
    detached: true,
  });
  try {
    const url = await new Promise((found, failed) => {
      let printed = '';
      const onOutput = (chunk) => {
        printed += String(chunk);
        const plain = printed.replace(/\u001b\[\d+m/g, '');
        const [address] = /http:\/\/localhost:\d+\//.exec(plain) ?? [];
        if (address !== undefined) found(address);
      };
      server.stdout.on('data', onOutput);
      server.stderr.on('data', onOutput);
      server.on('exit', (code) =>
        failed(new Error(`${command} ended with ${String(code)}: ${printed}`)),
      );
    });
    assert.equal(url, `http://localhost:${port}/`);
    const browser = await launch();
    try {
      const page = await browser.newPage();
      const problems = [];
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(url);
      await check(page);
      assert.deepEqual(problems, []);
    } finally {
      await browser.close();
    }
  } finally {
    const ended = new Promise((exited) => server.once('exit', exited));
    process.kill(-server.pid);
    await ended;
  }
};

/** Checks that a guide's page behaves as the guide says. */
const pageChecks = {
  frontend: async (page) => {
    const heading = page.locator('h2');
    await heading.waitFor();
    assert.equal(await heading.textContent(), 'Scheduled');
    assert.deepEqual(await page.locator('button:enabled').allTextContents(), ['promote', 'cancel']);
    assert.match(
      await page.locator('button', { hasText: 'lease' }).getAttribute('title'),
      /^invalid run transition for .*: Scheduled -> Leased$/,
    );
    await page.locator('button', { hasText: 'promote' }).click();
    assert.equal(await heading.textContent(), 'Ready');
    assert.equal(await page.locator('section').getAttribute('aria-busy'), 'true');
    await page.locator('section[aria-busy=false]').waitFor();
    assert.equal(await heading.textContent(), 'Ready');
  },
  worker: async (page) => {
    await page.getByText('in the worker: Leased').waitFor();
  },
};

/** Follows a guide in an empty folder: writes its files, runs its commands, and compares their output. */
export const guide = async (name, section) => {
  const page = readFileSync(join(root, 'docs', `${name}.md`), 'utf8');
  const text =
    section === undefined
      ? page
      : page.split(/^## /m).find((part) => part.startsWith(`${section}\n`));
  assert.ok(text !== undefined, `${name}: no section "${String(section)}"`);
  const files = filesOf(text);
  const commands = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block]) =>
    block.trim().split('\n'),
  );
  const printed = [...text.matchAll(/^```text\n([^]*?)^```$/gm)].map(([, block]) => block.trim());
  const check = pageChecks[name];
  assert.ok(
    files.length > 0 && commands.length > 0 && (printed.length > 0 || check !== undefined),
    `${name}: nothing to follow`,
  );
  const folder = join(scratch, `guide-${name}`);
  mkdirSync(folder);
  for (const [, path, code] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  let output = '';
  let opened = 0;
  for (const command of commands) {
    if (SERVES.test(command)) {
      opened += 1;
      await openServedPage(command, folder, text, check);
    } else output += run('sh', ['-c', command.replace(/\brunchart\b(?= fp-ts)/, tarball)], folder);
  }
  for (const lines of printed)
    assert.ok(output.includes(lines), `${name} printed\n${output}\nwithout\n${lines}`);
  assert.equal(opened, check === undefined ? 0 : 1, `${name}: how often a page is opened`);
  say(`docs/${name}.md, word for word${check === undefined ? '' : ', its page in Chromium'}`);
};

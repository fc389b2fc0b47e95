/** The guides in docs/, followed word for word. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { launch } from './chromium.mjs';
import { root, run, say, scratch, tarball } from './project.mjs';

/** What a page says of a file: its name, then a block. */
const filesOf = (text) => [
  ...text.matchAll(/^`([\w./-]+)`[^\n]*(?:\n[^\n]+)*:\n\n```\w+\n([^]*?)^```$/gm),
];

/** The commands of a page that only end when they are ended: they serve what is looked at. */
const SERVES = /^npx vite preview\b/;

/** Runs a command that serves, and looks at what it serves, at the address that it prints and the page says. */
const lookAt = async (command, folder, said, look) => {
  const port = /http:\/\/localhost:(\d+)/.exec(said)?.[1];
  // Of a group of its own, so that what it starts ends with it.
  const server = spawn('sh', ['-c', `exec ${command} --strictPort`], {
    cwd: folder,
    detached: true,
  });
  try {
    const url = await new Promise((found, failed) => {
      let printed = '';
      const hear = (chunk) => {
        printed += String(chunk);
        const plain = printed.replace(/\u001b\[\d+m/g, '');
        const [address] = /http:\/\/localhost:\d+\//.exec(plain) ?? [];
        if (address !== undefined) found(address);
      };
      server.stdout.on('data', hear);
      server.stderr.on('data', hear);
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
      await look(page);
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

/** What the page in a guide does, as the guide says. */
const looks = {
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

/** What a guide says, word for word, in an empty folder: each block of a file whose name stands before it, then its commands. */
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
  const look = looks[name];
  assert.ok(
    files.length > 0 && commands.length > 0 && (printed.length > 0 || look !== undefined),
    `${name}: nothing to follow`,
  );
  const folder = join(scratch, `guide-${name}`);
  mkdirSync(folder);
  for (const [, path, code] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  let output = '';
  let looked = 0;
  for (const command of commands) {
    if (SERVES.test(command)) {
      looked += 1;
      await lookAt(command, folder, text, look);
    } else output += run('sh', ['-c', command.replace(/\brunchart\b(?= fp-ts)/, tarball)], folder);
  }
  for (const lines of printed)
    assert.ok(output.includes(lines), `${name} printed\n${output}\nwithout\n${lines}`);
  assert.equal(looked, look === undefined ? 0 : 1, `${name}: how often a page is looked at`);
  say(`docs/${name}.md, word for word${look === undefined ? '' : ', its page in Chromium'}`);
};

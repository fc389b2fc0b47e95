/**
 * `runchart diagram --watch`: draws again whenever the machine's module, or what it imports, changes.
 *
 * Each drawing runs in a process of its own, because Node keeps a module that it has loaded, and so that no error ends the watching.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import path from 'node:path';
import { printable } from '../codec/printable.js';
import type { ExitCode } from './exit.js';
import { undoWhenInterrupted } from './exit.js';
import { machineAddressOf } from './machineFile.js';
import { moduleFiles } from './moduleFiles.js';
import type { Outputs } from './output.js';

/** How long to wait for more changes after one, in milliseconds: an editor writes a file in several steps. */
const PAUSE = 50;

/** Draws once, with the arguments of this process. Resolves to whether it succeeded. */
const draw = (): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [...process.execArgv, ...process.argv.slice(1).filter((word) => word !== '--watch')],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const forget = undoWhenInterrupted(() => child.kill());
    child.on('close', (code) => {
      forget();
      resolve(code === 0);
    });
  });

/** Watches until the process is interrupted. */
export const watchDiagram = async (
  file: string,
  out: string,
  outputs: Outputs,
): Promise<ExitCode> => {
  const main = machineAddressOf(file).file;
  const changes = new EventTarget();
  // Folders are watched rather than files: many editors replace a file by another one.
  const watchers = new Map<string, ReturnType<typeof watch>>();
  const watchFiles = (): void => {
    const files = new Set(moduleFiles(main));
    const folders = new Set([...files].map((each) => path.dirname(each)));
    for (const [folder, watcher] of watchers)
      if (!folders.has(folder)) {
        watcher.close();
        watchers.delete(folder);
      }
    for (const folder of folders)
      if (!watchers.has(folder))
        watchers.set(
          folder,
          watch(folder, (_, name) => {
            if (name === null || moduleFiles(main).includes(path.join(folder, name)))
              changes.dispatchEvent(new Event('change'));
          }),
        );
  };
  const nextChange = (): Promise<void> =>
    new Promise((resolve) => {
      changes.addEventListener('change', () => setTimeout(resolve, PAUSE), { once: true });
    });
  for (;;) {
    watchFiles();
    const change = nextChange();
    const isDrawn = await draw();
    await outputs.out.write(
      isDrawn ? `wrote ${printable(out)}\n` : `waiting for ${printable(main)} to change\n`,
    );
    await change;
  }
};

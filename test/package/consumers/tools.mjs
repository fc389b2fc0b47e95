/** Runtimes that come as npm packages. */
import { join } from 'node:path';

const tool = (name, version) => ({
  name: `${name[0].toUpperCase()}${name.slice(1)} ${version}`,
  specifier: `${name}@${version}`,
  /** Its executable in a project that installed it. */
  commandIn: (folder) => join(folder, 'node_modules/.bin', name),
});

export const deno = tool('deno', '2.9.6');
export const bun = tool('bun', '1.4.5');
export const workerd = tool('workerd', '1.20261117.1');

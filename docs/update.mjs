/**
 * Writes what the pages say and the project makes: the picture of the chart, and the output of commands.
 *
 *   node docs/update.mjs           rewrites the pages
 *   node docs/update.mjs --check   changes nothing, and fails if a page differs from what it would write
 *
 * A block stands between `<!-- chart -->` or `<!-- run: COMMAND -->` and `<!-- end -->`. A command may pipe and quote as a
 * shell does; `runchart` in it is the command that `npm run build:cli` made.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = ['README.md', 'docs/codecs.md', 'docs/journal.md'];

const chart = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { runChart } from './machines/run.chart.js';
        export { toMermaid } from './src/diagram/index.js';
        export { runTable } from './src/runTable.js';`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { runChart, runTable, toMermaid } = await import(`data:text/javascript;base64,${code}`);
  return `\`\`\`mermaid\n${toMermaid(runTable, { initial: runChart.initial })}\n\`\`\``;
};

const run = (command) => {
  const output = execFileSync(
    'sh',
    ['-c', `runchart() { "$NODE" dist/cli/runchart.js "$@"; }; ${command}`],
    { cwd: root, encoding: 'utf8', env: { ...process.env, NODE: process.execPath, NO_COLOR: '1' } },
  );
  // How long it took is another number each time.
  const lasting = output.replace(/ in [\d.]+ m?s \([\d,]+ lines\/s\)/, '');
  return `\`\`\`text\n$ ${command}\n${lasting.trimEnd()}\n\`\`\``;
};

const updated = async (text) => {
  const blocks = /(<!-- (chart|run: .*?) -->\n).*?(<!-- end -->)/gs;
  const picture = await chart();
  return text.replace(blocks, (_, start, what, end) => {
    const block = what === 'chart' ? picture : run(what.slice('run: '.length));
    return `${start}\n${block}\n\n${end}`;
  });
};

for (const page of pages) {
  const text = readFileSync(`${root}${page}`, 'utf8');
  const wanted = await updated(text);
  if (wanted === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${page} is not what the project makes now: npm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(`${root}${page}`, wanted);
  }
}

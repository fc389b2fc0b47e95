/**
 * Runs SCION, an SCXML interpreter, in a separate process, because inside Jest it waits forever for one of its modules.
 *
 * Reads `[{scxml, events: [NAME]}]`, and writes for each the full configurations: at the start, and after each event in turn.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const scion = require('@scion-scxml/scxml');

const prepare = (scxml) =>
  new Promise((resolve, reject) => {
    scion.documentStringToModel('chart.scxml', scxml, (error, model) => {
      if (error) reject(error);
      else model.prepare((failure, prepared) => (failure ? reject(failure) : resolve(prepared)));
    });
  });

const answers = [];
for (const { scxml, events } of JSON.parse(readFileSync(0, 'utf8'))) {
  const chart = new scion.core.Statechart(await prepare(scxml));
  chart.start();
  const configurations = [chart.getFullConfiguration()];
  for (const name of events) {
    chart.gen(name, {});
    configurations.push(chart.getFullConfiguration());
  }
  answers.push(configurations);
}
process.stdout.write(JSON.stringify(answers), () => process.exit(0));

/**
 * Runs SCION, an SCXML interpreter, in a separate process, because inside Jest it waits forever for one of its modules.
 *
 * Reads `[{scxml, events: [name]}]`, and writes for each the list of configurations: the first one and the one after each event, as
 * sorted ids of atomic states.
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
  const configurations = [chart.start(), ...events.map((name) => chart.gen(name))];
  answers.push(configurations.map((states) => [...states].sort()));
}
console.log(JSON.stringify(answers));

/**
 * Runs SCION, an SCXML interpreter, in a separate process, because inside Jest it waits forever for one of its modules.
 *
 * Reads `[{scxml, events: [{name, data}]}]`, and writes `{begins, ends: [{states, run}]}` for each: the initial states, and the
 * states after each event alone.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const scion = require('@scion-scxml/scxml');

const prepare = (scxml) =>
  new Promise((resolve, reject) => {
    scion.documentStringToModel('run.scxml', scxml, (error, model) => {
      if (error) reject(error);
      else model.prepare((failure, prepared) => (failure ? reject(failure) : resolve(prepared)));
    });
  });

const answers = [];
for (const { scxml, events } of JSON.parse(readFileSync(0, 'utf8'))) {
  const model = await prepare(scxml);
  const ends = [];
  let begins = [];
  const before = new scion.core.Statechart(model);
  begins = before.start();
  const beginning = JSON.parse(JSON.stringify(before.getSnapshot()));
  for (const { name, data } of events) {
    const chart = new scion.core.Statechart(model, { snapshot: beginning });
    chart.start();
    const states = chart.gen(name, data);
    ends.push({ states, run: chart.getSnapshot()[3].run });
  }
  answers.push({ begins, ends });
}
console.log(JSON.stringify(answers));

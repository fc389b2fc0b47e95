/** The picture of the lifecycle: `svg [quick]` prints the nanoseconds of the first picture and of a later one. */
import { runSvg } from 'runchart/diagram';
import { nanosecondsOf } from '../measure.js';

const begun = process.hrtime.bigint();
runSvg({ highlight: 'Running' });
const first = Number(process.hrtime.bigint() - begun);
const pace =
  process.argv[2] === 'quick' ? { batches: 3, batchMs: 1 } : { batches: 45, batchMs: 10 };
const later = nanosecondsOf(() => runSvg({ highlight: 'Running' }), pace);
process.stdout.write(JSON.stringify({ first, later }));

/** Imports parts of records in a thread of its own. Started by `importThreads.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { useLimits } from '../limits.js';
import type { PartRequest, PartSetup } from './importPart.js';
import { importPart } from './importPart.js';

// SAFETY: `importThreads.ts` gives it.
const setup = workerData as PartSetup;
useLimits(setup.limits);

parentPort?.on('message', (request: PartRequest) => {
  parentPort?.postMessage(importPart(setup, request));
});

/** The program of the worker in which a host of the soak runs. */
import { parentPort } from 'node:worker_threads';
import { serveRunHost } from '../../src/worker/index.js';
import { REMEMBERED } from './oracle.js';

if (parentPort !== null) serveRunHost(parentPort, { remember: REMEMBERED });

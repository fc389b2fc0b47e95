/** The whole program of the worker: a host of runs. */
import { serveRunHost } from 'runchart/worker';

serveRunHost(self);

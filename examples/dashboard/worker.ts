/** The worker's whole program: a host of runs. */
import { serveRunHost } from 'runchart/worker';

serveRunHost(self);

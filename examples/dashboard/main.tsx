/** Starts the host in its worker, then the page. */
import * as E from 'fp-ts/lib/Either.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { hostErrorMessage } from 'runchart/worker';
import { App } from './App.js';
import { startDashboard } from './dashboard.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const started = await startDashboard()();
createRoot(root).render(
  E.isLeft(started) ? (
    <p role="alert">The host did not start: {hostErrorMessage(started.left)}</p>
  ) : (
    <StrictMode>
      <App dashboard={started.right} />
    </StrictMode>
  ),
);

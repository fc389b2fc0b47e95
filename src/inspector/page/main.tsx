/** @jsxImportSource preact */
/** Starts the inspector's page. */
import { render } from 'preact';
import { App } from './App.js';
import { connect } from './live.js';

const root = document.getElementById('app');
if (root !== null) {
  render(<App />, root);
  connect();
}

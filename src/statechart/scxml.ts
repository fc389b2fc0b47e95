/**
 * The `./statechart/scxml` entry: SCXML as a machine of XState, and as plain data.
 *
 * @module runchart/statechart/scxml
 */
export { machineOfScxml, readScxml } from './readScxml.js';

/** States, events and guards whose names are words of Mermaid, DOT, SCXML, HTML or JavaScript. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const keywords = setup({
  types: {
    events: {} as
      | { type: 'state' }
      | { type: 'click' }
      | { type: 'href' }
      | { type: 'end' }
      | { type: 'edge' }
      | { type: 'delete' },
  },
  guards: { default: () => true, note: () => true, delete: () => false },
  actions: { script: () => undefined, style: () => undefined },
}).createMachine({
  id: 'graph',
  initial: 'default',
  states: {
    default: {
      on: { state: 'class', click: { guard: 'delete', target: 'note' }, href: 'href' },
    },
    class: { entry: 'style', on: { end: 'end', click: 'click' } },
    note: { on: { state: { guard: 'note', target: 'state' } } },
    state: {
      initial: 'note',
      onDone: 'end',
      states: {
        note: { on: { edge: 'direction', click: '#graph.click' } },
        direction: { on: { state: 'end', delete: { guard: 'default', target: 'note' } } },
        end: { type: 'final' },
      },
    },
    click: { exit: 'script', on: { href: 'style', state: 'state' } },
    href: { on: { end: 'note', edge: 'subgraph' } },
    style: { on: { state: 'node', delete: 'constructor' } },
    subgraph: {
      type: 'parallel',
      on: { end: 'end' },
      states: {
        node: { initial: 'fork', states: { fork: { on: { edge: 'join' } }, join: {} } },
        edge: { initial: 'choice', states: { choice: { on: { edge: 'as' } }, as: {} } },
      },
    },
    node: { on: { end: 'parallel', href: 'root_start' } },
    root_start: { on: { edge: 'default' } },
    parallel: { on: { end: 'final', state: 'history' } },
    final: { on: { end: 'default' } },
    history: { on: { state: 'TB' } },
    TB: { on: { end: 'accTitle', state: 'scale' } },
    accTitle: { on: { end: 'classDef' } },
    classDef: { on: { end: 'hide' } },
    hide: { on: { end: 'default' } },
    scale: { on: { end: 'default' } },
    constructor: { on: { edge: 'toString' } },
    toString: { on: { edge: 'default' } },
    end: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: keywords,
  events: [
    { type: 'state' },
    { type: 'click' },
    { type: 'href' },
    { type: 'end' },
    { type: 'edge' },
    { type: 'delete' },
  ],
  source: xstate('examples/workflow-new-patient-onboarding/main.ts'),
});

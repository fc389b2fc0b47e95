/** Names with spaces, quotes, markup, separators, emoji, writing from right to left, accents; names that are numbers, or very long. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

const LONG =
  'waiting for the second signature of the head of the department that ordered the goods in the first place';

export const labels = setup({
  types: {
    events: {} as
      | { type: 'say "hello"' }
      | { type: "it's" }
      | { type: 'a < b && c > d' }
      | { type: '🚀' }
      | { type: 'שלום' }
      | { type: 'to: there; now' }
      | { type: '1' }
      | { type: '%%{init}%%' }
      | { type: 'line\nbreak' },
  },
  guards: { 'is "ok" [really]': () => true, '<b>bold</b>': () => true },
}).createMachine({
  id: 'labels & "marks"',
  initial: 'a "quoted" state',
  states: {
    'a "quoted" state': { on: { 'say "hello"': 'back`tick', "it's": '<script>' } },
    'back`tick': { on: { 'a < b && c > d': { guard: '<b>bold</b>', target: '<script>' } } },
    '<script>': { on: { '🚀': '🦊 fox', 'to: there; now': 'semi;colon:s' } },
    '🦊 fox': { on: { שלום: 'שלום עולם', '1': '1' } },
    'שלום עולם': {
      initial: 'מצב',
      states: { מצב: { on: { שלום: 'e\u0301te\u0301' } }, 'e\u0301te\u0301': {} },
      on: { '🚀': LONG },
    },
    'semi;colon:s': { on: { '1': '1', '%%{init}%%': '%% comment' } },
    '1': { on: { '1': '2', "it's": 'new\nline' } },
    '2': { on: { '🚀': { guard: 'is "ok" [really]', target: LONG } } },
    '%% comment': { on: { 'line\nbreak': 'new\nline' } },
    'new\nline': {
      // In a target, a backslash keeps the next character from being read as a separator.
      on: { '🚀': 'back\\\\slash', '1': 'v1\\.0 beta' },
    },
    'v1.0 beta': { on: { '1': '[*]' } },
    'back\\slash': { on: { "it's": '[*]', '1': '{braces} | pipes' } },
    '[*]': { on: { '🚀': '--> arrow' } },
    '--> arrow': { on: { '1': 'a "quoted" state' } },
    '{braces} | pipes': { on: { '1': 'a "quoted" state', שלום: ' ' } },
    ' ': { on: { '1': LONG } },
    [LONG]: { on: { "it's": 'a "quoted" state' } },
  },
});

export const entry = corpusMachine({
  machine: labels,
  events: [
    { type: 'say "hello"' },
    { type: "it's" },
    { type: 'a < b && c > d' },
    { type: '🚀' },
    { type: 'שלום' },
    { type: 'to: there; now' },
    { type: '1' },
    { type: '%%{init}%%' },
    { type: 'line\nbreak' },
  ],
  source: xstate('examples/workflow-book-lending/main.ts'),
});

/** A chart in which every name and description contains markup and syntax. */
import { diagramOf } from '../../src/diagram/index.js';
import { compile } from '../../src/run/ChartTable.js';
import { fieldByField } from '../../src/run/fieldByField.js';

/** A text with markup, scripts, entities, and the syntaxes of Mermaid and Graphviz. */
export const HOSTILE =
  '"><script>alert(1)</script><img src=x onerror=alert(2)> &amp; ]]> \' \\N " -- %% ; # : {x} `y` <br/> ${z} \u0007';

/** The text as an XML parser returns it: XML cannot represent a bell character. */
export const HOSTILE_IN_XML = HOSTILE.replace('\u0007', '\ufffd');

const chart = {
  id: HOSTILE,
  initial: HOSTILE,
  states: {
    [HOSTILE]: {
      description: HOSTILE,
      entry: HOSTILE,
      on: {
        [HOSTILE]: { guard: HOSTILE, actions: HOSTILE, description: HOSTILE },
        a: { target: 'end', description: 'a' },
        'a.b': { target: 'end', guard: { type: 'all', params: { of: [HOSTILE, HOSTILE] } } },
      },
    },
    end: { type: 'final' },
  },
} as const;

/** The diagram of that chart. */
export const hostileDiagram = diagramOf<string>(
  chart,
  compile<{ readonly state: string }, { readonly type: string }, string, string>(chart, {
    guards: { [HOSTILE]: () => true },
    updates: { [HOSTILE]: {} },
    inPlace: fieldByField(),
  }),
);

/** The compiled table: followed edge by edge, and by `decideAll` for several events at once. It restores persisted runs. */
import * as E from 'fp-ts/lib/Either.js';
import type { JournalEntry, RunEvent, RunInstance } from '../../../src/index.js';
import {
  decideAll,
  eventTypes,
  persistRun,
  restoreRun,
  runInstanceEq,
} from '../../../src/index.js';
import { eventOf } from '../../../src/journal/EventStep.js';
import type { ChartTable } from '../../../src/run/ChartTable.js';
import { refuse } from '../../../src/run/decide.js';
import { runTable } from '../../../src/run/runTable.js';
import { exampleOf } from '../oracle.js';
import type { Outcome, QuickSubject } from '../Subject.js';
import { applied, keeperSubject } from './runs.js';

/** What is compiled: its edges, and the decisions of many events. */
export interface Compiled {
  readonly table: ChartTable<RunInstance, RunEvent>;
  readonly decideAll: typeof decideAll;
}

/** How many events are decided at once. */
const WINDOW = 4;

/** Accepted events, and the run before them. */
interface Window {
  readonly base: RunInstance;
  readonly events: ReadonlyArray<RunEvent>;
}

/** Makes the subject of a table. */
export const tableSubject = (
  { table, decideAll: all }: Compiled = { table: runTable, decideAll },
): QuickSubject => {
  const send = (event: RunEvent, run: RunInstance): Outcome => {
    const edge = table.edge(run.state, event.type);
    const reason = edge === undefined ? 'undeclared' : table.refusedBy(edge, run, event);
    return edge === undefined || reason !== undefined
      ? E.left(refuse(run, event, reason ?? 'undeclared'))
      : E.right(table.follow(edge, run, event));
  };

  /** The windows that end with a run. */
  const windows = new WeakMap<RunInstance, Window>();

  const sendMany = (event: RunEvent, run: RunInstance, after: Outcome): Outcome => {
    const { base, events } = windows.get(run) ?? { base: run, events: [] };
    const decided = all([...events, event])(base);
    if (E.isRight(decided)) {
      if (E.isRight(after) && events.length + 1 < WINDOW)
        windows.set(after.right, { base, events: [...events, event] });
      return decided;
    }
    const { index, error, run: before } = decided.left;
    return index === events.length && runInstanceEq.equals(before, run)
      ? E.left(error)
      : E.left({ _tag: `refused at ${String(index)} of ${String(events.length)}` });
  };

  const apply = (entry: JournalEntry, run: RunInstance | undefined): ReadonlyArray<Outcome> => {
    const event = run === undefined ? undefined : eventOf(entry, run.state);
    if (run === undefined || event === undefined) return [applied(entry, run)];
    const after = send(event, run);
    return [sendMany(event, run, after), after];
  };

  return keeperSubject('table', {
    apply,
    restore: (run) => {
      const read = restoreRun()(JSON.parse(JSON.stringify(persistRun(run))));
      return E.isRight(read) ? read.right : undefined;
    },
    actionsOf: (run) =>
      eventTypes.map((type) => {
        const edge = table.edge(run.state, type);
        return edge === undefined || table.refusedBy(edge, run, exampleOf(run, type)) !== undefined
          ? { type, isEnabled: false }
          : { type, isEnabled: true, target: edge.target };
      }),
  });
};

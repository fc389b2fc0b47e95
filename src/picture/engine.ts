/** Loads elkjs, an optional peer, when a chart is laid out. */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isRecord, textOfThrown } from '../codec/untrusted.js';
import type { ElkGraph, LayoutEngine, LayoutError } from './ChartLayout.js';

type Constructor = new () => { readonly layout: LayoutEngine };

/** The class of elkjs: a bundler may wrap the module, whose only export is the class, once more. */
const classIn = (loaded: unknown): Constructor | undefined => {
  // SAFETY: elkjs exports this class alone; a module of the same name without `layout` fails when it lays out, which is caught.
  if (typeof loaded === 'function') return loaded as Constructor;
  return isRecord(loaded) ? classIn(loaded['default']) : undefined;
};

const missing = (reason: unknown): LayoutError => ({
  _tag: 'NoLayoutEngine',
  message: textOfThrown(reason),
});

/**
 * Loads elkjs, an optional peer. Its layout engine takes any number of charts and works in the thread that loads it, also in a
 * worker thread of Node.
 *
 * Errors: `NoLayoutEngine` if elkjs is not installed.
 *
 * @example
 * ```ts
 * import { elkEngine } from 'runchart/picture'
 *
 * const loaded = await elkEngine()
 * assert.strictEqual(loaded._tag, 'Right')
 * ```
 * @category Layouts
 */
export const elkEngine: TE.TaskEither<LayoutError, LayoutEngine> = pipe(
  TE.tryCatch((): Promise<unknown> => import('elkjs/lib/elk.bundled.js'), missing),
  TE.chain((loaded) => {
    const Elk = classIn(loaded);
    if (Elk === undefined) return TE.left(missing('elkjs has no class'));
    const elk = new Elk();
    // ELK writes the coordinates into the graph that it takes. A structured clone would be of another realm in Jest, whose arrays ELK
    // takes for objects.
    // SAFETY: a graph is plain data, which JSON keeps.
    const copy = (graph: ElkGraph): ElkGraph => JSON.parse(JSON.stringify(graph)) as ElkGraph;
    return TE.right<LayoutError, LayoutEngine>((graph) => elk.layout(copy(graph)));
  }),
);

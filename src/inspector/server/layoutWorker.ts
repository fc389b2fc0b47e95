/** Lays out charts in a thread of its own, so that the server goes on reading. Started by `layouts.ts`. */
import { parentPort } from 'node:worker_threads';
import { layOutOrSimplify } from '../../picture/simplified.js';
import type { LayoutAnswer, LayoutRequest } from './layouts.js';

parentPort?.on('message', ({ id, chart, direction }: LayoutRequest) => {
  void layOutOrSimplify(chart, { direction })().then((layout) => {
    const answer: LayoutAnswer = { id, layout };
    parentPort?.postMessage(answer);
  });
});

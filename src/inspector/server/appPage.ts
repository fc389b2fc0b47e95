/** What one page is sent about actors: all of them in parts, then changes, the steps of the watched actor, and what it asks for. */
import * as E from 'fp-ts/lib/Either.js';
import { layOutSimply } from '../../picture/simplified.js';
import type { Actor } from '../apps/Actor.js';
import type { ActorReader } from '../apps/ActorBoard.js';
import type {
  ActorsMessage,
  AppPageMessage,
  AppServerMessage,
  AskChartMessage,
  ChartMessage,
  Heat,
} from '../apps/AppProtocol.js';
import type { Apps } from '../apps/Apps.js';
import { detailsOf, firstStepOf, messagesOf, search, stepsBetween } from '../apps/readSteps.js';
import type { Layouts } from './layouts.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a page is sent about actors. */
export interface AppPage {
  /** Sends what changed. */
  readonly sendChanges: () => void;
  /** Answers a message of the page. */
  readonly receive: (message: AppPageMessage) => void;
  /** Whether more changes wait than fitted into the last message. */
  readonly isBehind: () => boolean;
}

/** What it needs. */
export interface AppPageOptions {
  readonly apps: Apps;
  readonly layouts: Layouts;
  readonly send: (message: AppServerMessage) => void;
}

/** A message has at most this many actors, and one block of them more. */
const ENOUGH_ACTORS = 2048;

const NO_HEAT: Heat = { nodes: {}, transitions: {}, refused: {} };

// ------------------------------------------------------------------------------------------------------- operations

/** Makes what a new page is sent. */
export const makeAppPage = ({ apps, layouts, send }: AppPageOptions): AppPage => {
  const { board, charts } = apps;
  const reader: ActorReader = board.makeReader();
  let isNew = true;
  let isComplete = false;
  let isBehind = true;
  let sentPrograms = '';
  let sentTotals = '';
  let watched: number | undefined;
  /** One more than the number of the last step that was sent; none if none was. */
  let sentEnd: number | undefined;

  const changedPrograms = (): Pick<ActorsMessage, 'programs'> => {
    const programs = board.programs();
    const text = JSON.stringify(programs);
    if (text === sentPrograms) return {};
    sentPrograms = text;
    return { programs };
  };

  const sendActors = (): void => {
    if (isNew && board.programs().length === 0) {
      isBehind = false;
      return;
    }
    const { rows, removed } = reader.take(ENOUGH_ACTORS);
    const totals = board.totals();
    const totalsText = JSON.stringify(totals);
    const changed = changedPrograms();
    isBehind = rows.length >= ENOUGH_ACTORS;
    isComplete ||= reader.hasSeenAll();
    const isSame = rows.length === 0 && removed.length === 0 && totalsText === sentTotals;
    if (!isNew && isSame && changed.programs === undefined) return;
    sentTotals = totalsText;
    send({
      ...{ type: 'actors', reset: isNew, more: !isComplete, actors: board.size() },
      ...{ rows, removed, totals },
      ...changed,
    });
    isNew = false;
  };

  const sendSteps = (actor: Actor): void => {
    if (sentEnd === actor.steps) return;
    const steps = stepsBetween(board, actor, sentEnd ?? 0, actor.steps);
    // Too many came at once, or none is kept any more.
    const reset = sentEnd === undefined || steps[0]?.step !== sentEnd;
    sentEnd = actor.steps;
    send({
      ...{ type: 'steps', actor: actor.number, reset, steps },
      ...{ first: firstStepOf(board, actor), end: actor.steps },
      heat: actor.heat?.heat() ?? NO_HEAT,
    });
  };

  const sendWatched = (): void => {
    const actor = watched === undefined ? undefined : board.actorAt(watched);
    if (actor !== undefined) sendSteps(actor);
  };

  const sendChart = async ({ chart, direction }: AskChartMessage): Promise<void> => {
    const index = charts.get(chart);
    if (index === undefined) {
      send({ type: 'chart', chart });
      return;
    }
    const layingOut = layouts.layOut(index, direction ?? 'down');
    const message = (): ChartMessage => ({
      ...{ type: 'chart', chart, statechart: index.chart, heat: board.heatOf(index) },
    });
    // Names and events are shown while the chart is laid out. A layout that is known comes first in the race.
    const known = await Promise.race([layingOut, Promise.resolve(undefined)]);
    if (known === undefined) send(message());
    const layout = known ?? (await layingOut);
    send({
      ...message(),
      ...(E.isRight(layout)
        ? { layout: layout.right }
        : {
            problem: layout.left,
            layout: layOutSimply(index.chart, direction === undefined ? {} : { direction }),
          }),
    });
  };

  return {
    sendChanges: () => {
      sendWatched();
      sendActors();
    },
    isBehind: () => isBehind,
    receive: (message) => {
      switch (message.type) {
        case 'watch_actor':
          watched = message.actor;
          sentEnd = undefined;
          sendWatched();
          break;
        case 'ask_earlier': {
          const { actor: number, before } = message;
          const actor = board.actorAt(number);
          const steps = actor === undefined ? [] : stepsBetween(board, actor, 0, before);
          send({ type: 'earlier', actor: number, before, steps });
          break;
        }
        case 'ask_step': {
          const { actor: number, step } = message;
          const actor = board.actorAt(number);
          const details = actor === undefined ? undefined : detailsOf(board, actor, step);
          send({
            ...{ type: 'step', actor: number, step },
            ...(details === undefined ? {} : { details }),
          });
          break;
        }
        case 'ask_chart':
          void sendChart(message);
          break;
        case 'ask_messages':
          send(messagesOf(board, message));
          break;
        case 'search':
          send(search(board, message));
          break;
      }
    },
  };
};

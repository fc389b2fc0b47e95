/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- counters for ten thousand steps a second */
/** `Heats`: how often the parts of each chart were used, by each actor and by all actors of a chart. */
import type { Actor } from './Actor.js';
import type { StepOutcome } from './ActorStep.js';
import { isRefused } from './ActorStep.js';
import type { ChartIndex } from './ChartIndex.js';
import type { HeatCounter } from './HeatCounter.js';
import { makeHeatCounter } from './HeatCounter.js';
import type { Verdict } from './judge.js';
import type { StepInput } from './StepInput.js';

/** Counts. */
export interface Heats {
  /** Counts a step, before it is applied to its actor. */
  readonly count: (actor: Actor, input: StepInput, verdict: Verdict, outcome: StepOutcome) => void;
  /** The sums over all actors of a chart, with those that are no longer kept. */
  readonly ofChart: (chart: ChartIndex) => HeatCounter;
}

/** Makes counters, all at 0. */
export const makeHeats = (): Heats => {
  const heats = new Map<string, HeatCounter>();

  const ofChart = (chart: ChartIndex): HeatCounter => {
    const heat = heats.get(chart.hash) ?? makeHeatCounter(chart);
    heats.set(chart.hash, heat);
    return heat;
  };

  const count: Heats['count'] = (actor, input, verdict, outcome) => {
    const { chart, configuration } = actor;
    if (chart === undefined) return;
    const after = input.value === undefined ? undefined : chart.configurationOf(input.value);
    actor.heat ??= makeHeatCounter(chart);
    const counters = [actor.heat, ofChart(chart)];
    if (isRefused(outcome) && configuration !== undefined) {
      for (const counter of counters) counter.addRefused(configuration);
      return;
    }
    if (after === undefined) return;
    const steps = input.microsteps ?? [{ taken: verdict.taken }];
    let before = configuration;
    steps.forEach(({ taken, value }, i) => {
      const next =
        value === undefined || i === steps.length - 1 ? after : chart.configurationOf(value);
      for (const counter of counters) counter.addStep(before, next, taken);
      before = next;
    });
    if (steps.length === 0) for (const counter of counters) counter.addStep(before, after, []);
  };

  return { count, ofChart };
};

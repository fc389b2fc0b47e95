/**
 * Writes the run's lifecycle as a module of Quint, a language of specifications: its simulator finds what a law misses, and Apalache can
 * check the module.
 *
 * `decide` and its edges come from the chart. Guards and updates are code, which Quint cannot read, so each has a line of Quint here; a missing
 * one does not compile. Every step of the module sends any event to the run, also one that is refused. So a trace of the simulator tells
 * what the module answers to each, and is compared with the chart (`test/formal/`).
 */
import type { guards, RunState, updates } from '../../machines/run.chart.js';
import { AttemptCount } from '../values/AttemptCount.js';
import type { DiagramEdge, DiagramState } from './Diagram.js';
import { runDiagram } from './Diagram.js';

// ----------------------------------------------------------------------------------------------------- the chart's code

/** The guards on a run `r` and an event `e`. */
const guardTexts: Readonly<Record<keyof typeof guards, string>> = {
  noActiveAttempt: 'r.currentAttemptId == None',
  hasActiveAttempt: 'r.currentAttemptId != None',
  ownsActiveAttempt: 'r.currentAttemptId == Some(e.attemptId)',
  attemptCountBelowMax: 'r.attemptCount < MAX_ATTEMPT_COUNT',
};

/** The updates: the run after them. */
const updateTexts: Readonly<Record<keyof typeof updates, string>> = {
  recordStateChange: '{ ...r, lastStateChangeAt: orElse(e.at, r.lastStateChangeAt) }',
  clearAttempt: '{ ...r, currentAttemptId: None }',
  activateAttempt:
    '{ ...r, currentAttemptId: Some(e.attemptId), attemptCount: r.attemptCount + 1 }',
  takePriority: '{ ...r, effectivePriority: orElse(e.effectivePriority, r.effectivePriority) }',
};

/** The states in which a run is created. */
export const createdIn: ReadonlyArray<RunState> = ['Scheduled', 'Ready'];

/** The laws, which hold in every state of the module. `before` is the run before the event, `current` the run after it. */
const lawTexts: Readonly<Record<string, string>> = {
  attemptOnlyInRunning:
    'current.currentAttemptId != None implies ATTEMPT_STATES.contains(current.state)',
  oneActiveAttempt:
    'before.currentAttemptId == None or current.currentAttemptId == None or before.currentAttemptId == current.currentAttemptId',
  countsRise:
    'current.attemptCount == before.attemptCount + (if (accepted and event.name == "attempt.start") 1 else 0)',
  countsFit: 'current.attemptCount <= MAX_ATTEMPT_COUNT',
  finalStatesAbsorb: 'isFinal(before) implies not(accepted)',
  refusalsChangeNothing: 'accepted or current == before',
  everyRunCanEnd:
    'isFinal(current) or EVENT_NAMES.exists(name => match decide(current, { ...event, name: name }) { | Accepted(r) => isFinal(r) | Refused => false })',
};

/** The names of the laws. */
export const quintLaws: ReadonlyArray<string> = Object.keys(lawTexts);

// ------------------------------------------------------------------------------------------------------------ edges

const setOf = (items: ReadonlyArray<string>): string => `Set(${items.join(', ')})`;

/** The run after an edge: the updates of the edge, then those of the state that it enters. */
const after = (
  { source, target, actions }: DiagramEdge<RunState>,
  details: ReadonlyArray<DiagramState<RunState>>,
): string => {
  const entry = details.find(({ name }) => name === target)?.entry ?? [];
  const all = source === target ? actions : [...actions, ...entry];
  const moved = source === target ? 'r' : `{ ...r, state: ${target} }`;
  return all.reduce((run, update) => `${run}.${update}(e)`, moved);
};

const branch = (state: DiagramState<RunState>): string => {
  const edges = runDiagram.edges.filter(({ source }) => source === state.name);
  const lines = edges.map((edge) => {
    const conditions = [
      `e.name == "${edge.event}"`,
      ...edge.guards.map((guard) => `${guard}(r, e)`),
    ].join(' and ');
    return `      // ${edge.description}\n      if (${conditions}) Accepted(${after(edge, runDiagram.details)}) else`;
  });
  return `    // ${state.description}\n    | ${state.name} =>\n${[...lines, '      Refused'].join('\n')}`;
};

const definitions = (texts: Readonly<Record<string, string>>, type: string): string =>
  Object.entries(texts)
    .map(([name, text]) => `  pure def ${name}(r: Run, e: Event): ${type} = ${text}`)
    .join('\n');

// ----------------------------------------------------------------------------------------------------------- module

/** Writes the module. */
export const runQuint = (): string => {
  const { details, edges, version } = runDiagram;
  const names = details.map(({ name }) => name);
  const events = [...new Set(edges.map(({ event }) => event))];
  const finals = details.filter(({ isFinal }) => isFinal).map(({ name }) => name);
  const starting = edges.filter(({ actions }) => actions.includes('activateAttempt'));
  const laws = Object.entries(lawTexts).map(([name, text]) => `  val ${name} = ${text}`);
  return `// The lifecycle of a run, version ${version ?? ''}, written from its chart by \`runchart diagram --format quint\`.
//
//   quint run --invariants ${quintLaws.join(' ')} --backend typescript run.qnt
module lifecycle {
  type State = ${names.join(' | ')}
  type Optional = None | Some(int)
  type Run = { state: State, currentAttemptId: Optional, attemptCount: int, effectivePriority: int, lastStateChangeAt: int }
  type Event = { name: str, attemptId: int, effectivePriority: Optional, at: Optional }
  type Decision = Accepted(Run) | Refused

  pure val MAX_ATTEMPT_COUNT = ${AttemptCount.max}
  pure val EVENT_NAMES = ${setOf(events.map((name) => `"${name}"`))}
  pure val FINAL_STATES = ${setOf(finals)}
  pure val ATTEMPT_STATES = ${setOf([...new Set(starting.map(({ source }) => source))])}

  pure def orElse(value: Optional, own: int): int = match value { | Some(n) => n | None => own }
  pure def isFinal(r: Run): bool = FINAL_STATES.contains(r.state)

  // The guards.
${definitions(guardTexts, 'bool')}

  // The updates.
${definitions(updateTexts, 'Run')}

  /// The answer to an event.
  pure def decide(r: Run, e: Event): Decision = match r.state {
${details.map(branch).join('\n')}
  }

  // What the model tries: two attempts, some instants and priorities, a run at the start and one near the last attempt that fits.
  pure val ATTEMPT_IDS = Set(1, 2)
  pure val INSTANTS = Set(None, Some(0), Some(7))
  pure val PRIORITIES = Set(None, Some(-1), Some(5))
  pure val COUNTS = Set(0, MAX_ATTEMPT_COUNT - 2)

  var current: Run
  var before: Run
  var event: Event
  var accepted: bool

  action init = {
    nondet state = ${setOf(createdIn)}.oneOf()
    nondet count = COUNTS.oneOf()
    val created = { state: state, currentAttemptId: None, attemptCount: count, effectivePriority: 0, lastStateChangeAt: 3 }
    all {
      current' = created,
      before' = created,
      event' = { name: "", attemptId: 0, effectivePriority: None, at: None },
      accepted' = false,
    }
  }

  action step = {
    nondet name = EVENT_NAMES.oneOf()
    nondet attemptId = ATTEMPT_IDS.oneOf()
    nondet priority = PRIORITIES.oneOf()
    nondet at = INSTANTS.oneOf()
    // Without a priority it is no event.
    val effectivePriority = if (name == "priority.set" and priority == None) Some(0) else priority
    val sent = { name: name, attemptId: attemptId, effectivePriority: effectivePriority, at: at }
    all {
      before' = current,
      event' = sent,
      match decide(current, sent) {
        | Accepted(r) => all { current' = r, accepted' = true }
        | Refused => all { current' = current, accepted' = false }
      },
    }
  }

  // The laws.
${laws.join('\n')}
}
`;
};

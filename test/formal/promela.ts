/**
 * Writes the lifecycle for Spin, a model checker that tries every order of events. As in the Quint module, the edges come from the chart, and
 * each guard and each update has a line.
 *
 * Counts are numbers of attempts here, up to a few: the chart only compares them with their maximum.
 */
import type { guards, RunState, updates } from '../../machines/run.chart.js';
import { runDiagram } from '../../src/diagram/Diagram.js';
import { createdIn } from '../../src/diagram/runQuint.js';

const guardTexts: Readonly<Record<keyof typeof guards, string>> = {
  noActiveAttempt: 'attempt == 0',
  hasActiveAttempt: 'attempt != 0',
  ownsActiveAttempt: 'attempt == sentAttempt',
  attemptCountBelowMax: 'count < MAX',
};
const updateTexts: Readonly<Record<keyof typeof updates, string>> = {
  recordStateChange: 'if :: sentAt != 0 -> changedAt = sentAt :: else fi',
  clearAttempt: 'attempt = 0',
  activateAttempt: 'attempt = sentAttempt; count = count + 1',
  takePriority: 'if :: sentPriority != 0 -> prio = sentPriority :: else fi',
};

const isGuard = (name: string): name is keyof typeof guards => name in guardTexts;
const isUpdate = (name: string): name is keyof typeof updates => name in updateTexts;
const guardText = (name: string): string => (isGuard(name) ? guardTexts[name] : name);
const updateText = (name: string): string => (isUpdate(name) ? updateTexts[name] : name);

const eventId = (event: string): string => `EV_${event.replaceAll('.', '_')}`;
const { details, edges } = runDiagram;
const events = [...new Set(edges.map(({ event }) => event))];

const pick = (indent: string, choices: ReadonlyArray<string>): string =>
  `${indent}if\n${choices.map((choice) => `${indent}:: ${choice}`).join('\n')}\n${indent}fi;`;

const anyOf = (names: ReadonlyArray<RunState>): string =>
  names.map((name) => `state == ${name}`).join(' || ');

const branches = edges.map(({ source, event, target, guards: names, actions }) => {
  const entry = details.find(({ name }) => name === target)?.entry ?? [];
  const condition = [
    `state == ${source}`,
    `sent == ${eventId(event)}`,
    ...names.map(guardText),
  ].join(' && ');
  const effects = source === target ? actions : [...actions, ...entry];
  const moved = source === target ? [] : [`state = ${target}`];
  return `${condition} -> ${[...effects.map(updateText), ...moved, 'accepted = true'].join('; ')}`;
});

const finals = details.filter(({ isFinal }) => isFinal).map(({ name }) => name);
const starting = edges
  .filter(({ actions }) => actions.includes('activateAttempt'))
  .map(({ source }) => source);

/** The model, with at most so many attempts. Instants, priorities and attempts are numbers from 1; 0 is none. */
export const runPromela = (max: number): string => `#define MAX ${max}
${details.map(({ name }, i) => `#define ${name} ${i}`).join('\n')}
${events.map((event, i) => `#define ${eventId(event)} ${i}`).join('\n')}
#define isFinal (${anyOf(finals)})

byte state, attempt, count, prio, changedAt;
/* What is not part of a state: the event, and the run before it. */
hidden byte accepted, wasFinal, sent, sentAttempt, sentPriority, sentAt, oldState, oldAttempt, oldCount, oldPriority, oldChangedAt;

active proctype lifecycle() {
${pick(
  '  ',
  createdIn.map((state) => `state = ${state}`),
)}
  do
  :: atomic {
    oldState = state; oldAttempt = attempt; oldCount = count; oldPriority = prio; oldChangedAt = changedAt;
    wasFinal = isFinal; accepted = false;
${pick(
  '    ',
  events.map((event) => `sent = ${eventId(event)}`),
)}
${pick('    ', ['sentAttempt = 1', 'sentAttempt = 2'])}
${pick('    ', ['sentPriority = 0', 'sentPriority = 1', 'sentPriority = 2'])}
${pick('    ', ['sentAt = 0', 'sentAt = 1', 'sentAt = 2'])}
${pick('    ', [...branches, 'else'])}
    assert(attempt == 0 || ${anyOf([...new Set(starting)])});
    assert(oldAttempt == 0 || attempt == 0 || attempt == oldAttempt);
    assert(count == oldCount + (accepted && sent == ${eventId('attempt.start')} -> 1 : 0));
    assert(count <= MAX);
    assert(!wasFinal || !accepted);
    assert(accepted || (state == oldState && attempt == oldAttempt && count == oldCount && prio == oldPriority && changedAt == oldChangedAt));
    sent = 0; sentAttempt = 0; sentPriority = 0; sentAt = 0; accepted = false; wasFinal = false;
    oldState = 0; oldAttempt = 0; oldCount = 0; oldPriority = 0; oldChangedAt = 0;
  }
  od
}

ltl finalStatesAbsorb { [] (isFinal -> [] isFinal) }
`;

/** Says whether what is shown of the actors is live, and where it ends. */
import type { Program } from '../../apps/AppProtocol.js';
import type { SourceStatus } from '../../Protocol.js';
import { counted, preciseInstant } from '../format.js';

/** What is known of the sources of actors. */
export interface AppSources {
  readonly programs: ReadonlyArray<Program>;
  /** All sources, also those of runs alone. */
  readonly sources: ReadonlyArray<SourceStatus>;
  /** The number of all events. */
  readonly events: number;
  /** The instant of the last one, in Unix milliseconds. */
  readonly last: number | undefined;
}

/** The phase of a program's source, as far as it is the program's. One that reconnects has a new source, and keeps its name. */
export const phaseOf = (
  { source, isOpen }: Program,
  sources: ReadonlyArray<SourceStatus>,
): SourceStatus['phase'] => {
  const phase = sources.findLast(({ name }) => name === source)?.phase ?? 'disconnected';
  const isFeed = phase === 'connected' || phase === 'disconnected';
  return isFeed ? (isOpen ? 'connected' : 'disconnected') : isOpen ? phase : 'ended';
};

const phasesOf = ({ programs, sources }: AppSources): ReadonlyArray<SourceStatus['phase']> =>
  programs.map((program) => phaseOf(program, sources));

/** Whether all of it was recorded, and was read as far as the recording goes. */
export const isRecording = (what: AppSources): boolean => {
  const phases = phasesOf(what);
  return (
    phases.length > 0 && phases.every((phase) => ['following', 'ended', 'failed'].includes(phase))
  );
};

/** The number of events, and whether more may come: `recording of 12 events, ended at 2026-01-06 09:00:04.123 UTC`. */
export const sourcesText = (what: AppSources): string => {
  const { events, last } = what;
  const phases = phasesOf(what);
  const all = counted(events, 'event');
  if (isRecording(what)) {
    const end = phases.includes('following') ? 'read up to' : 'ended at';
    return `recording of ${all}${last === undefined ? '' : `, ${end} ${preciseInstant(last)}`}`;
  }
  const connected = phases.filter((phase) => phase === 'connected').length;
  if (phases.includes('reading')) return `${all} so far …`;
  if (phases.length === 0) return all;
  return connected === phases.length
    ? `${all}, connected`
    : connected === 0
      ? `${all}, disconnected`
      : `${all}, ${String(connected)} of ${String(phases.length)} connected`;
};

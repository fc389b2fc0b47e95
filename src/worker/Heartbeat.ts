/**
 * The heartbeat of a connection, as pure functions over instants: when to ping a silent host, and when to give it up.
 *
 * Laws: an idle host is pinged after `heartbeat` milliseconds of silence; a host with unanswered requests is considered gone after
 * `patience` milliseconds of silence, counted from the first of these requests at the earliest.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** Instants in milliseconds, as `performance.now` counts them. */
export interface Heartbeat {
  /** When the host last sent a message. */
  readonly heardAt: number;
  /** When a request was last sent to an idle host, which had no unanswered requests. */
  readonly askedAt: number;
}

/** How much silence is accepted, in milliseconds. */
export interface HeartbeatLimits {
  readonly heartbeat: number;
  readonly patience: number;
}

/** What to do at a given instant. */
export type Pulse = 'Wait' | 'Ping' | 'GiveUp';

// ------------------------------------------------------------------------------------------------------ constructors

/** A heartbeat that begins now. */
export const startHeartbeat = (now: number): Heartbeat => ({ heardAt: now, askedAt: now });

// -------------------------------------------------------------------------------------------------------- operations

/** The heartbeat after a message of the host. */
export const heard = ({ askedAt }: Heartbeat, now: number): Heartbeat => ({
  heardAt: now,
  askedAt,
});

/** The heartbeat after a request to an idle host, whose patience starts now. */
export const asked = ({ heardAt }: Heartbeat, now: number): Heartbeat => ({
  heardAt,
  askedAt: now,
});

/** Returns what to do now. `isIdle`: the host has no unanswered requests. */
export const pulseOf = (
  { heardAt, askedAt }: Heartbeat,
  { heartbeat, patience }: HeartbeatLimits,
  now: number,
  isIdle: boolean,
): Pulse => {
  if (isIdle) return now - heardAt >= heartbeat ? 'Ping' : 'Wait';
  return now - Math.max(heardAt, askedAt) >= patience ? 'GiveUp' : 'Wait';
};

/**
 * The heartbeat of a connection, as pure functions over instants: when to ping a silent host, and when to give it up.
 *
 * Laws: an idle host is pinged after `heartbeat` milliseconds of silence; a host that owes answers is held to be gone after
 * `patience` milliseconds without a message, counted from the request at the earliest.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** Instants in milliseconds, as `performance.now` counts them. */
export interface Heartbeat {
  /** When the host last sent a message. */
  readonly heardAt: number;
  /** When a request was last sent to a host that owed no answer. */
  readonly askedAt: number;
}

/** How much silence is accepted, in milliseconds. */
export interface HeartbeatLimits {
  readonly heartbeat: number;
  readonly patience: number;
}

/** What a look at the clock calls for. */
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

/** The heartbeat after a request to an idle host, which has its full time from now on. */
export const asked = ({ heardAt }: Heartbeat, now: number): Heartbeat => ({
  heardAt,
  askedAt: now,
});

/** What to do now; `isIdle` says that the host owes no answer. */
export const pulseOf = (
  { heardAt, askedAt }: Heartbeat,
  { heartbeat, patience }: HeartbeatLimits,
  now: number,
  isIdle: boolean,
): Pulse => {
  if (isIdle) return now - heardAt >= heartbeat ? 'Ping' : 'Wait';
  return now - Math.max(heardAt, askedAt) >= patience ? 'GiveUp' : 'Wait';
};

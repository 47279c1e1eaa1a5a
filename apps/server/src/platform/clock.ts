/** Wall-clock time in UTC. Nothing else in the server asks the system what time it is. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until a test moves it. Structurally the server's `Clock`. */
export interface SettableClock {
  now(): Date;
  set(at: Date | string): void;
  advance(duration: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly seconds?: number;
  }): void;
}

export function settableClock(start: Date | string = '2026-03-02T00:00:00.000Z'): SettableClock {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    set: (at) => {
      time = new Date(at).getTime();
    },
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => {
      time += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
    },
  };
}

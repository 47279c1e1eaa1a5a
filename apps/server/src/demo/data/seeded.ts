/** A stream of choices that is the same in every run for the same seed. For made-up data alone, never for keys. */
export interface Seeded {
  /** 0 ≤ x < 1. */
  next(): number;
  /** Whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** With `digits` after the point, between `min` and `max`. */
  decimal(min: number, max: number, digits: number): string;
  pick<T>(list: readonly T[]): T;
  /** By weight. */
  weighted<T>(list: readonly (readonly [T, number])[]): T;
  /** `count` different ones, in the order of the list. */
  some<T>(list: readonly T[], count: number): T[];
  chance(probability: number): boolean;
  digits(count: number): string;
}

/** sfc32 started from FNV-1a hashes of the seed: small, even and quick, which is all that made-up data needs. */
export function seeded(seed: string): Seeded {
  const next = sfc32(fnv(`${seed}/a`), fnv(`${seed}/b`), fnv(`${seed}/c`));
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    decimal: (min, max, digits) => (min + next() * (max - min)).toFixed(digits),
    pick: (list) => list[int(0, list.length - 1)] as (typeof list)[number],
    weighted: (list) => {
      let rest = next() * list.reduce((sum, [, weight]) => sum + weight, 0);
      const found = list.find(([, weight]) => {
        rest -= weight;
        return rest < 0;
      });
      return (found ?? (list[0] as (typeof list)[number]))[0];
    },
    some: (list, count) => {
      const rest = list.map((_, i) => i);
      const chosen = new Set<number>();
      while (chosen.size < Math.min(count, list.length))
        chosen.add(...(rest.splice(int(0, rest.length - 1), 1) as [number]));
      return list.filter((_, i) => chosen.has(i));
    },
    chance: (probability) => next() < probability,
    digits: (count) => Array.from({ length: count }, () => int(0, 9)).join(''),
  };
}

function fnv(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of new TextEncoder().encode(text)) hash = Math.imul(hash ^ char, 0x01000193);
  return hash >>> 0;
}

function sfc32(first: number, second: number, third: number): () => number {
  let [a, b, c, counter] = [first | 0, second | 0, third | 0, 1];
  const step = () => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return (t >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 15; i++) step();
  return step;
}

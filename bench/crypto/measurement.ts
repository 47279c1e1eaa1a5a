/** Measuring in interleaved rounds: every engine once per round, so that a slow phase of the machine meets all of them. */

/** One engine's way of doing what a metric asks for. */
export interface Contender {
  /** `ours` or the name of the peer. */
  readonly name: string;
  /** Rate per second of CPU time, measured over about `milliseconds`. */
  readonly rate: (milliseconds: number) => number;
}

export interface Metric {
  readonly name: string;
  /** What one unit of the rate is: `op` or `octet`. */
  readonly unit: 'op' | 'octet';
  readonly contenders: readonly Contender[];
}

export interface MetricResult {
  readonly ours: number;
  readonly peers: Readonly<Record<string, number>>;
  /** Ours divided by the peer's, in the median of the rounds. */
  readonly ratio: Readonly<Record<string, number>>;
}

export type Results = Readonly<Record<string, MetricResult>>;

/** A contender that runs in this process. `work` does `units` units each call. */
export function inProcess(name: string, units: number, work: () => void): Contender {
  let warm = false;
  return {
    name,
    rate: (milliseconds) => {
      if (!warm) measure(work, milliseconds);
      warm = true;
      return units * measure(work, milliseconds);
    },
  };
}

/** Calls per second of CPU time. */
function measure(work: () => void, milliseconds: number): number {
  let calls = 0;
  let batch = 1;
  const start = process.cpuUsage();
  for (;;) {
    for (let i = 0; i < batch; i++) work();
    calls += batch;
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1000;
    if (spent >= milliseconds) return (calls * 1000) / spent;
    if (spent < milliseconds / 8) batch *= 2;
  }
}

/** Runs all rounds and takes medians; the ratio is the median of the rounds' ratios. */
export function runRounds(metrics: readonly Metric[], rounds: number, milliseconds: number): Results {
  const rates = metrics.map(({ contenders }) => contenders.map((): number[] => []));
  for (let round = 0; round < rounds; round++) {
    metrics.forEach(({ contenders }, m) => {
      contenders.forEach(({ rate }, c) => {
        rates[m]?.[c]?.push(rate(milliseconds));
      });
    });
  }
  return Object.fromEntries(metrics.map((metric, m) => [metric.name, resultOf(metric, rates[m] ?? [])]));
}

function resultOf(metric: Metric, rates: readonly (readonly number[])[]): MetricResult {
  const ours = rates[metric.contenders.findIndex(({ name }) => name === 'ours')] ?? [];
  const peers: Record<string, number> = {};
  const ratio: Record<string, number> = {};
  metric.contenders.forEach(({ name }, c) => {
    if (name === 'ours') return;
    const theirs = rates[c] ?? [];
    peers[name] = median(theirs);
    ratio[name] = median(ours.map((rate, round) => rate / (theirs[round] ?? Number.NaN)));
  });
  return { ours: median(ours), peers, ratio };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

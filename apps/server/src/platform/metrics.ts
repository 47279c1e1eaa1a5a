import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  /** One answered request; `route` is the pattern, never the address with its values. */
  request(labels: { readonly method: string; readonly route: string; readonly status: number }, seconds: number): void;
  /** `count` signatures became durable. */
  signatures(labels: { readonly format: string; readonly custody: string }, count?: number): void;
  /** Prometheus text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** The platform's figures, in a registry of their own. */
export function createMetrics(pool: Pool): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'medsign_http_request_duration_seconds',
    help: 'Time from the request to the last octet of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const signatures = new Counter({
    name: 'medsign_signatures_total',
    help: 'Signatures that became durable records',
    labelNames: ['format', 'custody'],
    registers,
  });
  new Gauge({
    name: 'medsign_database_connections',
    help: 'Connections of the pool by state',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'total' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  return {
    request: (labels, seconds) => duration.observe(labels, seconds),
    signatures: (labels, count = 1) => signatures.inc(labels, count),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

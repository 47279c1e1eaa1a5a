import { Strict } from '@medsign/contract/common';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Metrics } from '../platform/metrics.ts';
import { Refusal } from '../platform/refusal.ts';

export interface HealthDependencies {
  readonly metrics: Metrics;
  /** Names of the parts that are not ready; empty when requests can be served. */
  readonly notReady: () => Promise<readonly string[]>;
}

const Status = Strict({ status: Type.String() });

/** `/healthz`: the process lives. `/readyz`: it can serve. `/metrics`: Prometheus text. */
export function healthRoutes(deps: HealthDependencies): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    const about = (zh: string, en: string) => ({ tags: ['platform'], summary: `${zh} ${en}` });
    const config = { access: 'public' } as const;
    app.get(
      '/healthz',
      { config, schema: { ...about('进程存活', 'The process is alive'), response: { 200: Status } } },
      async () => ({ status: 'ok' }),
    );
    app.get(
      '/readyz',
      { config, schema: { ...about('可以提供服务', 'Requests can be served'), response: { 200: Status } } },
      async () => {
        const parts = await deps.notReady();
        if (parts.length > 0) throw new Refusal('not-ready', parts.join(', '), { extra: { parts } });
        return { status: 'ready' };
      },
    );
    app.get(
      '/metrics',
      { config, schema: { ...about('运行指标', 'Figures for Prometheus'), hide: true } },
      async (_, reply) => reply.type(deps.metrics.contentType).send(await deps.metrics.text()),
    );
  };
}

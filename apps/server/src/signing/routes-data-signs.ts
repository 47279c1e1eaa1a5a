import { DataQueued, DataSigned, DataSignRequest } from '@medsign/contract/data-signs';
import type { FastifyInstance } from 'fastify';
import { idempotencyClaim } from '../edge/idempotency-key.ts';
import { answerDataSign } from './answer-data-sign.ts';
import { callingSystem, REFUSED, type SigningRouteDeps } from './routes-shared.ts';

/** `POST /v1/data-signs`. */
export function dataSignRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    app.post(
      '/v1/data-signs',
      {
        config: { access: ['system'] },
        schema: {
          tags: ['signing'],
          summary: '数据签名 · Sign a datum',
          description: 'Needs the header Idempotency-Key: a repeated request gets the same octets.',
          body: DataSignRequest,
          response: { 201: DataSigned, 202: DataQueued, ...REFUSED },
        },
      },
      async (request, reply) => {
        const system = await callingSystem(deps, request.caller);
        const response = await answerDataSign(deps, deps.idempotency, {
          system,
          request: request.body as DataSignRequest,
          claim: idempotencyClaim(request),
        });
        // The stored text itself: a replay must be the same octets, so no serialiser comes between.
        return reply.code(response.status).type('application/json; charset=utf-8').send(response.body);
      },
    );
  };
}

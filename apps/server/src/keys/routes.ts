import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  KeyRecovery,
  KeyRecoveryDecision,
  KeyRecoveryDelivery,
  KeyRecoveryParams,
  KeyRecoveryRequest,
} from '@medsign/contract/keys';
import { toBase64 } from '@medsign/engine/bytes/base64';
import { encodeEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { envelopedKeyToBlob } from '@medsign/engine/pki/enveloped-key-blob';
import type { FastifyInstance } from 'fastify';
import { decideRecovery } from './decide-recovery.ts';
import { deliverRecovery } from './deliver-recovery.ts';
import { requestRecovery } from './request-recovery.ts';
import { readRoutes } from './routes-read.ts';
import { administratorOf, type KeyRouteDeps, octetsOf, REFUSED, TAGS, viewOf } from './routes-shared.ts';

export type { KeyRouteDeps };

export function keyRoutes(deps: KeyRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(readRoutes(deps));
    await app.register(recoveryRoutes(deps));
  };
}

/** Recovery: one asks, another decides, then it is delivered. */
function recoveryRoutes(deps: KeyRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.post(
      '/v1/key-recoveries',
      {
        config: { access: ['keys:recover'] },
        schema: {
          tags: TAGS,
          summary: '申请恢复托管的加密密钥 · Ask for an escrowed encryption key',
          body: KeyRecoveryRequest,
          response: { 201: KeyRecovery, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { csr, ...asked } = request.body;
        const requester = administratorOf(request.caller);
        const recovery = await requestRecovery(deps, { ...asked, csr: octetsOf(csr), requester });
        return reply.code(201).send(viewOf(recovery, deps.clock.now()));
      },
    );

    for (const action of ['approve', 'deny'] as const) {
      app.post(
        `/v1/key-recoveries/:id/${action}`,
        {
          config: { access: ['keys:approve'] },
          schema: {
            tags: TAGS,
            summary: SUMMARIES[action],
            params: KeyRecoveryParams,
            body: KeyRecoveryDecision,
            response: { 200: KeyRecovery, ...REFUSED },
          },
        },
        async (request) => {
          const administrator = administratorOf(request.caller);
          const { note } = request.body;
          const recovery = await decideRecovery(deps, { recoveryId: request.params.id, action, note, administrator });
          return viewOf(recovery, deps.clock.now());
        },
      );
    }

    app.post(
      '/v1/key-recoveries/:id/deliver',
      {
        config: { access: ['keys:recover'] },
        schema: {
          tags: TAGS,
          summary: '交付已批准恢复的密钥（一次） · Deliver a key whose recovery was approved, once',
          params: KeyRecoveryParams,
          response: { 200: KeyRecoveryDelivery, ...REFUSED },
        },
      },
      async (request, reply) => {
        const administrator = administratorOf(request.caller);
        const delivery = await deliverRecovery(deps, { recoveryId: request.params.id, administrator });
        reply.header('cache-control', 'no-store');
        return {
          recovery: viewOf(delivery.recovery, deps.clock.now()),
          publicKey: toBase64(delivery.envelopedKey.publicKey),
          envelopedKey: toBase64(encodeEnvelopedKey(delivery.envelopedKey)),
          envelopedKeyBlob: toBase64(envelopedKeyToBlob(delivery.envelopedKey)),
        };
      },
    );
  };
}

const SUMMARIES = {
  approve: '另一人批准密钥恢复 · Approve a key recovery, as a second person',
  deny: '另一人拒绝密钥恢复 · Deny a key recovery, as a second person',
} as const;

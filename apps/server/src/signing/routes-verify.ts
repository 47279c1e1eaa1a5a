import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { VerificationReport, VerifyRequest } from '@medsign/contract/verify';
import type { FastifyInstance } from 'fastify';
import { octetsFromBase64, readContent } from './content.ts';
import { rateLimit } from './rate-limit.ts';
import { REFUSED, type SigningRouteDeps } from './routes-shared.ts';
import { verifySignature } from './verify-signature.ts';

const DEFAULT_PER_SECOND = 64;

/** `POST /v1/verify`, open to everybody and bounded per address. */
export function verifyRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    const limit = rateLimit(deps.clock, deps.verifyPerSecond ?? DEFAULT_PER_SECOND);
    app.post(
      '/v1/verify',
      {
        config: { access: 'public' },
        onRequest: async (request) => limit.take(request.ip),
        schema: {
          tags: ['verification'],
          summary: '验证签名 · Verify a signature step by step',
          description: 'Open to everybody, 64 requests a second per address.',
          body: VerifyRequest,
          response: { 200: VerificationReport, ...REFUSED },
        },
      },
      async (request) => {
        const { content, signature, format, certificate, timestampToken } = request.body;
        return verifySignature(deps, {
          content: content && readContent(content, deps.settings.maxContentBytes),
          signature: octetsFromBase64(signature, 'signature'),
          format,
          certificate: certificate === undefined ? undefined : octetsFromBase64(certificate, 'certificate'),
          timestampToken: timestampToken === undefined ? undefined : octetsFromBase64(timestampToken, 'timestampToken'),
        });
      },
    );
  };
}

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { AuthorityParams } from '@medsign/contract/certificates';
import { encodePem } from '@medsign/engine/pki/pem';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { DELTA_SUFFIX } from './build-certificate.ts';
import { authorityCertificate } from './find-certificates.ts';
import { freshCrl, freshDelta } from './fresh-crl.ts';
import { type CertificateRouteDeps, REFUSED, sendOctets } from './routes-shared.ts';

const PEM = 'application/x-pem-file';
const octets = (type: string) => ({
  200: { description: type, content: { [type]: { schema: Type.String({ format: 'binary' }) } } },
  ...REFUSED,
});

/** What anyone needs to check our certificates: they name these addresses. */
export function publishRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    const route = (summary: string, type: string) => ({
      config: { access: 'public' as const },
      schema: { tags: ['pki'], summary, params: AuthorityParams, response: octets(type) },
    });
    const certificateOf = async (name: string) => (await authorityCertificate(deps.database, name)).der;
    const crlOf = async (name: string) =>
      name.endsWith(DELTA_SUFFIX)
        ? freshDelta(deps, name.slice(0, -DELTA_SUFFIX.length))
        : (await freshCrl(deps, name)).der;

    app.get(
      '/ca/:ca.cer',
      route('颁发机构证书 (DER) · Authority certificate', 'application/pkix-cert'),
      async (request, reply) => send(reply, 'application/pkix-cert', await certificateOf(request.params.ca)),
    );
    app.get('/ca/:ca.pem', route('颁发机构证书 (PEM) · Authority certificate', PEM), async (request, reply) =>
      send(reply, PEM, encodePem('CERTIFICATE', await certificateOf(request.params.ca))),
    );
    app.get(
      '/crl/:ca.crl',
      route('证书吊销列表 (DER) · Certificate revocation list', 'application/pkix-crl'),
      async (request, reply) => send(reply, 'application/pkix-crl', await crlOf(request.params.ca)),
    );
    app.get('/crl/:ca.pem', route('证书吊销列表 (PEM) · Certificate revocation list', PEM), async (request, reply) =>
      send(reply, PEM, encodePem('X509 CRL', await crlOf(request.params.ca))),
    );
  };
}

/** Cached for a minute at most: a revocation is to be seen soon. */
function send(reply: FastifyReply, type: string, body: Uint8Array | string): FastifyReply {
  return sendOctets(reply.header('cache-control', 'public, max-age=60'), type, body);
}

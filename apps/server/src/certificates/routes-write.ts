import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  CertificateDetail,
  CertificateIdParams,
  CertificateStatusRequest,
  IssueCertificateRequest,
  IssuedCertificateDetail,
} from '@medsign/contract/certificates';
import { fromBase64, toBase64 } from '@medsign/engine/bytes/base64';
import { encodeEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { envelopedKeyToBlob } from '@medsign/engine/pki/enveloped-key-blob';
import type { FastifyInstance } from 'fastify';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { changeCertificateStatus } from './change-status.ts';
import { issueForPerson } from './issue-for-person.ts';
import type { EncryptionHalf } from './issue-pairs.ts';
import { actorOf, type CertificateRouteDeps, describe, REFUSED, TAGS } from './routes-shared.ts';

/** Issuing, and changing what is in force. */
export function writeRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.post(
      '/v1/certificates',
      {
        config: { access: ['certificates:issue'] },
        schema: {
          tags: TAGS,
          summary: '签发人员证书 · Issue a certificate for a person',
          body: IssueCertificateRequest,
          response: { 201: IssuedCertificateDetail, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { csr, ...body } = request.body;
        const issued = await issueForPerson(deps, {
          ...body,
          ...(csr !== undefined && { csr: octetsOf(csr) }),
          actor: actorOf(request.caller),
        });
        const { encryption } = issued;
        const detail = await describe(deps, issued.signing.id);
        if (encryption === undefined) return reply.code(201).send(detail);
        reply.header('cache-control', 'no-store');
        return reply.code(201).send({ ...detail, encryption: describeEncryption(encryption) });
      },
    );

    app.post(
      '/v1/certificates/:id/status',
      {
        config: { access: ['certificates:revoke'] },
        schema: {
          tags: TAGS,
          summary: '挂起、恢复或吊销证书 · Suspend, resume or revoke a certificate',
          params: CertificateIdParams,
          body: CertificateStatusRequest,
          response: { 200: CertificateDetail, ...REFUSED },
        },
      },
      async (request) => {
        const { id } = request.params;
        const change = { ...request.body, certificateId: id, at: deps.clock.now(), actor: actorOf(request.caller) };
        await inTransaction(deps.database, (tx) => changeCertificateStatus(tx, deps, change));
        return describe(deps, id);
      },
    );
  };
}

function describeEncryption({ certificate, envelopedKey, csrResponse }: EncryptionHalf) {
  return {
    certificateId: certificate.id,
    serial: certificate.serial,
    certificate: toBase64(certificate.der),
    csrResponse: toBase64(csrResponse),
    envelopedKey: toBase64(encodeEnvelopedKey(envelopedKey)),
    envelopedKeyBlob: toBase64(envelopedKeyToBlob(envelopedKey)),
  };
}

function octetsOf(base64: string): Uint8Array {
  try {
    return fromBase64(base64);
  } catch (cause) {
    throw new Refusal('malformed-base64', undefined, { cause });
  }
}

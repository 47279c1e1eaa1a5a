import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  CertificateDetail,
  CertificateIdParams,
  CertificateList,
  CertificateListQuery,
  CertificatePage,
  CertificateStatusRequest,
  IssueCertificateRequest,
} from '@medsign/contract/certificates';
import { StaffParams } from '@medsign/contract/people';
import { fromBase64 } from '@medsign/engine/bytes/base64';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { findPersonByJobNo } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { changeCertificateStatus } from './change-status.ts';
import { certificatesOf, chainOf, getCertificate, historyOf, listCertificates } from './find-certificates.ts';
import { issueForPerson } from './issue-for-person.ts';
import { publishRoutes } from './routes-publish.ts';
import {
  actorOf,
  type CertificateRouteDeps,
  decodeCursor,
  detailOf,
  encodeCursor,
  REFUSED,
  sendOctets,
  summaryOf,
} from './routes-shared.ts';

export type { CertificateRouteDeps };

const TAGS = ['certificates'];

export function certificateRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(publishRoutes(deps));
    await app.register(readRoutes(deps));
    await app.register(writeRoutes(deps));
  };
}

function readRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.get(
      '/v1/certificates',
      {
        config: { access: ['certificates:read'] },
        schema: {
          tags: TAGS,
          summary: '证书列表 · Certificates',
          querystring: CertificateListQuery,
          response: { 200: CertificatePage, ...REFUSED },
        },
      },
      async ({ query }) => {
        const at = deps.clock.now();
        const cursor = query.cursor === undefined ? {} : { cursor: decodeCursor(query.cursor) };
        const { items, next } = await listCertificates(deps.database, { ...query, ...cursor }, at);
        return {
          items: items.map((one) => summaryOf(one, at)),
          ...(next !== undefined && { next: encodeCursor(next) }),
        };
      },
    );

    app.get(
      '/v1/staff/:jobNo/certificates',
      {
        config: { access: ['system', 'certificates:read'] },
        schema: {
          tags: TAGS,
          summary: '人员的证书 · Certificates of a person',
          params: StaffParams,
          response: { 200: CertificateList, ...REFUSED },
        },
      },
      async ({ params }) => {
        const person = await findPersonByJobNo(deps.database, params.jobNo);
        if (person === undefined) throw new Refusal('unknown-person');
        const at = deps.clock.now();
        const found = await certificatesOf(deps.database, person.id, at);
        return { items: found.map((one) => summaryOf(one, at)) };
      },
    );

    app.get(
      '/v1/certificates/:id',
      {
        config: { access: ['system', 'certificates:read'] },
        schema: {
          tags: TAGS,
          summary: '证书详情与变更历史 · A certificate with its history',
          params: CertificateIdParams,
          response: { 200: CertificateDetail, ...REFUSED },
        },
      },
      async ({ params }) => describe(deps, params.id),
    );

    app.get(
      '/v1/certificates/:id/certificate',
      {
        config: { access: ['system', 'certificates:read'] },
        schema: {
          tags: TAGS,
          summary: '下载证书 (DER) · Download a certificate',
          params: CertificateIdParams,
          response: {
            200: {
              description: 'DER',
              content: { 'application/pkix-cert': { schema: Type.String({ format: 'binary' }) } },
            },
            ...REFUSED,
          },
        },
      },
      async ({ params }, reply) => {
        const { der, serial } = await getCertificate(deps.database, params.id);
        reply.header('content-disposition', `attachment; filename="${serial}.cer"`);
        return sendOctets(reply, 'application/pkix-cert', der);
      },
    );
  };
}

function writeRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
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
          response: { 201: CertificateDetail, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { csr, ...body } = request.body;
        const { id } = await issueForPerson(deps, {
          ...body,
          ...(csr !== undefined && { csr: octetsOf(csr) }),
          actor: actorOf(request.caller),
        });
        return reply.code(201).send(await describe(deps, id));
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

async function describe(deps: CertificateRouteDeps, id: string): Promise<CertificateDetail> {
  const certificate = await getCertificate(deps.database, id);
  return detailOf(certificate, {
    at: deps.clock.now(),
    chain: await chainOf(deps.database, id),
    history: await historyOf(deps.database, id),
  });
}

function octetsOf(base64: string): Uint8Array {
  try {
    return fromBase64(base64);
  } catch (cause) {
    throw new Refusal('malformed-base64', undefined, { cause });
  }
}

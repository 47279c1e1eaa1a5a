import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  CertificateDetail,
  CertificateIdParams,
  CertificateList,
  CertificateListQuery,
  CertificatePage,
} from '@medsign/contract/certificates';
import { StaffParams } from '@medsign/contract/people';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { findPersonByJobNo } from '../identity/index.ts';
import { Refusal } from '../platform/refusal.ts';
import { certificatesOf, getCertificate, listCertificates } from './find-certificates.ts';
import { exportRoutes } from './routes-export.ts';
import {
  type CertificateRouteDeps,
  decodeCursor,
  describe,
  encodeCursor,
  REFUSED,
  sendOctets,
  summaryOf,
  TAGS,
} from './routes-shared.ts';

/** List and its export, one certificate, its octets. */
export function readRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    await app.register(exportRoutes(deps));

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

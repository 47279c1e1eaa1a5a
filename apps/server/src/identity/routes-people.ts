import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { ImportQuery, ImportReport, PeopleExportQuery, PeopleQuery, PersonPage } from '@medsign/contract/people';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Refusal } from '../platform/refusal.ts';
import { exportPeople } from './export-people.ts';
import { type ListedPerson, listPeople } from './find-people.ts';
import { importPeople } from './import-people.ts';
import {
  actorOf,
  CSV_FILE,
  decodeCursor,
  encodeCursor,
  type IdentityRouteDeps,
  REFUSED,
  sendCsv,
} from './routes-shared.ts';

const TAGS = ['people'];

/** 10,000 rows of any staff list fit; more is refused before it is read. */
const MAX_CSV_BYTES = 8 * 1024 * 1024;

/** Octets as they come; what they mean is decided by the file itself. */
const CsvBody = Type.Unsafe<Uint8Array>({ description: 'CSV, UTF-8 or GBK/GB18030' });

/** List, import and export of people. */
export function peopleRoutes(deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.addContentTypeParser(
      ['text/csv', 'application/vnd.ms-excel', 'application/octet-stream'],
      { parseAs: 'buffer', bodyLimit: MAX_CSV_BYTES },
      (_request, body, done) => done(null, body),
    );

    app.get(
      '/v1/people',
      {
        config: { access: ['people:read'] },
        schema: {
          tags: TAGS,
          summary: '人员列表与检索 · List and search people',
          querystring: PeopleQuery,
          response: { 200: PersonPage, ...REFUSED },
        },
      },
      async (request) => {
        const { cursor, limit, ...filter } = request.query;
        const page = { limit: limit ?? 50, ...(cursor === undefined ? {} : { after: decodeCursor(cursor) }) };
        const { items, next } = await listPeople(deps.database, filter, page);
        return { items: items.map(summary), ...(next === undefined ? {} : { next: encodeCursor(next) }) };
      },
    );

    // A colon begins a parameter for the router; two stand for the colon itself.
    app.post(
      '/v1/people::import',
      {
        bodyLimit: MAX_CSV_BYTES,
        config: { access: ['people:write'] },
        schema: {
          tags: TAGS,
          summary: '导入人员 CSV，逐行报告 · Import people from CSV, with a report on every row',
          consumes: ['text/csv'],
          querystring: ImportQuery,
          body: CsvBody,
          response: { 200: ImportReport, ...REFUSED },
        },
      },
      async (request) => {
        // JSON and forms have parsers of their own, which leave no octets.
        if (!(request.body instanceof Uint8Array)) throw new Refusal('unsupported-media-type', 'text/csv');
        const input = { csv: request.body, dryRun: request.query.dryRun ?? false, actor: actorOf(request.caller) };
        const report = await importPeople(deps, input);
        return { ...report, rows: [...report.rows] };
      },
    );

    app.get(
      '/v1/people::export',
      {
        config: { access: ['people:read'] },
        schema: {
          tags: TAGS,
          summary: '按筛选条件导出人员 CSV · Export the filtered people as CSV',
          querystring: PeopleExportQuery,
          produces: ['text/csv'],
          response: { 200: CSV_FILE, ...REFUSED },
        },
      },
      async (request, reply) => {
        return sendCsv(reply, 'people', await exportPeople(deps, request.query, actorOf(request.caller)));
      },
    );
  };
}

function summary({ jobNo, name, title, roles, departments, test, active }: ListedPerson) {
  return { jobNo, name, title, roles: [...roles], departments: [...departments], test, active };
}

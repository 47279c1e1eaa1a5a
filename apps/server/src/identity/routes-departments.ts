import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  Department,
  DepartmentExportQuery,
  DepartmentList,
  DepartmentParams,
  PutDepartment,
} from '@medsign/contract/departments';
import type { FastifyInstance } from 'fastify';
import { noteExport } from '../audit/index.ts';
import { exportDepartments } from './export-departments.ts';
import { listDepartments } from './find-department.ts';
import { putDepartment } from './put-department.ts';
import { actorOf, CSV_FILE, type IdentityRouteDeps, REFUSED, sendCsv } from './routes-shared.ts';

const TAGS = ['departments'];

export function departmentRoutes(deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.get(
      '/v1/departments',
      {
        config: { access: ['system', 'people:read'] },
        schema: { tags: TAGS, summary: '科室列表 · Departments', response: { 200: DepartmentList, ...REFUSED } },
      },
      async () => ({ items: await listDepartments(deps.database) }),
    );

    // A colon begins a parameter for the router; two stand for the colon itself.
    app.get(
      '/v1/departments::export',
      {
        config: { access: ['people:read'] },
        schema: {
          tags: TAGS,
          summary: '按筛选条件导出科室 CSV · Export the filtered departments as CSV',
          querystring: DepartmentExportQuery,
          produces: ['text/csv'],
          response: { 200: CSV_FILE, ...REFUSED },
        },
      },
      async ({ caller, query }, reply) => {
        await noteExport(deps, { list: 'departments', filter: query, actor: actorOf(caller) });
        return sendCsv(reply, 'departments', await exportDepartments(deps.database, query));
      },
    );

    app.put(
      '/v1/departments/:code',
      {
        config: { access: ['people:write'] },
        schema: {
          tags: TAGS,
          summary: '新增或变更科室 · Create or change a department',
          params: DepartmentParams,
          body: PutDepartment,
          response: { 200: Department, 201: Department, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { code } = request.params;
        const { department, created } = await putDepartment(deps, code, request.body, actorOf(request.caller));
        return reply.code(created ? 201 : 200).send(department);
      },
    );
  };
}

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Department, DepartmentList, DepartmentParams, PutDepartment } from '@medsign/contract/departments';
import type { FastifyInstance } from 'fastify';
import { listDepartments } from './find-department.ts';
import { putDepartment } from './put-department.ts';
import { actorOf, type IdentityRouteDeps, REFUSED } from './routes-shared.ts';

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

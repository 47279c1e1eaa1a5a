import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { PageQuery, Strict } from '@medsign/contract/common';
import {
  RejectTaskRequest,
  SignTask,
  SignTaskList,
  SignTasksAnswer,
  SignTasksRequest,
  TaskIdParams,
} from '@medsign/contract/sign-tasks';
import type { FastifyInstance } from 'fastify';
import { rejectTask, withdrawTask } from './close-task.ts';
import { cursorOfId, idOfCursor } from './read-records.ts';
import { readTask, readTaskContent } from './read-task.ts';
import { systemNamesIn } from './record-view.ts';
import { BINARY_FILE, callingPerson, callingSystem, REFUSED, type SigningRouteDeps } from './routes-shared.ts';
import { signTasks } from './sign-tasks.ts';
import { openTasksOf } from './store-tasks.ts';
import { taskView } from './task-view.ts';

const TAGS = ['sign-tasks'];

/** Data waiting to be signed: watched by systems, signed or rejected by people. */
export function taskRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(watchingRoutes(deps));
    await app.register(decidingRoutes(deps));
  };
}

/** State of a task, and its withdrawal. */
function watchingRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.get(
      '/v1/sign-tasks/:id',
      {
        config: { access: ['system', 'person'] },
        schema: {
          tags: TAGS,
          summary: '查询签署任务 · State of a task; `recordId` when signed',
          params: TaskIdParams,
          response: { 200: SignTask, ...REFUSED },
        },
      },
      async (request) => taskView(await readTask(deps.database, request.caller, request.params.id)),
    );
    app.get(
      '/v1/sign-tasks/:id/content',
      {
        config: { access: ['system', 'person'] },
        schema: {
          tags: TAGS,
          summary: '查看待签原文 · The octets that are to be signed, for the signer to read first',
          params: TaskIdParams,
          response: { 200: BINARY_FILE, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { name, type, bytes } = await readTaskContent(deps.database, request.caller, request.params.id);
        reply.type(type).header('cache-control', 'no-store');
        reply.header('content-disposition', `attachment; filename="${name}"`);
        return reply.send(Buffer.from(bytes));
      },
    );
    app.delete(
      '/v1/sign-tasks/:id',
      {
        config: { access: ['system'] },
        schema: {
          tags: TAGS,
          summary: '撤回签署任务 · The system takes a task back',
          params: TaskIdParams,
          response: { 200: SignTask, ...REFUSED },
        },
      },
      async (request) => {
        const system = await callingSystem(deps, request.caller);
        return taskView(await withdrawTask(deps, { taskId: request.params.id, systemCode: system.code }));
      },
    );
  };
}

/** What the signer sees and does. */
function decidingRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.get(
      '/v1/sign-tasks',
      {
        config: { access: ['person'] },
        schema: {
          tags: TAGS,
          summary: '我的待签任务 · One’s own tasks that wait',
          querystring: Strict(PageQuery),
          response: { 200: SignTaskList, ...REFUSED },
        },
      },
      async (request) => {
        const limit = request.query.limit ?? 50;
        const after = request.query.cursor && idOfCursor(request.query.cursor);
        const { personId } = callingPerson(request.caller);
        const rows = await openTasksOf(deps.database, personId, { after, limit: limit + 1 });
        const systemName = systemNamesIn(deps.database);
        const items = await Promise.all(
          rows
            .slice(0, limit)
            .map(async (row) => ({ ...taskView(row), systemName: await systemName(row.system_code) })),
        );
        const last = items.at(-1);
        return rows.length > limit && last ? { items, next: cursorOfId(last.taskId) } : { items };
      },
    );
    // A colon begins a parameter for the router; two stand for the colon itself.
    app.post(
      '/v1/sign-tasks::sign',
      {
        config: { access: ['person'] },
        schema: {
          tags: TAGS,
          summary: '批量签署 · Sign up to 100 tasks with one PIN; each has its own result',
          body: SignTasksRequest,
          response: { 200: SignTasksAnswer, ...REFUSED },
        },
      },
      async (request) => {
        const { personId } = callingPerson(request.caller);
        return { results: await signTasks(deps, { personId, ...request.body }) };
      },
    );
    app.post(
      '/v1/sign-tasks/:id/reject',
      {
        config: { access: ['person'] },
        schema: {
          tags: TAGS,
          summary: '拒绝签名 · Refuse to sign, with the reason',
          params: TaskIdParams,
          body: RejectTaskRequest,
          response: { 200: SignTask, ...REFUSED },
        },
      },
      async (request) => {
        const { personId } = callingPerson(request.caller);
        const { reason } = request.body;
        return taskView(await rejectTask(deps, { taskId: request.params.id, personId, reason }));
      },
    );
  };
}

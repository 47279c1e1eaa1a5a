import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Me, OpenConsoleSession } from '@medsign/contract/console-sessions';
import { SetUp, SetUpResult } from '@medsign/contract/installation';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { Refusal } from '../platform/refusal.ts';
import {
  callerOfConsoleSession,
  closeConsoleSession,
  consoleSessionTimes,
  openConsoleSession,
} from './console-session.ts';
import { describePerson } from './find-people.ts';
import { findInstallation } from './installation.ts';
import { type IdentityRouteDeps, REFUSED, sessionCookie, sessionTokenOf, signInAddress } from './routes-shared.ts';
import { setUp } from './set-up.ts';

const TAGS = ['console'];

/** Signing in with a one-time link, who I am, signing out, first set-up. */
export function consoleRoutes(deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.post(
      '/v1/console/sessions',
      {
        config: { access: 'public' },
        schema: {
          tags: TAGS,
          summary: '用一次性链接登录控制台 · Sign in with a one-time link',
          body: OpenConsoleSession,
          response: { 201: Me, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { sessionToken } = await openConsoleSession(deps, request.body.token);
        reply.header('set-cookie', sessionCookie(sessionToken, deps.baseUrl)).header('cache-control', 'no-store');
        return reply.code(201).send(await me(deps, sessionToken));
      },
    );

    app.get(
      '/v1/me',
      {
        config: { access: ['person'] },
        schema: { tags: TAGS, summary: '当前登录人 · Who I am', response: { 200: Me, ...REFUSED } },
      },
      async (request, reply) => {
        reply.header('cache-control', 'no-store');
        return me(deps, sessionTokenOf(request.headers.cookie) ?? '');
      },
    );

    app.delete(
      '/v1/console/sessions',
      {
        config: { access: ['person'] },
        schema: { tags: TAGS, summary: '退出登录 · Sign out', response: { 204: Type.Null(), ...REFUSED } },
      },
      async (request, reply) => {
        await closeConsoleSession(deps, sessionTokenOf(request.headers.cookie) ?? '');
        reply.header('set-cookie', sessionCookie('', deps.baseUrl)).header('clear-site-data', '"cache", "storage"');
        return reply.code(204).send(null);
      },
    );

    app.post(
      '/v1/setup',
      {
        config: { access: 'public' },
        schema: {
          tags: ['setup'],
          summary: '首次初始化：医院名称与三员 · First set-up: hospital and the three administrators',
          body: SetUp,
          response: { 201: SetUpResult, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { hospitalName, administrators } = await setUp(deps, request.body);
        return reply.code(201).send({
          hospitalName,
          administrators: administrators.map(({ token, ...rest }) => ({
            ...rest,
            signInLink: signInAddress(deps.baseUrl, token),
          })),
        });
      },
    );
  };
}

async function me(deps: IdentityRouteDeps, sessionToken: string): Promise<Me> {
  const caller = await callerOfConsoleSession(deps, sessionToken);
  const times = await consoleSessionTimes(deps, sessionToken);
  if (caller === undefined || times === undefined) throw new Refusal('unauthenticated');
  const person = await describePerson(deps.database, caller.jobNo);
  const installation = await findInstallation(deps.database);
  return {
    jobNo: person.jobNo,
    name: person.name,
    title: person.title,
    roles: [...person.roles],
    permissions: [...caller.permissions],
    departments: [...person.departments],
    test: person.test,
    pin: person.pin,
    hospitalName: installation?.hospitalName ?? '',
    mode: installation?.mode ?? 'production',
    sessionEndsAt: times.expiresAt.toISOString(),
  };
}

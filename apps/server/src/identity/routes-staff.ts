import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  PersonDetail,
  PutStaff,
  ResetPinRequest,
  SetPinRequest,
  SignInLink,
  SignInLinkRequest,
  StaffParams,
} from '@medsign/contract/people';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { consoleSessionTimes, createSignInLink } from './console-session.ts';
import { describePerson, pinState } from './find-people.ts';
import { checkPin, clearPin, setPin } from './pin.ts';
import { putStaff } from './put-staff.ts';
import { actorOf, type IdentityRouteDeps, personOf, REFUSED, sessionTokenOf, signInAddress } from './routes-shared.ts';
import { assertMayMakeLink } from './rules.ts';

const TAGS = ['people'];
const DEFAULT_LINK_MINUTES = 60;

/** One member of staff: details, changes, sign-in links, PIN. */
export function staffRoutes(deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.get(
      '/v1/staff/:jobNo',
      {
        config: { access: ['system', 'people:read'] },
        schema: {
          tags: TAGS,
          summary: '人员详情与任职历史 · A person with the history of departments',
          params: StaffParams,
          response: { 200: PersonDetail, ...REFUSED },
        },
      },
      async (request) => detail(deps, request.params.jobNo),
    );

    app.put(
      '/v1/staff/:jobNo',
      {
        config: { access: ['people:write'] },
        schema: {
          tags: TAGS,
          summary: '新增或变更人员（调科保留历史） · Create or change a person; moves keep their history',
          params: StaffParams,
          body: PutStaff,
          response: { 200: PersonDetail, 201: PersonDetail, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { jobNo } = request.params;
        const { created } = await putStaff(deps, jobNo, request.body, actorOf(request.caller));
        return reply.code(created ? 201 : 200).send(await detail(deps, jobNo));
      },
    );

    app.post(
      '/v1/staff/:jobNo/sign-in-links',
      {
        config: { access: ['people:write'] },
        schema: {
          tags: TAGS,
          summary: '生成一次性登录链接 · Make a one-time sign-in link',
          params: StaffParams,
          body: SignInLinkRequest,
          response: { 201: SignInLink, ...REFUSED },
        },
      },
      async (request, reply) => {
        const person = await describePerson(deps.database, request.params.jobNo);
        if (!person.active) throw new Refusal('signer-inactive', '该人员已停用');
        assertMayMakeLink(personOf(request.caller).jobNo, person);
        const minutes = request.body.validMinutes ?? DEFAULT_LINK_MINUTES;
        const expiresAt = new Date(deps.clock.now().getTime() + minutes * 60_000).toISOString();
        const token = await inTransaction(deps.database, (tx) =>
          createSignInLink(tx, deps, person.id, minutes, actorOf(request.caller)),
        );
        reply.header('cache-control', 'no-store');
        return reply.code(201).send({ signInLink: signInAddress(deps.baseUrl, token), expiresAt });
      },
    );

    app.post(
      '/v1/staff/:jobNo/pin',
      {
        config: { access: ['person'] },
        schema: {
          tags: TAGS,
          summary: '本人设置 PIN · Set one’s own PIN',
          params: StaffParams,
          body: SetPinRequest,
          response: { 204: Type.Null(), ...REFUSED },
        },
      },
      async (request, reply) => {
        const caller = personOf(request.caller);
        if (caller.jobNo !== request.params.jobNo) throw new Refusal('forbidden', '只能设置本人的 PIN');
        await changeOwnPin(deps, caller, request.body, sessionTokenOf(request.headers.cookie));
        return reply.code(204).send(null);
      },
    );

    app.delete(
      '/v1/staff/:jobNo/pin',
      {
        // Not the system administrator: who hands out sign-in links must not also be able to take PINs away.
        config: { access: ['sessions:all'] },
        schema: {
          tags: TAGS,
          summary: '安全管理员清除 PIN（遗忘或锁定） · Clear a forgotten or locked PIN',
          params: StaffParams,
          body: ResetPinRequest,
          response: { 204: Type.Null(), ...REFUSED },
        },
      },
      async (request, reply) => {
        const { id: personId } = await describePerson(deps.database, request.params.jobNo);
        const { reason } = request.body;
        await inTransaction(deps.database, (tx) => clearPin(tx, deps, { personId, reason }, actorOf(request.caller)));
        return reply.code(204).send(null);
      },
    );
  };
}

/** Setting needs a fresh one-time link; changing needs the old PIN as well, and wrong ones are counted. */
async function changeOwnPin(
  deps: IdentityRouteDeps,
  caller: { readonly personId: string; readonly jobNo: string },
  body: { readonly pin: string; readonly oldPin?: string },
  sessionToken: string | undefined,
): Promise<void> {
  const times = await consoleSessionTimes(deps, sessionToken ?? '');
  if (!times?.fresh) throw new Refusal('fresh-sign-in-required');
  if ((await pinState(deps.database, caller.personId)) !== 'not-set') {
    if (body.oldPin === undefined) throw new Refusal('pin-wrong', '已设置过 PIN，请先输入原 PIN');
    await checkPin(deps, caller.personId, body.oldPin);
  }
  const actor = { kind: 'person', id: caller.jobNo } as const;
  await inTransaction(deps.database, (tx) => setPin(tx, deps, caller.personId, body.pin, actor));
}

async function detail(deps: IdentityRouteDeps, jobNo: string): Promise<PersonDetail> {
  const { id: _, memberships, roles, departments, ...person } = await describePerson(deps.database, jobNo);
  return {
    ...person,
    roles: [...roles],
    departments: [...departments],
    memberships: memberships.map(({ departmentCode, departmentName, from, to }) => ({
      code: departmentCode,
      name: departmentName,
      from: from.toISOString(),
      ...(to === undefined ? {} : { to: to.toISOString() }),
    })),
  };
}

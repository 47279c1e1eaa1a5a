import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { ROLES, type Role } from '@medsign/contract/permissions';
import { createSignInLink, findPersonByJobNo } from '../identity/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
import type { SeededHospital } from './seed-hospital.ts';

/** Contents of `demo-credentials.json`: the demo's secrets in clear, which only a demo may have. */
export interface DemoCredentials {
  readonly baseUrl: string;
  readonly systems: SeededHospital['systems'];
  readonly people: readonly (SeededHospital['people'][number] & { readonly signInLink: string })[];
  readonly testAccounts: SeededHospital['testAccounts'];
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** Links of an earlier start may have been used, so each start makes new ones; a week is long enough to look around. */
const LINK_MINUTES = 7 * 24 * 60;
const PLATFORM = { kind: 'platform', id: 'demo' } as const;

/** New one-time links for everybody in the list. */
export async function renewLinks(
  deps: Deps,
  baseUrl: string,
  people: SeededHospital['people'],
): Promise<DemoCredentials['people']> {
  return inTransaction(deps.database, async (tx) => {
    const out: DemoCredentials['people'][number][] = [];
    for (const { jobNo, name, role, department, pin } of people) {
      const person = await findPersonByJobNo(tx, jobNo);
      if (person === undefined) continue;
      const token = await createSignInLink(tx, deps, person.id, LINK_MINUTES, PLATFORM);
      out.push({ jobNo, name, role, department, pin, signInLink: `${baseUrl}/console/enter#token=${token}` });
    }
    return out;
  });
}

/** The file is replaced as a whole, so a reader never sees half of it; mode 0600. */
export function writeCredentials(file: string, credentials: DemoCredentials): void {
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Undefined when the demo was never finished. */
export function readCredentials(file: string): DemoCredentials | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoCredentials) : undefined;
}

/** What a person who has just started the demo wants to see: a link for each role, and one call that signs. */
export function welcome(credentials: DemoCredentials, file: string): string {
  const roles = Object.keys(ROLES) as Role[];
  const shown = roles.flatMap((role) => {
    const person = credentials.people.find((one) => one.role === role);
    return person === undefined
      ? []
      : [`  ${ROLES[role].zh} ${person.name} · ${ROLES[role].en}\n    ${person.signInLink}`];
  });
  const system = credentials.systems[0] as DemoCredentials['systems'][number];
  const account = credentials.testAccounts[0] as { readonly jobNo: string };
  const { baseUrl } = credentials;
  return [
    '',
    `管理控制台 · Console      ${baseUrl}/console`,
    `接口文档 · API            ${baseUrl}/v1/docs`,
    `演示凭据 · Credentials    ${file}`,
    '',
    '一次性登录链接 · One-time sign-in links',
    ...shown,
    '',
    '用测试账号签一条医嘱 · Sign an order as a test account',
    `  TOKEN=$(curl -sS -u ${system.clientId}:${system.clientSecret} -d grant_type=client_credentials ${baseUrl}/oauth/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -sS ${baseUrl}/v1/data-signs -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -H "idempotency-key: $(date +%s)" \\`,
    `    -d '{"signer":{"jobNo":"${account.jobNo}"},"businessNo":"YZ-1","documentType":"order","title":"临时医嘱","content":{"text":"青霉素皮试"},"format":"cms-gm","mode":"now"}'`,
    '',
  ].join('\n');
}

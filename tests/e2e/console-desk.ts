/** What console tests share: people of the demo at their browsers, and the clinical system at the other end. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { DemoCredentials, RunningPlatform } from '../../testing/platform.ts';

const WAIT_MILLISECONDS = 15_000;
const CHINA = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' } as const;

type DemoPerson = DemoCredentials['people'][number];

export interface ConsoleDesk {
  /** The first demo person of a role. */
  person(role: string): DemoPerson;
  /** A page of the console as the person of this role, signed in when first asked for. */
  open(role: string, path: string): Promise<Page>;
  /** Any address in a browser where nobody is signed in. Close its context. */
  stranger(address: string): Promise<Page>;
}

export function openDesk(browser: Browser, platform: RunningPlatform): ConsoleDesk {
  const contexts = new Map<string, Promise<BrowserContext>>();
  const credentials = platform.credentials();
  const person = (role: string): DemoPerson => {
    const found = credentials.people.find((one) => one.role === role);
    assert.ok(found, `no demo person with the role ${role}`);
    return found;
  };
  const newContext = async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...CHINA });
    context.setDefaultTimeout(WAIT_MILLISECONDS);
    return context;
  };
  const signIn = async (role: string) => {
    const context = await newContext();
    const page = await context.newPage();
    await page.goto(person(role).signInLink);
    await page.getByRole('heading', { name: /您好/ }).waitFor();
    await page.close();
    return context;
  };
  return {
    person,
    open: async (role, path) => {
      const context = contexts.get(role) ?? signIn(role);
      contexts.set(role, context);
      const page = await (await context).newPage();
      await page.goto(`${platform.baseUrl}/console${path}`);
      return page;
    },
    stranger: async (address) => {
      const page = await (await newContext()).newPage();
      await page.goto(address);
      return page;
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface SystemApi {
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
}

/** The interface as a clinical system calls it. */
export async function systemApi(
  baseUrl: string,
  client: { readonly clientId: string; readonly clientSecret: string },
): Promise<SystemApi> {
  const { status, body } = await tokenFor(baseUrl, client);
  assert.equal(status, 200, JSON.stringify(body));
  const authorization = `Bearer ${body.access_token}`;
  return {
    get: async (path) => answerOf(await fetch(`${baseUrl}${path}`, { headers: { authorization } })),
    post: async (path, sent) =>
      answerOf(
        await fetch(`${baseUrl}${path}`, {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
          body: JSON.stringify(sent),
        }),
      ),
  };
}

/** Asks for an access token. */
export async function tokenFor(
  baseUrl: string,
  client: { readonly clientId: string; readonly clientSecret: string },
): Promise<Answer> {
  const credentials = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
  return answerOf(
    await fetch(`${baseUrl}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    }),
  );
}

async function answerOf(response: Response): Promise<Answer> {
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

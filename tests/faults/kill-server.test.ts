/**
 * SIGKILL of the server while clinical systems sign. Three sets are compared: what was acknowledged, what is stored, and what
 * was open (sent, no answer seen), which a caller resolves by repeating the call with the same idempotency key.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { type DemoCredentials, type RunningPlatform, startPlatform } from '@medsign/testing/platform';
import { withClient } from '../../apps/server/src/platform/embedded-database.ts';
import { runningDatabase } from '../../apps/server/src/platform/start-database.ts';

const root = resolve(import.meta.dirname, '../..');
const ROUNDS = Number(process.env.MEDSIGN_FAULT_ROUNDS ?? 3);
const CLIENTS = 8;
const ACKNOWLEDGED_BEFORE_KILL = 40;

const data = mkdtempSync(join(tmpdir(), 'medsign-kill-'));
let platform: RunningPlatform | undefined;
after(async () => {
  await platform?.stop();
  rmSync(data, { recursive: true, force: true });
});

interface Call {
  readonly key: string;
  readonly body: string;
}

interface Answer {
  readonly recordId: string;
  readonly signature: string;
}

const acknowledged = new Map<string, { readonly call: Call; readonly answer: Answer }>();
const open = new Map<string, Call>();
let nextCall = 0;

function makeCall(credentials: DemoCredentials): Call {
  nextCall++;
  const jobNo = (credentials.testAccounts[nextCall % credentials.testAccounts.length] as { jobNo: string }).jobNo;
  const formats = ['raw', 'cms-gm', 'cms'];
  const body = {
    signer: { jobNo },
    businessNo: `KILL-${nextCall}`,
    documentType: 'order',
    title: '故障测试医嘱',
    content: { text: `医嘱 ${nextCall}：葡萄糖注射液 5% 250ml 静滴` },
    format: formats[nextCall % formats.length],
    mode: 'now',
  };
  return { key: `kill-${nextCall}`, body: JSON.stringify(body) };
}

async function bearer(running: RunningPlatform): Promise<string> {
  const system = running.credentials().systems[0] as DemoCredentials['systems'][number];
  const response = await fetch(`${running.baseUrl}/oauth/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${system.clientId}:${system.clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials',
  });
  assert.equal(response.status, 200);
  return ((await response.json()) as { access_token: string }).access_token;
}

function send(running: RunningPlatform, token: string, call: Call): Promise<Response> {
  return fetch(`${running.baseUrl}/v1/data-signs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': call.key },
    body: call.body,
  });
}

/** One client: signs until the connection breaks under it. */
async function signUntilKilled(
  running: RunningPlatform,
  token: string,
  credentials: DemoCredentials,
  onAnswer: () => void,
): Promise<void> {
  for (;;) {
    const call = makeCall(credentials);
    open.set(call.key, call);
    let answer: Answer;
    try {
      const response = await send(running, token, call);
      assert.equal(response.status, 201);
      answer = (await response.json()) as Answer;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      return;
    }
    acknowledged.set(call.key, { call, answer });
    open.delete(call.key);
    onAnswer();
  }
}

async function killUnderLoad(running: RunningPlatform): Promise<void> {
  const token = await bearer(running);
  const credentials = running.credentials();
  let answers = 0;
  let killed: Promise<void> | undefined;
  const onAnswer = (): void => {
    answers++;
    if (answers === ACKNOWLEDGED_BEFORE_KILL) killed = running.kill();
  };
  await Promise.all(Array.from({ length: CLIENTS }, () => signUntilKilled(running, token, credentials, onAnswer)));
  await killed;
}

/** A record as the platform gives it and its verdict on it. */
async function stored(running: RunningPlatform, token: string, answer: Answer): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const record = await fetch(`${running.baseUrl}/v1/records/${answer.recordId}`, { headers });
  assert.equal(record.status, 200, `acknowledged record ${answer.recordId} is gone`);
  assert.equal(((await record.json()) as Answer).signature, answer.signature);
  const report = await fetch(`${running.baseUrl}/v1/records/${answer.recordId}/verification`, { headers });
  assert.equal(((await report.json()) as { verdict: string }).verdict, 'valid');
}

async function recordIdsOf(running: RunningPlatform, token: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ q: 'KILL-', limit: '200', ...(cursor === undefined ? {} : { cursor }) });
    const response = await fetch(`${running.baseUrl}/v1/records?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const page = (await response.json()) as { items: { id?: string; recordId?: string }[]; next?: string };
    ids.push(...page.items.map((item) => (item.recordId ?? item.id) as string));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}

/** Records whose key was used before an intent was committed: there must be none. */
async function recordsWithoutIntent(): Promise<number> {
  const addresses = runningDatabase({ databaseUrl: undefined, dataFolder: data });
  assert.ok(addresses !== undefined);
  return withClient(addresses.migration, async (client) => {
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*) FROM sign_record r WHERE NOT EXISTS (SELECT 1 FROM sign_intent i WHERE i.id = r.id)',
    );
    return Number(rows[0]?.count);
  });
}

test('killed under load, the platform has every record it acknowledged, once', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    platform = await startPlatform({ demo: true, seed: 'small', data });
    await killUnderLoad(platform);
  }
  platform = await startPlatform({ demo: true, seed: 'small', data });
  const token = await bearer(platform);
  assert.ok(acknowledged.size >= ROUNDS * ACKNOWLEDGED_BEFORE_KILL);

  for (const { answer } of acknowledged.values()) await stored(platform, token, answer);

  // Repeating an acknowledged call gives the same octets; repeating an open one settles it.
  for (const { call, answer } of [...acknowledged.values()].slice(0, 30)) {
    const response = await send(platform, token, call);
    assert.equal(response.status, 201);
    assert.deepEqual(await response.json(), answer);
  }
  for (const call of open.values()) {
    const response = await send(platform, token, call);
    assert.equal(response.status, 201, `open call ${call.key} cannot be settled`);
    acknowledged.set(call.key, { call, answer: (await response.json()) as Answer });
  }

  const ids = await recordIdsOf(platform, token);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(
    new Set(ids),
    new Set([...acknowledged.values()].map(({ answer }) => answer.recordId)),
    'stored twice, or not at all',
  );
  const ledger = spawnSync(process.execPath, [join(root, 'apps/server/src/cli/medsign.ts'), 'ledger', 'verify'], {
    env: { ...process.env, MEDSIGN_DATA: data },
    encoding: 'utf8',
  });
  assert.equal(ledger.status, 0, `${ledger.stdout}${ledger.stderr}`);
  assert.equal(await recordsWithoutIntent(), 0, 'a key was used without an intent');
  console.log(`${ROUNDS} kills, ${acknowledged.size} acknowledged, ${open.size} settled by repeating, lost 0, twice 0`);
});

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { auditRoutes } from './audit/index.ts';
import { certificateRoutes, createAuthorities, refreshCrls } from './certificates/index.ts';
import type { Config } from './config.ts';
import type { Caller } from './edge/caller.ts';
import type { ShutdownStep } from './edge/graceful-shutdown.ts';
import { healthRoutes } from './edge/health.ts';
import { createHttpServer } from './edge/http-server.ts';
import { oauthServer } from './edge/oauth.ts';
import { forgetExpiredTokens } from './edge/oauth-store.ts';
import { openapi } from './edge/openapi.ts';
import { staticConsole } from './edge/static-console.ts';
import {
  CONSOLE_COOKIE,
  callerOfConsoleSession,
  findSystemByClientId,
  identityRoutes,
  verifySystemSecret,
} from './identity/index.ts';
import { escrowKeyFrom, keyRoutes, sweepKeys } from './keys/index.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Database } from './platform/database.ts';
import { forgetAnswers, idempotencyStore } from './platform/idempotency-store.ts';
import { type Jobs, startJobs } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import type { MasterKey } from './platform/master-key.ts';
import { createMetrics, type Metrics } from './platform/metrics.ts';
import { openDatabase } from './platform/open-database.ts';
import { outboxStore } from './platform/outbox-store.ts';
import { openMasterKey, settleMode } from './platform/platform-state.ts';
import { openProcessInstance } from './platform/process-instance.ts';
import { type RandomBytes, systemRandom } from './platform/random.ts';
import { selfCheck } from './platform/self-check.ts';
import { startDatabase } from './platform/start-database.ts';
import { wrappedKeyStore } from './platform/wrapped-key-store.ts';
import { signingRoutes, sweepSigning } from './signing/index.ts';
import { createUnits, timestampRoutes } from './timestamps/index.ts';

const SERVER = resolve(import.meta.dirname, '..');
const CONSOLE = resolve(SERVER, '../console/dist');
const DAY = 86_400_000;
/** How long an answer is repeated under its idempotency key. */
const ANSWERS_KEPT_DAYS = 30;

/** What every module is given a part of. */
export interface Foundation {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly database: Database;
  readonly masterKey: MasterKey;
  readonly keyStore: ReturnType<typeof wrappedKeyStore>;
  readonly outbox: typeof outboxStore;
  readonly idempotency: ReturnType<typeof idempotencyStore>;
  readonly jobs: Jobs;
  readonly metrics: Metrics;
  readonly mode: 'demo' | 'production';
  /** Resolves when the embedded database ends by itself. */
  readonly databaseEnded: Promise<void>;
}

/**
 * Opens what the modules stand on: database, master key, key store, jobs. Each part adds, at the front of `steps`, how it is
 * closed, so that a start that breaks half-way can be undone too. Throws StartupError.
 */
export async function openFoundation(config: Config, log: Log, steps: ShutdownStep[]): Promise<Foundation> {
  const clock = systemClock;
  const random = systemRandom;
  const closeWith = (name: string, run: () => Promise<void>) => steps.unshift({ name, run });

  const started = await startDatabase(config, log);
  closeWith('PostgreSQL', started.stop);
  const onError = (error: Error) => log.error({ error }, 'database connection lost');
  const open = openDatabase(started.application, { connections: 16, onError });
  closeWith('database connections', open.close);
  const instance = await openProcessInstance(started.application, random);
  closeWith('process instance', instance.release);

  const { dataFolder } = config;
  const mode = await settleMode(open.database, config.demo);
  const masterKey = await openMasterKey(open.database, { dataFolder, fromEnvironment: config.masterKey, random });
  await selfCheck({ database: open.database, masterKey, clock, random });

  const jobs = await startJobs(started.application, (error) => log.error({ error }, 'a job failed'));
  closeWith('jobs', jobs.stop);

  return {
    ...{ config, log, clock, random, masterKey, jobs, mode },
    database: open.database,
    keyStore: wrappedKeyStore({ masterKey, clock, random }),
    outbox: outboxStore,
    idempotency: idempotencyStore({ instanceId: instance.id }),
    metrics: createMetrics(open.pool),
    databaseEnded: started.ended,
  };
}

export interface Platform {
  readonly app: FastifyInstance;
  readonly dependencies: ModuleDependencies;
  /** `/readyz` answers 503 until this was called. */
  ready(): void;
}

export type ModuleDependencies = ReturnType<typeof moduleDependencies>;

/** What the modules take; each names the few members it uses. */
export function moduleDependencies(foundation: Foundation) {
  const { config, database, clock, random, keyStore, outbox, masterKey, idempotency } = foundation;
  return {
    ...{ database, clock, random, keyStore, outbox, masterKey, idempotency },
    escrowKey: escrowKeyFrom(masterKey),
    settings: {
      baseUrl: config.baseUrl,
      timeZone: config.timeZone,
      // Base64 adds a third, and the rest of the request is small.
      maxContentBytes: Math.floor((config.bodyLimit * 2) / 3),
      ...(config.oidArc !== undefined && { oidArc: config.oidArc }),
    },
  };
}

/** The HTTP server with every module's routes, and the work that is done by the clock. */
export async function compose(foundation: Foundation, steps: ShutdownStep[]): Promise<Platform> {
  const { config, log, metrics } = foundation;
  const dependencies = moduleDependencies(foundation);
  let ready = false;

  const oauth = composeOAuth(foundation);
  const app = await createHttpServer({
    ...{ log, metrics, bodyLimit: config.bodyLimit },
    authentication: {
      cookieName: CONSOLE_COOKIE,
      callerOfToken: async (token) => callerOfClient(foundation.database, await oauth.clientOfToken(token)),
      callerOfSession: (token) => callerOfConsoleSession(dependencies, token),
    },
  });
  steps.unshift({ name: 'HTTP', run: () => app.close() });
  const { version } = JSON.parse(readFileSync(join(SERVER, 'package.json'), 'utf8')) as { version: string };
  await openapi(app, { version });

  await composeModules(app, dependencies, foundation);

  await app.register(oauth.routes);
  await app.register(
    healthRoutes({ metrics, notReady: async () => (ready ? unreachable(foundation.database) : ['starting']) }),
  );
  await app.register(staticConsole(CONSOLE));
  await app.ready();
  await scheduleWork(dependencies, foundation.jobs);
  const setReady = () => {
    ready = true;
  };
  return { app, dependencies, ready: setReady };
}

/** The modules in their order; each line is one module. */
async function composeModules(app: FastifyInstance, deps: ModuleDependencies, { log }: Foundation): Promise<void> {
  const { baseUrl, timeZone } = deps.settings;

  await app.register(auditRoutes({ ...deps, timeZone }));

  await app.register(
    identityRoutes({ ...deps, baseUrl, timeZone, createAuthorities: (input) => createCertification(deps, input) }),
  );

  await app.register(keyRoutes(deps));

  await app.register(certificateRoutes(deps));

  await app.register(
    timestampRoutes({ ...deps, onError: (error) => log.error({ error }, 'a timestamp request failed') }),
  );

  await app.register(signingRoutes(deps));
}

/** Authorities and the timestamp units on their certificates: what an installation begins with. Idempotent. */
export async function createCertification(
  deps: ModuleDependencies,
  input: { readonly hospitalName: string; readonly demo: boolean; readonly at: Date },
): Promise<void> {
  await createAuthorities(deps, input);
  await createUnits(deps, { at: input.at });
}

function composeOAuth({ config, database, clock, log }: Foundation) {
  return oauthServer({
    ...{ database, clock, log, baseUrl: config.baseUrl },
    findClient: async (clientId) => {
      const system = await findSystemByClientId(database, clientId);
      return system?.active === true ? { clientId: system.clientId } : undefined;
    },
    verifySecret: (clientId, secret) => verifySystemSecret(database, clientId, secret),
  });
}

async function callerOfClient(database: Database, clientId: string | undefined): Promise<Caller | undefined> {
  const system = clientId === undefined ? undefined : await findSystemByClientId(database, clientId);
  return system?.active === true ? { kind: 'system', systemCode: system.code, clientId: system.clientId } : undefined;
}

async function unreachable(database: Database): Promise<readonly string[]> {
  try {
    await sql`SELECT 1`.execute(database);
    return [];
  } catch {
    return ['database'];
  }
}

async function scheduleWork(deps: ModuleDependencies, jobs: Jobs): Promise<void> {
  const { database, clock } = deps;
  await sweepSigning(deps, { windowDays: 30 });
  // After days out of service the stored lists have run out.
  await refreshCrls(deps);
  await jobs.every('signing.sweep', '* * * * *', async () => {
    await sweepSigning(deps);
  });
  await jobs.every('certificates.refresh-crls', '7 * * * *', async () => {
    await refreshCrls(deps);
  });
  await jobs.every('keys.sweep', '11 * * * *', async () => {
    await sweepKeys(deps);
  });
  await jobs.every('platform.forget', '23 3 * * *', async () => {
    await forgetAnswers(database, new Date(clock.now().getTime() - ANSWERS_KEPT_DAYS * DAY));
    await forgetExpiredTokens(database, clock);
  });
}

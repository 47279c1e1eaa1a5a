/** `npm start`: reads the configuration, opens the platform, serves, and ends in order. */
import { compose, type Foundation, openFoundation, type Platform } from './compose.ts';
import { type Config, parseConfig } from './config.ts';
import { discardUnfinishedDemo, openDemo } from './demo/open-demo.ts';
import { type ShutdownStep, shutDownOnSignals } from './edge/graceful-shutdown.ts';
import { readEnvironment } from './env.ts';
import { createSetupToken, findInstallation } from './identity/index.ts';
import { inTransaction } from './platform/database.ts';
import { assertPortFree, portError } from './platform/free-port.ts';
import { createLog } from './platform/log.ts';
import { StartupError } from './platform/startup-error.ts';

try {
  await start(parseConfig(readEnvironment(), process.cwd()));
} catch (error) {
  // The embedded database ends with this process.
  process.stderr.write(`${error instanceof StartupError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}

async function start(config: Config): Promise<void> {
  await assertPortFree(config.host, config.port);
  const log = createLog({ level: config.logLevel });
  const consoleBuilt = config.supervised === 'build' ? untilConsoleIsBuilt() : Promise.resolve();
  const steps: ShutdownStep[] = [];
  const shutDown = shutDownOnSignals(() => steps, log);
  if (config.supervised !== undefined) {
    // Killed without a chance to pass a signal on: the server must not stay behind unseen.
    process.on('disconnect', () => shutDown('the starting process ended'));
    process.channel?.unref();
  }

  discardUnfinishedDemo(config);
  const foundation = await openFoundation(config, log, steps);
  void foundation.databaseEnded.then(() => shutDown('the database ended', 1));
  const platform = await compose(foundation, steps);
  const lines = await firstStart(foundation, platform);
  await consoleBuilt;
  try {
    await platform.app.listen({ host: config.host, port: config.port });
  } catch (error) {
    throw portError(error, config.host, config.port);
  }
  platform.ready();
  for (const line of [...lines, `READY ${config.baseUrl}`]) process.stdout.write(`${line}\n`);
}

/** `tools/start.mjs` builds it at the same time and says when it is done; what went wrong it says itself. */
function untilConsoleIsBuilt(): Promise<void> {
  return new Promise((done) => process.once('message', () => done()));
}

/** Fills a new demo, or offers the set-up of a new platform; returns the lines to show. */
async function firstStart({ config, database, mode }: Foundation, { dependencies }: Platform): Promise<string[]> {
  if (mode === 'demo') {
    const { dataFolder, baseUrl, demoRecords } = config;
    return openDemo(dependencies, { dataFolder, baseUrl, records: demoRecords, output: process.stdout });
  }
  if ((await findInstallation(database)) === undefined) {
    const token = await inTransaction(database, (tx) => createSetupToken(tx, dependencies));
    return [
      '初始化平台（链接一次有效） Set the platform up (the link works once):',
      `  ${config.baseUrl}/console/set-up#${token}`,
      `此地址会写入证书（吊销列表、OCSP），已签发的不能再改 · This address goes into certificates for good: ${config.baseUrl}`,
      '正式环境请先用 MEDSIGN_PUBLIC_URL 指定 · For production set MEDSIGN_PUBLIC_URL first',
      '',
    ];
  }
  return [];
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../apps/server/src/platform/postgres/launch.ts';

/** Environment variable with the socket folder of the server that `npm test` shares among all test files. */
export const SHARED_SERVER = 'MEDSIGN_TEST_POSTGRES';

export interface TestServer {
  readonly socket: string;
  stop(): Promise<void>;
}

/** A PostgreSQL for tests, in the temporary directory; fast instead of safe against power cuts. */
export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'medsign-test-'));
  const postgres = await startPostgres({ data: join(folder, 'postgres'), durable: false });
  const stop = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { socket: postgres.socket, stop };
}

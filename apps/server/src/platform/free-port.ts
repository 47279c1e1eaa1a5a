import { createServer } from 'node:net';
import { StartupError } from './startup-error.ts';

/** Throws StartupError when nobody can listen there: found out before anything else is started. */
export async function assertPortFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((done, failed) => {
      server.once('error', failed);
      server.listen({ host, port, exclusive: true }, done);
    });
  } catch (cause) {
    throw portError(cause, host, port);
  }
  await new Promise((done) => server.close(done));
}

/** What a failed `listen` means to the operator. */
export function portError(cause: unknown, host: string, port: number): StartupError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const other = `PORT=${port === 65_535 ? 8080 : port + 1} npm start`;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `端口 ${port} 已被占用。 Port ${port} is in use by another program.\n换一个端口 Choose another: ${other}`,
    EACCES: `没有权限监听端口 ${port}。 Not permitted to listen on port ${port}.\n换一个端口 Choose another: ${other}`,
    EADDRNOTAVAIL: `本机没有地址 ${host}。 This machine has no address ${host}; set HOST to one it has.`,
    ENOTFOUND: `找不到主机 ${host}。 There is no host ${host}; set HOST to an address of this machine.`,
  };
  return new StartupError(reasons[code ?? ''] ?? `Cannot listen on ${host}:${port}: ${message}`, { cause });
}

import type { Config } from '../config.ts';
import { assertPortFree } from '../platform/free-port.ts';
import { StartupError } from '../platform/startup-error.ts';
import { bad, type Finding, good, warning } from './doctor-finding.ts';

const PATIENCE_MS = 3_000;

/** Whether the address is free, or our own server answers there. */
export async function examinePort({ host, port }: Pick<Config, 'host' | 'port'>): Promise<Finding> {
  try {
    await assertPortFree(host, port);
    return good('port', `端口 ${host}:${port} 空闲`, `Port ${host}:${port} is free`);
  } catch (cause) {
    if (!(cause instanceof StartupError)) throw cause;
    const answer = await whoAnswers(host, port);
    if (answer === 'ready')
      return good('port', `平台在 ${host}:${port} 就绪`, `The platform is ready on ${host}:${port}`);
    if (answer === 'not-ready') return starting(host, port);
    return bad(
      'port',
      { zh: `无法使用 ${host}:${port}`, en: `${host}:${port} cannot be used: ${cause.message.split('\n')[0]}` },
      {
        zh: '停止占用该端口的程序，或用 PORT、HOST 指定其他地址。',
        en: 'Stop the program that uses it, or name another address with PORT and HOST.',
      },
    );
  }
}

function starting(host: string, port: number): Finding {
  return warning(
    'port',
    { zh: `平台在 ${host}:${port} 尚未就绪`, en: `The platform on ${host}:${port} is not ready` },
    { zh: '稍候再试；仍未就绪请查看日志。', en: 'Try again in a moment; if it stays so, read its log.' },
  );
}

async function whoAnswers(host: string, port: number): Promise<'ready' | 'not-ready' | 'somebody-else'> {
  const local = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const address = `http://${local.includes(':') ? `[${local}]` : local}:${port}/readyz`;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    const body = (await response.json()) as { readonly status?: unknown; readonly type?: unknown };
    if (response.ok && body.status === 'ready') return 'ready';
    return body.type === 'urn:medsign:problem:not-ready' ? 'not-ready' : 'somebody-else';
  } catch {
    // No HTTP, no JSON, or no answer in time: not our server.
    return 'somebody-else';
  }
}

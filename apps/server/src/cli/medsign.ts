/**
 * `medsign COMMAND …`: looks the command up and runs it; every command exits with its own documented code. A command is loaded when it
 * is asked for, so that `verify` needs neither database nor configuration.
 */
import { Refusal } from '../platform/refusal.ts';
import { StartupError } from '../platform/startup-error.ts';
import { CommandError } from './terminal.ts';

interface Command {
  readonly run: (args: readonly string[]) => Promise<number>;
  readonly usage: string;
  readonly zh: string;
  readonly en: string;
  /** Exit code when it could not do its work; 1 would mean "invalid" for `verify`. */
  readonly unusable: number;
}

const UNKNOWN_COMMAND = 3;

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    run: serve,
    usage: 'serve',
    zh: '启动平台（同 npm start）',
    en: 'start the platform (as npm start)',
    unusable: 1,
  },
  verify: {
    run: async (args) => (await import('./verify-file.ts')).verifyFile(args),
    usage: 'verify FILE [--content FILE] [--anchors FILE] [--certificate FILE] [--token FILE] [--crl FILE] [--json]',
    zh: '不经服务器核验签名；退出码 0 有效，1 无效，2 无法判定，3 用法或文件错误',
    en: 'verify a signature without a server; exits 0 valid, 1 invalid, 2 indeterminate, 3 wrong usage or file',
    unusable: 3,
  },
  doctor: {
    run: async (args) => (await import('./doctor.ts')).doctor(args),
    usage: 'doctor [--json]',
    zh: '检查安装并说明如何处理；有 ✘ 时退出码为 1',
    en: 'check the installation and say what to do; exits 1 when anything is ✘',
    unusable: 1,
  },
  'sign-in-link': {
    run: async (args) => (await import('./sign-in-link.ts')).signInLink(args),
    usage: 'sign-in-link JOBNO',
    zh: '为人员生成一次性登录链接（15 分钟）',
    en: 'make a one-time sign-in link for a person (15 minutes)',
    unusable: 1,
  },
  ledger: {
    run: async (args) => (await import('./ledger-verify.ts')).ledgerVerify(args),
    usage: 'ledger verify',
    zh: '重算并核对审计账本；不完整时退出码为 1',
    en: 'recompute and check the ledger; exits 1 when it is broken',
    unusable: 1,
  },
};

async function serve(): Promise<number> {
  await import('../main.ts');
  return 0;
}

function usage(): string {
  const lines = Object.values(COMMANDS).map(
    (command) => `  medsign ${command.usage}\n      ${command.zh}\n      ${command.en}`,
  );
  return `用法 · Usage\n${lines.join('\n')}\n`;
}

async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  try {
    return await command.run(args);
  } catch (cause) {
    process.stderr.write(`${explain(cause)}\n`);
    return command.unusable;
  }
}

/** What the person is told; a stack would tell them nothing. */
function explain(cause: unknown): string {
  if (cause instanceof CommandError || cause instanceof StartupError || cause instanceof Refusal) return cause.message;
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return `内部错误 · internal error: ${message}`;
}

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined) {
  const asked = name === '' || name === 'help' || name === '--help' || name === '-h';
  (asked ? process.stdout : process.stderr).write(asked ? usage() : `没有命令 · no such command: ${name}\n${usage()}`);
  process.exitCode = asked ? 0 : UNKNOWN_COMMAND;
} else {
  process.exitCode = await runCommand(command, args);
}

import { toHex } from '@medsign/engine/bytes/hex';
import { type LedgerReport, verifyLedger } from '../audit/index.ts';
import { parseConfig } from '../config.ts';
import { readEnvironment } from '../env.ts';
import type { Database } from '../platform/database.ts';
import { readArguments } from './arguments.ts';
import { withRunningDatabase } from './running-database.ts';
import { CommandError, printable, type Terminal, terminal } from './terminal.ts';

/**
 * `medsign ledger verify`: recomputes every leaf, tile and the head of the ledger of the running platform.
 *
 * Exit codes: 0 intact · 1 broken, or the platform does not run, or wrong usage.
 */
export async function ledgerVerify(args: readonly string[], out: Terminal = terminal): Promise<number> {
  const { positionals } = readArguments(args, {});
  if (positionals.join(' ') !== 'verify') {
    throw new CommandError('用法：medsign ledger verify', 'Usage: medsign ledger verify');
  }
  return withRunningDatabase(parseConfig(readEnvironment(), process.cwd()), (database) => checkLedger(database, out));
}

/** The same on a database at hand. */
export async function checkLedger(database: Database, out: Terminal): Promise<number> {
  const report = await verifyLedger(database);
  out.print(describe(report));
  return report.verdict === 'intact' ? 0 : 1;
}

function describe(report: LedgerReport): string {
  if (report.verdict === 'intact') {
    return [
      '✔ 审计账本完整 · The ledger is intact',
      `叶数 Leaves: ${report.size}`,
      `根 Root (SM3): ${toHex(report.root)}`,
      '',
    ].join('\n');
  }
  return [
    '✘ 审计账本被破坏 · The ledger is broken',
    `叶数 Leaves: ${report.size}`,
    `首个有问题的叶 First bad leaf: ${report.firstBadLeaf}（${printable(report.reason)}）`,
    '请保留现状并停止写入：停止平台，备份数据文件夹，与异地备份逐叶比对，并报告审计管理员。',
    'Preserve the state: stop the platform, copy the data folder, compare with an off-site backup leaf by leaf, tell the audit administrator.',
    '',
  ].join('\n');
}

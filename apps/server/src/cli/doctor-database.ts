import { equalBytes } from '@medsign/engine/bytes/bytes';
import { parseCrl } from '@medsign/engine/pki/crl';
import { commonNameOf } from '@medsign/engine/pki/name';
import { type Kysely, sql } from 'kysely';
import { listLeaves } from '../audit/index.ts';
import { currentCrls, findAuthority } from '../certificates/index.ts';
import { findInstallation } from '../identity/index.ts';
import type { Database, Tables } from '../platform/database.ts';
import { masterKeyFrom } from '../platform/master-key.ts';
import { type Migration, readMigrations } from '../platform/migrations.ts';
import { bad, type Finding, good, warning } from './doctor-finding.ts';
import { formatInstant, printable } from './terminal.ts';

const DAY = 86_400_000;
const RENEWAL_WARNING_DAYS = 90;
const OLDEST_POSTGRES = 150_000;
const CLOCK_TOLERANCE_MILLISECONDS = 5_000;
const AUTHORITIES = ['root', 'issuing', 'tsa', 'ocsp'] as const;

export interface DatabaseQuestion {
  /** As the application. */
  readonly database: Database;
  /** As whoever migrates: the application may not read which migrations ran. */
  readonly migrations: Database;
  /** 32 octets of the master key, where they could be read. */
  readonly masterKey: Uint8Array | undefined;
  readonly now: Date;
  readonly timeZone: string;
}

/** Everything that only the running platform's database can tell; reads, never writes. */
export async function examineDatabase(question: DatabaseQuestion): Promise<Finding[]> {
  const { database } = question;
  const schema = await migrationFinding(question.migrations);
  const findings = [await versionFinding(question), schema];
  // Without the tables of this version nothing further can be asked.
  if (schema.level !== 'good') return findings;
  findings.push(...(await masterKeyFindings(question)), await ledgerClockFinding(question));
  const installation = await findInstallation(database);
  if (installation === undefined) return [...findings, notSetUp()];
  const mode = installation.mode === 'demo' ? { zh: '演示', en: 'demo' } : { zh: '正式', en: 'production' };
  const hospital = printable(installation.hospitalName);
  findings.push(good('installation', `${hospital}（${mode.zh}）`, `${hospital} (${mode.en})`));
  for (const name of AUTHORITIES) findings.push(await authorityFinding(question, name));
  return [...findings, ...(await crlFindings(question))];
}

async function versionFinding({ database, now }: DatabaseQuestion): Promise<Finding> {
  const { rows } = await sql<{ version: string; number: number; encoding: string; now: Date }>`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
      current_setting('server_encoding') AS encoding, clock_timestamp() AS now`.execute(database);
  const found = rows[0] as (typeof rows)[number];
  const shown = `PostgreSQL ${found.version}, ${found.encoding}`;
  if (found.number < OLDEST_POSTGRES || found.encoding !== 'UTF8') {
    return bad(
      'database',
      { zh: `${shown}：需要 15 以上且编码为 UTF8`, en: `${shown}: 15 or newer with UTF8 is needed` },
      { zh: '升级 PostgreSQL，或以 UTF8 重建数据库。', en: 'Upgrade PostgreSQL, or make the database anew with UTF8.' },
    );
  }
  const apart = Math.abs(found.now.getTime() - now.getTime());
  if (apart > CLOCK_TOLERANCE_MILLISECONDS) {
    return warning(
      'database',
      {
        zh: `${shown}：时钟与本机相差 ${Math.round(apart / 1000)} 秒`,
        en: `${shown}: its clock is ${Math.round(apart / 1000)} s from ours`,
      },
      { zh: '在两台主机上启用时间同步（NTP）。', en: 'Have both machines’ clocks synchronised (NTP).' },
    );
  }
  return good('database', shown, shown);
}

async function migrationFinding(db: Database): Promise<Finding> {
  const known = readMigrations();
  const done = await appliedMigrations(db);
  const idOf = (one: Migration) => `${one.module}/${one.name}`;
  const foreign = [...done].filter(([id, sum]) => !known.some((one) => idOf(one) === id && one.checksum === sum));
  const pending = known.filter((one) => !done.has(idOf(one)));
  if (foreign.length > 0) {
    const [first] = foreign[0] as [string, string];
    return bad(
      'migrations',
      { zh: `数据库结构与本版本不符（${first}）`, en: `The schema is not that of this version (${first})` },
      { zh: '使用升级时的版本启动，或从备份恢复。', en: 'Start the version that made it, or restore a backup.' },
    );
  }
  if (pending.length > 0) {
    return warning(
      'migrations',
      { zh: `有 ${pending.length} 项数据库升级未执行`, en: `${pending.length} migrations have not run` },
      { zh: '重新启动平台，会自动升级。', en: 'Restart the platform: it brings the schema forward.' },
    );
  }
  return good(
    'migrations',
    `数据库结构为最新（${known.length} 项）`,
    `The schema is current (${known.length} migrations)`,
  );
}

async function appliedMigrations(db: Database): Promise<Map<string, string>> {
  const exists = await sql<{ found: string | null }>`SELECT to_regclass('schema_migration')::text AS found`.execute(db);
  if (exists.rows[0]?.found == null) return new Map();
  const rows = await (
    db as unknown as Kysely<Tables & { schema_migration: { module: string; name: string; checksum: string } }>
  )
    .selectFrom('schema_migration')
    .select(['module', 'name', 'checksum'])
    .execute();
  return new Map(rows.map((row) => [`${row.module}/${row.name}`, row.checksum]));
}

/** The check value in the database tells whether this is the key that wrapped what is kept there. */
async function masterKeyFindings({ database, masterKey }: DatabaseQuestion): Promise<Finding[]> {
  if (masterKey === undefined) return [];
  const row = await database
    .withTables<{ platform_state: { name: string; value: Uint8Array } }>()
    .selectFrom('platform_state')
    .select('value')
    .where('name', '=', 'master-key-check')
    .executeTakeFirst();
  if (row === undefined) return [];
  // Nothing is wrapped here, so no randomness is wanted.
  const { checkValue } = masterKeyFrom(masterKey, () => new Uint8Array(0));
  if (equalBytes(row.value, checkValue)) {
    return [good('master-key-fits', '主密钥与数据库相符', 'The master key belongs to this database')];
  }
  return [
    bad(
      'master-key-fits',
      { zh: '主密钥不是此数据库的主密钥', en: 'The master key is not that of this database' },
      {
        zh: '从备份恢复正确的主密钥；不要删除现有文件。',
        en: 'Restore the right one from the backup; delete nothing.',
      },
    ),
  ];
}

async function ledgerClockFinding({ database, now, timeZone }: DatabaseQuestion): Promise<Finding> {
  const [newest] = await listLeaves(database, { limit: 1 });
  if (newest === undefined) return good('ledger', '审计账本为空', 'The ledger is empty');
  const shown = formatInstant(newest.at, timeZone);
  if (newest.at.getTime() <= now.getTime() + CLOCK_TOLERANCE_MILLISECONDS) {
    return good(
      'ledger',
      `审计账本 ${newest.index + 1} 条，最近 ${shown}`,
      `Ledger of ${newest.index + 1} leaves, last at ${shown}`,
    );
  }
  return bad(
    'ledger',
    {
      zh: `系统时间早于最近的账本记录（${shown}）`,
      en: `The system time lies before the last act in the ledger (${shown})`,
    },
    {
      zh: '时钟被调回：先校准时钟并启用时间同步（NTP）。',
      en: 'The clock was set back: set it right and have it synchronised (NTP).',
    },
  );
}

function notSetUp(): Finding {
  return warning(
    'installation',
    { zh: '平台尚未初始化', en: 'The platform is not set up yet' },
    {
      zh: '打开启动时显示的初始化链接；重新启动会给出新的链接。',
      en: 'Open the set-up link printed at the start; a restart prints a new one.',
    },
  );
}

async function authorityFinding({ database, now, timeZone }: DatabaseQuestion, name: string): Promise<Finding> {
  const found = await findAuthority(database, name);
  const check = `authority-${name}`;
  if (found === undefined) {
    return bad(
      check,
      { zh: `缺少证书 ${name}`, en: `The certificate ${name} is missing` },
      { zh: '重新启动平台；仍缺少则从备份恢复。', en: 'Restart the platform; if it stays missing, restore a backup.' },
    );
  }
  const { notAfter, commonName } = found.certificate;
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY);
  const shown = `${printable(commonName)}（${name}）`;
  const until = formatInstant(notAfter, timeZone);
  if (days >= RENEWAL_WARNING_DAYS) {
    return good(check, `${shown} 有效至 ${until}，还有 ${days} 天`, `${shown} valid until ${until}, ${days} days left`);
  }
  const action = { zh: '更换该证书，否则之后无法签名。', en: 'Renew it: nothing can be signed afterwards.' };
  if (notAfter < now)
    return bad(check, { zh: `${shown} 已于 ${until} 过期`, en: `${shown} expired at ${until}` }, action);
  return warning(
    check,
    { zh: `${shown} 还有 ${days} 天过期（${until}）`, en: `${shown} expires in ${days} days (${until})` },
    action,
  );
}

async function crlFindings({ database, now, timeZone }: DatabaseQuestion): Promise<Finding[]> {
  const lists = (await currentCrls(database)).map(parseCrl);
  if (lists.length === 0) {
    return [
      bad(
        'crl',
        { zh: '没有证书吊销列表', en: 'There is no revocation list' },
        { zh: '重新启动平台；每小时检查并发布。', en: 'Restart the platform: it publishes them every hour.' },
      ),
    ];
  }
  return lists.map(({ issuer, nextUpdate }) => {
    const shown = printable(commonNameOf(issuer) ?? '');
    const left = (nextUpdate?.getTime() ?? 0) - now.getTime();
    const until = nextUpdate === undefined ? '' : formatInstant(nextUpdate, timeZone);
    if (left > DAY)
      return good('crl', `${shown} 的吊销列表有效至 ${until}`, `Revocation list of ${shown} good until ${until}`);
    const what = { zh: `${shown} 的吊销列表 ${until} 到期`, en: `The revocation list of ${shown} ends ${until}` };
    const action = {
      zh: '后台任务未运行：重新启动平台并查看日志。',
      en: 'The hourly job does not run: restart the platform and read its log.',
    };
    return left > 0 ? warning('crl', what, action) : bad('crl', what, action);
  });
}

import { accessSync, constants, existsSync, type Stats, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { masterKeyFile, readMasterKeyFile } from '../platform/master-key.ts';
import { StartupError } from '../platform/startup-error.ts';
import { bad, type Finding, good, warning } from './doctor-finding.ts';

const GIB = 1024 ** 3;
const SPACE_WANTED = 2 * GIB;
/** PostgreSQL stops when it cannot write its log. */
const SPACE_NEEDED = GIB / 4;

/** The data folder, the room in it, and the master key. Changes nothing. */
export function examineData(config: Pick<Config, 'dataFolder' | 'databaseUrl' | 'masterKey'>): Finding[] {
  const { dataFolder } = config;
  const found = statSync(dataFolder, { throwIfNoEntry: false });
  if (found === undefined) return [missingFolder(dataFolder), spaceFinding(dataFolder)];
  if (!found.isDirectory()) {
    return [
      bad(
        'data-folder',
        { zh: `${dataFolder} 不是文件夹`, en: `${dataFolder} is not a folder` },
        { zh: '用 MEDSIGN_DATA 指定另一个文件夹。', en: 'Name another folder with MEDSIGN_DATA.' },
      ),
    ];
  }
  return [folderFinding(dataFolder, found), spaceFinding(dataFolder), masterKeyFinding(config)];
}

function missingFolder(folder: string): Finding {
  const parent = nearestExisting(folder);
  if (isUsable(parent)) {
    return warning(
      'data-folder',
      { zh: `数据文件夹 ${folder} 尚不存在`, en: `The data folder ${folder} does not exist yet` },
      { zh: '首次启动时自动创建（npm start）。', en: 'The first start makes it (npm start).' },
    );
  }
  return bad(
    'data-folder',
    { zh: `无法在 ${parent} 中创建数据文件夹`, en: `The data folder cannot be made in ${parent}` },
    {
      zh: `给予当前用户 ${parent} 的写权限，或用 MEDSIGN_DATA 指定另一个文件夹。`,
      en: `Let this user write to ${parent}, or name another folder with MEDSIGN_DATA.`,
    },
  );
}

function nearestExisting(folder: string): string {
  let parent = dirname(folder);
  while (!existsSync(parent) && parent !== dirname(parent)) parent = dirname(parent);
  return parent;
}

function isUsable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function folderFinding(folder: string, { uid, mode }: Stats): Finding {
  const own = process.getuid?.();
  if (own !== undefined && uid !== own) {
    return (own === 0 ? warning : bad)(
      'data-folder',
      {
        zh: `数据文件夹 ${folder} 属于用户 ${uid}，当前用户为 ${own}`,
        en: `${folder} belongs to uid ${uid}, we are uid ${own}`,
      },
      { zh: '请以该文件夹的所有者运行。', en: 'Run as the owner of the folder.' },
    );
  }
  if (!isUsable(folder)) {
    return bad(
      'data-folder',
      { zh: `数据文件夹 ${folder} 不可读写`, en: `The data folder ${folder} cannot be read and written` },
      { zh: `运行：chmod u+rwx '${folder}'`, en: `Run: chmod u+rwx '${folder}'` },
    );
  }
  // Passing through may be allowed to the account PostgreSQL runs as; reading and writing is nobody else's.
  if ((mode & 0o066) !== 0) {
    return warning(
      'data-folder',
      { zh: `其他用户可读或可写数据文件夹 ${folder}`, en: `Other users may read or write the data folder ${folder}` },
      { zh: `运行：chmod go-rw '${folder}'`, en: `Run: chmod go-rw '${folder}'` },
    );
  }
  return good('data-folder', `数据文件夹 ${folder}`, `Data folder ${folder}`);
}

function spaceFinding(folder: string): Finding {
  const { bavail, bsize } = statfsSync(existsSync(folder) ? folder : nearestExisting(folder));
  const free = bavail * bsize;
  const shown = `${(free / GIB).toFixed(1)} GiB`;
  if (free >= SPACE_WANTED) return good('free-space', `可用空间 ${shown}`, `${shown} free`);
  const action = {
    zh: '清理磁盘，或用 MEDSIGN_DATA 指定更大的磁盘（停止平台后整个移动数据文件夹）。',
    en: 'Make room, or stop the platform and move the whole folder to a larger disk (MEDSIGN_DATA).',
  };
  const what = { zh: `可用空间仅 ${shown}`, en: `Only ${shown} free` };
  return free >= SPACE_NEEDED ? warning('free-space', what, action) : bad('free-space', what, action);
}

function masterKeyFinding({ dataFolder, masterKey, databaseUrl }: Parameters<typeof examineData>[0]): Finding {
  const name = 'master-key';
  if (masterKey !== undefined) return good(name, '主密钥来自 MEDSIGN_MASTER_KEY', 'Master key from MEDSIGN_MASTER_KEY');
  const file = masterKeyFile(dataFolder);
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined)
    return missingKey(file, databaseUrl === undefined && existsSync(join(dataFolder, 'postgres/PG_VERSION')));
  if ((found.mode & 0o077) !== 0) {
    return bad(
      name,
      { zh: `其他用户可访问主密钥 ${file}`, en: `Others than its owner may open the master key ${file}` },
      {
        zh: `运行：chmod 600 '${file}'；若已被他人读取，须更换密钥与证书。`,
        en: `Run: chmod 600 '${file}'. If somebody has read it, keys and certificates have to be replaced.`,
      },
    );
  }
  return readableKey(file);
}

function missingKey(file: string, hasData: boolean): Finding {
  if (!hasData) {
    return warning(
      'master-key',
      { zh: '尚无主密钥', en: 'There is no master key yet' },
      { zh: '首次启动时自动生成；生成后请立即备份。', en: 'The first start makes it; back it up then.' },
    );
  }
  return bad(
    'master-key',
    { zh: `有数据库但没有主密钥 ${file}`, en: `There is a database but no master key ${file}` },
    {
      zh: '从备份恢复该文件；没有它，平台保管的私钥无法使用。',
      en: 'Restore that file from the backup: without it the private keys kept here cannot be used.',
    },
  );
}

function readableKey(file: string): Finding {
  try {
    readMasterKeyFile(file);
    return good(
      'master-key',
      `主密钥 ${file}（仅所有者可读，32 字节）`,
      `Master key ${file} (its owner’s alone, 32 octets)`,
    );
  } catch (cause) {
    const malformed = cause instanceof StartupError;
    const why = malformed ? '应为 64 位十六进制数' : '无法读取';
    return bad(
      'master-key',
      {
        zh: `主密钥文件 ${file} ${why}`,
        en: malformed ? `${file} does not hold 64 hexadecimal digits` : `${file} cannot be read`,
      },
      { zh: '从备份恢复该文件，或以其所有者运行。', en: 'Restore it from the backup, or run as its owner.' },
    );
  }
}

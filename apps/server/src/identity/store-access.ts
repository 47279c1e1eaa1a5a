import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { BusinessSystem, Installation, InstallationMode } from './types.ts';

type AccessTables = {
  business_system: {
    code: string;
    name: string;
    client_id: string;
    document_types: string[] | null;
    test: boolean;
    active: boolean;
    created_at: Date;
  };
  business_system_secret: { secret_hash: Uint8Array; system_code: string; created_at: Date; retired_at: Date | null };
  pin_credential: {
    person_id: string;
    salt: Uint8Array;
    hash: Uint8Array;
    failures: number;
    set_at: Date;
    locked_at: Date | null;
  };
  sign_in_link: {
    token_hash: Uint8Array;
    person_id: string;
    created_at: Date;
    expires_at: Date;
    used_at: Date | null;
  };
  console_session: {
    token_hash: Uint8Array;
    person_id: string;
    opened_at: Date;
    last_seen_at: Date;
    expires_at: Date;
    closed_at: Date | null;
  };
  installation: { id: boolean; mode: InstallationMode; hospital_name: string; created_at: Date };
  setup_token: { id: boolean; token_hash: Uint8Array; created_at: Date };
};

const tables = (db: DatabaseReader) => db.withTables<AccessTables>();

const SYSTEM = ['code', 'name', 'client_id as clientId', 'document_types as documentTypes', 'test', 'active'] as const;

// Business systems

export async function readSystem(
  db: DatabaseReader,
  key: { readonly code: string } | { readonly clientId: string },
): Promise<BusinessSystem | undefined> {
  const select = tables(db).selectFrom('business_system').select(SYSTEM);
  return 'code' in key
    ? select.where('code', '=', key.code).executeTakeFirst()
    : select.where('client_id', '=', key.clientId).executeTakeFirst();
}

export async function readSystems(db: DatabaseReader): Promise<BusinessSystem[]> {
  return tables(db).selectFrom('business_system').select(SYSTEM).orderBy('code').execute();
}

/** False when the code is taken. */
export async function insertSystem(tx: Transaction, system: BusinessSystem, at: Date): Promise<boolean> {
  const row = await tables(tx)
    .insertInto('business_system')
    .values({
      code: system.code,
      name: system.name,
      client_id: system.clientId,
      document_types: system.documentTypes === null ? null : [...system.documentTypes],
      test: system.test,
      active: system.active,
      created_at: at,
    })
    .onConflict((on) => on.column('code').doNothing())
    .returning('code')
    .executeTakeFirst();
  return row !== undefined;
}

/** The system, locked until the transaction ends, so that two rotations follow each other. */
export async function lockSystem(tx: Transaction, code: string): Promise<BusinessSystem | undefined> {
  return tables(tx)
    .selectFrom('business_system')
    .select(SYSTEM)
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst();
}

/** Name, document types and whether it is active; the rest of a system never changes. */
export async function updateSystem(tx: Transaction, system: BusinessSystem): Promise<void> {
  await tables(tx)
    .updateTable('business_system')
    .set({
      name: system.name,
      document_types: system.documentTypes === null ? null : [...system.documentTypes],
      active: system.active,
    })
    .where('code', '=', system.code)
    .execute();
}

/** Live secrets, newest first. */
export async function readSecrets(
  db: DatabaseReader,
  systemCode?: string,
): Promise<{ systemCode: string; secretHash: Uint8Array; createdAt: Date }[]> {
  let select = tables(db)
    .selectFrom('business_system_secret')
    .select(['system_code as systemCode', 'secret_hash as secretHash', 'created_at as createdAt'])
    .where('retired_at', 'is', null);
  if (systemCode !== undefined) select = select.where('system_code', '=', systemCode);
  return select.orderBy('created_at', 'desc').execute();
}

export async function insertSecret(tx: Transaction, systemCode: string, hash: Uint8Array, at: Date): Promise<void> {
  await tables(tx)
    .insertInto('business_system_secret')
    .values({ secret_hash: hash, system_code: systemCode, created_at: at, retired_at: null })
    .execute();
}

export async function retireSecrets(tx: Transaction, hashes: readonly Uint8Array[], at: Date): Promise<void> {
  if (hashes.length === 0) return;
  await tables(tx)
    .updateTable('business_system_secret')
    .set({ retired_at: at })
    .where('secret_hash', 'in', [...hashes])
    .execute();
}

// PIN credentials

export interface PinRow {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  readonly failures: number;
  readonly lockedAt: Date | null;
}

const PIN = ['salt', 'hash', 'failures', 'locked_at as lockedAt'] as const;

export async function readPin(db: DatabaseReader, personId: string): Promise<PinRow | undefined> {
  return tables(db).selectFrom('pin_credential').select(PIN).where('person_id', '=', personId).executeTakeFirst();
}

/** The credential, locked until the transaction ends: tries of one person are judged one after the other. */
export async function lockPin(tx: Transaction, personId: string): Promise<PinRow | undefined> {
  return tables(tx)
    .selectFrom('pin_credential')
    .select(PIN)
    .where('person_id', '=', personId)
    .forUpdate()
    .executeTakeFirst();
}

export async function putPin(
  tx: Transaction,
  personId: string,
  credential: { readonly salt: Uint8Array; readonly hash: Uint8Array },
  at: Date,
): Promise<void> {
  const row = { ...credential, failures: 0, set_at: at, locked_at: null };
  await tables(tx)
    .insertInto('pin_credential')
    .values({ person_id: personId, ...row })
    .onConflict((on) => on.column('person_id').doUpdateSet(row))
    .execute();
}

export async function updatePinFailures(
  tx: Transaction,
  personId: string,
  failures: number,
  lockedAt: Date | null,
): Promise<void> {
  await tables(tx)
    .updateTable('pin_credential')
    .set({ failures, locked_at: lockedAt })
    .where('person_id', '=', personId)
    .execute();
}

/** False when there was none. */
export async function deletePin(tx: Transaction, personId: string): Promise<boolean> {
  const row = await tables(tx)
    .deleteFrom('pin_credential')
    .where('person_id', '=', personId)
    .returning('person_id')
    .executeTakeFirst();
  return row !== undefined;
}

// Sign-in links and console sessions

export async function insertSignInLink(
  tx: Transaction,
  link: { readonly hash: Uint8Array; readonly personId: string; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  await tables(tx)
    .insertInto('sign_in_link')
    .values({
      token_hash: link.hash,
      person_id: link.personId,
      created_at: link.at,
      expires_at: link.expiresAt,
      used_at: null,
    })
    .execute();
}

/** Marks an unused, unexpired link as used and names its person; undefined otherwise. Only one caller ever gets the answer. */
export async function useSignInLink(tx: Transaction, hash: Uint8Array, at: Date): Promise<string | undefined> {
  const row = await tables(tx)
    .updateTable('sign_in_link')
    .set({ used_at: at })
    .where('token_hash', '=', hash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .returning('person_id')
    .executeTakeFirst();
  return row?.person_id;
}

export interface ConsoleSessionRow {
  readonly personId: string;
  readonly openedAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

export async function insertConsoleSession(
  tx: Transaction,
  hash: Uint8Array,
  session: { readonly personId: string; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  await tables(tx)
    .insertInto('console_session')
    .values({
      token_hash: hash,
      person_id: session.personId,
      opened_at: session.at,
      last_seen_at: session.at,
      expires_at: session.expiresAt,
      closed_at: null,
    })
    .execute();
}

/** A session that nobody closed; whether its times still hold is for the caller to say. */
export async function readConsoleSession(db: DatabaseReader, hash: Uint8Array): Promise<ConsoleSessionRow | undefined> {
  return tables(db)
    .selectFrom('console_session')
    .select(['person_id as personId', 'opened_at as openedAt', 'last_seen_at as lastSeenAt', 'expires_at as expiresAt'])
    .where('token_hash', '=', hash)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
}

export async function touchConsoleSession(db: DatabaseReader, hash: Uint8Array, at: Date): Promise<void> {
  await tables(db).updateTable('console_session').set({ last_seen_at: at }).where('token_hash', '=', hash).execute();
}

/** The person whose open session was closed, or undefined. */
export async function closeSession(tx: Transaction, hash: Uint8Array, at: Date): Promise<string | undefined> {
  const row = await tables(tx)
    .updateTable('console_session')
    .set({ closed_at: at })
    .where('token_hash', '=', hash)
    .where('closed_at', 'is', null)
    .returning('person_id')
    .executeTakeFirst();
  return row?.person_id;
}

// Installation

export async function readInstallation(db: DatabaseReader): Promise<Installation | undefined> {
  return tables(db)
    .selectFrom('installation')
    .select(['mode', 'hospital_name as hospitalName', 'created_at as at'])
    .executeTakeFirst();
}

/** False when the platform is set up already. */
export async function insertInstallation(tx: Transaction, installation: Installation): Promise<boolean> {
  const row = await tables(tx)
    .insertInto('installation')
    .values({
      id: true,
      mode: installation.mode,
      hospital_name: installation.hospitalName,
      created_at: installation.at,
    })
    .onConflict((on) => on.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function putSetupToken(tx: Transaction, hash: Uint8Array, at: Date): Promise<void> {
  const row = { token_hash: hash, created_at: at };
  await tables(tx)
    .insertInto('setup_token')
    .values({ id: true, ...row })
    .onConflict((on) => on.column('id').doUpdateSet(row))
    .execute();
}

export async function setupTokenExists(db: DatabaseReader, hash: Uint8Array): Promise<boolean> {
  const row = await tables(db).selectFrom('setup_token').select('id').where('token_hash', '=', hash).executeTakeFirst();
  return row !== undefined;
}

/** True for the one caller who removes the token. */
export async function useSetupToken(tx: Transaction, hash: Uint8Array): Promise<boolean> {
  const row = await tables(tx)
    .deleteFrom('setup_token')
    .where('token_hash', '=', hash)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

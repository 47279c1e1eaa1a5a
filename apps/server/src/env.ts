/** Every variable the server looks at. Nothing else reads the environment. */
const NAMES = [
  'PORT',
  'HOST',
  'DATABASE_URL',
  'MEDSIGN_DATA',
  'MEDSIGN_DEMO',
  'MEDSIGN_DEMO_RECORDS',
  'MEDSIGN_MASTER_KEY',
  'MEDSIGN_PUBLIC_URL',
  'MEDSIGN_LOG_LEVEL',
  'MEDSIGN_TIME_ZONE',
  'MEDSIGN_OID_ARC',
  'MEDSIGN_BODY_LIMIT_MIB',
  'MEDSIGN_SUPERVISED',
] as const;

export type Environment = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** The variables that are set to something. */
export function readEnvironment(): Environment {
  return Object.fromEntries(
    NAMES.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined && value !== ''),
  );
}

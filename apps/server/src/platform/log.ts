import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Members whose values never reach a log, wherever they stand: people's and patients' data, and secrets. */
const PRIVATE = new Set(
  [
    ...['name', 'personName', 'patient', 'patientId', 'patientName', 'visitNo', 'title', 'content', 'subject', 'phone'],
    ...['pin', 'password', 'secret', 'clientSecret', 'token', 'accessToken', 'signInLink', 'authorization', 'cookie'],
    ...['set-cookie', 'client_secret', 'access_token', 'privateKey', 'masterKey', 'body'],
  ].map((name) => name.toLowerCase()),
);
const DEPTH = 6;

/** JSON lines on standard error by default, so that standard output stays for the addresses a person reads. */
export function createLog(options: { readonly level: string; readonly destination?: DestinationStream }): Log {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (object) => redact(object, 0) as Record<string, unknown>,
      },
    },
    options.destination ?? pino.destination({ dest: 2, sync: true }),
  );
}

function redact(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value, depth);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth >= DEPTH) return '[deep]';
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} octets]`;
  if (Array.isArray(value)) return value.map((one) => redact(one, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key,
      PRIVATE.has(key.toLowerCase()) ? '[redacted]' : redact(one, depth + 1),
    ]),
  );
}

/** Type, code, message and stack; the other members of a database error quote rows. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  return {
    type: error.name,
    ...('code' in error && { code: error.code }),
    message: error.message,
    stack: error.stack,
    ...(error.cause instanceof Error && depth < DEPTH && { cause: describeError(error.cause, depth + 1) }),
  };
}

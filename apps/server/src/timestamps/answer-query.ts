import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import type { PkiFailureInfo } from '@medsign/engine/tsp/failure-info';
import { parseTimeStampReq } from '@medsign/engine/tsp/request';
import { grantedResponse, rejectedResponse } from '@medsign/engine/tsp/response';
import { appendLeaf } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { stamp } from './issue-token.ts';
import { openUnit } from './open-unit.ts';
import { insertTokens } from './store.ts';
import type { IssuedToken, TimestampDeps } from './types.ts';

export interface AnswerDeps extends TimestampDeps {
  /** Hears of failures that the requester only sees as systemFailure. */
  readonly onError: (error: unknown) => void;
}

const ACTOR = { kind: 'platform', id: 'tsa' } as const;

/**
 * TimeStampResp for the octets of a TimeStampReq (RFC 3161 §2.4). Always answers: with a token that is stored and in the ledger, or with
 * the exact PKIFailureInfo. Never throws.
 */
export async function answerQuery(deps: AnswerDeps, query: Uint8Array): Promise<Uint8Array> {
  try {
    const open = await openUnit(deps.database, 'live', deps.clock.now());
    const reading = parseTimeStampReq(query, { policies: [open.unit.policy] });
    if (!reading.accepted) return rejectedResponse(reading.failure, reading.text);
    const { imprint, nonce, certReq } = reading.request;
    const [token] = await stamp(deps, open, [{ imprint, certReq, ...(nonce !== undefined && { nonce }) }]);
    if (token === undefined) throw new Error('no token for a stamp');
    await record(deps, token);
    return grantedResponse(token.der);
  } catch (error) {
    return failed(deps, error);
  }
}

async function record(deps: AnswerDeps, token: IssuedToken): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    const { index } = await appendLeaf(tx, {
      kind: 'token-issued',
      at: token.genTime,
      actor: ACTOR,
      subject: token.serial,
      data: { unit: token.unitId, imprintSm3: toHex(token.imprint), tokenSm3: toHex(sm3(token.der)) },
    });
    await insertTokens(tx, [{ ...token, ledgerIndex: index }]);
  });
}

function failed(deps: AnswerDeps, error: unknown): Uint8Array {
  const failure: PkiFailureInfo =
    error instanceof Refusal && error.code === 'time-not-available' ? 'timeNotAvailable' : 'systemFailure';
  deps.onError(error);
  return rejectedResponse(
    failure,
    failure === 'timeNotAvailable' ? 'trusted time is not available' : 'internal failure',
  );
}

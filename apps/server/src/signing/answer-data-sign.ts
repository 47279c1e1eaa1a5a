import type { DataSignRequest } from '@medsign/contract/data-signs';
import type { BusinessSystem } from '../identity/index.ts';
import type { IdempotencyClaim, IdempotencyStore, StoredResponse } from '../platform/idempotency.ts';
import { signedAnswer } from './answer.ts';
import { readContent } from './content.ts';
import { queueTask } from './queue-task.ts';
import { signDatum } from './sign-datum.ts';
import type { SignDeps, SignInput } from './types.ts';

/**
 * The answer to one request of a system, exactly once per idempotency key: the first answer is stored with what it
 * says, a repeated request gets the same octets, a refusal gives the key back.
 */
export async function answerDataSign(
  deps: SignDeps,
  idempotency: IdempotencyStore,
  input: {
    readonly system: BusinessSystem;
    readonly request: DataSignRequest;
    readonly claim: IdempotencyClaim;
  },
): Promise<StoredResponse> {
  const { claim, request } = input;
  const earlier = await idempotency.begin(deps.database, claim);
  if (earlier !== undefined) return earlier;
  try {
    const signInput = signInputOf(input.system, request, deps.settings.maxContentBytes);
    return request.mode === 'now'
      ? await signNow(deps, idempotency, signInput, claim, request.workstation)
      : await signLater(deps, idempotency, signInput, claim);
  } catch (error) {
    await idempotency.release(deps.database, claim);
    throw error;
  }
}

async function signNow(
  deps: SignDeps,
  idempotency: IdempotencyStore,
  input: SignInput,
  claim: IdempotencyClaim,
  workstation: string | undefined,
): Promise<StoredResponse> {
  let response: StoredResponse | undefined;
  await signDatum(deps, input, {
    workstation,
    alsoWrite: async (tx, [signed]) => {
      response = { status: 201, body: JSON.stringify(signed && signedAnswer(signed)) };
      await idempotency.complete(tx, claim, response);
    },
  });
  return response as StoredResponse;
}

async function signLater(
  deps: SignDeps,
  idempotency: IdempotencyStore,
  input: SignInput,
  claim: IdempotencyClaim,
): Promise<StoredResponse> {
  let response: StoredResponse | undefined;
  await queueTask(deps, input, async (tx, queued) => {
    response = { status: 202, body: JSON.stringify(queued) };
    await idempotency.complete(tx, claim, response);
  });
  return response as StoredResponse;
}

function signInputOf(system: BusinessSystem, request: DataSignRequest, maxContentBytes: number): SignInput {
  const { patient } = request;
  return {
    system,
    signerJobNo: request.signer.jobNo,
    departmentCode: request.department,
    businessNo: request.businessNo,
    documentType: request.documentType,
    title: request.title,
    patient: patient && { id: patient.id, name: patient.name, visitNo: patient.visitNo },
    content: readContent(request.content, maxContentBytes),
    format: request.format,
  };
}

import type { DataQueued } from '@medsign/contract/data-signs';
import { toHex } from '@medsign/engine/bytes/hex';
import { appendLeaf } from '../audit/index.ts';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { checkInput, lookupsIn } from './check-input.ts';
import { insertContents } from './store-records.ts';
import { insertTask } from './store-tasks.ts';
import type { CheckedInput, SignDeps, SignInput } from './types.ts';

/** Puts a datum before a person, to be signed later. Throws the refusals of {@link checkInput}. */
export async function queueTask(
  deps: SignDeps,
  input: SignInput,
  alsoWrite?: (tx: Transaction, queued: DataQueued) => Promise<void>,
): Promise<DataQueued> {
  const at = deps.clock.now();
  const checked = await checkInput(lookupsIn(deps.database), input, at);
  const queued: DataQueued = { taskId: uuidv7(deps.clock, deps.random), status: 'queued' };
  await inTransaction(deps.database, async (tx) => {
    const { digest, size, bytes } = checked.content;
    if (bytes !== undefined) await insertContents(tx, [{ digest, size, bytes }]);
    await insertTask(tx, taskRow(checked, queued.taskId, at));
    await appendLeaf(tx, {
      kind: 'task-queued',
      at,
      actor: { kind: 'system', id: checked.system.code },
      subject: queued.taskId,
      data: { signer: checked.signer.jobNo, documentType: checked.documentType, contentSm3: toHex(digest) },
    });
    await deps.outbox.append(tx, at, [
      {
        topic: 'task.created',
        key: queued.taskId,
        systemCode: checked.system.code,
        payload: { taskId: queued.taskId, businessNo: checked.businessNo, signer: checked.signer.jobNo },
      },
    ]);
    await alsoWrite?.(tx, queued);
  });
  return queued;
}

function taskRow(input: CheckedInput, id: string, at: Date) {
  return {
    id,
    system_code: input.system.code,
    signer_id: input.signer.id,
    signer_job_no: input.signer.jobNo,
    signer_name: input.signer.name,
    department_code: input.department?.code ?? null,
    business_no: input.businessNo,
    document_type: input.documentType,
    title: input.title,
    patient_id: input.patient?.id ?? null,
    patient_name: input.patient?.name ?? null,
    patient_visit_no: input.patient?.visitNo ?? null,
    format: input.format,
    content_kind: input.content.kind,
    content_digest: input.content.digest,
    content_size: input.content.size,
    state: 'queued',
    queued_at: at,
    closed_at: null,
    record_id: null,
    reason: null,
  } as const;
}

import type { SignTask } from '@medsign/contract/sign-tasks';
import { toHex } from '@medsign/engine/bytes/hex';
import type { TaskRow } from './store-tasks.ts';

export function taskView(row: TaskRow): SignTask {
  return {
    taskId: row.id,
    status: row.state,
    system: row.system_code,
    signer: { jobNo: row.signer_job_no, name: row.signer_name },
    department: row.department_code,
    businessNo: row.business_no,
    documentType: row.document_type,
    title: row.title,
    patient: patientView(row),
    format: row.format,
    contentSm3: toHex(row.content_digest),
    contentSize: row.content_size,
    queuedAt: row.queued_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    recordId: row.record_id,
    reason: row.reason,
  };
}

export function patientView(row: {
  readonly patient_id: string | null;
  readonly patient_name: string | null;
  readonly patient_visit_no: string | null;
}): SignTask['patient'] {
  if (row.patient_id === null) return null;
  return {
    id: row.patient_id,
    name: row.patient_name ?? '',
    ...(row.patient_visit_no !== null && { visitNo: row.patient_visit_no }),
  };
}

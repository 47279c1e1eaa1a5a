/** Topics of the outbox. A topic is never renamed; payloads only gain members. */
export const EVENTS = {
  'record.signed': { zh: '已签名', en: 'A record was signed' },
  'task.created': { zh: '新的签署任务', en: 'A sign task was created' },
  'task.rejected': { zh: '已拒绝签名', en: 'A sign task was rejected' },
  'session.approved': { zh: '授权已批准', en: 'A sign session was approved' },
  'session.rejected': { zh: '授权被拒绝', en: 'A sign session was refused' },
  'session.closed': { zh: '授权已结束', en: 'A sign session ended' },
  'certificate.issued': { zh: '证书已签发', en: 'A certificate was issued' },
  'certificate.suspended': { zh: '证书已挂起', en: 'A certificate was suspended' },
  'certificate.resumed': { zh: '证书已恢复', en: 'A certificate was resumed' },
  'certificate.revoked': { zh: '证书已吊销', en: 'A certificate was revoked' },
  'person.changed': { zh: '人员信息变更', en: 'A person changed' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

export type EventTopic = keyof typeof EVENTS;

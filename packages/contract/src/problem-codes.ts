/**
 * Every refusal a caller can meet, by its stable code (RFC 9457 `type` is `urn:medsign:problem:<code>`).
 * `status` is the HTTP status; the titles say what happened in the reader's language. A code is never reused.
 */
export const PROBLEMS = {
  // The request itself
  'invalid-request': { status: 400, zh: '请求格式不正确', en: 'The request is malformed' },
  'malformed-der': { status: 400, zh: 'DER 编码不正确', en: 'Malformed DER' },
  'malformed-base64': { status: 400, zh: 'Base64 编码不正确', en: 'Malformed Base64' },
  'malformed-csr': { status: 400, zh: '证书请求不正确', en: 'Malformed certificate request' },
  'malformed-csv': { status: 400, zh: 'CSV 文件无法读取', en: 'The CSV file cannot be read' },
  'idempotency-key-missing': { status: 400, zh: '缺少 Idempotency-Key', en: 'Idempotency-Key is missing' },
  'not-found': { status: 404, zh: '找不到', en: 'Not found' },
  'method-not-allowed': { status: 405, zh: '不支持该方法', en: 'Method not allowed' },
  'idempotency-key-in-flight': {
    status: 409,
    zh: '相同幂等键的请求正在处理',
    en: 'A request with this key is in flight',
  },
  'content-too-large': { status: 413, zh: '内容超过上限', en: 'The content is larger than the limit' },
  'unsupported-media-type': { status: 415, zh: '不支持的内容类型', en: 'Unsupported media type' },
  'idempotency-key-reused': { status: 422, zh: '幂等键已用于不同的请求', en: 'The key was used with another request' },
  'too-many-requests': { status: 429, zh: '请求过多，请稍后再试', en: 'Too many requests' },
  // Who is calling
  unauthenticated: { status: 401, zh: '未认证或凭据已失效', en: 'Not authenticated' },
  forbidden: { status: 403, zh: '没有权限', en: 'Not permitted' },
  'sign-in-link-invalid': {
    status: 403,
    zh: '登录链接无效、已使用或已过期',
    en: 'The sign-in link is invalid, used or expired',
  },
  'already-set-up': { status: 409, zh: '平台已完成初始化', en: 'The platform is set up already' },
  // People, departments, systems
  'unknown-signer': { status: 422, zh: '没有该签名人', en: 'No such signer' },
  'signer-inactive': { status: 422, zh: '该签名人已停用', en: 'The signer is not active' },
  'unknown-department': { status: 422, zh: '没有该科室', en: 'No such department' },
  'foreign-department': { status: 422, zh: '签名人不属于该科室', en: 'The signer does not belong to this department' },
  'unknown-person': { status: 404, zh: '没有该人员', en: 'No such person' },
  'unknown-system': { status: 404, zh: '没有该接入系统', en: 'No such business system' },
  'duplicate-code': { status: 409, zh: '编码已存在', en: 'The code exists already' },
  'document-type-not-allowed': {
    status: 422,
    zh: '该系统不允许此文书类型',
    en: 'Document type not allowed for this system',
  },
  'pin-wrong': { status: 403, zh: 'PIN 不正确', en: 'Wrong PIN' },
  'pin-locked': { status: 423, zh: 'PIN 已锁定', en: 'The PIN is locked' },
  'pin-not-set': { status: 409, zh: '尚未设置 PIN', en: 'No PIN is set' },
  'pin-too-weak': { status: 422, zh: 'PIN 过于简单', en: 'The PIN is too weak' },
  'fresh-sign-in-required': {
    status: 403,
    zh: '请用新的一次性链接登录后再操作',
    en: 'Sign in with a new one-time link first',
  },
  'administrator-roles': {
    status: 422,
    zh: '系统、安全、审计管理员角色互斥，且不能在此授予、撤销或停用',
    en: 'Administrator roles exclude each other and are not granted or withdrawn here',
  },
  // Certificates and keys
  'unknown-certificate': { status: 404, zh: '没有该证书', en: 'No such certificate' },
  'unknown-authority': { status: 404, zh: '没有该证书颁发机构', en: 'No such certification authority' },
  'profile-violation': { status: 422, zh: '不符合证书模板', en: 'The request does not fit the certificate profile' },
  'certificate-expired': { status: 409, zh: '证书已过期', en: 'The certificate has expired' },
  'certificate-suspended': { status: 409, zh: '证书已挂起', en: 'The certificate is suspended' },
  'certificate-revoked': { status: 409, zh: '证书已吊销', en: 'The certificate is revoked' },
  'certificate-missing': { status: 409, zh: '签名人没有有效证书', en: 'The signer has no certificate in force' },
  'certificate-state-conflict': {
    status: 409,
    zh: '证书当前状态不允许此操作',
    en: 'The certificate state does not allow this',
  },
  'dual-control': {
    status: 403,
    zh: '须由另一人办理，且不得为当事人',
    en: 'A second person has to do this, and never the person concerned',
  },
  'unknown-key': { status: 404, zh: '没有该托管密钥', en: 'No such key in escrow' },
  'escrowed-key-destroyed': { status: 409, zh: '该托管密钥已销毁', en: 'The escrowed key is destroyed' },
  'unknown-recovery': { status: 404, zh: '没有该密钥恢复申请', en: 'No such key recovery' },
  'key-recovery-closed': {
    status: 409,
    zh: '密钥恢复申请的当前状态不允许此操作',
    en: 'The state of the key recovery does not allow this',
  },
  // Signing
  'session-required': { status: 409, zh: '需要签名人先授权', en: 'The signer has to approve a sign session first' },
  'session-not-pending': { status: 409, zh: '该授权请求已处理或已过期', en: 'The approval request is closed' },
  'session-closed': { status: 409, zh: '授权已结束', en: 'The sign session has ended' },
  'session-exhausted': { status: 409, zh: '授权次数已用完', en: 'The sign session is used up' },
  'session-document-type': {
    status: 409,
    zh: '授权不包含该文书类型',
    en: 'The sign session does not cover this document type',
  },
  'raw-digest-refused': { status: 422, zh: '不能对裸摘要做原始签名', en: 'A bare digest cannot be signed raw' },
  'dangerous-content': {
    status: 422,
    zh: '内容是证书、证书请求或 CMS 签名属性，拒绝签名',
    en: 'The content is a certificate, a certificate request or CMS signed attributes and is never signed',
  },
  'unknown-record': { status: 404, zh: '没有该签名记录', en: 'No such signature record' },
  'unknown-task': { status: 404, zh: '没有该签署任务', en: 'No such sign task' },
  'task-closed': { status: 409, zh: '该签署任务已结束', en: 'The sign task is closed' },
  'unknown-session': { status: 404, zh: '没有该授权', en: 'No such sign session' },
  'time-not-available': { status: 503, zh: '可信时间不可用', en: 'Trusted time is not available' },
  // The platform
  'demo-only': { status: 409, zh: '仅演示模式可用', en: 'Only possible in a demo' },
  'storage-full': { status: 503, zh: '存储空间已满，请联系管理员', en: 'The storage is full: tell the administrator' },
  'not-ready': { status: 503, zh: '平台尚未就绪', en: 'The platform is not ready' },
  'internal-error': { status: 500, zh: '内部错误', en: 'Internal error' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly zh: string; readonly en: string }>>;

export type ProblemCode = keyof typeof PROBLEMS;

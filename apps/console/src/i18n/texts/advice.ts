/** What the reader can do about a refusal. */
export const ADVICE_TEXTS = {
  'advice.unreachable.title': ['无法连接平台', 'The platform cannot be reached'],
  'advice.unreachable': [
    '请检查网络，稍后重试。平台可能正在重启。',
    'Check the network and try again. The platform may be restarting.',
  ],
  'advice.unreadable.title': ['收到无法识别的回答', 'The answer could not be understood'],
  'advice.unreadable': [
    '中间的代理可能拦截了请求。请重试，或联系信息科。',
    'A proxy in between may have answered. Try again, or ask IT.',
  ],
  'advice.unauthenticated': [
    '登录已失效。请用新的一次性链接登录。',
    'Your sign-in has ended. Sign in with a new one-time link.',
  ],
  'advice.forbidden': [
    '您的角色不允许此操作。请联系系统管理员。',
    'Your roles do not allow this. Ask a system administrator.',
  ],
  'advice.not-found': ['它可能不存在，或不在您可见的范围内。', 'It does not exist, or lies outside what you may see.'],
  'advice.invalid-request': ['请检查填写的内容。', 'Check what you entered.'],
  'advice.pin-wrong': [
    '请重新输入 PIN。连续输错 5 次会锁定。',
    'Enter the PIN again. Five wrong tries in a row lock it.',
  ],
  'advice.pin-locked': ['请联系系统管理员重置 PIN。', 'Ask a system administrator to reset your PIN.'],
  'advice.pin-not-set': ['请先在右上角“我的账户”中设置 PIN。', 'Set a PIN first, under "My account" at the top right.'],
  'advice.malformed-csv': [
    '请下载模板，按模板的列填写后再上传。',
    'Download the template, fill in its columns and upload again.',
  ],
  'advice.duplicate-code': ['请换一个编码，或修改已有的一条。', 'Choose another code, or change the existing entry.'],
  'advice.certificate-missing': ['请联系安全管理员签发证书。', 'Ask a security administrator to issue a certificate.'],
  'advice.certificate-state-conflict': [
    '它的状态可能刚刚变化。请刷新后再看。',
    'Its state may just have changed. Refresh and look again.',
  ],
  'advice.task-closed': [
    '该任务可能已在别处处理。请刷新列表。',
    'It may have been dealt with elsewhere. Refresh the list.',
  ],
  'advice.content-too-large': ['请改用更小的文件，或只提交摘要。', 'Use a smaller file, or submit its digest.'],
  'advice.too-many-requests': ['请稍等片刻再试。', 'Wait a moment and try again.'],
  'advice.conflict': ['内容可能已被他人更改。请刷新后重试。', 'Someone may have changed it. Refresh and try again.'],
  'advice.refused': [
    '请按说明修改后重试；若不明白，请把请求编号交给信息科。',
    'Correct it as described and try again; otherwise give the request id to IT.',
  ],
  'advice.server': [
    '请稍后重试；若仍出现，请把请求编号交给信息科。',
    'Try again later; if it persists, give the request id to IT.',
  ],
} as const;

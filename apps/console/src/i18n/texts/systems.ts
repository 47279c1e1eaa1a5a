/** Business systems. */
export const SYSTEMS_TEXTS = {
  'systems.lead': ['调用平台签名的临床系统', 'The clinical systems that have signatures made'],
  'systems.search': ['名称、编码或客户端标识', 'Name, code or client id'],
  'systems.empty': ['还没有接入系统', 'No business systems yet'],
  'systems.create': ['新增接入系统', 'New system'],
  'systems.clientId': ['客户端标识', 'Client id'],
  'systems.secret': ['客户端密钥', 'Client secret'],
  'systems.secretSince': ['密钥生成于', 'Secret made'],
  'systems.codeHelp': ['创建后不能更改', 'Cannot be changed later'],
  'systems.codeRule': [
    '字母或数字开头，只含字母、数字、. _ -',
    'Letters, digits, . _ - only, starting with a letter or digit',
  ],
  'systems.typesHelp': ['不选则允许全部类型', 'None picked: all types are allowed'],
  'systems.test': ['测试系统', 'Test system'],
  'systems.rotate': ['更换密钥', 'New secret'],
  'systems.rotateWhat': [
    '将生成新密钥。现有密钥继续有效，直到再次更换；请尽快在业务系统中换用新密钥。',
    'A new secret is made. The present one stays good until the next rotation; put the new one into the system soon.',
  ],
  'systems.switchOff': ['停用', 'Switch off'],
  'systems.switchOn': ['启用', 'Switch on'],
  'systems.switchOffWhat': [
    '立即生效：该系统的请求都会被拒绝，已有的签名记录不受影响。可重新启用。',
    'Takes effect at once: everything the system asks is refused. Its records stay, and it can be switched on again.',
  ],
  'systems.switchOnWhat': [
    '该系统可用现有密钥继续调用平台。',
    'The system can call the platform again with its present secret.',
  ],
  'systems.secretTitle': ['{{code}} 的客户端密钥', 'Client secret of {{code}}'],
  'systems.secretOnce': ['只显示这一次，请立即保存', 'Shown this once: keep it now'],
  'systems.secretKept': ['我已保存', 'I have kept it'],
} as const;

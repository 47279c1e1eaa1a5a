export type Language = 'zh' | 'en';

/** Words of the approval page. `{n}` is filled in by the page's script. */
export const APPROVAL_TEXTS = {
  zh: {
    title: '签名授权确认',
    other: 'English',
    intro: '以下系统请求在您本次当班期间以您的名义签名。请核对后输入 PIN 确认；不是您本人发起的，请拒绝。',
    hospital: '医院',
    system: '接入系统',
    workstation: '工作站',
    person: '签名人',
    purpose: '用途',
    types: '文书类型',
    allTypes: '该系统允许的全部类型',
    count: '签名次数上限',
    until: '有效期',
    duration: (minutes: number) => `自确认起 ${spanOf(minutes, ' 小时', ' 分钟')}`,
    answerBy: '请在此前答复',
    pin: 'PIN（6–12 位数字）',
    approve: '同意授权',
    deny: '拒绝',
    approved: '已授权，有效至 {t}。可以关闭此页。您可随时在控制台收回授权。',
    denied: '已拒绝，没有授予任何权限。可以关闭此页。',
    closed: '该授权请求已处理或已过期。请回到业务系统重新发起。',
    unknown: '没有这个授权请求。请核对地址，或回到业务系统重新发起。',
    landing: '授权由业务系统发起。请在业务系统中点击“申请签名授权”，再打开它给出的地址。',
    console: '进入控制台',
    script: '请启用浏览器的 JavaScript 后再确认。',
    busy: '正在提交…',
    errors: {
      'pin-wrong': 'PIN 不正确，还可尝试 {n} 次。',
      'pin-locked': 'PIN 已锁定，请联系安全管理员。',
      'pin-not-set': '您尚未设置 PIN，请联系系统管理员。',
      'session-not-pending': '该授权请求已处理或已过期。',
      'signer-inactive': '您的账号已停用，请联系系统管理员。',
      'invalid-request': '请输入 PIN。',
      other: '未能完成，请重试；若仍不成功，请联系管理员。',
    },
  },
  en: {
    title: 'Approve signing in your name',
    other: '中文',
    intro:
      'The system below asks to sign in your name during this shift. Check the details and enter your PIN to approve. Deny it if you did not ask for this.',
    hospital: 'Hospital',
    system: 'System',
    workstation: 'Workstation',
    person: 'Signer',
    purpose: 'Purpose',
    types: 'Document types',
    allTypes: 'All types this system may have signed',
    count: 'At most this many signatures',
    until: 'Valid for',
    duration: (minutes: number) => `${spanOf(minutes, ' h', ' min')} from approval`,
    answerBy: 'Answer before',
    pin: 'PIN (6–12 digits)',
    approve: 'Approve',
    deny: 'Deny',
    approved: 'Approved until {t}. You can close this page. You can recall the approval in the console at any time.',
    denied: 'Denied: nothing was allowed. You can close this page.',
    closed: 'This request was answered already or has expired. Start again in the clinical system.',
    unknown: 'There is no such request. Check the address, or start again in the clinical system.',
    landing:
      'Approvals are started by a clinical system. Ask for a sign session there and open the address it shows you.',
    console: 'Open the console',
    script: 'Please enable JavaScript in this browser to answer.',
    busy: 'Sending…',
    errors: {
      'pin-wrong': 'Wrong PIN; {n} tries left.',
      'pin-locked': 'The PIN is locked. Ask the security administrator.',
      'pin-not-set': 'You have no PIN yet. Ask the system administrator.',
      'session-not-pending': 'This request was answered already or has expired.',
      'signer-inactive': 'Your account is not active. Ask the system administrator.',
      'invalid-request': 'Enter your PIN.',
      other: 'That did not work. Try again, or ask the administrator.',
    },
  },
} as const;

/** `8 小时`, `7 小时 30 分钟`, `45 分钟`. */
function spanOf(minutes: number, hourUnit: string, minuteUnit: string): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const parts = [...(hours > 0 ? [`${hours}${hourUnit}`] : []), ...(rest > 0 ? [`${rest}${minuteUnit}`] : [])];
  return parts.join(' ');
}

import type { Check, Verdict } from '@medsign/engine/pki/check';

/** The same thing in Chinese and English. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

interface CheckWords extends Words {
  /** What to do when it did not pass. */
  readonly advice: Words;
}

export const VERDICT_WORDS: Readonly<Record<Verdict, Words>> = {
  valid: { zh: '有效', en: 'valid' },
  invalid: { zh: '无效', en: 'invalid' },
  indeterminate: { zh: '无法判定', en: 'indeterminate' },
};

export const RESULT_WORDS: Readonly<Record<Check['result'], Words & { readonly mark: string }>> = {
  passed: { mark: '✔', zh: '通过', en: 'passed' },
  failed: { mark: '✘', zh: '不通过', en: 'failed' },
  indeterminate: { mark: '?', zh: '无法判定', en: 'indeterminate' },
  skipped: { mark: '–', zh: '未检查', en: 'not checked' },
};

const ASK_ISSUER: Words = {
  zh: '请向出具签名的系统或医院核实，并索取完整的原始文件。',
  en: 'Ask the system or hospital that made the signature, and for the complete original file.',
};
const OTHER_CONTENT: Words = {
  zh: '原文与签名时不同：核对 --content 是否为签名时的原始文件（换行、编码、空格均不能变）；若确为原件，则内容在签名后被改动。',
  en: 'The content differs from what was signed. Make sure it is the original file (line ends, encoding and spaces count); if it is, it was changed after signing.',
};
const FORGED: Words = {
  zh: '签名值与内容和证书不相符：文件被改动，或签名不是该证书持有人所作，不应采信。',
  en: 'The signature does not belong to this content and certificate: something was changed, or somebody else signed. Do not rely on it.',
};
const WRONG_CERTIFICATE: Words = {
  zh: '该证书不能用于此用途，签名不应采信；请向医院核实签名人证书。',
  en: 'The certificate may not be used for this. Do not rely on the signature; ask the hospital about the certificate.',
};
const OTHER_PROFILE: Words = {
  zh: '消息不是 GB/T 35275 或 RFC 5652 规定的形式；请向生成该文件的系统核实。',
  en: 'The message is not in the form of GB/T 35275 or RFC 5652. Ask the system that made it.',
};
const BAD_TOKEN: Words = {
  zh: '时间戳不能证明签名时间：请核实时间戳是否属于此签名、时间戳机构的根证书是否在 --anchors 中。',
  en: 'The timestamp does not prove the time. See whether it belongs to this signature and whether its authority’s root is among --anchors.',
};

/** Every check of the engine's reports in words; the names are stable. */
const CHECKS: Readonly<Record<string, CheckWords>> = {
  profile: { zh: '消息格式', en: 'Form of the message', advice: OTHER_PROFILE },
  'content-form': { zh: '原文的封装', en: 'How the content is packed', advice: OTHER_PROFILE },
  content: { zh: '原文一致', en: 'The content is the given one', advice: OTHER_CONTENT },
  signers: { zh: '有签名人', en: 'There is a signer', advice: ASK_ISSUER },
  algorithms: {
    zh: '算法可靠',
    en: 'Algorithms',
    advice: {
      zh: '签名使用了不被认可或未知的算法；请用支持该算法的工具核验，或要求重新签名。',
      en: 'An algorithm is weak or not known here. Verify with a tool that knows it, or have it signed again.',
    },
  },
  'signed-attributes': { zh: '签名属性', en: 'Signed attributes', advice: FORGED },
  'content-type': { zh: '内容类型', en: 'Type of content', advice: FORGED },
  'message-digest': { zh: '原文未被改动', en: 'Content unchanged (digest)', advice: OTHER_CONTENT },
  'signer-certificate': {
    zh: '找到签名人证书',
    en: 'Signer’s certificate at hand',
    advice: {
      zh: '文件中没有签名人证书：请用 --certificate 指定。',
      en: 'The signer’s certificate is not in the file: name it with --certificate.',
    },
  },
  'signing-certificate': { zh: '签名绑定此证书', en: 'Signature names this certificate', advice: FORGED },
  'expected-certificate': {
    zh: '与所附证书一致',
    en: 'Is by the certificate given with it',
    advice: {
      zh: '签名人证书与所附（或 --certificate 指定）的证书不同：签名不是该证书持有人所作。',
      en: 'The signer has another certificate than the one given with the signature: it is not that person’s.',
    },
  },
  signature: { zh: '签名值正确', en: 'Signature value', advice: FORGED },
  'signing-time': {
    zh: '声明的签名时间合理',
    en: 'Claimed signing time',
    advice: {
      zh: '签名人声明的时间与证书有效期或时间戳矛盾：当时时钟有误，或时间被伪造。',
      en: 'The time the signer claims contradicts the certificate or the timestamp: a wrong clock or a forged time.',
    },
  },
  timestamp: { zh: '可信时间戳', en: 'Trusted timestamp', advice: BAD_TOKEN },
  'signer-purpose': { zh: '密钥用途', en: 'Purpose of the key', advice: WRONG_CERTIFICATE },
  // Path of a certificate
  chain: {
    zh: '证书链到受信任的根',
    en: 'Chain to a trusted root',
    advice: {
      zh: '所给的受信任根没有签发此证书：核对 --anchors 是否为该医院（及其时间戳机构）的根证书。',
      en: 'None of the trusted roots issued this certificate: see whether --anchors holds the root of that hospital (and of its timestamp authority).',
    },
  },
  'validity-period': {
    zh: '证书在有效期内',
    en: 'Certificate in its validity period',
    advice: {
      zh: '在判定时刻证书不在有效期内。有可信时间戳时按签名时刻判定，否则只能按现在判定：如有时间戳请用 --token 指定。',
      en: 'The certificate was not valid at the judged time. That is the time of the timestamp, or now where there is none: name one with --token if you have it.',
    },
  },
  'certificate-authority': { zh: '签发者是证书机构', en: 'Issuers are authorities', advice: WRONG_CERTIFICATE },
  'path-length': { zh: '证书链层级', en: 'Length of the chain', advice: WRONG_CERTIFICATE },
  'issuer-key-usage': { zh: '签发者可签发证书', en: 'Issuers may issue', advice: WRONG_CERTIFICATE },
  'critical-extensions': {
    zh: '无未识别的关键扩展',
    en: 'No unknown critical extension',
    advice: {
      zh: '含有此工具不识别的关键限制；请用其他核验工具或向证书机构核实。',
      en: 'There is a critical restriction this tool does not know. Use another one, or ask the authority.',
    },
  },
  'key-usage': { zh: '证书可用于签名', en: 'Certificate is for signing', advice: WRONG_CERTIFICATE },
  'extended-key-usage': { zh: '证书的扩展用途', en: 'Extended purposes', advice: WRONG_CERTIFICATE },
  revocation: {
    zh: '证书未被吊销',
    en: 'Not revoked',
    advice: {
      zh: '证书在签名时已被吊销或挂起，签名不应采信；请向医院核实吊销原因。',
      en: 'The certificate was revoked or suspended when this was signed. Do not rely on it; ask the hospital for the reason.',
    },
  },
  // Timestamp token
  'token-type': { zh: '是时间戳', en: 'Is a timestamp', advice: BAD_TOKEN },
  'one-signer': { zh: '时间戳只有一个签名者', en: 'One signer of the timestamp', advice: BAD_TOKEN },
  'message-imprint': { zh: '时间戳属于此签名', en: 'Timestamp is over this signature', advice: BAD_TOKEN },
  nonce: { zh: '时间戳应答对应请求', en: 'Timestamp answers the request', advice: BAD_TOKEN },
  policy: { zh: '时间戳策略', en: 'Policy of the timestamp', advice: BAD_TOKEN },
  'gen-time': {
    zh: '时间戳不在未来',
    en: 'Timestamp is not in the future',
    advice: {
      zh: '时间戳晚于本机当前时间：请先核对本机时钟。',
      en: 'The timestamp lies after this machine’s time: check the clock here first.',
    },
  },
  'unit-purpose': { zh: '时间戳证书专用', en: 'Certificate is for timestamps alone', advice: BAD_TOKEN },
  'authority-name': { zh: '时间戳机构名称', en: 'Name of the timestamp authority', advice: BAD_TOKEN },
};

/** A name that is not in the table yet is shown as it is. */
export function wordsOf(check: Pick<Check, 'name'>): CheckWords {
  return CHECKS[check.name] ?? { zh: check.name, en: check.name, advice: ASK_ISSUER };
}

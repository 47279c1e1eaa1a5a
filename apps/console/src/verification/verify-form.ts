import type { SignFormat } from '@medsign/contract/data-signs';
import type { VerifyRequest } from '@medsign/contract/verify';
import type { TextKey } from '../i18n/texts.ts';

export interface VerifyForm {
  readonly format: SignFormat;
  readonly signature: string;
  readonly contentKind: 'none' | 'text' | 'file';
  readonly contentText: string;
  readonly contentBase64: string;
  readonly certificate: string;
  readonly timestampToken: string;
}

export const EMPTY_VERIFY_FORM: VerifyForm = {
  format: 'cms-gm',
  signature: '',
  contentKind: 'none',
  contentText: '',
  contentBase64: '',
  certificate: '',
  timestampToken: '',
};

export type VerifyRequestOrProblem =
  | { readonly ok: true; readonly body: VerifyRequest }
  | { readonly ok: false; readonly problem: TextKey };

/** Base64 as people paste it: PEM lines and line breaks are taken away. Undefined when something else is left. */
export function cleanBase64(text: string): string | undefined {
  const bare = text.replace(/-----(BEGIN|END) [A-Z0-9 ]+-----/g, '').replace(/\s+/g, '');
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare) ? bare : undefined;
}

/** What the form asks the platform, or what is missing in it. */
export function verifyRequest(form: VerifyForm): VerifyRequestOrProblem {
  const signature = cleanBase64(form.signature);
  const certificate = cleanBase64(form.certificate);
  const timestampToken = cleanBase64(form.timestampToken);
  if (signature === '') return { ok: false, problem: 'verify.required' };
  if (signature === undefined || certificate === undefined || timestampToken === undefined) {
    return { ok: false, problem: 'verify.notBase64' };
  }
  if (form.format === 'raw' && certificate === '') return { ok: false, problem: 'verify.certificateHelp' };
  return {
    ok: true,
    body: {
      signature,
      format: form.format,
      ...contentOf(form),
      ...(form.format === 'raw' ? { certificate } : {}),
      ...(timestampToken === '' ? {} : { timestampToken }),
    },
  };
}

function contentOf(form: VerifyForm): Pick<VerifyRequest, 'content'> {
  if (form.contentKind === 'text' && form.contentText !== '') return { content: { text: form.contentText } };
  if (form.contentKind === 'file' && form.contentBase64 !== '') return { content: { base64: form.contentBase64 } };
  return {};
}
